"""One scale for whatever waits: a referral, a fact, a vacant post. Its unit and its steps are settings of the
convention, never what its text says; nobody is bound by them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from acting.days import day_of
from acting.french import days_in_words
from acting.working_days import is_working_day, working_days_between
from signatories.models import Convention

DAY = timedelta(days=1)


class Level(StrEnum):
    IN_TIME = ""
    LATE = "au-delà du repère"
    VERY_LATE = "attente longue"


TONES = {Level.IN_TIME: "", Level.LATE: "warn", Level.VERY_LATE: "bad"}


@dataclass(frozen=True, slots=True)
class Scale:
    """`late_after` is None where the convention has set no such number of days. All of them, and whatever is counted,
    are calendar days, or those on which an office is open."""

    late_after: int | None
    very_late_after: int
    in_working_days: bool = False

    def days_since(self, since: date | datetime, today: date) -> int:
        first = day_of(since) if isinstance(since, datetime) else since
        return working_days_between(first, today) if self.in_working_days else (today - first).days

    def in_words(self, days: int) -> str:
        return days_in_words(days, are_working=self.in_working_days)

    @property
    def very_late_in_words(self) -> str:
        return self.in_words(self.very_late_after)

    def first_within(self, today: date, days: int) -> date:
        """The earliest day since which no more than so many have passed."""
        if not self.in_working_days:
            return today - DAY * days
        while days or not is_working_day(today):
            days -= is_working_day(today)
            today -= DAY
        return today

    def day_after(self, first: date, days: int) -> date:
        """The first day on which so many have passed."""
        if not self.in_working_days:
            return first + DAY * days
        while days:
            first += DAY
            days -= is_working_day(first)
        return first

    def level_after(self, days: int) -> Level:
        if days > self.very_late_after:
            return Level.VERY_LATE
        return Level.LATE if self.late_after is not None and days > self.late_after else Level.IN_TIME


def scale_of(convention: Convention) -> Scale:
    return Scale(convention.answer_target_days, convention.long_wait_days, convention.waits_in_working_days)
