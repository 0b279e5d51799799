"""What is due, and when its people are told: plain data in, days and refusals out.

A clock of the law is told of before its end, on a working day that still leaves time; a day that the house set itself,
on that day or the first working day after it. The day itself is never moved.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from acting import french
from acting.enums import Function
from acting.refusals import Refusal
from acting.working_days import working_day_from, working_day_until
from journal.verbs import Verb

# Who may have days to watch.
DUE_FUNCTIONS = (Function.REFERENT, Function.CONTENTIEUX, Function.CORRESPONDANT, Function.MAGISTRAT)
# Days before the day that is due.
LAW_ALERTS: tuple[int, ...] = (5, 2, 0)
OWN_ALERTS: tuple[int, ...] = (0,)
NO_ALERTS: tuple[int, ...] = ()
WEEK, HORIZON = timedelta(days=7), timedelta(days=30)
LONGEST_SNOOZE = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A day that follows from a row of an upper room. `what` and `about` are French and name no person; `url` is where
    one acts; `read` is how the journal says that it was shown, `told` that it was reminded of, where it has a word for
    that. `noted_on`: since when the portal knows of it. `is_of_portal`: neither the law nor the house set the day,
    but a setting of the portal. `is_first`: shown before
    all else, whatever its day."""

    kind: str
    object_id: UUID
    owner_id: UUID
    what: str
    about: str
    reference: str
    due_on: date
    is_law: bool
    is_of_portal: bool = False
    url: str
    read: Verb
    alerts: tuple[int, ...] = OWN_ALERTS
    noted_on: date | None = None
    told: Verb | None = None
    is_first: bool = False

    @property
    def key(self) -> tuple[str, UUID]:
        return self.kind, self.object_id

    @property
    def set_by(self) -> str:
        if self.is_law:
            return "de la loi"
        return "repère du portail" if self.is_of_portal else "fixé par vous"


class When(StrEnum):
    """The groups of the page, in their order."""

    FIRST = "D’abord\u00a0: un agent ou un prestataire est visé"
    OVERDUE = "En retard"
    TODAY = "Aujourd’hui"
    WEEK = "Dans les sept jours"
    LATER = "Plus tard, dans les trente jours"


def when(due_on: date, today: date) -> When:
    if due_on < today:
        return When.OVERDUE
    if due_on == today:
        return When.TODAY
    return When.WEEK if due_on <= today + WEEK else When.LATER


def alert_days(due: Due, until: date | None = None) -> set[date]:
    """The working days on which it is told. What was past when the portal came to know of it, or came that day, when
    the mail may have left already, is told on the next one.
    Put off `until` a day it is told on that day, and whenever it would be told later."""
    moved, last_day = working_day_until if due.is_law else working_day_from, working_day_until(due.due_on)
    days = {moved(due.due_on - timedelta(days=before)) for before in due.alerts}
    if due.noted_on:
        late = working_day_from(due.noted_on + timedelta(days=1))
        days = {late if day <= due.noted_on else day for day in days}
    if until is None or not days:
        return days
    again = working_day_from(until)
    return {min(again, last_day) if due.is_law else again} | {day for day in days if day > until}


def is_news(due: Due, until: date | None, told_on: date | None, today: date) -> bool:
    """It has come to one of those days since the person was last told of anything."""
    return any(day <= today and (told_on is None or told_on < day) for day in alert_days(due, until))


def last_snooze(due: Due, today: date) -> date:
    """A clock of the law is put off no further than the last working day that it leaves."""
    last = today + LONGEST_SNOOZE
    return min(last, working_day_until(due.due_on)) if due.is_law else last


def refusals_of_snooze(due: Due, until: date, today: date) -> Iterator[Refusal]:
    last = last_snooze(due, today)
    if last <= today:
        yield Refusal("Ce délai de la loi est à son terme : il ne se reporte plus.")
    elif until <= today:
        yield Refusal("Choisissez un jour à venir.", "until")
    elif until > last and due.is_law:
        yield Refusal(f"Délai de la loi : reportez au {french.day(last)} au plus tard.", "until")
    elif until > last:
        yield Refusal(f"Soixante jours au plus : jusqu’au {french.day(last)}.", "until")
