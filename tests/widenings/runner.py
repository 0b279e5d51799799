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

from tests.databases import CLONE, GIVEN_TEMPLATE, create_database, drop_database, template_database, url_of
from tests.reach.kept import GIVEN, KeptHouse, keeping_house
from tests.widenings.widening import ROOT, RULES, Widening

PROCESSES = 2
REACH = "tests/reach/"
HOUSE = "house.pickle"
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
    with _kept_house() as house, _copies(processes) as copies, ThreadPoolExecutor(processes) as pool:

        def one(widening: Widening) -> Outcome:
            copy = copies.get()
            try:
                outcome = _try(widening, copy, house)
            finally:
                copies.put(copy)
            if say:
                sys.stdout.write(outcome.line() + "\n")
                sys.stdout.flush()
            return outcome

        return list(pool.map(one, widenings))


@contextmanager
def _kept_house() -> Iterator[KeptHouse]:
    """One for all of them."""
    with TemporaryDirectory() as folder, keeping_house(Path(folder)) as house:
        yield house


@contextmanager
def _copies(number: int) -> Iterator[SimpleQueue[Path]]:
    """Each with the private services of the checkout, on which it has databases of its own."""
    folder = ROOT / ".local" / f"widenings-{os.getpid()}"
    copies: SimpleQueue[Path] = SimpleQueue()
    try:
        for each in range(number):
            copy = folder / str(each)
            shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
            for shared in (".local", "static", "docs"):
                (copy / shared).symlink_to(ROOT / shared)
            copies.put(copy)
        yield copies
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _try(widening: Widening, copy: Path, house: KeptHouse) -> Outcome:
    file, started = copy / widening.file, time.monotonic()
    former = file.read_text()
    file.write_text(widening.widened(former))
    try:
        with _databases(widening, copy, house) as (template, widened):
            widened.write(copy / HOUSE)
            failed, broken = _failures(widening.tests(), copy, template)
    finally:
        file.write_text(former)
    down, up = _verdict(widening.tests(), failed)
    return Outcome(widening, down, up, time.monotonic() - started, broken)


@contextmanager
def _databases(widening: Widening, copy: Path, house: KeptHouse) -> Iterator[tuple[str, KeptHouse]]:
    """The template, and the house; where walls are widened, those that the tests ask for with the copy's own."""
    if not widening.file.endswith("walls.py"):
        yield template_database(), house
        return
    in_house = [test for test in widening.tests() if test.startswith(REACH)]
    with ExitStack() as made:

        def raised(former: str, *, is_asked: bool) -> str:
            return made.enter_context(_raised(copy, former)) if is_asked else former

        template = raised(template_database(), is_asked=in_house != widening.tests())
        yield template, replace(house, database=raised(house.database, is_asked=bool(in_house)))


@contextmanager
def _raised(copy: Path, former: str) -> Iterator[str]:
    """A database like the former, with the walls that the copy declares."""
    name = f"{CLONE}{os.getpid()}_{uuid.uuid4().hex[:8]}"
    create_database(name, former)
    try:
        raising = [sys.executable, "manage.py", "raise_walls", "-v0"]
        environment = os.environ | {"DATABASE_URL": url_of("DATABASE_OWNER_URL", name)}
        subprocess.run(raising, cwd=copy, env=environment, check=True, stdout=subprocess.DEVNULL)
        yield name
    finally:
        drop_database(name)


def _failures(tests: Sequence[str], copy: Path, database: str) -> tuple[set[str], str]:
    """What failed; or why nothing can be said."""
    bare = ["-p", "no:xdist", "-p", "no:hypothesispytest"]
    command = [sys.executable, "-m", "pytest", "-q", "--tb=no", "-rfE", *bare, "-m", "not long", *tests]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))}
    environment |= {GIVEN_TEMPLATE: database, GIVEN: str(copy / HOUSE), "PYTHONPATH": str(copy)}
    try:
        done = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False
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
