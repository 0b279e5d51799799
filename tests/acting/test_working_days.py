"""Saturdays, Sundays and the public holidays of metropolitan France; those of a year to come too."""

from datetime import date, timedelta

import pytest

from acting.working_days import is_working_day, working_day_from, working_day_until


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 5, 1),
        date(2026, 5, 8),
        date(2026, 4, 6),  # Easter Monday
        date(2026, 5, 14),  # Ascension
        date(2026, 5, 25),  # Whit Monday
        date(2027, 5, 17),  # Whit Monday of another year
        date(2026, 7, 14),
        date(2026, 11, 11),
        date(2026, 12, 25),
        date(2027, 1, 1),
        date(2026, 11, 28),  # a Saturday
        date(2026, 11, 29),  # a Sunday
    ],
)
def test_no_office_is_open(day: date) -> None:
    assert not is_working_day(day)


@pytest.mark.parametrize("day", [date(2026, 11, 27), date(2026, 4, 3), date(2026, 12, 26) + timedelta(days=2)])
def test_an_ordinary_day(day: date) -> None:
    assert is_working_day(day)
    assert working_day_from(day) == working_day_until(day) == day


def test_a_long_week_end_is_left_on_either_side() -> None:
    """Good Friday is no holiday here but in Alsace-Moselle."""
    saturday = date(2026, 5, 23)
    assert working_day_from(saturday) == date(2026, 5, 26)
    assert working_day_until(date(2026, 5, 25)) == date(2026, 5, 22)
