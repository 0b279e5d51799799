"""A world of a thousand facts: small enough for each run, and filled like the large ones."""

from collections.abc import Iterator

import pytest

from benchmarks import timing
from benchmarks.measures import Bench
from benchmarks.worlds import World, fill, make_ideal
from tests.databases import cloned_database

FACTS = 1000


@pytest.fixture(scope="package")
def bench(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Bench]:
    """One world stands for the smallest, the largest and its ideal copy: what is tried here is the bench itself."""
    with django_db_blocker.unblock(), cloned_database() as name:  # type: ignore[attr-defined]
        fill(name, FACTS)
        make_ideal(name)
        yield Bench([World(FACTS, name)], ideal=name)


@pytest.fixture(autouse=True)
def one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A time is taken once: here nobody reads it."""
    monkeypatch.setattr(timing, "RUNS", range(1))
