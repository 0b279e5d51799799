"""Where a backup comes back to: an empty database of the portal's owner, and an empty place for private files."""

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.utils import OperationalError

from acting.walls import OWNER
from files import storage
from operation.backup.encryption import Identity
from operation.backup.manifest import Manifest
from operation.backup.places import chunks
from operation.backup.source import variables_of
from operation.failures import Stopped
from operation.programs import pipe, started

ROLES = ("convention77_app", "convention77_backup", "convention77_owner", "convention77_worker")
MAKE_ROLES = "psql -d postgres -f deploy/roles.sql"
AS_OWNER = "DATABASE_URL=$DATABASE_OWNER_URL manage.py restore LIEU --identity CLÉ"
KINDS = ("TABLES", "SEQUENCES", "FUNCTIONS")
MARK = "restoring.json"
RESTORED_FILES, RESTORED_DATABASE = "files", "database"


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a restoration came that was killed: the next one clears its files, or goes on after the database."""

    backup: str
    stage: str
    begun_at: str

    def keep(self) -> None:
        path = mark_path()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self)))


def mark_path() -> Path:
    return Path(settings.PRIVATE_ROOT) / MARK


def kept_mark() -> Mark | None:
    try:
        return Mark(**json.loads(mark_path().read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = ANY(%s)"


def check_database() -> bool:
    """Whether the database is empty. Raises Stopped for a role, a server or a database that is not as it must be."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_user, array(SELECT rolname::text FROM pg_roles WHERE rolname = ANY(%s))", [list(ROLES)]
            )
            role, roles = cursor.fetchone()
            cursor.execute(
                "SELECT count(*) FROM pg_class"
                " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'S')"
            )
            (relations,) = cursor.fetchone()
            cursor.execute(OTHERS, [[role for role in ROLES if role != OWNER]])
            (others,) = cursor.fetchone()
    except OperationalError as error:
        why = "La base ne répond pas, ou elle n’existe pas encore."
        raise Stopped("database_away", why, MAKE_ROLES) from error
    if missing := sorted(set(ROLES) - set(roles)):
        raise Stopped("no_roles", f"Il manque des rôles\u00a0: {', '.join(missing)}.", MAKE_ROLES)
    if role != OWNER:
        raise Stopped("wrong_role", f"Le rôle {role} n’est pas le propriétaire de la base.", AS_OWNER)
    if others:
        why = f"Le portail est encore ouvert\u00a0: {others} connexions à la base."
        raise Stopped("in_use", why, "systemctl stop convention77-web.socket 'convention77*', puis relancer")
    return not relations


def check_code(manifest: Manifest) -> None:
    """Raises Stopped where the backup is of a later version of the portal than the one that is installed."""
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        why = f"La sauvegarde est d’une autre version du portail ({manifest.version})\u00a0: {', '.join(unknown[:5])}."
        raise Stopped("newer", why, f"installer la version {manifest.version}, puis relancer")


def check_server(manifest: Manifest) -> None:
    """Raises Stopped where the database sorts or writes otherwise, or the server is older."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_encoding_to_char(encoding), datcollate, datctype, current_setting('server_version')"
            " FROM pg_database WHERE datname = current_database()"
        )
        *kind, version = cursor.fetchone()
    wanted = [manifest.database[name] for name in ("encoding", "collate", "ctype")]
    if int(version.split(".")[0]) < int(manifest.server.split(".")[0]):
        why = f"PostgreSQL {version} est plus ancien que celui de la sauvegarde ({manifest.server})."
        raise Stopped("older_server", why, f"sudo apt-get install postgresql-{manifest.server.split('.')[0]}")
    if kind != wanted:
        why = f"La base est en {' '.join(kind)}, la sauvegarde en {' '.join(wanted)}."
        encoding, collate, ctype = wanted
        made = f"createdb -O {OWNER} -T template0 -E {encoding} --lc-collate={collate} --lc-ctype={ctype} convention77"
        raise Stopped("other_collation", why, made)


def has_files() -> bool:
    return any(True for _ in storage.paths_older_than(_tomorrow()))


def remove_files() -> None:
    for path in list(storage.paths_older_than(_tomorrow())):
        storage.delete(path)


def _tomorrow() -> datetime:
    return datetime.now().astimezone() + timedelta(days=1)


def load_dump(source: IO[bytes], identity: Identity) -> None:
    """All in one transaction, which ends only when the last program has: a dump that breaks off leaves nothing.

    The default privileges are lifted meanwhile. A dump says what differs from PostgreSQL's own defaults: what the
    portal's defaults give to a new table beyond that, it would not take back. Raises Stopped.
    """
    with tempfile.TemporaryFile() as said:
        loading = started(
            ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=terse", "-f", "-"],
            stdin=subprocess.PIPE,
            stderr=said,
            environment=os.environ | variables_of(connection.get_connection_params()),
        )
        target = pipe(loading.stdin)
        try:
            with suppress(BrokenPipeError):  # told by its exit code
                _send(target, source, identity)
        except BaseException:
            loading.kill()
            raise
        finally:
            with suppress(BrokenPipeError):
                target.close()
            code = loading.wait()
        if code:
            said.seek(0)
            lines = [line for line in said.read(4000).decode(errors="replace").splitlines() if "ERROR" in line]
            why = f"La base n’a pas pris la copie, rien n’y est écrit ({(lines or ['sans un mot'])[0][:300]})."
            raise Stopped("not_loaded", why, f"{MAKE_ROLES}, puis relancer dans une base vide")


def _send(target: IO[bytes], source: IO[bytes], identity: Identity) -> None:
    target.write(("BEGIN;\n" + "".join(f"{line};\n" for line in lifted_defaults())).encode())
    with tempfile.TemporaryFile() as said, identity.decrypted(source) as dump:
        reading = started(["pg_restore", "-f", "-"], stdin=dump, stdout=subprocess.PIPE, stderr=said)
        rows = pipe(reading.stdout)
        try:
            for chunk in chunks(rows):
                target.write(chunk)
        except BaseException:
            reading.kill()
            raise
        finally:
            rows.close()
            code = reading.wait()
        if code:
            raise Stopped("broken", "La copie de la base n’est pas lisible.", "pg_restore --version")
    target.write(("".join(f"{line};\n" for line in privileges()) + "COMMIT;\n").encode())


def lifted_defaults() -> list[str]:
    roles = ", ".join(role for role in ROLES if role != OWNER)
    return [
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public REVOKE ALL ON {kind} FROM {roles}"
        for kind in KINDS
    ]


def privileges() -> Sequence[str]:
    """What no dump of a database carries: who may enter the database itself, and what is given on new tables."""
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    others = ", ".join(role for role in ROLES if role != OWNER)
    declared = (settings.BASE_DIR / "deploy" / "privileges.sql").read_text()
    lines = [line for line in declared.splitlines() if not line.startswith("--")]
    return [
        "RESET search_path",
        f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {name} TO {others}",
        f"GRANT TEMPORARY ON DATABASE {name} TO convention77_worker",
        *(line for line in " ".join(lines).split(";") if line.strip()),
    ]


def own_settings(manifest: Manifest) -> list[str]:
    """Statements that a database of before had (`ALTER DATABASE … SET`) and that are left to the operator."""
    found: list[Any] = manifest.database["settings"]
    name = connection.settings_dict["NAME"]
    return [
        f"ALTER {f'ROLE {role} IN ' if role else ''}DATABASE {name} SET {setting.replace('=', ' = ', 1)}"
        for role, values in found
        for setting in values
    ]
