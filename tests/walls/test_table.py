"""Every walled table × verb × context: how many rows of the test world the wall lets through, and no more."""

from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from tests.people import Cast
from tests.walls.trials import VERBS, contexts, let_through, rows_of, walls


def expected() -> dict[str, dict[str, str]]:
    """Each table, then a line for each verb: `verb: who rows, who rows`."""
    tables: dict[str, dict[str, str]] = {}
    table = ""
    for line in Path(__file__).with_name("expected.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            verb, people = line.strip().split(": ", 1)
            tables[table][verb] = people
        elif line and not line.startswith("#"):
            table = line
            tables[table] = {}
    return tables


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
    assert table_of(walled, table) == expected()[table]


def test_no_table_is_forgotten() -> None:
    assert sorted(expected()) == sorted(walls())
