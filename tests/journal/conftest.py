"""People of the journal's tests, and the owner's role for what only the owner may do."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import environ
import pytest
from django.db import connection
from django.test import override_settings

from acting.actor import Actor
from tests.databases import url_of

HABITAT = UUID("11111111-0000-4000-8000-000000000001")
POLICE = UUID("11111111-0000-4000-8000-000000000002")
SARAH = UUID("22222222-0000-4000-8000-000000000001")
KARIM = UUID("22222222-0000-4000-8000-000000000002")
DPO = UUID("22222222-0000-4000-8000-000000000003")
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def private_root(tmp_path: Path) -> Iterator[Path]:
    """Where heads are kept, of this test alone."""
    with override_settings(PRIVATE_ROOT=tmp_path / "private"):
        yield tmp_path / "private"


@pytest.fixture
def sarah() -> Actor:
    """Référente of a landlord."""
    return Actor(now=NOON, user_id=SARAH, signatory_id=HABITAT, signatory_kind="landlord", function="referent")


@pytest.fixture
def karim() -> Actor:
    """Correspondant of the police."""
    return Actor(now=NOON, user_id=KARIM, signatory_id=POLICE, signatory_kind="police", function="correspondant")


@pytest.fixture
def as_owner(own_database: str) -> Callable[[], AbstractContextManager[None]]:
    """`with as_owner():` makes Django itself speak as the owner of the tables, as an operator's command does."""

    @contextmanager
    def in_role() -> Iterator[None]:
        former = dict(connection.settings_dict)
        connection.close()
        connection.settings_dict.update(
            {"OPTIONS": {}, **environ.Env.db_url_config(url_of("DATABASE_OWNER_URL", own_database))}
        )
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict.update(former)

    return in_role
