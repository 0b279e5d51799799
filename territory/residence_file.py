"""The file in which a landlord keeps its residences: which columns it has, and what its lines mean for the portal.

A plan says what would be created, what changed and from what to what, and which lines are wrong and why; nothing is
written here. The same file read again after it was applied changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from hashlib import sha256

from acting.fold import fold
from files.tables.columns import Column, missing_column
from files.tables.reader import read_table
from files.tables.table import Limits, Table
from files.tables.table import Row as Line
from territory.models import MOST_DWELLINGS, Commune, FormerCommune, FormerName, Residence
from territory.spelling import spelt

COLUMNS = (
    Column("name", "nom", ("nom de la residence", "residence", "nom residence", "libelle")),
    Column("address", "adresse", ("adresse postale", "rue", "voie")),
    Column("commune", "commune", ("ville", "nom de la commune", "libelle commune"), required=False),
    Column("code", "code INSEE", ("insee", "code commune", "code commune insee"), required=False),
    Column("postal_code", "code postal", ("cp",), required=False),
    Column("dwellings", "logements", ("nombre de logements", "nb logements", "nb de logements", "nombre logements")),
    Column("priority", "QPV", ("quartier prioritaire", "quartier prioritaire qpv", "en qpv"), required=False),
)
NAMES = {column.key: column.title for column in COLUMNS}
LIMITS = Limits(megabytes=5, rows=5000)
TEMPLATE = (
    "nom;adresse;commune;code INSEE;code postal;logements;QPV\r\n"
    "Résidence des Exemples;1 à 7, rue des Exemples;Meaux;77284;77100;120;non\r\n"
)
YES, NO = ("oui", "o", "x", "1", "vrai", "qpv"), ("non", "n", "0", "faux")

NAME_LENGTH, ADDRESS_LENGTH = 120, 200
MOST_LOOKED_UP = 100
FORMULA = "la colonne « {} » contient une formule ; collez la valeur à sa place"


@dataclass(frozen=True, slots=True)
class Row:
    """What a line says; `priority` is None when it says nothing of it."""

    number: int
    name: str
    address: str
    commune: Commune
    dwellings: int
    priority: bool | None

    @property
    def key(self) -> tuple[str, str]:
        """A landlord has one residence of a name in a commune, whatever its accents."""
        return self.commune.code, fold(self.name)


@dataclass(frozen=True, slots=True)
class WrongLine:
    number: int
    text: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    former: str
    current: str


@dataclass(frozen=True, slots=True)
class ChangedResidence:
    number: int
    residence: Residence
    row: Row
    differences: tuple[Difference, ...]


@dataclass(slots=True)
class Plan:
    created: list[Row] = field(default_factory=list)
    changed: list[ChangedResidence] = field(default_factory=list)
    unchanged: list[Row] = field(default_factory=list)
    wrong: list[WrongLine] = field(default_factory=list)
    ignored_columns: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def line_count(self) -> int:
        return len(self.created) + len(self.changed) + len(self.unchanged) + len(self.wrong)

    @property
    def to_write(self) -> int:
        return len(self.created) + len(self.changed)

    @property
    def digest(self) -> str:
        """Two plans of the same digest write the same: what is applied is what was shown."""
        written = [(row.key, row.name, row.address, row.dwellings, row.priority) for row in self.created]
        changes = [(str(each.residence.pk), each.differences) for each in self.changed]
        wrong = [(each.number, each.reasons) for each in self.wrong]
        return sha256(repr((written, changes, wrong)).encode()).hexdigest()


def read_list(content: bytes) -> Table:
    """Read to its end, so that a list that is kept is one that can be read. Raises Unreadable."""
    table = read_table(content, COLUMNS, LIMITS)
    if not {"commune", "code"} & table.columns.keys():
        raise missing_column(table.header, "commune » ou « code INSEE")
    return replace(table, rows=tuple(table.rows))


def plan_of(table: Table, communes: Iterable[Commune], residences: Iterable[Residence]) -> Plan:
    """`communes` are those of the landlord's convention, `residences` its own, closed ones included."""
    reader, known = LineReader(Communes(communes)), _Known(residences)
    plan, seen = Plan(ignored_columns=table.unknown_columns, left_out=table.left_out), dict[tuple[str, str], int]()
    plan.wrong += [WrongLine(row.line, "", (row.reason.rstrip("."),)) for row in table.wrong]
    for line in table.rows:
        row, reasons = reader.read(line)
        if row and row.key in seen:
            reasons = (f"même résidence que la ligne {seen[row.key]}",)
        elif row:
            seen[row.key] = line.number
            reasons = known.place(row, plan)
        if reasons:
            plan.wrong.append(WrongLine(line.number, reader.named(line), reasons))
    return plan


class _Known:
    """The landlord's residences, found by commune and name."""

    def __init__(self, residences: Iterable[Residence]) -> None:
        self._by_name: dict[tuple[str, str], Residence] = {}
        self._by_folded_name: dict[tuple[str, str], Residence] = {}
        for residence in residences:
            self._by_name[residence.commune_id, residence.name] = residence
            self._by_folded_name[residence.commune_id, fold(residence.name)] = residence

    def place(self, row: Row, plan: Plan) -> tuple[str, ...]:
        """Puts the row where it belongs in the plan; the reasons why it cannot be."""
        residence = self._by_name.get((row.commune.code, row.name)) or self._by_folded_name.get(row.key)
        if residence is None:
            plan.created.append(row)
            return ()
        if residence.closed_on:
            return ("cette résidence est fermée dans le portail ; rouvrez-la d’abord sur sa page",)
        differences = tuple(_differences(residence, row))
        if differences:
            plan.changed.append(ChangedResidence(row.number, residence, row, differences))
        else:
            plan.unchanged.append(row)
        return ()


def _differences(residence: Residence, row: Row) -> Iterable[Difference]:
    pairs = [
        ("nom", residence.name, row.name),
        ("adresse", residence.address, row.address),
        ("logements", str(residence.dwellings), str(row.dwellings)),
    ]
    if row.priority is not None:
        pairs.append(("QPV", _yes_or_no(residence.in_priority_district), _yes_or_no(row.priority)))
    return (Difference(*pair) for pair in pairs if pair[1] != pair[2])


def _yes_or_no(value: bool) -> str:
    return "oui" if value else "non"


class Communes:
    """The communes of the convention, by code (old ones too), name and postal code."""

    def __init__(self, communes: Iterable[Commune]) -> None:
        self.all = list(communes)
        self.by_code = {commune.code: commune for commune in self.all}
        self._looked_up: dict[str, list[str]] = {}
        self.by_name: dict[str, list[Commune]] = {}
        for commune in self.all:
            self.by_name.setdefault(commune.search_name, []).append(commune)
        for former_name in FormerName.objects.filter(commune__in=self.by_code).exclude(search_name__in=self.by_name):
            self.by_name.setdefault(former_name.search_name, []).append(self.by_code[former_name.commune_id])
        former = FormerCommune.objects.filter(commune__in=self.by_code)
        self.by_code |= {code: self.by_code[now] for code, now in former.values_list("code", "commune_id")}

    def named(self, name: str, postal_code: str) -> list[Commune]:
        """Those of that name, of today or of before; of several, those of the postal code."""
        name, code = spelt(name)
        found, postal_code = self.by_name.get(name, []), postal_code or code
        nearer = [commune for commune in found if postal_code in commune.postal_codes.split()]
        return nearer or found

    def suggestions(self, name: str, postal_code: str) -> list[str]:
        """Names that look like it, then those of the postal code; three at most."""
        names = [commune.name for folded in self._alike(fold(name)) for commune in self.by_name[folded]]
        names += [commune.name for commune in self.all if postal_code and postal_code in commune.postal_codes.split()]
        return list(dict.fromkeys(names))[:3]

    def _alike(self, folded: str) -> list[str]:
        """Looking for likeness is slow; a list in which every commune is unknown has another fault than spelling."""
        if folded not in self._looked_up and len(self._looked_up) < MOST_LOOKED_UP:
            self._looked_up[folded] = get_close_matches(folded, self.by_name, n=3, cutoff=0.75)
        return self._looked_up.get(folded, [])


class LineReader:
    """From the cells of a line to what they mean, or to the reasons why they mean nothing."""

    def __init__(self, communes: Communes) -> None:
        self.communes = communes

    def read(self, line: Line) -> tuple[Row | None, tuple[str, ...]]:
        reasons = [FORMULA.format(NAMES[name]) for name in line.computed()]
        if reasons:
            return None, tuple(reasons)
        name = self._text(line, "name", NAME_LENGTH, reasons)
        address = self._text(line, "address", ADDRESS_LENGTH, reasons)
        commune = self._commune(line, reasons)
        dwellings = self._dwellings(line, reasons)
        priority = self._priority(line, reasons)
        if reasons or commune is None:
            return None, tuple(reasons)
        return Row(line.number, name, address, commune, dwellings, priority), ()

    def named(self, line: Line) -> str:
        """Enough to find the line again."""
        return " – ".join(filter(None, (line.text("name"), line.text("commune"))))[:NAME_LENGTH]

    def _text(self, line: Line, name: str, length: int, reasons: list[str]) -> str:
        text = line.text(name)
        if not text:
            reasons.append(f"la colonne « {NAMES[name]} » est vide")
        elif len(text) > length:
            reasons.append(f"la colonne « {NAMES[name]} » dépasse {length} caractères")
        return text

    def _commune(self, line: Line, reasons: list[str]) -> Commune | None:
        """By its code when there is one, which its name must not contradict; else by its name. A number in place of a
        name is not believed: 78 of them are the INSEE code of one commune and the postal code of another."""
        code, name, postal = (line.text(key) for key in ("code", "commune", "postal_code"))
        if code:
            return self._commune_of_code(code.zfill(5), name, reasons)
        found = self.communes.named(name, postal)
        if len(found) == 1:
            return found[0]
        reasons.append(self._unknown(name, postal) if not found else f"plusieurs communes se nomment « {name} »")
        return None

    def _commune_of_code(self, code: str, name: str, reasons: list[str]) -> Commune | None:
        commune = self.communes.by_code.get(code)
        if commune is None:
            reasons.append(f"le code INSEE « {code} » n’est pas d’une commune de la convention")
        elif name and commune not in (self.communes.named(name, "") or [commune]):
            reasons.append(f"le code INSEE {code} est celui de {commune.name}, et non de « {name} »")
            return None
        return commune

    def _unknown(self, name: str, postal_code: str) -> str:
        if not name:
            return "la commune n’est pas indiquée"
        if name.isdecimal():
            return f"« {name} » n’est pas un nom de commune ; un code se met dans la colonne « code INSEE »"
        nearby = self.communes.suggestions(name, postal_code)
        hint = f" ; noms proches : {', '.join(nearby)}" if nearby else ""
        return f"la commune « {name} » n’est pas de la convention{hint}"

    def _dwellings(self, line: Line, reasons: list[str]) -> int:
        text = line.text("dwellings").replace(" ", "")
        if text.isdecimal() and len(text) < 8 and 1 <= int(text) <= MOST_DWELLINGS:
            return int(text)
        reasons.append(f"le nombre de logements doit être entre 1 et {MOST_DWELLINGS}, sans virgule")
        return 0

    def _priority(self, line: Line, reasons: list[str]) -> bool | None:
        text = fold(line.text("priority"))
        if not text:
            return None
        if text not in (*YES, *NO):
            reasons.append("la colonne « QPV » attend oui ou non")
        return text in YES
