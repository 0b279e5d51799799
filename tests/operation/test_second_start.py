"""`./demo` finds its own data again: what a script asks past Django meets the same walls."""

import os
import subprocess
from pathlib import Path

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
