"""A month as it is counted, and what "happened in it" means for what is written down later."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from acting.days import YEAR, add_months, start_of
from signatories.models import Convention


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a convention as it is counted: until which moment, and since which what came late is this month's."""

    convention: Convention
    month: date
    cut_off: datetime
    since: datetime | None

    @property
    def begins(self) -> datetime:
        return start_of(self.month)

    @property
    def ends(self) -> datetime:
        return start_of(self.following)

    @property
    def following(self) -> date:
        return add_months(self.month, 1)

    @property
    def year_begins(self) -> date:
        """The first of the twelve months that end with this one."""
        return add_months(self.month, 1 - YEAR)

    def holds(self, day: str) -> Q:
        """Of what has a day and is written down at once."""
        return Q(**{f"{day}__gte": self.month, f"{day}__lt": self.following})

    def takes(self, day: str, noted_at: str) -> Q:
        """Of what is often written down later: counted once, in the month of its day, or in the one in which it
        arrives where that of its day is closed."""
        taken = self.holds(day) & Q(**{f"{noted_at}__lt": self.cut_off})
        if self.since is None:
            return taken
        arrived = {f"{noted_at}__gte": self.since, f"{noted_at}__lt": self.cut_off}
        return taken | Q(**{f"{day}__lt": self.month}, **arrived)

    def knew(self, noted_at: str) -> Q:
        """Written down before the cut-off, or before that was kept."""
        return Q(**{noted_at: None}) | Q(**{f"{noted_at}__lt": self.cut_off})
