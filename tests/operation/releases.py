"""The last version that was released, as CHANGELOG.md names it, taken out of the history."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.databases import ROOT

RELEASED = re.compile(r"^## (\S+) \(\d{4}-\d\d-\d\d, commit ([0-9a-f]{8,40})\)$", re.MULTILINE)


def last_release() -> str:
    """Its commit. Skips where the history is not there, as in a copy without it."""
    found = RELEASED.search((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert found
    known = subprocess.run(
        ["git", "cat-file", "-e", f"{found[2]}^{{commit}}"], cwd=ROOT, capture_output=True, check=False
    )
    if known.returncode:
        pytest.skip(f"no history here: the commit {found[2]} of version {found[1]} cannot be taken out of it")
    return found[2]


def migrations_of(commit: str) -> set[tuple[str, str]]:
    """Each as app and name."""
    command = ["git", "ls-tree", "-r", "--name-only", commit]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    found = re.findall(r"^(\w+)/migrations/(\d\w+)\.py$", listed, re.MULTILINE)
    return {(app, name) for app, name in found}


def take_out(commit: str, target: Path) -> Path:
    with subprocess.Popen(["git", "archive", commit], cwd=ROOT, stdout=subprocess.PIPE) as archive:
        subprocess.run(["tar", "-x", "-C", str(target)], stdin=archive.stdout, check=True)
    assert archive.returncode == 0
    return target
