"""What comparing an official file with the portal brought to light: the report that an administrator confirms."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from acting.words import listed
from files.tables.table import WrongRow

MANY_SHARE, MANY = 20, 20  # a twentieth, or more than twenty communes
LISTED = 200


def is_many(count: int, communes: int) -> bool:
    """More than twenty communes, or more than 5 %: seldom a reform, often a shifted file."""
    return count > MANY or count * MANY_SHARE > communes


@dataclass(frozen=True, slots=True)
class Change:
    """One commune: what stands there now, what the file says. `moves` when another institution becomes competent."""

    code: str
    name: str
    before: str
    after: str
    moves: bool = True


@dataclass(frozen=True, slots=True)
class Canary:
    code: str
    name: str
    expected: str
    found: str
    is_right: bool


@dataclass
class Findings:
    """`refusals` forbid applying; `suspicions` ask for an explicit confirmation. Each is a sentence."""

    encoding: str
    rows: int
    communes: int
    department_rows: int = 0
    changes: list[Change] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    wrong: list[WrongRow] = field(default_factory=list)
    canaries: list[Canary] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)
    suspicions: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    def tell_left_out(self, names: tuple[str, ...]) -> None:
        """Hidden sheets and rows: nobody who opens the file sees them, so nobody could check them."""
        if names:
            self.summary.append(f"N’est pas lu : {listed(names)}.")

    def count_changes(self, moving: Iterable[str], other: Iterable[str]) -> None:
        """`moving` and `other` name, in singular and plural, what the communes change that move, or do not."""
        for moves, (one, many) in ((True, tuple(moving)), (False, tuple(other))):
            count = sum(change.moves == moves for change in self.changes)
            if count:
                sentence = f"1 commune {one}." if count == 1 else f"{count} communes {many}."
                self.summary.append(sentence)
                if is_many(count, self.communes):
                    self.suspicions.append(sentence)
        if not self.changes:
            self.summary.append("Aucune commune ne change.")

    def watch_canaries(self, expected: Mapping[str, str], found: Mapping[str, str], names: Mapping[str, str]) -> None:
        """A canary commune is known for sure; a file that is wrong there is wrong elsewhere."""
        for code, right in expected.items():
            said = found.get(code, "")
            self.canaries.append(
                Canary(code, names.get(code, code), right, said or "absente du fichier", said == right)
            )
        dead = [f"{canary.name} ({canary.found})" for canary in self.canaries if not canary.is_right]
        if dead:
            self.refusals.append(
                f"Le fichier se trompe sur des communes témoins : {', '.join(dead)}. Ses colonnes sont sans doute "
                "décalées d’une commune à l’autre : reprenez le fichier à sa source."
            )

    def refuse_wrong_rows(self, department: str) -> None:
        """A wrong row without a code may be anybody's: it counts when a commune of the département is missing."""
        counted = [row for row in self.wrong if row.code or self.absent]
        if counted:
            count = "1 ligne est fausse" if len(counted) == 1 else f"{len(counted)} lignes sont fausses"
            self.refusals.append(
                f"{count} pour le département {department}. Corrigez le fichier et déposez-le à nouveau."
            )

    def weigh_absent(self) -> None:
        count = len(self.absent)
        if is_many(count, self.communes):
            self.refusals.append(f"{count} communes du département manquent dans le fichier : il est incomplet.")
        elif count:
            self.suspicions.append(
                f"Communes absentes du fichier, qui gardent ce qu’elles ont : {', '.join(self.absent)}."
            )

    def report(self) -> dict[str, Any]:
        """As plain values; the first 200 wrong rows, and how many there are."""
        listed = asdict(self)
        listed["wrong"] = listed["wrong"][:LISTED]
        return {**listed, "wrong_count": len(self.wrong)}
