"""Months as their first day."""

from datetime import date

from acting.days import YEAR, add_months, month_of

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
