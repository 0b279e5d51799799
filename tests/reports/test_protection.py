"""The rules that turn true counts into published ones, without a database."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acting.days import months_from
from reports.protection import Base, Protection, Stream, Told, least_of, open_communes, step_of

RULE = Protection(small=4, largest_share=80, key=b"secret of the tests")
STREAM = Stream("facts", family="voisinage")
JANUARY, MARCH = date(2025, 1, 1), date(2025, 3, 1)


def turns(*several: dict[str, int], first: date = JANUARY, most: int | None = None) -> list[Told]:
    """What is told of a row, month after month."""
    held: list[Base] = []
    told = []
    for month, shares in zip(months_from(first, len(several)), several, strict=True):
        each, held = RULE.turn(STREAM, held, Base(month, shares), most=most)
        told.append(each)
    return told


@given(rest=st.integers(0, 4), own=st.integers(0, 300))
def test_zero_to_four_beside_a_landlord_are_held_whatever_it_has(rest: int, own: int) -> None:
    assert not RULE.tells({"own": own, "other": rest})


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ({"a": 5, "b": 5}, True),
        ({"a": 5, "b": 4}, False),
        ({"a": 20, "b": 5}, True),
        ({"a": 21, "b": 5}, False),
        ({"a": 40}, False),
        ({"a": 2, "b": 2, "c": 2, "d": 1}, True),
        ({}, False),
    ],
)
def test_what_is_told(shares: dict[str, int], told: bool) -> None:
    """Five beside the largest, and the largest no more than four fifths."""
    assert RULE.tells(shares) == told


def test_a_commune_needs_three_landlords() -> None:
    assert RULE.tells({"a": 10, "b": 10})
    assert not RULE.tells({"a": 10, "b": 10}, fewest=3)
    assert RULE.tells({"a": 10, "b": 10, "c": 1}, fewest=3)


def test_the_threshold_follows_the_setting_and_is_five_at_least() -> None:
    assert [step_of(small) for small in (0, 3, 4, 9)] == [5, 5, 5, 10]
    coarse = Protection(9, 80, b"secret")
    assert coarse.tells({"a": 10, "b": 10})
    assert not coarse.tells({"a": 10, "b": 9})
    assert coarse.rounded(20, STREAM, JANUARY) % 10 == 0
    assert least_of(5, 5) == 6


@given(st.integers(6, 5000), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_rounding_is_to_a_neighbour_and_always_the_same(value: int, month: date) -> None:
    rounded = RULE.rounded(value, STREAM, month)
    assert rounded % 5 == 0
    assert abs(rounded - value) < 5
    assert rounded == RULE.rounded(value, STREAM, month)


def test_rounding_is_the_truth_on_average() -> None:
    value = random.Random(7).randint(20, 400)
    rounded = [RULE.rounded(value, Stream("facts", family=str(number)), JANUARY) for number in range(4000)]
    assert abs(sum(rounded) / len(rounded) - value) < 0.2


def test_what_is_held_is_told_at_the_end_of_the_quarter() -> None:
    several = {"a": 2, "b": 1, "c": 1}
    january, february, march = turns(several, several, several)
    assert (january.value, february.value) == (None, None)
    assert (march.first, march.months) == (JANUARY, 3)
    assert march.value in (10, 15)


def test_what_was_told_by_itself_is_not_told_again() -> None:
    told = turns({"a": 2, "b": 2, "c": 2}, {"a": 9, "b": 9}, {"a": 2, "b": 2, "c": 2})
    assert [each.months for each in told] == [1, 1, 2]
    assert told[1].value in (15, 20)
    assert told[2].value in (10, 15)


def test_what_is_too_little_is_carried_over_the_quarter() -> None:
    told = turns({"a": 1}, {"b": 1}, {}, {"a": 2}, {"b": 2}, {"c": 2})
    assert [each.value for each in told[:5]] == [None] * 5
    assert (told[5].first, told[5].months) == (JANUARY, 6)


def test_one_held_month_waits_for_another() -> None:
    """Alone, its number would be its own; as the only one that joins others, it would be known not to be zero."""
    told = turns({"a": 9, "b": 9}, {"a": 9, "b": 9}, {"a": 4, "b": 2, "c": 2})
    assert told[2].value is None


def test_of_months_of_a_landlord_that_outweighs_the_others_nothing_is_told_that_leaves_them_no_room() -> None:
    """Four of another in each of three months: eight is the most that two of them could hold, twelve tells all."""
    assert RULE.blurs([Base(JANUARY, {"a": 9, "b": 2}), Base(MARCH, {"a": 9, "b": 2})])
    assert not RULE.blurs([Base(JANUARY, {"a": 9, "b": 3}), Base(MARCH, {"a": 9, "b": 2})])
    assert turns({"a": 9, "b": 4}, {"a": 9, "b": 4}, {"a": 9, "b": 4})[2].value is None


def test_no_more_is_told_than_it_may_be() -> None:
    assert turns({"a": 10, "b": 10}, most=15)[0].value is None
    assert turns({"a": 10, "b": 10}, most=20)[0].value == 20


def test_two_communes_stay_closed() -> None:
    dwellings = {"77284": 900, "77288": 500, "77379": 100, "77186": 50}
    assert open_communes({"77284": 4, "77288": 3, "77379": 2, "77186": 1}, dwellings) == {"77284", "77288"}
    assert open_communes({"77284": 4, "77288": 3, "77379": 3, "77186": 3}, dwellings) == {"77284", "77288"}
    assert open_communes({"77284": 4, "77288": 3}, dwellings) == set()
