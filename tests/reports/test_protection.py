"""The rules that turn true counts into published ones, without a database."""

import random
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.enums import CellState
from reports.protection import BAND, MASKED, Count, Shown, Table, narrow, round_keyed

KEY = b"secret of the tests"


def many(value: int) -> Count:
    """A count that rests on enough landlords and residences."""
    return Count(value, landlords=3, residences=9)


@pytest.mark.parametrize("value", range(5))
def test_zero_to_four_are_one_band(value: int) -> None:
    table = Table(small=4, key=KEY)
    table.add(("a",), many(value))
    assert table.cells[("a",)] == BAND


@pytest.mark.parametrize("count", [Count(40, 1, 9), Count(40, 3, 1)])
def test_nothing_rests_on_one_landlord_or_one_residence(count: Count) -> None:
    table = Table(small=4, key=KEY)
    table.add(("a",), count)
    assert table.cells[("a",)] == MASKED


@given(st.integers(5, 5000), st.text(max_size=8))
def test_rounding_is_to_a_neighbour_and_always_the_same(value: int, name: str) -> None:
    rounded = round_keyed(value, step=5, key=KEY, name=(name,))
    assert rounded % 5 == 0
    assert abs(rounded - value) < 5
    assert rounded == round_keyed(value, step=5, key=KEY, name=(name,))


def test_rounding_is_the_truth_on_average() -> None:
    values = [random.Random(7).randint(20, 400) for _ in range(1)] * 4000
    rounded = [round_keyed(value, step=5, key=KEY, name=(number,)) for number, value in enumerate(values)]
    assert abs(sum(rounded) / len(rounded) - values[0]) < 0.2


def test_a_total_that_would_tell_is_told_by_its_parts() -> None:
    """Whatever the truth of one band beside one large cell, every total published leaves the band whole."""
    own_rounding = 0
    for small, large, salt in product(range(5), range(5, 60), range(4)):
        table = Table(small=4, key=bytes([salt]))
        table.add(("small",), many(small))
        table.add(("large",), many(large))
        table.add_total(("total",), many(small + large), [("small",), ("large",)])
        low, high = narrow(table.known(), table.sums)[("small",)]
        assert (low, high) == (0, 4)
        own_rounding += table.cells[("total",)] == Shown(
            CellState.SHOWN, round_keyed(small + large, step=5, key=bytes([salt]), name=("total",))
        )
    assert own_rounding > 700  # of 1,100: most totals keep their own rounding


def test_independent_totals_would_tell() -> None:
    """The same table with every total rounded by itself narrows some band: the check is what holds."""
    told = 0
    for small, large, salt in product(range(5), range(5, 60), range(4)):
        table = Table(small=4, key=bytes([salt]))
        table.add(("small",), many(small))
        table.add(("large",), many(large))
        table.add(("total",), many(small + large))
        table.sums.append((("total",), (("small",), ("large",))))
        told += bool(table.exposed())
    assert told > 20


def test_a_masked_part_is_not_found_by_subtraction() -> None:
    table = Table(small=4, key=KEY)
    table.add(("alone",), Count(60, 1, 4))
    table.add(("other",), many(40))
    table.add_total(("total",), many(100), [("alone",), ("other",)])
    assert table.cells[("total",)] == MASKED


def test_a_masked_place_is_not_the_rest_of_a_total() -> None:
    """The smallest place beside it goes too, and the total stays."""
    table = Table(small=4, key=KEY)
    table.add(("total",), many(180))
    table.add_breakdown(("total",), {("alone",): Count(60, 1, 4), ("big",): many(100), ("small",): many(20)})
    assert table.cells[("alone",)] == table.cells[("small",)] == MASKED
    assert table.cells[("big",)].value is not None
    assert table.cells[("total",)].value is not None
