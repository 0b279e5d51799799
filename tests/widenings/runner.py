"""Applies each widening to a copy of the checkout, never to the checkout itself, and asks the nearest tests.

`python -m tests.widenings [words]`, in the environment of `./test`, prints the table of those whose line has the words.
"""

import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from tests.databases import (
    CLONE,
    GIVEN_DATABASE,
    GIVEN_TEMPLATE,
    create_database,
    drop_database,
    template_database,
    url_of,
)
from tests.reach.kept import GIVEN, KeptHouse, keeping_house
from tests.widenings.widening import ROOT, RULES, Widening

PROCESSES = 2
REACH = "tests/reach/"
LIMIT_SECONDS = 300
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".local", ".*_cache", "__pycache__", "docs", "static")


@dataclass(frozen=True)
class Outcome:
    """`down`: a rule's own test failed, the walls lowered; `up`: a test behind the walls did. None: none was asked."""

    widening: Widening
    down: bool | None
    up: bool | None
    seconds: float
    broken: str = ""

    @property
    def is_caught(self) -> bool:
        return bool(self.down or self.up)

    def line(self) -> str:
        told = {True: "caught", False: "SURVIVED", None: "–"}
        verdict = self.broken or f"{told[self.down]:9} {told[self.up]:9}"
        return f"{verdict} {self.seconds:4.0f} s  {self.widening.file}: {self.widening.what}"


def run(widenings: Sequence[Widening], *, processes: int = PROCESSES, say: bool = True) -> list[Outcome]:
    """In the order of the list; each line is printed when it is known."""
    with TemporaryDirectory() as folder, keeping_house(Path(folder)) as house, ExitStack() as made:
        places: SimpleQueue[Place] = SimpleQueue()
        for _ in range(processes):
            places.put(made.enter_context(_place(house)))

        def one(widening: Widening) -> Outcome:
            place = places.get()
            try:
                outcome = _try(widening, place)
            finally:
                places.put(place)
            if say:
                sys.stdout.write(outcome.line() + "\n")
                sys.stdout.flush()
            return outcome

        with ThreadPoolExecutor(processes) as pool:
            return list(pool.map(one, widenings))


@dataclass(frozen=True)
class Place:
    """A copy of the checkout, and what its tests speak to. Tests roll back, so that one database serves them all."""

    folder: Path
    template: str
    ordinary: str  # empty: a clone of the template
    house: KeptHouse

    def environment(self) -> dict[str, str]:
        given = self.folder / "house.pickle"
        self.house.write(given)
        told = {GIVEN_TEMPLATE: self.template, GIVEN_DATABASE: self.ordinary, GIVEN: str(given)}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))}
        return kept | told | {"PYTHONPATH": str(self.folder)}


@contextmanager
def _place(house: KeptHouse) -> Iterator[Place]:
    """On the private services of the checkout."""
    template = template_database()
    with TemporaryDirectory(dir=ROOT / ".local", prefix="widenings-") as within, ExitStack() as made:
        folder = Path(within) / "checkout"
        shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
        for shared in (".local", "static", "docs"):
            (folder / shared).symlink_to(ROOT / shared)
        ordinary, database, lowered = (
            made.enter_context(_clone(name)) for name in (template, house.database, house.lowered)
        )
        yield Place(folder, template, ordinary, replace(house, database=database, lowered=lowered))


@contextmanager
def _clone(former: str) -> Iterator[str]:
    name = f"{CLONE}{os.getpid()}_{uuid.uuid4().hex[:8]}"
    create_database(name, former)
    try:
        yield name
    finally:
        drop_database(name)


def _try(widening: Widening, place: Place) -> Outcome:
    file, started = place.folder / widening.file, time.monotonic()
    former = file.read_text()
    file.write_text(widening.widened(former))
    try:
        with _walled(widening, place) as given:
            failed, broken = _failures(widening.tests(), given)
    finally:
        file.write_text(former)
    down, up = _verdict(widening.tests(), failed)
    return Outcome(widening, down, up, time.monotonic() - started, broken)


@contextmanager
def _walled(widening: Widening, place: Place) -> Iterator[Place]:
    """The place; where walls are widened, one whose databases have the walls that the copy declares."""
    if not widening.file.endswith("walls.py"):
        yield place
        return
    in_house = [test for test in widening.tests() if test.startswith(REACH)]
    with ExitStack() as made:
        database, template = place.house.database, place.template
        if in_house:
            database = made.enter_context(_clone(database))
            _raise_walls(place.folder, database)
        if in_house != widening.tests():
            template = made.enter_context(_clone(template))
            _raise_walls(place.folder, template)
        yield replace(place, template=template, ordinary="", house=replace(place.house, database=database))


def _raise_walls(folder: Path, database: str) -> None:
    environment = os.environ | {"DATABASE_URL": url_of("DATABASE_OWNER_URL", database)}
    raising = [sys.executable, "manage.py", "raise_walls", "-v0"]
    subprocess.run(raising, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)


def _failures(tests: Sequence[str], place: Place) -> tuple[set[str], str]:
    """What failed; or why nothing can be said."""
    bare = ["-p", "no:xdist", "-p", "no:hypothesispytest"]
    command = [sys.executable, "-m", "pytest", "-q", "--tb=no", "-rfE", *bare, "-m", "not long", *tests]
    try:
        done = subprocess.run(
            command,
            cwd=place.folder,
            env=place.environment(),
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return set(), "TOO LONG"
    if done.returncode not in (0, 1):
        said = (done.stdout + done.stderr).strip().splitlines()
        return set(), f"BROKEN ({said[-1] if said else done.returncode})"
    told = (line.split(" ", 2) for line in done.stdout.splitlines())
    failed = {words[1] for words in told if words[0] in ("FAILED", "ERROR")}
    return failed, "" if bool(failed) == bool(done.returncode) else "BROKEN (a failure without a name)"


def _verdict(tests: Sequence[str], failed: set[str]) -> tuple[bool | None, bool | None]:
    alone = RULES.partition("::")[0]

    def of(*, lowered: bool) -> bool | None:
        asked = [test for test in tests if test.startswith(alone) == lowered]
        return any(test.startswith(alone) == lowered for test in failed) if asked else None

    return of(lowered=True), of(lowered=False)


def table(outcomes: Sequence[Outcome]) -> str:
    caught = sum(outcome.is_caught for outcome in outcomes)
    down, up = ([o for o in outcomes if getattr(o, side) is not None] for side in ("down", "up"))
    lines = ["walls down, walls up, time, widening", *(outcome.line() for outcome in outcomes), ""]
    for title, asked, side in (("walls lowered", down, "down"), ("walls up", up, "up")):
        lines.append(f"{title}: {sum(bool(getattr(each, side)) for each in asked)} of {len(asked)} caught")
    lines.append(f"in all: {caught} of {len(outcomes)} caught, {100 * caught / max(1, len(outcomes)):.1f} %")
    lines += [
        f"survived: {o.widening.what}: {' '.join(o.widening.explained) or '?'}" for o in outcomes if not o.is_caught
    ]
    return "\n".join(lines)
