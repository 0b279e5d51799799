"""Every walled table × verb × context: how many rows of the test world the wall lets through, and no more."""

import pytest
from django.db import transaction
from django.utils import timezone

from tests.people import Cast
from tests.walls.expected import EXPECTED
from tests.walls.trials import VERBS, contexts, let_through, rows_of, walls


def table_of(cast: Cast, table: str) -> dict[str, str]:
    """`{"SELECT": "sarah 2, gilles 1"}`; who is not named reaches nothing, a verb that is missing nobody."""
    rows, found = rows_of(table), {}
    assert rows, "nothing that could leak"
    for verb in VERBS:
        reached = {}
        for name, context in contexts(cast, timezone.now()).items():
            with transaction.atomic(), context():
                reached[name] = let_through(table, verb, rows)
        found[verb] = ", ".join(f"{name} {count}" for name, count in reached.items() if count)
    return {verb: people for verb, people in found.items() if people}


@pytest.mark.parametrize("table", walls())
def test_each_statement_of_everybody(walled: Cast, table: str) -> None:
    assert table_of(walled, table) == EXPECTED[table]


def test_no_table_is_forgotten() -> None:
    assert sorted(EXPECTED) == sorted(walls())
