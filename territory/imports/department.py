"""The rows of one département out of a published file: by INSEE code, each wrong one named with its reason."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

from files.tables.columns import Column
from files.tables.reader import read_table
from files.tables.table import Limits, Row, Table, WrongRow

CODE = re.compile(r"^(\d{2}|2[AB])\d{3}$")
OFFICIAL = Limits(megabytes=30, rows=100_000, columns=40, unfolded=200)

Fact = TypeVar("Fact")


class WrongLine(ValueError):
    """One line says nothing usable; the message is its reason."""


@dataclass
class Reading(Generic[Fact]):
    """What the file says of the communes of one département, by code; `total` counts all lines of the file."""

    encoding: str
    left_out: tuple[str, ...] = ()
    total: int = 0
    rows: dict[str, Fact] = field(default_factory=dict)
    wrong: list[WrongRow] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def take(self, code: str, line: int, make: Callable[[], Fact]) -> None:
        """One line of the département: its fact, or why there is none."""
        try:
            fact = make()
        except WrongLine as error:
            self.wrong.append(WrongRow(line, code, str(error)))
            return
        if code in self.rows:
            self.wrong.append(WrongRow(line, code, f"Commune en double : elle est déjà à la ligne {self.lines[code]}."))
            return
        self.rows[code], self.lines[code] = fact, line

    def finish(self, table: Table) -> None:
        """Lines that the reader itself refused, in their place."""
        self.wrong = sorted([*self.wrong, *table.wrong], key=lambda row: row.line)


def read_department(
    content: bytes, columns: Sequence[Column], department: str, make: Callable[[str, Row], Fact]
) -> Reading[Fact]:
    """Lines of other départements are counted only; one whose code says nothing is a wrong row. Raises Unreadable."""
    table = read_table(content, columns, OFFICIAL)
    reading: Reading[Fact] = Reading(table.form, table.left_out)
    for row in table.rows:
        reading.total += 1
        code = full_code(row.text("code"))
        if not CODE.match(code):
            reading.wrong.append(WrongRow(row.number, "", no_code(code)))
        elif is_of(code, department):
            reading.take(code, row.number, partial(make, code, row))
    reading.finish(table)
    return reading


def stated(row: Row, key: str) -> str:
    """What stands in the column. Raises WrongLine when the line ends before it."""
    if key in row.columns and not row.reaches(key):
        raise WrongLine("Il manque des colonnes à cette ligne.")
    return row.text(key)


def is_of(code: str, department: str) -> bool:
    return code.startswith(department)


def no_code(said: str) -> str:
    """Why a line is nobody's; what a file may hide in a code is not repeated."""
    if not said:
        return "Le code de la commune est vide."
    return f"« {said[:20] if said.isprintable() else '?'} » n’est pas un code de commune."


def full_code(code: str) -> str:
    """A spreadsheet takes the leading zero away: 1001 is 01001."""
    return code.zfill(5) if code.isdigit() else code.upper()
