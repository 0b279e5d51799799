"""A table that somebody keeps in a spreadsheet, read as text: CSV (UTF-8 or cp1252, any usual separator) or .xlsx.

Nothing is guessed from the file's name: the bytes say what it is. What cannot be read is said in one French sentence.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5000

SEPARATORS = ";,\t"
FORMULA = re.compile(r"[=@]|[+-](?![\d ]*(?:[.,]\d*)?$)")

NEITHER = "Ce fichier n’est ni un CSV ni un classeur Excel (.xlsx)."
NO_ROW = "Le fichier n’a que son en-tête : il n’y a aucune ligne à lire."
EMPTY = "Le fichier est vide."
TOO_LONG = "Le fichier compte plus de 5 000 lignes. Partagez-le en plusieurs fichiers, chacun avec son en-tête."


class Unreadable(ValueError):
    """The sentence tells the person what is wrong with the file and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """`number` is what the spreadsheet shows beside the row; `formulas` are the places of computed cells."""

    number: int
    cells: tuple[str, ...]
    formulas: frozenset[int] = frozenset()

    def cell(self, place: int) -> str:
        return self.cells[place] if place < len(self.cells) else ""

    @property
    def is_blank(self) -> bool:
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    header: tuple[str, ...]
    lines: tuple[Line, ...]


def sheet_of(lines: list[Line]) -> Sheet:
    """The first line that holds something is the header. Raises Unreadable for none, no row, or too many."""
    filled = [line for line in lines if not line.is_blank]
    if not filled:
        raise Unreadable(EMPTY)
    if len(filled) == 1:
        raise Unreadable(NO_ROW)
    if len(filled) > MAX_ROWS + 1:
        raise Unreadable(TOO_LONG)
    return Sheet(filled[0].cells, tuple(filled[1:]))


def tidy(text: str) -> str:
    """One line, single spaces: what a cell holds without what it was laid out with."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def line_of(number: int, cells: Iterable[str], computed: Iterable[int] = ()) -> Line:
    """`computed`: places that the file itself marks as formulas; a text that begins like one counts too."""
    tidied = tuple(tidy(cell) for cell in cells)
    begun = (place for place, cell in enumerate(tidied) if FORMULA.match(cell))
    return Line(number, tidied, frozenset((*computed, *begun)))


def read_csv(content: bytes) -> Sheet:
    """Raises Unreadable."""
    text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    lines, number = [], 1
    try:
        for cells in reader:
            lines.append(line_of(number, cells))
            number = reader.line_num + 1
    except csv.Error:
        raise Unreadable(f"La ligne {number} ne se lit pas : un guillemet ouvert n’y est pas fermé.") from None
    return sheet_of(lines)


def _decoded(content: bytes) -> str:
    if b"\x00" in content or content.startswith((b"MZ", b"%PDF", b"\x7fELF")):
        raise Unreadable(f"{NEITHER} Exportez votre tableau dans l’un de ces formats.")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("Les accents de ce fichier ne se lisent pas. Enregistrez-le en « CSV UTF-8 ».")


def _separator(text: str) -> str:
    """The one that the header uses most; a semicolon when in doubt, as French spreadsheets write."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=first.count)
