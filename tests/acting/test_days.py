"""One arithmetic of months, in Python and in the database: a month that is too short ends on its last day."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import DateField, IntegerField, Value

from acting.days import add_months, months_after
from signatories.models import Convention

FOUR_YEARS = [date(2025, 1, 1) + timedelta(days=number) for number in range(4 * 365 + 1)]  # 2028 has its 29 February


@pytest.mark.parametrize(
    ("day", "months", "other"),
    [
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-05-31", -3, "2026-02-28"),
        ("2028-08-31", -6, "2028-02-29"),
        ("2026-01-15", -6, "2025-07-15"),
        ("2026-12-01", -12, "2025-12-01"),
        ("2026-12-31", 0, "2026-12-31"),
    ],
)
def test_months_are_those_of_the_calendar(day: str, months: int, other: str) -> None:
    assert add_months(date.fromisoformat(day), months).isoformat() == other


@pytest.mark.django_db
def test_the_database_counts_the_months_of_every_day_alike() -> None:
    """All days of four years, 0 to 36 months on."""
    counted = "(day + make_interval(0, months))::date"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT day, months, {counted} FROM unnest(%s::date[]) day, generate_series(0, 36) months", [FOUR_YEARS]
        )
        rows = cursor.fetchall()
    assert len(rows) == len(FOUR_YEARS) * 37
    assert [row for row in rows if row[2] != add_months(row[0], row[1])] == []


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2026-08-31", "2027-08-31", "2028-02-29", "2026-01-30", "2026-12-01"])
def test_queries_count_so(day: str) -> None:
    first = date.fromisoformat(day)
    later = [months_after(Value(first, DateField()), Value(months, IntegerField())) for months in range(37)]
    found = Convention.objects.filter(department_code="77").values_list(*later).get()
    assert found == tuple(add_months(first, months) for months in range(37))
