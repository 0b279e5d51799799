"""Every service asks who writes, whoever calls it and from where; a service that asks nobody fails.

The walls are down: each write is tried in the role of an installation and without triggers, so that the database keeps
nobody from anything and the rule of the service is all that stands between.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import connection, transaction
from django.urls import resolve
from django.utils import timezone

from acting.actor import Actor, NobodyActsError, machine_actor
from acting.enums import Function
from acting.refusals import Conflict, Refused
from tests.people import Cast
from tests.rules.doors import DOORS, NO_DOOR, THE_MACHINE, Door
from tests.rules.test_every_write import writes
from tests.rules.trials import TRIALS

# The administrator's page alone invites; that those who name people may invite them too, no page offers yet.
WIDER_THAN_ITS_PAGE = "correspondents.services.arrival.invite"
TWICE_THE_SAME = ("gaston", "fanny")  # another of the same function and signatory kind is tried already
WRITING = ("INSERT", "UPDATE", "DELETE")

Statements = list[str]


def test_every_service_has_a_door_or_a_reason_to_have_none() -> None:
    assert sorted(writes()) == sorted([*DOORS, *NO_DOOR])


@pytest.fixture
def walls_down(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        for (table,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


@pytest.mark.usefixtures("walls_down")
@pytest.mark.parametrize("name", DOORS)
def test_the_service_lets_in_whom_the_table_names_and_nobody_else(
    cast: Cast, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, written = DOORS[name], watched(name, monkeypatch)
    given = asked.given(cast)
    let_in = set()
    for who, actor in tried(cast, asked):
        written.clear()
        if gets_past(cast, name, actor, given):
            let_in.add(who)
        else:
            assert not written, f"{who} was turned away after writing"
    assert let_in == asked.let_in


@pytest.mark.parametrize("name", sorted(DOORS.keys() & TRIALS.keys() - {WIDER_THAN_ITS_PAGE}))
def test_the_page_is_open_to_whom_the_service_lets_in(cast: Cast, name: str) -> None:
    address, _ = TRIALS[name].door(cast)
    let_in = {actor.function for who, actor in people_of(cast).items() if who in DOORS[name].let_in}
    policy = resolve(address).func.policy  # type: ignore[attr-defined]
    assert policy == "signed-in" or let_in <= policy


def people_of(cast: Cast) -> dict[str, Actor]:
    """One of each function, and the same function at another signatory wherever there are two."""
    people = {who: person.actor() for who, person in cast.people().items() if who not in TWICE_THE_SAME}
    return people | {"contentieux": replace(people["dina"], function=Function.CONTENTIEUX)}


def tried(cast: Cast, asked: Door) -> Iterator[tuple[str, Actor]]:
    people = people_of(cast)
    yield from people.items()
    yield "nobody", Actor(now=timezone.now())
    if THE_MACHINE in asked.let_in:
        yield THE_MACHINE, machine_actor(timezone.now())
    if not asked.of_own:
        yield from ((f"{who} of another convention", elsewhere(actor)) for who, actor in people.items())


def elsewhere(actor: Actor) -> Actor:
    """The same function at the same kind of signatory, of a convention of which nothing here is a part."""
    others: dict[str, Any] = {"user_id": uuid4(), "designation_id": uuid4(), "post_id": uuid4(), "group_id": -1}
    return replace(actor, **others, signatory_id=uuid4(), convention_id=uuid4())


def gets_past(cast: Cast, name: str, by: Actor, given: Any) -> bool:
    """Tried, and taken back."""
    asked = DOORS[name]
    with transaction.atomic():
        try:
            if asked.write:
                asked.write(cast, by, given)
            else:
                TRIALS[name].write(cast, by)
        except (PermissionDenied, ObjectDoesNotExist, NobodyActsError):
            return False
        except (Refused, Conflict):
            return not asked.is_refused
        finally:
            transaction.set_rollback(True)
    return True


def watched(name: str, monkeypatch: pytest.MonkeyPatch) -> Statements:
    """What the service writes from now on, and not what is laid for it."""
    written: Statements = []
    module, function = name.rsplit(".", 1)
    service: Callable[..., object] = getattr(import_module(module), function)

    def note(execute: Callable[..., object], sql: str, *rest: object) -> object:
        written.extend([sql] if sql.startswith(WRITING) else [])
        return execute(sql, *rest)

    def noted(**words: object) -> object:
        with connection.execute_wrapper(note):
            return service(**words)

    monkeypatch.setattr(f"{module}.{function}", noted)
    return written
