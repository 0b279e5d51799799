"""The database as of one moment: its dump, and what a manifest tells of it, all of one snapshot."""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any

import psycopg2
from django.conf import settings
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ, connection, parse_dsn

from operation.backup.places import chunks
from operation.failures import Stopped
from operation.programs import pipe, started

RUNNING = 7702  # advisory lock: one backup at a time
VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "passfile": "PGPASSFILE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "options": "PGOPTIONS",
}
SET_ADDRESS = "BACKUP_DATABASE_URL=postgres://convention77_backup:…@…/convention77, puis manage.py backup"
BY_PSQL = r"psql -d postgres -c '\password convention77_backup', puis BACKUP_DATABASE_URL"
FACTS = """
SELECT current_setting('server_version'), pg_encoding_to_char(encoding), datcollate, datctype,
       (SELECT coalesce(json_agg(json_build_array(rolname, setconfig) ORDER BY rolname), '[]')
        FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = setrole WHERE setdatabase = d.oid)
FROM pg_database d WHERE datname = current_database()
"""
TABLES = """
SELECT count(*) FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = c.oid AND e.deptype = 'e')
"""
SEES_ALL = "SELECT rolsuper OR rolbypassrls, rolname FROM pg_roles WHERE rolname = current_user"
FILES = """SELECT path FROM files_storedfile WHERE erased_at IS NULL ORDER BY path COLLATE "C" """


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    server: str
    database: dict[str, Any]
    migrations: list[str]
    journal: tuple[int, str]
    tables: int


@dataclass(frozen=True)
class Source:
    """Held open while the backup lasts: the snapshot and the lock go with the connection."""

    held: connection
    snapshot: str

    def facts(self) -> DatabaseFacts:
        with self.held.cursor() as cursor:
            cursor.execute(FACTS)
            server, encoding, collate, ctype, own = cursor.fetchone()
            cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
            migrations = [row[0] for row in cursor.fetchall()]
            cursor.execute("SELECT seq, encode(hash, 'hex') FROM journal_head")
            head = cursor.fetchone() or (0, "")
            cursor.execute(TABLES)
            (tables,) = cursor.fetchone()
        kind = {"encoding": encoding, "collate": collate, "ctype": ctype, "settings": own}
        return DatabaseFacts(server, kind, migrations, head, tables)

    def paths(self) -> Iterator[str]:
        """Of the files that have their bytes, in order."""
        with self.held.cursor(name="paths") as cursor:
            cursor.itersize = 10_000
            cursor.execute(FILES)
            for (path,) in cursor:
                yield path

    def dump(self, target: IO[bytes], tables: int) -> None:
        """By `pg_dump`, whose exit code and table of contents are looked at on the way. Raises Stopped."""
        command = ["pg_dump", "--format=custom", "--no-comments", "--lock-wait-timeout=60s"]
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as contents:
            dumping = started(
                [*command, f"--snapshot={self.snapshot}"],
                stdout=subprocess.PIPE,
                stderr=said,
                environment=os.environ | variables_of(self.held.info.dsn_parameters | _secret()),
            )
            listing = started(["pg_restore", "--list"], stdin=subprocess.PIPE, stdout=contents)
            dump, contents_reader = pipe(dumping.stdout), pipe(listing.stdin)
            try:
                _pass_on(dump, target, contents_reader)
            except BaseException:
                dumping.kill()
                raise
            finally:
                with suppress(BrokenPipeError):
                    contents_reader.close()
                dump.close()
                codes = dumping.wait(), listing.wait()
            said.seek(0)
            contents.seek(0)
            _refuse_dump(codes, said.read(4000).decode(errors="replace"), contents.read().decode(), tables)


def _pass_on(dump: IO[bytes], target: IO[bytes], listing: IO[bytes]) -> None:
    """To who encrypts, and to who reads the table of contents, which stands at the beginning."""
    is_listing = True
    for chunk in chunks(dump):
        target.write(chunk)
        if is_listing:
            try:
                listing.write(chunk)
                listing.flush()
            except BrokenPipeError:
                is_listing = False


def _refuse_dump(codes: tuple[int, int], said: str, contents: str, tables: int) -> None:
    lines = [line for line in said.splitlines() if "error:" in line] or ["sans un mot"]
    if codes[0]:
        why = f"pg_dump a échoué ({lines[0][:200]})."
        raise Stopped("dump_failed", why, "manage.py backup (et pg_dump --version\u00a0: pas avant celle du serveur)")
    listed = len(re.findall(r"^\d+; \d+ \d+ TABLE DATA public ", contents, re.MULTILINE))
    if codes[1] or listed != tables:
        why = f"La copie de la base n’est pas entière\u00a0: {listed} tables dans sa table des matières sur {tables}."
        raise Stopped("dump_not_whole", why, "manage.py backup")


def variables_of(parameters: dict[str, Any]) -> dict[str, str]:
    """For libpq's programs: an argument, and with it a password, is read by everybody on the machine."""
    return {VARIABLES[name]: str(value) for name, value in parameters.items() if name in VARIABLES and value}


def _secret() -> dict[str, str]:
    """Of the address alone: a connection does not tell its password."""
    return {name: value for name, value in parse_dsn(settings.BACKUP_DATABASE_URL).items() if name == "password"}


@contextmanager
def source() -> Iterator[Source]:
    """Raises Stopped for an address that is none, a role that does not see all, and where another backup runs."""
    if not settings.BACKUP_DATABASE_URL:
        raise Stopped("no_database", "BACKUP_DATABASE_URL n’est pas réglé.", SET_ADDRESS)
    try:
        held = psycopg2.connect(settings.BACKUP_DATABASE_URL, connect_timeout=5)
    except psycopg2.ProgrammingError as error:
        raise Stopped("no_database", "BACKUP_DATABASE_URL n’est pas une adresse de base.", SET_ADDRESS) from error
    except psycopg2.OperationalError as error:
        raise _not_connected(str(error)) from error
    with closing(held):
        held.set_session(isolation_level=ISOLATION_LEVEL_REPEATABLE_READ, readonly=True)
        with held.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [RUNNING])
            if not cursor.fetchone()[0]:
                why = "Une sauvegarde est en cours\u00a0: celle-ci n’est pas commencée."
                raise Stopped("running", why, "attendre qu’elle finisse, puis manage.py backup")
            cursor.execute(SEES_ALL)
            sees_all, role = cursor.fetchone()
            if not sees_all:
                raise Stopped("wrong_role", f"Le rôle {role} ne voit pas toute la base.", SET_ADDRESS)
            held.rollback()  # the snapshot begins once the lock is held
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
        yield Source(held, snapshot)


def _not_connected(said: str) -> Stopped:
    if "password" in said or "authentication" in said:
        why = "La base refuse le mot de passe du rôle convention77_backup."
        return Stopped("wrong_password", why, BY_PSQL)
    if "does not exist" in said or "no pg_hba" in said:
        why = "La base n’a pas ce rôle ou pas cette base."
        return Stopped("no_role", why, "psql -d postgres -f deploy/roles.sql, puis BACKUP_DATABASE_URL")
    return Stopped("database_away", "La base ne répond pas à BACKUP_DATABASE_URL.", "pg_isready -h HÔTE -p PORT")
