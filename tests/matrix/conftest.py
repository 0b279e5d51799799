"""One busy world for all tests of this folder: made once, each test rolled back to it."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import override_settings

from tests.matrix.world import World, make_world
from tests.roles import installing
from tests.second_department import Essonne, make_essonne


@pytest.fixture(scope="package")
def _world(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("private")
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        override_settings(PRIVATE_ROOT=folder),
        transaction.atomic(),
    ):
        made = make_world()
        _count_rows()
        yield made
        transaction.set_rollback(True)


def _count_rows() -> None:
    """The planner learns how many there are. Else autovacuum, which sees none of what is not committed, may tell it in
    the midst of a run that the tables are empty: lists then took minutes where they take seconds."""
    with installing(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.fixture
def world(_world: World, db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """In a portal that calls itself ready: what it stands on is the matter of other tests."""
    monkeypatch.setattr("journal.views.readiness", lambda: {"database": True})
    return _world


@pytest.fixture(scope="module")
def _essonne(_world: World, django_db_blocker: pytest.FixtureRequest) -> Iterator[Essonne]:
    """Made once beside the world, in a savepoint of its own: the other tests of this folder have one convention."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield make_essonne()
        transaction.set_rollback(True)


@pytest.fixture
def essonne(_essonne: Essonne, world: World) -> Essonne:
    return _essonne
