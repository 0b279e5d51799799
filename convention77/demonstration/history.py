"""Two years played in their order, so that the journal's chain follows the dates of the acts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby

from journal.actor import PARIS, Actor, acting_as
from journal.models import Entry


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), PARIS)


@dataclass(frozen=True, slots=True)
class Deed:
    """One act of a service. Who did it is asked when its turn comes: the designation may be a deed of the history."""

    at: datetime
    who: Callable[[datetime], Actor]
    act: Callable[[Actor], object]

    def do(self) -> None:
        actor = self.who(self.at)
        with acting_as(actor):
            self.act(actor)


@dataclass
class History:
    """What happened until the end of yesterday: acts of the services, and entries of acts that were written in bulk."""

    today: date
    _happenings: list[Deed | Entry] = field(default_factory=list)

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

    def add(self, at: datetime, who: Callable[[datetime], Actor], act: Callable[[Actor], object]) -> None:
        self._happenings.append(Deed(at, who, act))

    def add_entries(self, entries: Iterable[Entry]) -> None:
        self._happenings.extend(entries)

    def play(self) -> None:
        """Everything in the order of its date; what is a mere entry is written together with its neighbours."""
        ordered = sorted(self._happenings, key=lambda happening: happening.at)
        if ordered[-1].at >= self.end:
            raise ValueError(f"{ordered[-1]} is later than yesterday")
        for _, group in groupby(ordered, key=type):
            neighbours = list(group)
            Entry.objects.bulk_create([each for each in neighbours if isinstance(each, Entry)])
            for deed in neighbours:
                if isinstance(deed, Deed):
                    deed.do()
