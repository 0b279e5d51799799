"""What every test stands on: a database under the app's role, no network, no argon2, and on demand the whole portal."""

import gc
import json
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.test import override_settings
from django.test.client import ClientHandler
from playwright.sync_api import Browser, sync_playwright

from tests.databases import cloned_database, ordinary_database
from tests.people import Cast
from tests.portal import Portal, own_redis, running_portal
from tests.roles import as_web
from tests.roles import as_worker as in_worker_role
from tests.snapshot import Snapshot, take_snapshot

LogLines = Callable[[], list[dict[str, Any]]]

QUICK = {
    "MIDDLEWARE": ["tests.roles.WebMiddleware", *settings.MIDDLEWARE],
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "private": {"BACKEND": "files.stores.folder.FolderStore"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
}


WAITING = {"demonstration", "operation"}  # for a seeding that comes first, for servers and time limits


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests begin: at the end there is no single one for which all processes but one have nothing to do."""
    items.sort(key=lambda item: item.path.parent.name not in WAITING)


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the collector need not walk it again, nor come so often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)


@pytest.fixture(scope="session", autouse=True)
def quick_settings(django_test_environment: None) -> Iterator[None]:
    """Passwords that cost nothing, assets that need no collecting, and a cache of this process alone, which each test
    may empty; the live portal has the real ones."""
    with own_redis() as redis:
        own_cache = settings.CACHES | {"redis": settings.CACHES["redis"] | {"LOCATION": redis["CACHE_URL"]}}
        with override_settings(**QUICK, CACHES=own_cache):
            yield


@pytest.fixture(scope="session", autouse=True)
def one_web_process(quick_settings: None) -> Iterator[None]:
    """All test clients ask one stack of middleware, made once as in a web process: to make it takes as long as a small
    page. A setting that a middleware reads when it is made cannot be changed by a test."""
    web = ClientHandler()
    web.load_middleware()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "_middleware_chain", staticmethod(vars(web)["_middleware_chain"]))
        yield


@pytest.fixture(scope="session")
def django_db_setup(quick_settings: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """Ordinary tests: one clone for the session, each test rolled back; in which role, `tests.roles` says.

    Its name is kept for the cast, which says when a fixture of other tests has left the connection elsewhere.
    """
    with django_db_blocker.unblock(), ordinary_database():  # type: ignore[attr-defined]
        yield connections[DEFAULT_DB_ALIAS].settings_dict["NAME"]


@pytest.fixture(autouse=True)
def empty_cache(quick_settings: None) -> None:
    """Throttling of one test must not reach the next."""
    cache.clear()


@pytest.fixture
def in_web_role(request: pytest.FixtureRequest) -> Iterator[None]:
    """The whole test speaks as the web process does, with nobody in the context."""
    request.getfixturevalue("own_database" if "own_database" in request.fixturenames else "db")
    with as_web():
        yield


@pytest.fixture
def as_worker() -> Callable[[], AbstractContextManager[None]]:
    """`with as_worker():` runs a part of a test in the role of the Celery processes."""

    return in_worker_role


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """A database of this test alone, where it really commits: for two connections, a worker or a browser."""
    with django_db_blocker.unblock(), cloned_database() as name:  # type: ignore[attr-defined]
        yield name


@pytest.fixture
def live_portal(own_database: str, tmp_path: Path) -> Iterator[Portal]:
    """The portal as real processes on `own_database`, which the test fills through the ORM or `live_portal.manage`."""
    with running_portal(own_database, tmp_path) as portal:
        yield portal


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium that reaches this machine only."""
    chromium = os.environ.get("CHROMIUM")
    if not chromium:
        assert os.environ.get("CI") != "true", "CI needs Chromium: the browser tests may not be skipped there"
        pytest.skip("Chromium manque")
    # Playwright keeps an event loop in this thread, in which Django would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    arguments = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-dev-shm-usage"]
    connection = connections[DEFAULT_DB_ALIAS]
    with sync_playwright() as playwright:
        connections[DEFAULT_DB_ALIAS] = connection  # the loop has Django look for its connections in another place
        launched = playwright.chromium.launch(
            executable_path=chromium, chromium_sandbox=os.getuid() != 0, args=arguments
        )
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def cast_snapshot(django_db_setup: str, django_db_blocker: pytest.FixtureRequest) -> Snapshot:
    assert connections[DEFAULT_DB_ALIAS].settings_dict["NAME"] == django_db_setup
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        return take_snapshot()


@pytest.fixture
def cast(cast_snapshot: Snapshot, django_db_setup: str, db: None) -> Cast:
    """Everybody who takes part, in the database of ordinary tests."""
    assert connections[DEFAULT_DB_ALIAS].settings_dict["NAME"] == django_db_setup
    return cast_snapshot.lay()


@pytest.fixture(scope="module")
def standing_cast(cast_snapshot: Snapshot, django_db_blocker: pytest.FixtureRequest) -> Iterator[Cast]:
    """For a world that takes long to make: it is made once on this cast, and each test of the module, which asks for
    `db`, is undone to it. Such a module has no `cast`."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield cast_snapshot.lay()
        transaction.set_rollback(True)


@pytest.fixture
def log_lines() -> Iterator[LogLines]:
    """What the processes would have written on stderr meanwhile, line by line."""
    root, stream = logging.getLogger(), StringIO()
    (portals,) = [handler for handler in root.handlers if handler.get_name() == "stderr"]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(portals.formatter)
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
