"""A PostgreSQL of one test alone, which may be killed and started again: that of the others is not ours."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import DEFAULT_DB_ALIAS, connections

from tests.databases import ROOT, pointed_at, template_database
from tests.portal import wait_until

NAME = "own"
URLS = ("DATABASE_URL", "DATABASE_OWNER_URL", "WORKER_DATABASE_URL")
# Nothing is asked of the disk, since the machine goes on; but what was committed is out of the process that is killed.
SETTINGS = ("fsync = off", "full_page_writes = off", "max_connections = 60", "jit = off")


@dataclass
class OwnPostgres:
    programs: Path
    folder: Path
    user: str
    listens: str = ""  # the address of a network, none but the socket without
    process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        data = self.folder / "data"
        self._run("initdb", "-D", str(data), "-U", "postgres", "--auth=trust", "--locale=C.UTF-8", "--encoding=UTF8")
        with (data / "postgresql.conf").open("a") as file:
            own = [f"listen_addresses = '{self.listens}'", f"unix_socket_directories = '{self.folder}'", ""]
            file.write("\n".join([*SETTINGS, *own]))
        if self.listens:
            with (data / "pg_hba.conf").open("a") as file:
                file.write(f"host all all {self.listens}/24 trust\n")
        self.start()
        for name in ("roles.sql", "local_roles.sql"):
            self.ask("-d", "postgres" if name == "roles.sql" else "convention77", "-f", name)

    def take_template(self) -> None:
        """The database `NAME`, like the one of other tests."""
        self.ask("-d", "postgres", "-c", f"CREATE DATABASE {NAME} OWNER convention77_owner")
        (socket,) = re.findall(r"host=([^&]+)", os.environ["DATABASE_OWNER_URL"])
        dump = str(self.folder / "template.sql")
        self._ask("pg_dump", "-h", socket, "-U", "postgres", "-f", dump, template_database())
        self.ask("-o", os.devnull, "-d", NAME, "-f", dump)

    def ask(self, *arguments: str) -> None:
        """As the superuser, as an operator does."""
        self._ask("psql", "-h", str(self.folder), "-U", "postgres", "-X", "-q", "-v", "ON_ERROR_STOP=1", *arguments)

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(self.programs / "postgres"), "-D", str(self.folder / "data")],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                **self._as_user(),
            )
        wait_until(self._answers, f"PostgreSQL answers, see {self.folder / 'log'}")

    def kill(self) -> None:
        """All at once, as when the memory is over: the first process and those that serve."""
        assert self.process is not None
        for number in [self.process.pid, *children(self.process.pid)]:
            with suppress(ProcessLookupError):  # one that ended while the others were found
                os.kill(number, signal.SIGKILL)
        self.process.wait(timeout=10)

    def stop_at_once(self) -> None:
        """As `pg_ctl stop -m immediate`: what is open is broken off, the next start recovers."""
        assert self.process is not None
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(timeout=30)

    def address(self, variable: str) -> str:
        return re.sub(r"host=[^&]+", f"host={self.listens or self.folder}", os.environ[variable])

    def _answers(self) -> bool:
        try:
            psycopg2.connect(host=str(self.folder), user="postgres", dbname="postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **self._as_user())

    def _ask(self, program: str, *arguments: str) -> None:
        subprocess.run([str(self.programs / program), *arguments], check=True, cwd=ROOT / "deploy")

    def _as_user(self) -> dict[str, Any]:
        """initdb refuses root."""
        return {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []} if self.user else {}


def children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(words[1]) == parent:
            found.append(int(stat.parent.name))
    return found


@contextmanager
def fresh_postgres(listens: str = "") -> Iterator[OwnPostgres]:
    """A machine on which `deploy/roles.sql` was run, and nothing else."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    program = str(found[-1]) if found else shutil.which("postgres")
    if not program or "host=/" not in os.environ["DATABASE_OWNER_URL"]:
        pytest.skip("no PostgreSQL of this machine: DATABASE_URL leads elsewhere, and that one is not ours to kill")
    with tempfile.TemporaryDirectory(prefix="c77-", dir="/tmp") as folder:
        user = "" if os.getuid() else _service_user()
        server = OwnPostgres(Path(program).parent, Path(folder), user, listens)
        if user:
            shutil.chown(folder, user)
        try:
            server.make()
            yield server
        finally:
            if server.process and server.process.poll() is None:
                server.kill()


@contextmanager
def killable_postgres(patch: pytest.MonkeyPatch, listens: str = "") -> Iterator[OwnPostgres]:
    """With the database `NAME` like the one of other tests, where Django's connection and the environment lead."""
    with fresh_postgres(listens) as server:
        server.take_template()
        for variable in URLS:
            patch.setenv(variable, server.address(variable))
        own = connections.settings[DEFAULT_DB_ALIAS]
        patch.setitem(own, "OPTIONS", own["OPTIONS"] | {"host": str(server.folder)})
        with pointed_at(NAME):
            yield server


def _service_user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
