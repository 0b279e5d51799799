"""Private bytes under random names that say nothing, never served by the web server: in a folder, or in an
S3-compatible store (`STORAGES["private"]`)."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import storages

from files.stores.folder import FolderStore

if TYPE_CHECKING:
    from files.stores.objects import ObjectStore

PRIVATE = "private"


def write(content: bytes) -> str:
    """Store the bytes whole or not at all; returns their path. Raises OSError."""
    name = uuid4().hex
    return _store().save(f"{name[:2]}/{name}", ContentFile(content))


def write_file(source: Path) -> str:
    """The same of what lies on this machine already, without reading it whole. Raises OSError."""
    name = uuid4().hex
    with source.open("rb") as content:
        return _store().save(f"{name[:2]}/{name}", File(content))


def put_back(path: str, content: "File[bytes]") -> None:
    """Under the name that its row has kept, when a backup is restored. Raises OSError."""
    if _store().save(path, content) != path:
        raise FileExistsError(path)


def opened(path: str) -> "File[bytes]":
    """To be read piece by piece, and closed; raises FileNotFoundError."""
    return _store().open(path)


def read(path: str) -> bytes:
    """The bytes; raises FileNotFoundError."""
    with opened(path) as file:
        content: bytes = file.read()
    return content


def delete(path: str) -> None:
    _store().delete(path)


def paths_older_than(moment: datetime) -> Iterator[str]:
    """What lies in the store since before `moment`, drafts of a killed process included."""
    return _store().paths_before(moment)


def is_folder() -> bool:
    """Whether a web server on the same machine could hand the bytes out itself."""
    return isinstance(_store(), FolderStore)


def _store() -> "FolderStore | ObjectStore":
    """The folder, where nothing else is said."""
    return storages[PRIVATE] if PRIVATE in settings.STORAGES else FolderStore()  # type: ignore[return-value]
