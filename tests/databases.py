"""Databases for the tests: one template that the owner migrates, and clones of it.

A trigger refuses to truncate the journal, so no test flushes: ordinary tests roll back in one clone of the session, and
a test whose rows another process must see has a clone of its own.
"""

import hashlib
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils import timezone
from psycopg2 import sql

from acting.actor import Actor
from acting.walls import APP, WORKER, declared
from tests.roles import INSTALLING, in_role

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "c77_template_"
SEEDED = "c77_seeded_"
CLONE = "c77_clone_"
# Of the environment, where many processes follow each other: see tests/widenings.
GIVEN_TEMPLATE, GIVEN_DATABASE, RAISING = "TEMPLATE_DATABASE", "ORDINARY_DATABASE", "RAISE_WALLS"
BUILDING = 7700  # advisory lock: two test runs of one checkout build the template once


def url_of_web(database: str) -> str:
    """Signed in as the web process itself, whose role the tests' own only takes."""
    return url_of("WORKER_DATABASE_URL", database).replace("convention77_worker@", "convention77_app@")


def url_of(variable: str, database: str) -> str:
    """The address that an environment variable holds, for another database of the same server."""
    return urlunsplit(urlsplit(os.environ[variable])._replace(path=f"/{database}"))


def run_as_owner(statement: Any, parameters: Any = None, *, database: str | None = None) -> list[tuple[Any, ...]]:
    """One statement as the owner of the tables, committed at once: how a test plants what the portal may not do."""
    url = url_of("DATABASE_OWNER_URL", database) if database else os.environ["DATABASE_OWNER_URL"]
    with closing(psycopg2.connect(url)) as owner:
        owner.autocommit = True
        cursor = owner.cursor()
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


@cache
def template_database() -> str:
    """The migrated template of this state of the code; made only when a migration or a package changed."""
    if given := os.environ.get(GIVEN_TEMPLATE):
        return given
    name = TEMPLATE + _fingerprint()
    with closing(psycopg2.connect(os.environ["DATABASE_OWNER_URL"])) as owner:
        owner.autocommit = True
        owner.cursor().execute("SELECT pg_advisory_lock(%s)", [BUILDING])
        if not _databases_like(name):
            _drop_leftovers()
            _build(name)
    return name


@cache
def demonstration_database() -> str:
    """The demonstration of today, seeded in the owner's role and settled in the worker's as `demo` does it.

    Once for all processes of a run, and again when any code has changed. To be cloned; nobody works in it.
    """
    day = Actor(now=timezone.now()).today
    sources = [path for path in ROOT.glob("[a-z]*/**/*") if path.suffix in (".py", ".json", ".csv", ".html")]
    code = [path for path in sources if path.relative_to(ROOT).parts[0] != "tests"]
    name = f"{SEEDED}{_digest_of(code)}_{day:%Y%m%d}"
    template = template_database()
    with closing(psycopg2.connect(os.environ["DATABASE_OWNER_URL"])) as owner:
        owner.autocommit = True
        owner.cursor().execute("SELECT pg_advisory_lock(%s)", [BUILDING])
        if not _databases_like(name):
            for former in _databases_like(f"{SEEDED}%"):
                drop_database(former)
            _seed(name, template)
    return name


def _seed(name: str, template: str) -> None:
    with cloned_database(template) as unfinished:
        call_command("seed_demo", stdout=StringIO())
        with in_role(WORKER):
            call_command("settle_demo")
        connections[DEFAULT_DB_ALIAS].close()
        create_database(name, unfinished)


def _fingerprint() -> str:
    return _digest_of(_sources_of_the_template())


def _sources_of_the_template() -> list[Path]:
    return [
        *ROOT.glob("*/migrations/*"),
        *ROOT.glob("*/data/*"),
        *ROOT.glob("*/*walls.py"),
        ROOT / "requirements.txt",
        ROOT / "deploy/privileges.sql",
        ROOT / "journal/verbs.py",  # its codes stand in functions
        ROOT / "docs/walls.md",  # walls are made of tables that stand in other modules
    ]


def _digest_of(sources: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for source in sorted(path for path in sources if path.is_file()):
        digest.update(source.relative_to(ROOT).as_posix().encode() + source.read_bytes())
    return digest.hexdigest()[:12]


def _build(name: str) -> None:
    unfinished = f"{name}_{os.getpid()}"
    create_database(unfinished, "template1")
    run_as_owner((ROOT / "deploy/privileges.sql").read_text(), database=unfinished)
    environment = os.environ | {"DATABASE_URL": url_of("DATABASE_OWNER_URL", unfinished)}
    for command in (
        ["migrate", "--noinput", "-v0"],
        ["raise_walls", "-v0"],
        ["load_reference", "-v0"],
        ["load_department", "77", "-v0"],
    ):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
        )
    run_as_owner(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name)))


def _drop_leftovers() -> None:
    """Templates of other states of the code, and clones of runs that were killed."""
    for name in [*_databases_like(f"{TEMPLATE}%"), *_databases_like(f"{SEEDED}%"), *_databases_like(f"{CLONE}%")]:
        if not name.startswith(CLONE) or not _is_running(int(name.split("_")[2])):
            drop_database(name)


def _is_running(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def _databases_like(pattern: str) -> list[str]:
    return [row[0] for row in run_as_owner("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern])]


def create_database(name: str, template: str) -> None:
    """With the rights of a real one: those on the database itself are not cloned."""
    run_as_owner(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
    run_as_owner(rights_on(name))


def rights_on(name: str) -> str:
    """As the files of the deployment give them for the portal's own database."""
    files = [ROOT / "deploy" / file for file in ("roles.sql", "local_roles.sql")]
    said = re.findall(
        r"^((?:REVOKE|GRANT) .* ON DATABASE) convention77 (.*;)$", "\n".join(map(Path.read_text, files)), re.MULTILINE
    )
    return "\n".join(f'{what} "{name}" {whom}' for what, whom in said)


def drop_database(name: str) -> None:
    run_as_owner(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def lower_walls(database: str) -> None:
    """In a clone: policies, triggers and rights of every walled table let each role do everything."""
    for wall in declared().walls:
        run_as_owner(f"ALTER TABLE {wall.table} DISABLE ROW LEVEL SECURITY", database=database)
        run_as_owner(f"GRANT ALL ON {wall.table} TO {APP}, {WORKER}", database=database)
    for trigger in declared().triggers:
        if not trigger.table.startswith("journal_"):
            run_as_owner(f"ALTER TABLE {trigger.table} DISABLE TRIGGER {trigger.name}", database=database)


@contextmanager
def cloned_database(template: str | None = None) -> Iterator[str]:
    """A fresh copy of the template, dropped at the end of the block. See `pointed_at`."""
    name = f"{CLONE}{os.getpid()}_{uuid.uuid4().hex[:8]}"
    create_database(name, template or template_database())
    try:
        with pointed_at(name):
            if os.environ.get(RAISING):
                call_command("raise_walls", verbosity=0)
            yield name
    finally:
        drop_database(name)


@contextmanager
def ordinary_database() -> Iterator[None]:
    """For tests that roll back: a clone of this process, or the one that was given to it alone."""
    given = os.environ.get(GIVEN_DATABASE)
    with rolled_back_at(given) if given else cloned_database():
        yield


@contextmanager
def rolled_back_at(name: str) -> Iterator[None]:
    """`pointed_at`, in a transaction that ends with nothing done; the walls raised in it where the run asks for it."""
    with pointed_at(name), transaction.atomic():
        if os.environ.get(RAISING):
            call_command("raise_walls", verbosity=0)
        yield
        transaction.set_rollback(True)


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """Django's connections (of every thread) lead to that database until the end of the block.

    The former connection rests meanwhile, its transaction open: a test marked `django_db` may have a clone too.
    """
    former, settings = connections[DEFAULT_DB_ALIAS], connections.settings[DEFAULT_DB_ALIAS]
    former_name, settings["NAME"] = settings["NAME"], name
    settings["OPTIONS"] = settings.get("OPTIONS", {}) | {"options": INSTALLING}
    connections[DEFAULT_DB_ALIAS] = own = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        yield
    finally:
        own.close()
        connections[DEFAULT_DB_ALIAS], settings["NAME"] = former, former_name
