"""Days on which an office is open: not Saturdays, Sundays and the public holidays of metropolitan France."""

from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays

SATURDAY, SUNDAY = 5, 6  # Monday is 0
PUBLIC_HOLIDAYS = country_holidays("FR")
DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in PUBLIC_HOLIDAYS


@lru_cache(maxsize=4096)  # a list asks about the same few days, row by row
def working_days_between(first: date, last: date) -> int:
    """How many of them follow the first day, the last one included."""
    return sum(is_working_day(first + DAY * number) for number in range(1, (last - first).days + 1))


def working_day_from(day: date) -> date:
    """That day, or the first working day after it."""
    while not is_working_day(day):
        day += DAY
    return day


def working_day_until(day: date) -> date:
    """That day, or the last working day before it."""
    while not is_working_day(day):
        day -= DAY
    return day


def counted_day_after(day: date, count: int) -> date:
    """So many days later, Sundays and public holidays not counted: what a text means that leaves these out alone."""
    while count:
        day += DAY
        count -= day.weekday() != SUNDAY and day not in PUBLIC_HOLIDAYS
    return day
