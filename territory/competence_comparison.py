"""From the rows of a courts or forces file to what would change in the competences of a département. Writes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from acting.fold import fold
from files.tables.table import WrongRow
from signatories.models import Convention, Signatory
from territory.departments import facts_of
from territory.enums import CompetenceDomain, ImportKind
from territory.findings import Change, Findings, is_many
from territory.imports.courts import CompetenceRow, court_key, district_of, read_courts
from territory.imports.department import Reading
from territory.imports.forces import read_forces
from territory.models import Commune, Competence, FormerCommune

DOMAIN_OF = {ImportKind.COURTS: CompetenceDomain.PROSECUTION, ImportKind.FORCES: CompetenceDomain.FORCE}
READERS: dict[ImportKind, Callable[[bytes, str], Reading[CompetenceRow]]] = {
    ImportKind.COURTS: read_courts,
    ImportKind.FORCES: read_forces,
}
MOVING = {
    ImportKind.COURTS: ("change de parquet", "changent de parquet"),
    ImportKind.FORCES: ("change de force", "changent de force"),
}
RENAMING = ("change de service", "changent de service")
UNKNOWN = "Institution inconnue du portail : « {name} ». Si elle est juste, corrigez d’abord cette commune à la main."
UNNAMED = {"la", "le", "les", "l"}


@dataclass(frozen=True, slots=True)
class Institution:
    """The signatory behind a name of the file, and the unit where the département writes it in its own way."""

    signatory: Signatory
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """What the file says of a commune, and the competence that stands there now, if any."""

    commune: Commune
    present: Competence | None
    signatory: Signatory
    unit: str

    @property
    def is_change(self) -> bool:
        return self.present is None or (self.present.signatory_id, self.present.unit) != (self.signatory.pk, self.unit)

    def change(self) -> Change:
        moves = self.present is None or self.present.signatory_id != self.signatory.pk
        before = _line(self.present.signatory, self.present.named) if self.present else "aucune compétence enregistrée"
        return Change(self.commune.code, self.commune.name, before, _line(self.signatory, self.unit), moves)


class CompetenceComparison:
    """`targets` by commune, manually corrected ones left out; `findings` for whoever decides."""

    def __init__(self, convention: Convention, kind: ImportKind, content: bytes) -> None:
        """Raises Unreadable, FileNotFoundError for a département without data."""
        code = convention.department_code
        facts, reading = facts_of(code), READERS[kind](content, code)
        self.institutions = _institutions(convention, kind, facts)
        self.communes = {commune.code: commune for commune in convention.communes.all()}
        self.former = dict(
            FormerCommune.objects.filter(commune__convention=convention).values_list("code", "commune_id")
        )
        self.present = _present(convention, DOMAIN_OF[kind])
        self.targets: dict[str, Target] = {}
        self.findings = Findings(reading.encoding, reading.total, len(self.communes), len(reading.rows))
        self.findings.tell_left_out(reading.left_out)
        self.findings.wrong = list(reading.wrong)
        self._read(reading)
        self._weigh(kind, facts, reading)

    def _read(self, reading: Reading[CompetenceRow]) -> None:
        """Rows of today's codes first: one of a former commune must agree with its heir."""
        for code, row in sorted(reading.rows.items(), key=lambda item: item[0] not in self.communes):
            commune = self.communes.get(code) or self.communes.get(self.former.get(code, ""))
            reason = self._place(commune, row) if commune else "Commune inconnue du portail : importez les communes."
            if reason:
                self.findings.wrong.append(WrongRow(row.line, code, reason))
        self.findings.wrong.sort(key=lambda wrong: wrong.line)

    def _place(self, commune: Commune, row: CompetenceRow) -> str:
        """Takes the row in; or returns why it cannot be."""
        present, institution = self.present.get(commune.code), self.institutions.get(row.institution)
        if present and present.manual_reason:
            said = _line(institution.signatory, institution.unit or row.unit) if institution else row.unit
            kept = Change(commune.code, commune.name, _line(present.signatory, present.named), said)
            self.findings.kept.append(kept)
            return ""
        if institution is None:
            return UNKNOWN.format(name=row.unit[:80])
        target = Target(commune, present, institution.signatory, institution.unit or row.unit)
        if self.targets.setdefault(commune.code, target) != target:
            return f"Les anciennes communes réunies dans {commune.name} ne relèvent pas du même service."
        return ""

    def _weigh(self, kind: ImportKind, facts: Mapping[str, Any], reading: Reading[CompetenceRow]) -> None:
        findings, names = self.findings, {code: commune.name for code, commune in self.communes.items()}
        seen = {*self.targets, *(change.code for change in findings.kept)}
        findings.absent = [name for code, name in names.items() if code not in seen]
        findings.changes = [target.change() for target in self.targets.values() if target.is_change]
        findings.changes.sort(key=lambda change: (not change.moves, change.code))
        findings.count_changes(MOVING[kind], RENAMING)
        # A court as the département writes it, so that a canary is compared and shown in one spelling.
        spelt = {court_key(name): name for name in facts["courts"]} if kind == ImportKind.COURTS else {}
        said = {code: spelt.get(row.institution, row.institution) for code, row in reading.rows.items()}
        findings.watch_canaries(facts.get("canaries", {}).get(kind.value, {}), said, names)
        findings.weigh_absent()
        findings.refuse_wrong_rows(facts["convention"]["department_code"])
        # Codes and names that part company are another way for a file to be shifted.
        named = [(self.communes[code].name, row.name) for code, row in reading.rows.items() if code in self.communes]
        count = sum(bool(said) and _bare(said) != _bare(known) for known, said in named)
        if is_many(count, self.findings.communes):
            self.findings.refusals.append(
                f"{count} communes portent un autre nom dans le fichier : codes et noms décalés."
            )


def _institutions(convention: Convention, kind: ImportKind, facts: Mapping[str, Any]) -> dict[str, Institution]:
    """By the name of the file: a court leads to its parquet, PN and GN to the force."""
    signatories = {signatory.code: signatory for signatory in convention.signatories.all()}
    if kind == ImportKind.FORCES:
        return {name: Institution(signatories[code]) for name, code in facts["forces"].items()}
    return {
        court_key(name): Institution(signatories[code], district_of(name)) for name, code in facts["courts"].items()
    }


def _present(convention: Convention, domain: CompetenceDomain) -> dict[str, Competence]:
    rows = Competence.objects.filter(commune__convention=convention, domain=domain).select_related(
        "signatory", "commune"
    )
    return {competence.commune_id: competence for competence in rows}


def _line(signatory: Signatory, unit: str) -> str:
    return f"{signatory.short_name}, {unit}"


def _bare(name: str) -> list[str]:
    """`"La Ferté-Gaucher"` and `"FERTE GAUCHER (LA)"` are the same name."""
    return sorted(set(fold(name).split()) - UNNAMED)
