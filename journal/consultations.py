"""Who consulted one thing, as whoever answers for the house that owns it is told: function and day, and no person."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from acting.actor import Actor
from acting.enums import Function
from journal.permissions import can_read_consultations

MOST = 30  # lines


@dataclass(frozen=True, slots=True)
class Consultation:
    """`opened`: the page itself, and not only a list where it stood."""

    day: date
    function: str
    opened: bool


@dataclass(frozen=True, slots=True)
class Consultations:
    """The latest first; `are_all` unless there are more than a page tells."""

    lines: list[Consultation]
    are_all: bool


def consultations_of(actor: Actor, thing: UUID) -> Consultations | None:
    """By people of the own house, of its own data; None for who is not told. Asked of the database, which shows the
    entries of others to a DPO alone."""
    if not can_read_consultations(actor):
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT day, function, opened FROM journal_consultations(%s, %s)", [thing, MOST + 1])
        rows = cursor.fetchall()
    labels = dict(Function.choices)
    lines = [Consultation(day, labels.get(function, function), opened) for day, function, opened in rows[:MOST]]
    return Consultations(lines, are_all=len(rows) <= MOST)
