"""The web starts in a role that row-level security binds, and in no other."""

import os
import subprocess
import sys

import pytest

from tests.databases import ROOT, url_of, url_of_web


def start_web(database: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "import convention77.wsgi"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_roles_of_the_processes_are_bound(own_database: str) -> None:
    for database in (url_of_web(own_database), url_of("WORKER_DATABASE_URL", own_database)):
        started = start_web(database)
        assert started.returncode == 0, started.stderr


@pytest.mark.parametrize(
    ("role", "reason"),
    [
        ("postgres", "the role postgres is a superuser or bypasses row-level security"),
        ("convention77_backup", "the role convention77_backup is a superuser or bypasses row-level security"),
        ("convention77_owner", "the role convention77_owner owns the tables"),
    ],
)
def test_a_role_that_no_wall_binds_is_refused(own_database: str, role: str, reason: str) -> None:
    database = url_of("DATABASE_OWNER_URL", own_database).replace("convention77_owner@", f"{role}@")
    started = start_web(database)
    assert started.returncode != 0
    assert reason in started.stderr


def test_becoming_a_lesser_role_at_once_does_not_help(own_database: str) -> None:
    owner = url_of("DATABASE_OWNER_URL", own_database)
    started = start_web(owner.replace("convention77_owner@", "postgres@") + "&options=-c%20role%3Dconvention77_app")
    assert "is a superuser" in started.stderr
