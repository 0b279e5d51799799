"""The private folder: random paths that say nothing, readable by the portal alone, never served by the web server."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings


def write(content: bytes) -> str:
    """Store the bytes whole or not at all; returns their path below the private folder. Raises OSError."""
    name = uuid4().hex
    path = f"{name[:2]}/{name}"
    target = _root() / path
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_suffix(".part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(target)
    except OSError:  # a disk that is full must not keep half a file as well
        draft.unlink(missing_ok=True)
        raise
    return path


def read(path: str) -> bytes:
    """The bytes; raises FileNotFoundError."""
    return (_root() / path).read_bytes()


def delete(path: str) -> None:
    (_root() / path).unlink(missing_ok=True)


def paths_older_than(moment: datetime) -> Iterator[str]:
    """What lies in the folder since before `moment`, drafts of a killed process included."""
    root = _root()
    for file in root.glob("??/*"):
        if file.stat().st_mtime < moment.timestamp():
            yield str(file.relative_to(root))


def _root() -> Path:
    root = Path(settings.PRIVATE_ROOT) / "files"
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root
