"""The page of what is due: the actor's own days by group, those that were put off apart."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from acting.actor import Actor
from correspondents.due_rules import HORIZON, Due, When, is_news, last_snooze, when
from correspondents.due_sources import Reach, all_due
from correspondents.permissions import snoozes_visible_to

SHOWN = 50  # on either side of today
TOLD_OF = 200  # of what is told; more of one kind on one side tells no more
# An alert of the law comes five days before, and earlier where these are holidays.
AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class DueRow:
    """`until`: put off by the actor, until that day."""

    due: Due
    today: date
    until: date | None = None

    @property
    def may_be_put_off(self) -> bool:
        return last_snooze(self.due, self.today) > self.today


@dataclass(frozen=True, slots=True)
class DueGroup:
    when: When
    rows: list[DueRow]


@dataclass(frozen=True, slots=True)
class DuePage:
    """`more`: on which sides there is more than is shown; what is nearest to today is shown first."""

    groups: list[DueGroup]
    snoozed: list[DueRow]
    more_overdue: bool
    more_ahead: bool

    @property
    def rows(self) -> list[DueRow]:
        return [*(row for group in self.groups for row in group.rows), *self.snoozed]


def due_page(actor: Actor) -> DuePage:
    today = actor.today
    found = all_due(actor, Reach(today, today + HORIZON, SHOWN + 1))
    snoozed = snoozes_of(actor, found)
    rows = [DueRow(due, today, _ahead(snoozed, due, today)) for due in found]
    here = [row for row in rows if row.until is None]
    first = [row for row in here if row.due.is_first]
    overdue = [row for row in here if row.due.due_on < today and not row.due.is_first]
    ahead = [row for row in here if row.due.due_on >= today and not row.due.is_first]
    shown = [*overdue[-SHOWN:], *ahead[:SHOWN]]
    groups = [DueGroup(each, [row for row in shown if when(row.due.due_on, today) == each]) for each in When]
    groups[0] = DueGroup(When.FIRST, first)
    return DuePage(
        [group for group in groups if group.rows],
        [row for row in rows if row.until],
        more_overdue=len(overdue) > SHOWN or sum(row.due.due_on < today for row in first) > SHOWN,
        more_ahead=len(ahead) > SHOWN or sum(row.due.due_on >= today for row in first) > SHOWN,
    )


def due_news(actor: Actor, told_on: date | None) -> list[Due]:
    """What has come to a day of telling since the person was last told."""
    found = all_due(actor, Reach(actor.today, actor.today + AHEAD, TOLD_OF))
    snoozed = snoozes_of(actor, found)
    return [due for due in found if is_news(due, snoozed.get(due.key), told_on, actor.today)]


def find_due(actor: Actor, kind: str, object_id: UUID) -> DueRow | None:
    """The row of the page; None for what the actor has not to watch."""
    rows = due_page(actor).rows
    return next((row for row in rows if row.due.key == (kind, object_id)), None)


def snoozes_of(actor: Actor, found: Collection[Due]) -> dict[tuple[str, UUID], date]:
    """Until when the actor put off each of them, also where that day is past; what is due on another day since is not
    put off."""
    days = {due.key: due.due_on for due in found}
    own = snoozes_visible_to(actor).filter(object_id__in={pk for _, pk in days})
    rows = own.values_list("kind", "object_id", "due_on", "until")
    return {(kind, pk): until for kind, pk, due_on, until in rows if days.get((kind, pk)) == due_on}


def _ahead(snoozed: dict[tuple[str, UUID], date], due: Due, today: date) -> date | None:
    until = snoozed.get(due.key)
    return until if until and until > today else None
