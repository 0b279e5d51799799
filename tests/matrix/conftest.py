"""One busy world for all tests of this folder: made once, each test rolled back to it."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings

from tests.matrix.world import World, make_world


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
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(_world: World, db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """In a portal that calls itself ready: what it stands on is the matter of other tests."""
    monkeypatch.setattr("journal.views.readiness", lambda: {"database": True})
    return _world
