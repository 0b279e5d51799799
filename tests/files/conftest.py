"""Each test that asks for `store` runs over both."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import environ
import pytest
from django.conf import settings as portal
from django.core.files.storage import storages
from pytest_django.fixtures import Settings

from convention77.stores import private_store
from tests.files import stores
from tests.files.stores import Bucket, Folder, Store


@pytest.fixture(scope="session")
def object_server() -> Iterator[str]:
    with stores.object_server() as address:
        yield address


@pytest.fixture
def private(settings: Settings, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = tmp_path
    return tmp_path / "files"


@pytest.fixture
def folder(private: Path) -> Folder:
    return Folder(private)


@pytest.fixture
def bucket(settings: Settings, object_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    for name, value in stores.environment_of(object_server).items():
        monkeypatch.setenv(name, value)
    with stores.empty_bucket(object_server) as found:
        settings.STORAGES = portal.STORAGES | {"private": private_store(environ.Env())}
        yield found
        connected: Any = storages["private"]
        connected.connection.meta.client.close()


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest) -> Store:
    found: Store = request.getfixturevalue(request.param)
    return found
