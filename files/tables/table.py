"""What a table says once it is read: columns by name, rows with their numbers, what was left out, what is wrong."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from acting import french

FORMULA = re.compile(r"[=@]|[+-](?![\d ]*(?:[.,]\d*)?$)")  # -3 and +33 1 are none
EMPTY = "Le fichier est vide."
WORKBOOK = "Excel (.xlsx)"  # the form of one
NO_ROW = "Le fichier n’a que son en-tête : il n’y a aucune ligne à lire."


class Unreadable(ValueError):
    """The file as a whole says nothing; the sentence tells the person what is wrong with it and what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a table is read. `unfolded` is what a workbook may weigh once its parts are no longer compressed."""

    megabytes: int
    rows: int
    columns: int = 60
    cell: int = 4000
    unfolded: int = 60

    @property
    def size(self) -> int:
        return self.megabytes * 1024 * 1024

    @property
    def too_long(self) -> str:
        rows = french.number(self.rows)
        return f"Le fichier compte plus de {rows} lignes. Partagez-le en plusieurs fichiers, chacun avec son en-tête."

    @property
    def too_wide(self) -> str:
        return f"Le tableau a plus de {self.columns} colonnes. Gardez celles qui sont demandées."

    @property
    def too_heavy(self) -> str:
        return f"Le fichier dépasse {self.megabytes} Mo. Gardez les colonnes qui sont demandées, ou partagez-le."


@dataclass(frozen=True, slots=True)
class Line:
    """`number` is what a spreadsheet shows beside the line; `cells` are as they came; `formulas` are the places of
    computed ones."""

    number: int
    cells: tuple[str, ...]
    formulas: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """A line below the header, read by the names of the columns."""

    line: Line
    columns: Mapping[str, int]

    @property
    def number(self) -> int:
        return self.line.number

    def text(self, key: str) -> str:
        """What stands in the column; "" when the table has no such column, or the line ends before it."""
        return tidy(self.line.cells[self.columns[key]]) if self.reaches(key) else ""

    def texts(self) -> dict[str, str]:
        """Of each column that the table has and the line reaches."""
        cells = self.line.cells
        return {key: tidy(cells[place]) for key, place in self.columns.items() if place < len(cells)}

    def reaches(self, key: str) -> bool:
        return key in self.columns and self.columns[key] < len(self.line.cells)

    def computed(self) -> tuple[str, ...]:
        """The columns in which the line has a formula, or a text that a spreadsheet would take for one. What a formula
        was last computed to is its text."""
        marked = self.line.formulas
        return tuple(key for key, place in self.columns.items() if place in marked or FORMULA.match(self.text(key)))


@dataclass(frozen=True, slots=True)
class WrongRow:
    """`code` says which object the row is about, where it says so."""

    line: int
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` are read as one walks through them, once, and may raise Unreadable; `wrong` fills meanwhile.

    `left_out` names what the file holds and nobody would see: hidden sheets and rows, and further sheets.
    """

    form: str
    header: tuple[str, ...]
    columns: Mapping[str, int]
    rows: Iterable[Row]
    left_out: tuple[str, ...] = ()
    wrong: list[WrongRow] = field(default_factory=list)

    @property
    def is_workbook(self) -> bool:
        return self.form == WORKBOOK

    @property
    def titles(self) -> dict[str, str]:
        """By key, as the file has them."""
        return {key: self.header[place] for key, place in self.columns.items()}

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        known = self.columns.values()
        return tuple(title for place, title in enumerate(self.header) if title and place not in known)


@dataclass(frozen=True, slots=True)
class Source:
    """A file before its columns are known: its lines, blank ones too, and the lines in which cells are merged."""

    form: str
    lines: Iterable[Line]
    left_out: tuple[str, ...] = ()
    merged: tuple[range, ...] = ()


def tidy(text: str) -> str:
    """One line, single spaces: what a cell holds without what it was laid out with."""
    if text.isprintable():
        return " ".join(text.split()) if " " in text else text
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
