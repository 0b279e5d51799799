"""The bench works on a small world: every list has a measure, every page opens, every line of --json has its keys."""

import json

import pytest
from django.urls import get_resolver

from benchmarks import measures
from benchmarks.measures import GROUPS, Bench, results
from benchmarks.pages import LISTS_BY_OTHER_NAMES, NO_ROWS, PAGES
from benchmarks.shortcut import CASES, both_answers
from benchmarks.table import at_least, at_most, compared, print_results
from benchmarks.visits import Statement, most_repeated, statements_of, visitor

KEYS = {"measure", "ours", "limit", "ratio", "target", "met"}


def test_every_address_of_a_list_is_measured() -> None:
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    lists = {name for name in names if name.endswith("_list")} | set(LISTS_BY_OTHER_NAMES)
    assert lists <= names
    assert lists - {page.url_name for page in PAGES} == set(NO_ROWS)


def test_every_page_opens(bench: Bench) -> None:
    """One of each address and person; the other queries differ in filters only."""
    pages = {(page.who, page.url_name): page for page in PAGES}
    repeated = {page.name: most_repeated(statements_of(visitor(bench.large, page))) for page in pages.values()}
    assert {name for name, times in repeated.items() if times > 4} == set()


@pytest.mark.parametrize("case", CASES)
def test_the_portal_gives_the_ids_that_guardian_gives(bench: Bench, case: str) -> None:
    portal, guardian = both_answers(bench.large, CASES[case])
    assert portal == guardian
    assert bool(portal) == (case not in ("désignation terminée", "compte fermé"))


def test_each_line_of_json_has_its_keys(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the long groups one page each."""
    monkeypatch.setattr(measures, "PAGES", [page for page in PAGES if page.name == "gardien incident_list"])
    print_results(results(bench, list(GROUPS)), as_json=True)
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {frozenset(row) for row in rows} == {frozenset(KEYS)}
    assert len({row["measure"] for row in rows}) == len(rows)
    assert {type(row["met"]) for row in rows} == {bool}


def test_a_query_per_row_is_one_text_many_times() -> None:
    per_row = [Statement("SELECT name FROM residence WHERE id = %s", [number]) for number in range(25)]
    assert most_repeated([Statement("SELECT 1", None), *per_row]) == 25


@pytest.mark.parametrize(("ours", "limit", "met"), [(12.0, 10.0, True), (12.1, 10.0, False)])
def test_a_page_may_grow_by_a_fifth(ours: float, limit: float, met: bool) -> None:
    assert compared("page", ours, limit, at_most(1.2)).met is met


@pytest.mark.parametrize(("ours", "limit", "met"), [(1.0, 20.0, True), (1.0, 19.9, False)])
def test_twenty_times_faster_is_read_the_other_way_round(ours: float, limit: float, met: bool) -> None:
    assert compared("raccourci", ours, limit, at_least(20), times_faster=True).met is met
