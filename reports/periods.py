"""Months as their first day, and the days of a landlord's own figures."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from acting.days import YEAR, add_months, month_of, start_of

PUBLISHED_MONTHS = 24


def published_months(today: date) -> list[date]:
    """The last 24 whole months: the running one would change each day and could be differenced."""
    running = month_of(today)
    return [add_months(running, -back) for back in range(PUBLISHED_MONTHS, 0, -1)]


def published_periods(today: date) -> list[date]:
    """First months of the twelve-month periods inside them: the last twelve months, and whole calendar years."""
    months = published_months(today)
    latest = months[-YEAR]
    years = [month for month in months[: YEAR + 1] if month.month == 1]
    return sorted({latest, *years})


@dataclass(frozen=True, slots=True)
class OwnPeriod:
    """The days that a landlord's own figures speak of, both included, as Seine-et-Marne counts them."""

    name: str
    label: str
    first: date
    last: date

    @property
    def begins(self) -> datetime:
        return start_of(self.first)

    @property
    def ends(self) -> datetime:
        """The midnight after its last day."""
        return start_of(self.last + timedelta(days=1))


def own_periods(today: date) -> tuple[OwnPeriod, OwnPeriod]:
    """Twelve months up to today, and the year that runs."""
    sliding = add_months(today, -YEAR) + timedelta(days=1)
    return (
        OwnPeriod("12-mois", "Douze mois", sliding, today),
        OwnPeriod("annee", f"Année {today.year}", today.replace(month=1, day=1), today),
    )


def own_period(asked: str, today: date) -> OwnPeriod:
    """The one of that name, the first where there is none."""
    periods = own_periods(today)
    return next((period for period in periods if period.name == asked), periods[0])
