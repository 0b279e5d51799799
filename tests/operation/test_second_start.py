"""`./demo` finds its own data again, starts what dies beside it, and stops when it is told to."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.databases import url_of
from tests.people import make_user

ROOT = Path(__file__).resolve().parents[2]


def is_seeded(database: str) -> bool:
    asked = ["bash", "-c", ". deploy/processes.sh; is_seeded"]
    environment = os.environ | {"DATABASE_OWNER_URL": url_of("DATABASE_OWNER_URL", database)}
    return subprocess.run(asked, cwd=ROOT, env=environment, check=False).returncode == 0


def test_a_second_start_does_not_take_what_is_there_for_empty(own_database: str) -> None:
    assert not is_seeded(own_database)
    make_user("Sarah")
    assert is_seeded(own_database)


OBEYING = """
. {root}/deploy/processes.sh
obey_interrupts "$@"
trap 'echo "stopped $1"; exit 0' INT
echo ready
for _ in $(seq 300); do sleep 0.1; done
"""


def test_it_stops_on_ctrl_c_though_a_script_has_started_it_in_the_background(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text(OBEYING.format(root=ROOT))
    begun = f"bash {script} word & echo $!; wait"  # a script has no job control: what it starts so ignores Ctrl-C
    with subprocess.Popen(["bash", "-c", begun], stdout=subprocess.PIPE, text=True, cwd=tmp_path) as outer:
        assert outer.stdout is not None
        number, ready = int(outer.stdout.readline()), outer.stdout.readline()
        assert ready == "ready\n"
        os.kill(number, signal.SIGINT)
        assert outer.stdout.readline() == "stopped word\n"


def test_memory_that_cannot_be_written_in_is_done_without(tmp_path: Path) -> None:
    def chosen(folder: str) -> str:
        asked = ["bash", "-c", '. deploy/processes.sh; scratch_folder "$1"', "-", folder]
        given = os.environ | {"TMPDIR": str(tmp_path)}
        return subprocess.run(asked, cwd=ROOT, env=given, capture_output=True, text=True, check=True).stdout.strip()

    (tmp_path / "memory").mkdir()
    assert chosen(str(tmp_path / "memory")) == str(tmp_path / "memory")
    assert list((tmp_path / "memory").iterdir()) == []
    assert chosen("/proc") == str(tmp_path)
    assert chosen(str(tmp_path / "absent")) == str(tmp_path)


OWN_SERVICES = """
set -euo pipefail
. deploy/local.sh; . deploy/processes.sh
LOCAL=$1 LOG=$1 KEY=$2
unset DATABASE_URL REDIS_URL
choose_service_user; choose_directories test
"""


@contextmanager
def own_services(folder: Path) -> Iterator[list[str]]:
    """A PostgreSQL and a Redis as `./demo` starts them, in places of this test alone."""
    key = f"test{os.getpid()}"
    command = ["bash", "-c", "", "-", str(folder), key]
    try:
        yield command
    finally:
        command[2] = f'{OWN_SERVICES} exec 9>"$USERS"; stop_services; echo "$SERVICES $SOCKETS"'
        said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
        for place in said.split():
            shutil.rmtree(place)


@pytest.mark.skipif("host=/" not in os.environ.get("DATABASE_URL", "host=/"), reason="no PostgreSQL of this machine")
def test_a_database_or_a_redis_that_dies_while_it_runs_is_started_again(tmp_path: Path) -> None:
    with own_services(tmp_path) as command:
        command[2] = f"""{OWN_SERVICES}
        exec 9>"$USERS"; start_postgres; start_redis; OWN=(postgres redis)
        revive_services
        kill -9 "$(as_service head -n1 "$SERVICES/postgres/postmaster.pid")" "$(as_service cat "$SERVICES/redis.pid")"
        while is_redis_there || is_postgres_there; do sleep 0.05; done
        revive_services
        is_postgres_there && is_redis_there && psql_local -d postgres -Atc "SELECT 'back'"
        """
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
        assert (done.returncode, done.stdout) == (0, "back\n"), done.stderr
        assert done.stderr.splitlines() == [f"{name} s’est arrêté, il est relancé." for name in ("postgres", "redis")]
