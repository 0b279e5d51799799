"""People who can sign in to the live portal, and the windows they look through."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from django.db import transaction
from playwright.sync_api import Browser
from pytest_django import Settings

from tests.databases import ROOT, url_of
from tests.matrix.world import World, make_world
from tests.people import Cast, make_cast
from tests.portal import Portal
from tests.road.window import Window

Open = Callable[..., Window]


@pytest.fixture
def cast(live_portal: Portal, settings: Settings) -> Cast:
    """Committed, with a password that the real hasher takes."""
    settings.PASSWORD_HASHERS = ["tests.people.ReckonedOnce"]
    with transaction.atomic():
        return make_cast()


@pytest.fixture
def world(live_portal: Portal, settings: Settings) -> World:
    """Committed: something stands in each list."""
    settings.PASSWORD_HASHERS = ["tests.people.ReckonedOnce"]
    settings.PRIVATE_ROOT = live_portal.environment["PRIVATE_ROOT"]
    with transaction.atomic():
        return make_world()


@pytest.fixture
def window(live_portal: Portal, browser: Browser) -> Iterator[Open]:
    """`window(width=390)` opens one; each must have been free of troubles when the test ends well."""
    with ExitStack() as opened:

        def opens(**options: object) -> Window:
            return opened.enter_context(Window(browser, live_portal.url, **options))  # type: ignore[arg-type]

        yield opens


def manage(variable: str, database: str, *arguments: str) -> str:
    """A management command in the role of the given database address; what it printed. Fails when it fails."""
    environment = os.environ | {"DATABASE_URL": url_of(variable, database)}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
