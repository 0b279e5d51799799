"""The list of widenings is true to the code: each text is there exactly once, and what replaces it is still Python."""

import ast

import pytest

from tests.widenings.widening import ROOT, Widening, read_all

WIDENINGS = read_all()
MANY = 150
EXPLAINED_AT_MOST = 0.05


def test_there_are_enough_of_them_and_few_survive() -> None:
    assert len(WIDENINGS) >= MANY
    assert sum(bool(each.explained) for each in WIDENINGS) <= EXPLAINED_AT_MOST * len(WIDENINGS)
    assert len({(each.file, each.what) for each in WIDENINGS}) == len(WIDENINGS)


@pytest.mark.parametrize("widening", WIDENINGS, ids=lambda each: f"{each.file}: {each.what}")
def test_each_is_still_to_be_made(widening: Widening) -> None:
    text = (ROOT / widening.file).read_text()
    assert widening.found_in(text) == 1
    assert widening.widened(text) != text
    if widening.file.endswith(".py"):
        ast.parse(widening.widened(text))
    assert widening.tests(), "who would catch it?"
    assert [test for test in widening.tests() if not (ROOT / test.partition("::")[0]).exists()] == []
