"""The communes of a year: INSEE's code officiel géographique (`v_commune_AAAA.csv`) or Etalab's JSON of it.

Only TYPECOM COM is a commune. Déléguées and associées (COMD, COMA) say into which commune an older one went.
"""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from files.tables.columns import Column
from files.tables.delimited import NAMES, encoding_of
from files.tables.reader import read_table
from files.tables.table import Row, Unreadable, WrongRow
from territory.imports.department import CODE, OFFICIAL, Reading, WrongLine, is_of, no_code, stated

COLUMNS = (
    Column("type", "TYPECOM", ("type",)),
    Column("code", "COM", ("code commune", "code insee")),
    Column("name", "LIBELLE", ("libelle commune", "nom")),
    Column("parent", "COMPARENT", ("commune parente",), required=False),
)
NAME_LENGTH, POSTAL_CODES_LENGTH, MOST_PEOPLE = 80, 60, 10_000_000
POSTAL_CODE = re.compile(r"^\d{5}$")
WITHIN = ("COMD", "COMA", "commune-deleguee", "commune-associee")
TODAY = ("COM", "commune-actuelle")


@dataclass(frozen=True, slots=True)
class CommuneRow:
    """INSEE's file gives the name alone; Etalab's postal codes and population too."""

    line: int
    name: str
    postal_codes: tuple[str, ...] = ()
    population: int | None = None


@dataclass
class CommuneReading(Reading[CommuneRow]):
    """`heirs` leads from the code of a former commune to the one that took it in."""

    heirs: dict[str, str] = field(default_factory=dict)


def read_communes(content: bytes, department: str) -> CommuneReading:
    """Raises Unreadable."""
    is_json = content.removeprefix(BOM_UTF8).lstrip().startswith((b"[", b"{"))
    reading = _read_json(content, department) if is_json else _read_rows(content, department)
    if not reading.rows:
        raise Unreadable(f"Le fichier ne nomme aucune commune du département {department}.")
    return reading


def _read_rows(content: bytes, department: str) -> CommuneReading:
    table = read_table(content, COLUMNS, OFFICIAL)
    reading = CommuneReading(table.form, table.left_out)
    for line in table.rows:
        reading.total += 1
        row = {"code": line.text("code"), "type": line.text("type"), "chefLieu": line.text("parent")}
        _take(reading, row, department, line.number, partial(_named, line))
    reading.finish(table)
    return reading


def _named(line: Row) -> CommuneRow:
    return _checked(CommuneRow(line.number, stated(line, "name")))


def _read_json(content: bytes, department: str) -> CommuneReading:
    """The number of a row is its place in the list, counted from one."""
    if len(content) > OFFICIAL.size:
        raise Unreadable(OFFICIAL.too_heavy)
    encoding = encoding_of(content)
    reading = CommuneReading(NAMES[encoding])
    try:
        found = json.loads(content.decode(encoding))
    except (ValueError, RecursionError) as error:
        raise Unreadable("Le fichier JSON est incomplet ou mal formé.") from error
    if not isinstance(found, list) or not all(isinstance(row, dict) and "code" in row for row in found):
        raise Unreadable("Le fichier JSON n’est pas une liste de communes, chacune avec son « code » et son « nom ».")
    for number, row in enumerate(found, start=1):
        reading.total += 1
        _take(reading, row, department, number, partial(_described, row, number))
    return reading


def _take(
    reading: CommuneReading, row: dict[str, Any], department: str, number: int, make: Callable[[], CommuneRow]
) -> None:
    code, kind = str(row["code"] or ""), str(row.get("type") or TODAY[0])
    if kind in WITHIN:
        parent = str(row.get("chefLieu") or "")
        _inherit(reading, [code], parent if is_of(parent, department) else "")
    elif kind in TODAY and not CODE.match(code):
        reading.wrong.append(WrongRow(number, "", no_code(code)))
    elif kind in TODAY and is_of(code, department):
        reading.take(code, number, make)
        former = row.get("anciensCodes")
        _inherit(reading, former if isinstance(former, list) else [], code)


def _inherit(reading: CommuneReading, former: list[Any], heir: str) -> None:
    """A commune may be its own déléguée; what is no code at all inherits nothing."""
    for code in map(str, former):
        if CODE.match(code) and CODE.match(heir) and code != heir:
            reading.heirs[code] = heir


def _described(row: dict[str, Any], number: int) -> CommuneRow:
    codes, population = row.get("codesPostaux") or [], row.get("population")
    postal = tuple(str(code) for code in codes) if isinstance(codes, list) else ()
    known = population if isinstance(population, int) and 0 <= population <= MOST_PEOPLE else None
    return _checked(CommuneRow(number, str(row.get("nom") or "").strip(), postal, known))


def _checked(row: CommuneRow) -> CommuneRow:
    if not 0 < len(row.name) <= NAME_LENGTH or not row.name.isprintable():
        raise WrongLine("Le nom de la commune est vide, trop long ou illisible.")
    if len(" ".join(row.postal_codes)) > POSTAL_CODES_LENGTH or not all(map(POSTAL_CODE.match, row.postal_codes)):
        raise WrongLine("Les codes postaux de la commune sont illisibles ou trop nombreux.")
    return row
