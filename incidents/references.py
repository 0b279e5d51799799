"""Short random references: nothing can be learnt from them, not even how many there are.

A row that is there already is told by `ON CONFLICT DO NOTHING`: an error would have the database write the whole
statement, with what somebody typed, into its log.
"""

import secrets
from collections.abc import Callable
from typing import TypeVar

from django.db import models

from journal.insertion import inserted

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
TRIES = 5

Row = TypeVar("Row", bound=models.Model)


def new_reference(letter: str) -> str:
    """`"S"` → `"S-7K3F-2Q"`."""
    drawn = [secrets.choice(ALPHABET) for _ in range(6)]
    return f"{letter}-{''.join(drawn[:4])}-{''.join(drawn[4:])}"


def as_printed(typed: str) -> str:
    """Whatever somebody puts between its letters and digits: `"s 7k3f2q"` → `"S-7K3F-2Q"`."""
    key = number_key(typed).upper()
    return f"{key[:1]}-{key[1:5]}-{key[5:]}"


def number_key(number: str) -> str:
    """Numbers are compared by letters and digits alone: `"PV n° 2026/0417-B"` → `"pvn20260417b"`."""
    return "".join(character for character in number if character.isascii() and character.isalnum()).lower()


def new_incident_reference() -> str:
    return new_reference("F")


def new_situation_reference() -> str:
    return new_reference("D")


def new_referral_reference() -> str:
    return new_reference("S")


def new_injunction_reference() -> str:
    return new_reference("J")


def new_evidence_reference() -> str:
    return new_reference("P")


def new_review_reference() -> str:
    return new_reference("B")


class NoReferenceLeft(RuntimeError):
    """Chance drew taken references only, or the row breaks another rule of its own: nothing was written."""


def insert_with_reference(row: Row, redraw: Callable[[], str], earlier: Callable[[], Row | None]) -> Row:
    """The row, inserted, or the one that the same submission has made before: `earlier` finds it.

    Under another reference when chance drew one that is taken, perhaps by a row that nobody here may see (one filing
    in 700 at a million facts). Raises NoReferenceLeft.
    """
    for _ in range(TRIES):
        if inserted(row):
            return row
        if found := earlier():
            return found
        row.reference = redraw()  # type: ignore[attr-defined]
    raise NoReferenceLeft(row.pk)
