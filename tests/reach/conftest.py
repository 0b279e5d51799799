"""The house twice: with the walls lowered, so that a rule stands alone, and behind them, where no rule is asked."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from tests.databases import rolled_back_at
from tests.reach.house import House
from tests.reach.kept import KeptHouse, keeping_house


@pytest.fixture(scope="session")
def kept_house(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KeptHouse]:
    with django_db_blocker.unblock(), keeping_house(tmp_path_factory.mktemp("private")) as kept:  # type: ignore[attr-defined]
        yield kept


@pytest.fixture(scope="module")
def in_the_house(
    kept_house: KeptHouse, django_db_blocker: pytest.FixtureRequest, request: pytest.FixtureRequest
) -> Iterator[None]:
    """The walls are lowered for the modules of the rules."""
    database = kept_house.lowered if "rules" in request.module.__name__ else kept_house.database
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        override_settings(PRIVATE_ROOT=kept_house.private),
        rolled_back_at(database),
    ):
        yield


@pytest.fixture
def house(kept_house: KeptHouse, in_the_house: None, db: None) -> House:
    return kept_house.house()
