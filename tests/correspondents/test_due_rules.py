"""When what is due is told, and how far it may be put off: the pure rules."""

from datetime import date
from uuid import UUID

import pytest

from correspondents.due_rules import LAW_ALERTS, NO_ALERTS, Due, When, alert_days, is_news, refusals_of_snooze, when
from journal.verbs import Verb

OBJECT = UUID("5a1e0000-0000-4000-8000-000000000002")
TODAY = date(2026, 11, 27)  # a Friday


def due(on: date, *, is_law: bool = False, **given: object) -> Due:
    fixed = {
        "kind": "demarche",
        "object_id": OBJECT,
        "owner_id": OBJECT,
        "what": "",
        "about": "",
        "reference": "",
        "due_on": on,
        "is_law": is_law,
        "url": "",
        "read": Verb.STEP_READ,
    }
    return Due(**fixed | ({"alerts": LAW_ALERTS} if is_law else {}) | given)  # type: ignore[arg-type]


def test_a_sunday_of_the_law_is_told_of_on_friday_and_the_days_before() -> None:
    assert alert_days(due(date(2026, 11, 29), is_law=True)) == {
        date(2026, 11, 24),
        date(2026, 11, 27),
    }, "two days before the Sunday is the Friday, and so is its own alert"


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (date(2026, 5, 1), date(2026, 4, 30)),  # a holiday, a Friday
        (date(2026, 5, 25), date(2026, 5, 22)),  # Whit Monday
        (date(2026, 7, 14), date(2026, 7, 13)),
    ],
)
def test_a_holiday_moves_the_law_s_alert_before_it(on: date, told: date) -> None:
    assert max(alert_days(due(on, is_law=True))) == told
    assert due(on, is_law=True).due_on == on, "the day itself is never moved"


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (date(2026, 5, 1), date(2026, 5, 4)),
        (date(2026, 5, 25), date(2026, 5, 26)),
        (date(2026, 7, 14), date(2026, 7, 15)),
        (date(2026, 11, 28), date(2026, 11, 30)),
        (TODAY, TODAY),
    ],
)
def test_an_own_date_is_told_of_on_the_day_or_the_next_working_one(on: date, told: date) -> None:
    assert alert_days(due(on)) == {told}


def test_what_was_noted_late_is_told_of_on_the_next_working_day() -> None:
    late = due(date(2026, 11, 20), noted_on=TODAY)
    assert alert_days(late) == {date(2026, 11, 30)}
    same_day = due(TODAY, noted_on=TODAY)
    assert alert_days(same_day) == {date(2026, 11, 30)}, "the mail of the day may have left"
    in_time = due(TODAY, noted_on=date(2026, 11, 26))
    assert alert_days(in_time) == {TODAY}


def test_the_prefecture_is_told_of_nothing() -> None:
    assert alert_days(due(TODAY, is_law=True, alerts=NO_ALERTS), TODAY) == set()


def test_put_off_it_is_told_of_that_day_and_later_ones() -> None:
    law = due(date(2026, 12, 11), is_law=True)
    assert alert_days(law) == {date(2026, 12, 4), date(2026, 12, 9), date(2026, 12, 11)}, "the 6th is a Sunday"
    assert alert_days(law, date(2026, 12, 7)) == {date(2026, 12, 7), date(2026, 12, 9), date(2026, 12, 11)}
    assert alert_days(due(TODAY), date(2026, 12, 5)) == {date(2026, 12, 7)}, "a Saturday of one's own"
    saturday = alert_days(law, date(2026, 12, 5))
    assert saturday == {date(2026, 12, 7), date(2026, 12, 9), date(2026, 12, 11)}, "of the law's, while time is left"


@pytest.mark.parametrize(
    ("told_on", "today", "expected"),
    [
        (None, TODAY, True),
        (None, date(2026, 11, 26), False),
        (TODAY, TODAY, False),
        (date(2026, 11, 20), date(2026, 12, 1), True),  # three missed days, one telling
        (date(2026, 12, 1), date(2026, 12, 2), False),
    ],
)
def test_it_is_news_once(told_on: date | None, today: date, expected: bool) -> None:
    assert is_news(due(TODAY), None, told_on, today) == expected


@pytest.mark.parametrize(
    ("is_law", "on", "until", "refused"),
    [
        (False, TODAY, TODAY, "until"),
        (False, TODAY, date(2026, 11, 28), None),
        (False, TODAY, date(2027, 1, 26), None),  # sixty days
        (False, TODAY, date(2027, 1, 27), "until"),
        (True, date(2026, 12, 4), date(2026, 12, 4), None),
        (True, date(2026, 12, 4), date(2026, 12, 7), "until"),
        (True, date(2026, 12, 6), date(2026, 12, 5), "until"),  # the working day before a Sunday is the last
        (True, date(2026, 12, 6), date(2026, 12, 4), None),
        (True, TODAY, date(2026, 11, 28), ""),
        (True, date(2026, 11, 20), date(2026, 11, 28), ""),
    ],
)
def test_how_far_it_may_be_put_off(is_law: bool, on: date, until: date, refused: str | None) -> None:
    fields = [refusal.field for refusal in refusals_of_snooze(due(on, is_law=is_law), until, TODAY)]
    assert fields == ([] if refused is None else [refused])


def test_the_groups_of_the_page() -> None:
    days = [date(2026, 11, 26), TODAY, date(2026, 11, 28), date(2026, 12, 4), date(2026, 12, 5)]
    assert [when(day, TODAY) for day in days] == [When.OVERDUE, When.TODAY, When.WEEK, When.WEEK, When.LATER]
