"""Filled worlds, each in a database of its own: a clone of the tests' migrated template, filled by set-based SQL.

A world is named by its size and by a fingerprint of the schema and of these files; it is kept for the next run, and
dropped when either changes.
"""

import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg2
from django.utils import timezone
from psycopg2 import sql

from benchmarks.names import in_sql
from tests.databases import run_as_owner, template_database, url_of

PREFIX = "c77_bench_"
HERE = Path(__file__).parent
STEPS = (
    "people",
    "facts",
    "cases",
    "referrals",
    "traces",
    "words",
)  # each a file of SQL that reads what the former left in TEMP tables
IDEAL = ("ideal", "baseline")
RESIDENCES, SMALLEST = 2_100, 10_000  # of the département, whatever happens in it; the smallest world compared


@dataclass(frozen=True)
class World:
    """`facts`: how many; `name`: its database."""

    facts: int
    name: str


def ready_world(facts: int) -> World:
    """The kept world of that size, or a new one."""
    name = _ready(f"{PREFIX}{facts}_", STEPS, template_database, lambda database: fill(database, facts))
    return World(facts, name)


def ready_ideal(world: World) -> str:
    """The database that holds a copy of the world with ideal indexes, and the tables that writes are held against."""
    return _ready(f"{PREFIX}ideal_", (*STEPS, *IDEAL), lambda: world.name, make_ideal)


def forget_worlds() -> None:
    for name in _databases(PREFIX):
        _drop(name)


def _ready(prefix: str, steps: Sequence[str], template: Callable[[], str], make: Callable[[str], None]) -> str:
    """A database of that prefix and of this state of schema and files; others of the prefix are dropped. It bears
    another name until it is whole: an interrupted run leaves nothing that looks like a world."""
    base, unfinished, started = template(), f"{prefix}unfinished", monotonic()
    name = prefix + _fingerprint(base, steps)
    if _databases(name):
        return name
    for former in _databases(prefix):
        _drop(former)
    create, rename = sql.SQL("CREATE DATABASE {} TEMPLATE {}"), sql.SQL("ALTER DATABASE {} RENAME TO {}")
    run_as_owner(create.format(sql.Identifier(unfinished), sql.Identifier(base)))
    make(unfinished)
    run_as_owner(rename.format(sql.Identifier(unfinished), sql.Identifier(name)))
    sys.stderr.write(f"  {name}: {monotonic() - started:.0f} s\n")
    return name


def _fingerprint(base: str, steps: Sequence[str]) -> str:
    texts = [base, *((HERE / f"{step}.sql").read_text() for step in steps)]
    return hashlib.sha256("".join(texts).encode()).hexdigest()[:8]


def _databases(prefix: str) -> list[str]:
    found = run_as_owner("SELECT datname FROM pg_database WHERE starts_with(datname::text, %s)", [prefix])
    return [row[0] for row in found]


def _drop(name: str) -> None:
    run_as_owner(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def fill(database: str, facts: int, *, at: datetime | None = None) -> None:
    """Fills a migrated database; as of now, unless told another moment."""
    residences = RESIDENCES if facts >= SMALLEST else facts // 10  # in a world to try things in, each has some
    values = {"facts": facts, "residences": residences, "moment": (at or timezone.now()).isoformat()}
    with _filling(database) as cursor, _walls_lowered(cursor), _without_keys(cursor):
        for step in STEPS:
            cursor.execute(in_sql((HERE / f"{step}.sql").read_text(), **values))


def make_ideal(database: str) -> None:
    """Lays the ideal indexes and the recorded tables into a world, or into a copy of one."""
    with _filling(database) as cursor, _walls_lowered(cursor):
        for step in IDEAL:
            cursor.execute(in_sql((HERE / f"{step}.sql").read_text()))


@contextmanager
def _filling(database: str) -> Iterator[Any]:
    """A cursor of the owner, in one transaction; then VACUUM and ANALYZE."""
    with closing(psycopg2.connect(url_of("DATABASE_OWNER_URL", database))) as owner:
        with owner, owner.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '256MB'; SET LOCAL maintenance_work_mem = '512MB'")
            yield cursor
        owner.autocommit = True
        owner.cursor().execute("VACUUM ANALYZE")


@contextmanager
def _walls_lowered(cursor: Any) -> Iterator[None]:
    """Row-level security binds the owner only where it is FORCEd, and triggers may rest while the owner says so."""
    cursor.execute("SELECT oid::regclass::text FROM pg_class WHERE relforcerowsecurity")
    walled = [row[0] for row in cursor.fetchall()]
    cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
    guarded = [row[0] for row in cursor.fetchall()]
    cursor.execute("".join(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;" for table in walled))
    cursor.execute("".join(f"ALTER TABLE {table} DISABLE TRIGGER USER;" for table in guarded))
    yield
    cursor.execute("".join(f"ALTER TABLE {table} ENABLE TRIGGER USER;" for table in guarded))
    cursor.execute("".join(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;" for table in walled))


KEYS = """
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE contype IN ('f', 'u') AND connamespace = 'public'::regnamespace ORDER BY contype
"""
INDEXES = """
SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE relnamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


@contextmanager
def _without_keys(cursor: Any) -> Iterator[None]:
    """Foreign keys, unique constraints and indexes are dropped, and made again from what the catalogue says of them:
    a million rows are checked and sorted at once, not one by one (measured: a third of the time)."""
    kept = []
    for question in (KEYS, INDEXES):
        cursor.execute(question)
        kept.append(cursor.fetchall())
    for drop, _ in (*kept[0], *kept[1]):
        cursor.execute(drop)
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for _, make in (*kept[1], *reversed(kept[0])):  # indexes, unique constraints, and the keys that lean on them
        cursor.execute(make)
