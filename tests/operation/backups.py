"""A small portal with a place for its backups, and what is asked of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import environ
import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from acting.actor import acting_as, machine_actor
from convention77.limits import limited
from files.models import StoredFile
from files.services import erase, store_bytes
from operation.failures import Stopped
from tests.databases import url_of
from tests.operation.keys import Keys, age_keys
from tests.operation.own_postgres import OwnPostgres

NOON = datetime.fromisoformat("2026-03-10T12:00:00+00:00")
NEW = "convention77"  # the database that deploy/roles.sql makes
S3 = {"region_name": "us-east-1", "connect_seconds": 1, "read_seconds": 5}


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return age_keys(tmp_path)


@pytest.fixture
def place(own_database: str, keys: Keys, tmp_path: Path, settings: Settings) -> Path:
    """A folder, and a portal with two files that is told to go there."""
    folder = tmp_path / "backups"
    folder.mkdir()
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.BACKUP_DATABASE_URL = url_of_backup(own_database)
    settings.BACKUP_RECIPIENT = keys.recipient
    stored(b"one")
    stored(b"two")
    return folder


def url_of_backup(database: str) -> str:
    return url_of("WORKER_DATABASE_URL", database).replace("convention77_worker@", "convention77_backup@")


def stored(content: bytes) -> StoredFile:
    by = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(by):
        return store_bytes(
            by=by,
            content=content,
            name="a.pdf",
            content_type="application/pdf",
            owner_id=None,
            purpose="essai",
            purge_on=None,
        )


def erased(file: StoredFile) -> None:
    by = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(by):
        erase(by=by, stored=file)


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@contextmanager
def stops(code: str, sentence: str, next_line: str) -> Iterator[None]:
    with pytest.raises(Stopped) as stopped:
        yield
    said, _, line = str(stopped.value).partition("\nÀ taper\u00a0: ")
    assert (stopped.value.code, said, line) == (code, sentence, next_line)


@contextmanager
def as_owner(url: str) -> Iterator[None]:
    """Django itself speaks as the owner of the tables, as an operator's command does, and as nobody until told."""
    former = dict(connection.settings_dict)
    connection.close()
    owner = limited(environ.Env.db_url_config(url))
    connection.settings_dict.update({"OPTIONS": {}, **owner})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(former)


def of_fresh(server: OwnPostgres, role: str) -> str:
    return f"postgres://{role}@/{NEW}?host={server.folder}"
