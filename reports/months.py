"""Months as their first day."""

from datetime import date

PUBLISHED_MONTHS = 24
YEAR = 12


def month_of(day: date) -> date:
    return day.replace(day=1)


def shift(month: date, by: int) -> date:
    """The month `by` months later (earlier when negative)."""
    number = month.year * 12 + month.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)


def published_months(today: date) -> list[date]:
    """The last 24 whole months: the running one would change each day and could be differenced."""
    running = month_of(today)
    return [shift(running, -back) for back in range(PUBLISHED_MONTHS, 0, -1)]


def published_periods(today: date) -> list[date]:
    """First months of the twelve-month periods inside them: the last twelve months, and whole calendar years."""
    months = published_months(today)
    latest = months[-YEAR]
    years = [month for month in months[: YEAR + 1] if month.month == 1]
    return sorted({latest, *years})


def months_from(first: date, count: int = YEAR) -> list[date]:
    return [shift(first, number) for number in range(count)]
