"""Makes each widening, never in the checkout itself, and asks the nearest tests.

`python -m tests.widenings [words]`, in the environment of `./test`, prints the table of those whose line has the words.
Everything is loaded once; each widening is a fork of that process, which changes the bodies of functions in memory, or
the walls in a transaction that is rolled back. What is neither is changed in a copy of the checkout.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from importlib import import_module, reload
from json import dumps, loads
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from django.db import connections

from tests.databases import (
    CLONE,
    GIVEN_DATABASE,
    GIVEN_TEMPLATE,
    RAISING,
    create_database,
    drop_database,
    template_database,
)
from tests.reach.kept import GIVEN, KeptHouse, keeping_house
from tests.widenings.bodies import NotInMemory, put_in_place
from tests.widenings.widening import ROOT, RULES, WHO, Widening

PROCESSES = 2
LIMIT_SECONDS = 300
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".local", ".*_cache", "__pycache__", "docs", "static")
BARE = (
    "-q",
    "--tb=no",
    "-rfE",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:xdist",
    "-p",
    "no:hypothesispytest",
    "-m",
    "not long",
)


@dataclass(frozen=True)
class Outcome:
    """`down`: a rule's own test failed, the walls lowered; `up`: a test behind the walls did. None: none was asked."""

    file: str
    what: str
    explained: str
    down: bool | None
    up: bool | None
    caught_by: str
    seconds: float
    broken: str = ""

    @property
    def is_caught(self) -> bool:
        return bool(self.down or self.up)

    def line(self) -> str:
        told = {True: "caught", False: "SURVIVED", None: "–"}
        verdict = self.broken or f"{told[self.down]:9} {told[self.up]:9}"
        return f"{verdict} {self.seconds:4.0f} s  {self.file}: {self.what}  {self.caught_by}"


@dataclass(frozen=True)
class Place:
    """What the tests of one process speak to: they roll back, so that one database serves them all. And a copy of the
    checkout, for what is not made in memory."""

    folder: Path
    template: str
    ordinary: str
    house: KeptHouse

    @property
    def told(self) -> Path:
        return self.folder.parent / "told.json"

    def environment(self) -> dict[str, str]:
        given = self.folder.parent / "house.pickle"
        self.house.write(given)
        return {GIVEN_TEMPLATE: self.template, GIVEN_DATABASE: self.ordinary, GIVEN: str(given)}


def run(widenings: Sequence[Widening], *, processes: int = PROCESSES) -> list[Outcome]:
    """In the order in which they end; each line is printed when it is known."""
    outcomes: list[Outcome] = []
    with TemporaryDirectory() as folder, keeping_house(Path(folder)) as house, ExitStack() as made:
        free = [made.enter_context(_place(house)) for _ in range(processes)]
        _load(widenings)
        begun: dict[int, tuple[Widening, Place]] = {}
        for widening in widenings:
            if not free:
                free.append(_one_ended(begun, outcomes))
            place = free.pop()
            begun[_begin(widening, place)] = widening, place
        while begun:
            _one_ended(begun, outcomes)
    return outcomes


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
    name = f"{CLONE}{os.getpid()}_{uuid4().hex[:8]}"
    create_database(name, former)
    try:
        yield name
    finally:
        drop_database(name)


def _load(widenings: Sequence[Widening]) -> None:
    """All that the tests import."""
    paths = sorted({test.partition("::")[0] for widening in widenings for test in widening.tests()})
    with Path(os.devnull).open("w") as nowhere, _speaking_to(nowhere.fileno()):
        found = pytest.main([*BARE, "--collect-only", *paths])
    if found != pytest.ExitCode.OK:
        raise RuntimeError(f"the tests cannot be collected: {found!r}")
    connections.close_all()


def _begin(widening: Widening, place: Place) -> int:
    """The fork that says in `place.told` what came of it; its identifier."""
    place.told.unlink(missing_ok=True)
    if pid := os.fork():
        return pid
    try:
        signal.alarm(LIMIT_SECONDS)
        started = time.monotonic()
        outcome = _asked(widening, place)
        place.told.write_text(dumps(asdict(replace(outcome, seconds=time.monotonic() - started))))
    except Exception as error:
        place.told.write_text(dumps(asdict(replace(_nothing(widening), broken=f"BROKEN ({error!r})"))))
        raise
    finally:
        os._exit(0)  # or the fork would go on as its parent


def _nothing(widening: Widening) -> Outcome:
    about = widening.file, widening.what, " ".join(widening.explained)
    return Outcome(*about, down=None, up=None, caught_by="", seconds=LIMIT_SECONDS, broken="SILENT")


def _one_ended(begun: dict[int, tuple[Widening, Place]], outcomes: list[Outcome]) -> Place:
    """Waits for it; whoever took too long has said nothing."""
    pid, _ = os.wait()
    widening, place = begun.pop(pid)
    told = place.told.read_text() if place.told.exists() else ""
    outcome = Outcome(**loads(told)) if told else _nothing(widening)
    outcomes.append(outcome)
    sys.stdout.write(outcome.line() + "\n")
    sys.stdout.flush()
    return place


def _asked(widening: Widening, place: Place) -> Outcome:
    tests, output = widening.tests(), place.folder.parent / "output.txt"
    environment = place.environment()
    with output.open("w") as written, _speaking_to(written.fileno()):
        try:
            environment |= _make(widening)
            os.environ.update(environment)
            code = int(pytest.main([*BARE, *_first_failure(tests), *tests]))
        except NotInMemory:
            code = _asked_in_copy(widening, place, environment)
    lines = output.read_text().splitlines()
    failed = [words[1] for line in lines if (words := line.split(" ", 2))[0] in ("FAILED", "ERROR") and len(words) > 1]
    if code not in (0, 1) or bool(failed) != bool(code):
        return replace(_nothing(widening), broken=f"BROKEN ({code}: {lines[-1] if lines else 'nothing said'})")
    down, up = (_caught(tests, failed, lowered=lowered) for lowered in (True, False))
    return replace(_nothing(widening), down=down, up=up, caught_by=(failed or [""])[0], broken="")


def _make(widening: Widening) -> dict[str, str]:
    """In this process; what the tests have to be told of it. Raises NotInMemory."""
    path = ROOT / widening.file
    text = widening.widened(path.read_text())
    if not path.name.endswith("walls.py"):
        put_in_place(path, text)
        return {}
    module, whole = (import_module(f"{path.parent.name}.{name}") for name in (path.stem, "walls"))
    exec(compile(text, str(path), "exec"), vars(module))
    if module is not whole:  # built in by the app's own
        reload(whole)
    return {RAISING: "1"}


def _asked_in_copy(widening: Widening, place: Place, environment: dict[str, str]) -> int:
    file = place.folder / widening.file
    former = file.read_text()
    file.write_text(widening.widened(former))
    try:
        command = [sys.executable, "-m", "pytest", *BARE, *_first_failure(widening.tests()), *widening.tests()]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))}
        given = kept | environment | {"PYTHONPATH": str(place.folder)}
        return subprocess.run(command, cwd=place.folder, env=given, check=False).returncode
    finally:
        file.write_text(former)


@contextmanager
def _speaking_to(descriptor: int) -> Iterator[None]:
    sys.stdout.flush()
    former = os.dup(1), os.dup(2)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(former[0], 1)
        os.dup2(former[1], 2)


def _first_failure(tests: Sequence[str]) -> list[str]:
    """It is enough where all the tests are asked the same way."""
    return ["-x"] if len({_is_lowered(test) for test in tests}) == 1 else []


def _is_lowered(test: str) -> bool:
    return test.startswith((RULES.rpartition("/")[0] + "/test_rules", WHO.partition("::")[0]))


def _caught(tests: Sequence[str], failed: Sequence[str], *, lowered: bool) -> bool | None:
    asked = [test for test in tests if _is_lowered(test) == lowered]
    return any(_is_lowered(test) == lowered for test in failed) if asked else None


def table(outcomes: Sequence[Outcome]) -> str:
    caught = sum(outcome.is_caught for outcome in outcomes)
    down, up = ([o for o in outcomes if getattr(o, side) is not None] for side in ("down", "up"))
    lines = ["walls down, walls up, time, widening, by which test", *(outcome.line() for outcome in outcomes), ""]
    for title, asked, side in (("walls lowered", down, "down"), ("walls up", up, "up")):
        lines.append(f"{title}: {sum(bool(getattr(each, side)) for each in asked)} of {len(asked)} caught")
    lines.append(f"in all: {caught} of {len(outcomes)} caught, {100 * caught / max(1, len(outcomes)):.1f} %")
    lines += [f"survived: {each.file}: {each.what}: {each.explained or '?'}" for each in outcomes if not each.is_caught]
    return "\n".join(lines)
