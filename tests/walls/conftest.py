"""One world for the tests of the walls, in a database of their own; each test takes back what it did."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.databases import cloned_database
from tests.people import Cast, make_cast
from tests.walls.world import (
    fill_accesses,
    fill_agents,
    fill_bilans,
    fill_cases,
    fill_injunctions,
    fill_the_record,
    fill_the_rest,
)


@pytest.fixture(scope="module")
def walled(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Cast]:
    with django_db_blocker.unblock(), cloned_database():  # type: ignore[attr-defined]
        with transaction.atomic():
            cast = make_cast()
            fill_cases(cast)
            fill_injunctions(cast)
            fill_agents(cast)
            fill_bilans(cast)
            fill_accesses(cast)
            fill_the_rest(cast)
            fill_the_record(cast)
        yield cast
