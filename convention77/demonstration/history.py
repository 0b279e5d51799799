"""Two years played in their order, so that the journal's chain follows the dates of the acts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from uuid import UUID

from acting.actor import Actor, acting_as
from acting.days import PARIS
from journal.models import Entry
from journal.services import entry_of
from journal.verbs import Verb

Who = Callable[[datetime], Actor]


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), PARIS)


@dataclass(frozen=True, slots=True)
class Deed:
    """One act of a service. Who did it is asked when its turn comes: the designation may be a deed of the history."""

    at: datetime
    who: Who
    act: Callable[[Actor], object]

    def do(self) -> None:
        actor = self.who(self.at)
        with acting_as(actor):
            self.act(actor)


@dataclass(frozen=True, slots=True)
class Note:
    """The entry that a service would have made, for what was written in bulk."""

    at: datetime
    who: Who
    verb: Verb
    object_id: UUID
    owner_id: UUID
    reason: str = ""

    def entry(self) -> Entry:
        return entry_of(
            by=self.who(self.at),
            verb=self.verb,
            object_id=self.object_id,
            owner_id=self.owner_id,
            reason=self.reason,
        )


@dataclass
class History:
    """What happened until the end of yesterday, seen from `today`; days are counted back from it."""

    today: date
    _to_come: list[Deed | Note] = field(default_factory=list)

    @property
    def opening(self) -> date:
        """The Monday on which the portal was opened, a little over two years ago."""
        day = self.today - timedelta(days=744)
        return day - timedelta(days=day.weekday())

    @property
    def end(self) -> datetime:
        return moment(self.today, 0)

    def day(self, days_ago: int | None) -> date:
        return self.opening if days_ago is None else self.today - timedelta(days=days_ago)

    def is_there(self, since: int | None, until: int | None, day: date) -> bool:
        """Whether a designation of these days holds on `day`."""
        return self.day(since) <= day <= self.day(until or 0)

    def add(self, at: datetime, who: Who, act: Callable[[Actor], object]) -> None:
        self._to_come.append(Deed(at, who, act))

    def note(self, note: Note) -> None:
        self._to_come.append(note)

    def play(self, until: datetime) -> None:
        """What lies before `until`, in the order of its date; neighbouring notes are written together."""
        ordered = sorted(self._to_come, key=lambda item: item.at)
        self._to_come = [item for item in ordered if item.at >= until]
        for _, group in groupby((item for item in ordered if item.at < until), key=type):
            neighbours = list(group)
            Entry.objects.bulk_create([each.entry() for each in neighbours if isinstance(each, Note)])
            for each in neighbours:
                if isinstance(each, Deed):
                    each.do()
