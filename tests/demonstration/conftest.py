"""The demonstration, seeded once for the tests that read it: two years of it take a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

import environ
import pytest
from django.db import connection, transaction
from django.utils import timezone

from acting.actor import Actor, acting_as, machine_actor
from tests.databases import cloned_database, demonstration_database, url_of
from tests.roles import in_role


@dataclass(frozen=True)
class Seeded:
    database: str
    today: date


@contextmanager
def as_owner(database: str) -> Iterator[None]:
    """Django itself speaks as the owner of the tables, as an operator's command does."""
    former = dict(connection.settings_dict)
    connection.close()
    owner = environ.Env.db_url_config(url_of("DATABASE_OWNER_URL", database))
    connection.settings_dict.update({"OPTIONS": {}, **owner})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(former)


@contextmanager
def as_machine(at: datetime | None = None) -> Iterator[Actor]:
    """Sees every case row, as the worker does."""
    actor = machine_actor(at or timezone.now())
    with in_role("convention77_worker"), transaction.atomic(), acting_as(actor):
        yield actor


@pytest.fixture(scope="package")
def _seeded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Seeded]:
    with django_db_blocker.unblock(), cloned_database(demonstration_database()) as name:  # type: ignore[attr-defined]
        yield Seeded(name, Actor(now=timezone.now()).today)


@pytest.fixture
def seeded(_seeded: Seeded, django_db_blocker: pytest.FixtureRequest) -> Iterator[Seeded]:
    """Read by many tests, changed by none."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield _seeded
