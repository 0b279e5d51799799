"""A register on paper: as many rows as there are, in columns of fixed width, under headings that lead to them.

Printed part by part (`register_printing`), so that a row costs the same in a long one as in a short one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Cell = tuple[str, ...]  # what it says, then what stands below it in small


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """Rows of one group stand together. The first cell names the row."""

    group: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """`key` is the class of its widths in register.css; `scope` says on each page whose rows these are, and of when."""

    key: str
    title: str
    scope: str
    notes: tuple[str, ...]
    columns: tuple[str, ...]
    rows: Sequence[RegisterRow]
    empty: str

    def group_before(self, place: int) -> str:
        """Of the row before that one."""
        return self.rows[place - 1].group if place else ""


def cell(*said: object) -> Cell:
    """Without what says nothing."""
    return tuple(str(each) for each in said if each)
