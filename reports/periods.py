"""Months as their first day, quarters, and the days of a landlord's own figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from acting.days import YEAR, add_months, day_of, month_of, months_from, start_of
from reports.protection import QUARTER

MONTHS_BEHIND = 24  # how far back the first publication of a convention begins
CUT_OFF_DAYS = 10  # where a convention has not set its own
SLIDING, RUNNING = "12m", "annee"


def cut_off_of(month: date, days: int) -> datetime:
    """The moment from which nothing is counted in that month any more: midnight after so many days of the next one."""
    return start_of(add_months(month, 1) + timedelta(days=days))


def months_closed(now: datetime, days: int, *, after: date | None = None) -> list[date]:
    """Months whose cut-off is past, oldest first: those after `after`, else the last 24."""
    running = month_of(day_of(now))
    latest = next(month for back in (1, 2) if cut_off_of(month := add_months(running, -back), days) <= now)
    first = add_months(after, 1) if after else add_months(latest, 1 - MONTHS_BEHIND)
    months = []
    while first <= latest:
        months.append(first)
        first = add_months(first, 1)
    return months


def published_months(today: date) -> list[date]:
    """The 24 months that a convention would have published until then, by the usual cut-off."""
    return months_closed(start_of(today), CUT_OFF_DAYS)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months of a calendar year, by the first of them."""

    first: date

    @classmethod
    def of(cls, month: date) -> "Quarter":
        return cls(date(month.year, month.month - (month.month - 1) % QUARTER, 1))

    @classmethod
    def of_code(cls, code: str) -> "Quarter":
        year, number = code.split("-T")
        return cls(date(int(year), QUARTER * int(number) - QUARTER + 1, 1))

    @property
    def months(self) -> list[date]:
        return months_from(self.first, QUARTER)

    @property
    def number(self) -> int:
        return (self.first.month - 1) // QUARTER + 1

    @property
    def code(self) -> str:
        """As an address and a form name it: `2026-T3`."""
        return f"{self.first.year}-T{self.number}"

    @property
    def label(self) -> str:
        return f"{self.number}{'er' if self.number == 1 else 'e'} trimestre {self.first.year}"

    @property
    def year_begins(self) -> date:
        return self.first.replace(month=1)

    @property
    def ends_year(self) -> bool:
        return self.months[-1].month == YEAR

    @property
    def before(self) -> "Quarter":
        return Quarter(add_months(self.first, -QUARTER))

    @property
    def year_before(self) -> "Quarter":
        return Quarter(add_months(self.first, -YEAR))


def times_whole(turns: Iterable[tuple[date, bool]], quarter: Quarter) -> int:
    """How often a quarter has come to have all its months published, from what happened to them in its order: each
    turn says of a month whether it is published from then on."""
    missing, times = set(quarter.months), 0
    for month, is_published in turns:
        if month in quarter.months and is_published:
            times += missing == {month}
            missing.discard(month)
        elif month in quarter.months:
            missing.add(month)
    return times


@dataclass(frozen=True, slots=True)
class OwnPeriod:
    """The days that somebody's own figures speak of, both included, as Seine-et-Marne counts them."""

    name: str
    label: str
    first: date
    last: date

    @property
    def code(self) -> str:
        """What a paper keeps of it: its year, or that it slides."""
        return str(self.first.year) if self.name == RUNNING else SLIDING

    @property
    def begins(self) -> datetime:
        return start_of(self.first)

    @property
    def ends(self) -> datetime:
        """The midnight after its last day."""
        return start_of(self.last + timedelta(days=1))

    @property
    def before(self) -> "OwnPeriod":
        """The same days of the year before; of twelve months up to today those that end where they begin."""
        return OwnPeriod(self.name, self.label, add_months(self.first, -YEAR), add_months(self.last, -YEAR))


def own_periods(today: date) -> tuple[OwnPeriod, OwnPeriod]:
    """Twelve months up to today, and the year that runs."""
    sliding = add_months(today, -YEAR) + timedelta(days=1)
    return (
        OwnPeriod("12-mois", "Douze mois", sliding, today),
        OwnPeriod(RUNNING, f"Année {today.year}", today.replace(month=1, day=1), today),
    )


def own_period(asked: str, today: date) -> OwnPeriod:
    """The one of that name, the first where there is none."""
    periods = own_periods(today)
    return next((period for period in periods if period.name == asked), periods[0])


def own_period_coded(code: str, today: date) -> OwnPeriod:
    """The one of that code, as of that day; a year that is over ended with its last day."""
    if code == SLIDING:
        return own_periods(today)[0]
    return own_periods(min(today, date(int(code), 12, 31)))[1]
