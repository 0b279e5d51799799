"""A published table: which encoding, which delimiter, which column. Columns are known by name, never by rank."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

from acting.fold import fold

BYTES_MAX = 30 * 1024 * 1024
UTF_8, CP1252 = "UTF-8", "Windows-1252 (cp1252)"
UTF_8_PAIR = re.compile(rb"\xc3[\x80-\xbf]")
CODE = re.compile(r"^(\d{2}|2[AB])\d{3}$")
DELIMITERS = (";", ",", "\t")


class Unreadable(ValueError):
    """The file as a whole says nothing; the message tells the administrator what to do."""


class WrongLine(ValueError):
    """One line says nothing usable; the message is its reason."""


@dataclass(frozen=True, slots=True)
class Column:
    """`names` are the headers it goes by, folded; `words` must all stand in a header that nobody knew of yet."""

    key: str
    names: tuple[str, ...]
    words: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True)
class WrongRow:
    line: int
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    cells: dict[str, str | None]

    def text(self, key: str) -> str:
        """What stands in the column. Raises WrongLine when the line ends before it."""
        found = self.cells.get(key, "")
        if found is None:
            raise WrongLine("Il manque des colonnes à cette ligne.")
        return found.strip()


Row = TypeVar("Row")


@dataclass
class Reading(Generic[Row]):
    """The rows of one département, by code; `total` counts all lines of the file."""

    encoding: str
    total: int = 0
    rows: dict[str, Row] = field(default_factory=dict)
    wrong: list[WrongRow] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def take(self, code: str, line: int, make: Callable[[], Row]) -> None:
        """One line of the département: its row, or why there is none."""
        try:
            row = make()
        except WrongLine as error:
            self.wrong.append(WrongRow(line, code, str(error)))
            return
        if code in self.rows:
            self.wrong.append(WrongRow(line, code, f"Commune en double : elle est déjà à la ligne {self.lines[code]}."))
            return
        self.rows[code], self.lines[code] = row, line


def checked(content: bytes) -> bytes:
    """Raises Unreadable for what cannot be such a file at all."""
    if len(content) > BYTES_MAX:
        raise Unreadable("Le fichier dépasse 30 Mo. Déposez le fichier publié, sans y ajouter de colonne.")
    if not content.strip():
        raise Unreadable("Le fichier est vide.")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable("C’est un classeur ou une archive. Enregistrez la feuille au format CSV, puis déposez-la.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content:
        raise Unreadable("Ce n’est pas un texte en UTF-8 ou en Windows-1252. Enregistrez-le en CSV UTF-8.")
    return content


def decoded(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: UTF-8 when every byte agrees, else Windows-1252. Raises Unreadable.

    French text in Windows-1252 never is valid UTF-8 by chance for long, and never holds the pairs that UTF-8 writes
    for é or è: a file with such pairs and a byte that is not UTF-8 was glued together from two.
    """
    try:
        return checked(content).decode("utf-8-sig"), UTF_8
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    if UTF_8_PAIR.search(content):
        raise Unreadable(f"Le fichier mêle deux encodages : la ligne {line} n’est pas en UTF-8 comme les autres.")
    try:
        return content.decode("cp1252"), CP1252
    except UnicodeDecodeError:
        raise Unreadable(f"La ligne {line} n’est ni en UTF-8 ni en Windows-1252.") from None


def lines_of(text: str, columns: tuple[Column, ...]) -> Iterator[Line]:
    """Each line after the header, empty ones left out. Raises Unreadable when a required column is missing."""
    header = next(line for line in io.StringIO(text) if line.strip())
    delimiter = max(DELIMITERS, key=lambda each: len(places_of(_header(header, each), columns)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        places = required_places(_first(reader), columns)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Line(reader.line_num, {key: _cell(cells, place) for key, place in places.items()})
    except csv.Error as error:
        raise Unreadable(f"La ligne {reader.line_num} n’est pas lisible : un guillemet y est resté ouvert.") from error


def required_places(header: list[str], columns: tuple[Column, ...]) -> dict[str, int]:
    places = places_of(header, columns)
    missing = [column.names[0] for column in columns if column.required and column.key not in places]
    if missing:
        read = ", ".join(cell.strip() for cell in header if cell.strip())[:400]
        raise Unreadable(f"Colonne introuvable : « {' », « '.join(missing)} ». Le fichier a pour colonnes : {read}.")
    return places


def places_of(header: list[str], columns: tuple[Column, ...]) -> dict[str, int]:
    """Where each known column stands. Exact names first, in their order, then a header that holds all its words."""
    folded = [fold(cell) for cell in header]
    places: dict[str, int] = {}
    for column in columns:
        free = [place for place in range(len(folded)) if place not in places.values()]
        exact = [place for name in column.names for place in free if folded[place] == name]
        near = [place for place in free if column.words and set(column.words) <= set(folded[place].split())]
        if exact or near:
            places[column.key] = (exact or near)[0]
    return places


def is_of(code: str, department: str) -> bool:
    return code.startswith(department)


def no_code(said: str) -> str:
    """Why a line is nobody's; what a file may hide in a code is not repeated."""
    if not said:
        return "Le code de la commune est vide."
    return f"« {said[:20] if said.isprintable() else '?'} » n’est pas un code de commune."


def full_code(code: str) -> str:
    """A spreadsheet takes the leading zero away: 1001 is 01001."""
    return code.zfill(5) if code.isdigit() else code.upper()


def read_table(
    content: bytes, columns: tuple[Column, ...], department: str, make: Callable[[str, Line], Row]
) -> Reading[Row]:
    """The rows of the département. Lines of others are counted only; one whose code says nothing is a wrong row."""
    text, encoding = decoded(content)
    reading: Reading[Row] = Reading(encoding)
    for line in lines_of(text, columns):
        reading.total += 1
        code = full_code((line.cells["code"] or "").strip()) if line.cells["code"] else ""
        if not CODE.match(code):
            reading.wrong.append(WrongRow(line.number, "", no_code(code)))
        elif is_of(code, department):
            reading.take(code, line.number, partial(make, code, line))
    return reading


def _header(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _first(reader: Iterator[list[str]]) -> list[str]:
    return next(cells for cells in reader if any(cell.strip() for cell in cells))


def _cell(cells: list[str], place: int) -> str | None:
    return cells[place] if place < len(cells) else None
