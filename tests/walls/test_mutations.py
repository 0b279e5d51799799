"""Each condition of each policy taken away in turn: the table of rights notices, or a violation that is named here."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction
from django.utils import timezone

from acting.walls import Policy
from tests.people import Cast
from tests.walls.test_table import expected
from tests.walls.trials import VERBS, contexts, let_through, rows_of, walls

# What the table cannot notice, and the violations that do.
NOTICED_BY: dict[str, Callable[..., None]] = {}


def conditions() -> Iterator[tuple[str, str, str, str]]:
    """`(name, table, verb, statement)`: what a row must be for the command, and apart from it what it must become."""
    for table, wall in walls().items():
        for policy in wall.all_policies():
            for part, statement in _without(table, policy):
                yield f"{table}.{policy.name}{part}", table, policy.command, statement


def _without(table: str, policy: Policy) -> Iterator[tuple[str, str]]:
    alter = f"ALTER POLICY {policy.name} ON {table}"
    using = "" if policy.command == "INSERT" else " USING (true)"
    check = " WITH CHECK (true)" if policy.command in ("INSERT", "UPDATE", "ALL") else ""
    if policy.check:
        yield "", f"{alter}{using}"
        yield " →", f"{alter}{check}"
    elif policy.rule != "true":
        yield "", f"{alter}{using}{check}"


CONDITIONS = {name: rest for name, *rest in conditions()}


def take_away(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CONDITIONS[name][2])


def is_noticed(cast: Cast, table: str, verb: str) -> bool:
    """Whether anybody reaches another number of rows than the table of rights says."""
    rows, told = rows_of(table), expected()[table]
    for each in VERBS if verb == "ALL" else (verb,):
        numbers = dict(part.split() for part in told.get(each, "").split(", ") if part)
        for name, context in contexts(cast, timezone.now()).items():
            with transaction.atomic(), context():
                reached = let_through(table, each, rows)
            if reached != int(numbers.get(name, 0)):
                return True
    return False


@pytest.mark.parametrize("name", [name for name in CONDITIONS if name not in NOTICED_BY])
def test_the_table_notices(walled: Cast, name: str) -> None:
    table, verb, _ = CONDITIONS[name]
    with transaction.atomic():
        take_away(name)
        noticed = is_noticed(walled, table, verb)
        transaction.set_rollback(True)
    assert noticed
