"""Where backups lie: a folder (a mounted disk, a share), or an S3-compatible store. See `objects` for the latter."""

import os
import re
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from django.conf import settings

from operation.failures import Stopped, told_of_disk

CHUNK = 1024 * 1024
DRAFT = ".draft"
NOT_SET = "BACKUP_PLACE n’est pas réglé\u00a0: rien n’est sauvegardé."
SET_PLACE = "BACKUP_PLACE=/chemin ou s3://seau/préfixe, puis manage.py backup"


@dataclass(frozen=True, slots=True)
class Part:
    """What was written: bytes and SHA-256 of what lies in the place, that is of the encrypted bytes."""

    name: str
    size: int
    sha256: str


class Place(ABC):
    """Names are paths with `/`. A name is there whole or not at all."""

    address: str

    @abstractmethod
    def check(self) -> None:
        """Raises Stopped when the place is away: before anything is begun."""

    @abstractmethod
    def write(self, name: str, source: IO[bytes]) -> Part:
        """Read to its end, piece by piece. Raises Stopped."""

    @abstractmethod
    def read(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """Raises FileNotFoundError."""

    @abstractmethod
    def names(self, under: str) -> list[str]:
        """In order, whole ones only."""

    @abstractmethod
    def remove(self, names: Iterable[str]) -> None: ...

    @abstractmethod
    def remove_halves(self) -> None:
        """What a killed process was writing."""

    def measured(self, name: str) -> Part:
        """Read back from the place. Raises FileNotFoundError."""
        digest, size = sha256(), 0
        with self.read(name) as source:
            for chunk in chunks(source):
                digest.update(chunk)
                size += len(chunk)
        return Part(name, size, digest.hexdigest())


def chunks(source: IO[bytes]) -> Iterator[bytes]:
    while chunk := source.read(CHUNK):
        yield chunk


class FolderPlace(Place):
    def __init__(self, address: str) -> None:
        self.address = address
        self.root = Path(address)

    def check(self) -> None:
        if not self.root.is_dir():
            why = f"Le dossier des sauvegardes {self.address} n’existe pas\u00a0: disque non monté\u00a0?"
            raise Stopped("place_away", why, f"findmnt {self.address} || install -d -m 700 {self.address}")

    def write(self, name: str, source: IO[bytes]) -> Part:
        target = self.root / name
        draft = target.with_name(target.name + DRAFT)
        digest, size = sha256(), 0
        with told_of_disk(self.address):
            self._parents(target)
            try:
                with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                    for chunk in chunks(source):
                        file.write(chunk)
                        digest.update(chunk)
                        size += len(chunk)
                    file.flush()
                    os.fsync(file.fileno())
                draft.rename(target)
                _sync(target.parent)
            except BaseException:
                draft.unlink(missing_ok=True)
                with suppress(OSError):  # others stand there
                    target.parent.rmdir()
                raise
        return Part(name, size, digest.hexdigest())

    @contextmanager
    def read(self, name: str) -> Iterator[IO[bytes]]:
        with (self.root / name).open("rb") as file:
            yield file

    def names(self, under: str) -> list[str]:
        found = (path.relative_to(self.root).as_posix() for path in (self.root / under).rglob("*") if path.is_file())
        return sorted(name for name in found if not name.endswith(DRAFT))

    def remove(self, names: Iterable[str]) -> None:
        for name in names:
            path = self.root / name
            path.unlink(missing_ok=True)
            with suppress(OSError):  # others stand there
                path.parent.rmdir()

    def remove_halves(self) -> None:
        for path in list(self.root.glob(f"*/**/*{DRAFT}")):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
            with suppress(OSError):
                path.parent.rmdir()

    def _parents(self, target: Path) -> None:
        for folder in reversed(target.relative_to(self.root).parents):
            (self.root / folder).mkdir(mode=0o700, exist_ok=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def place_at(address: str) -> Place:
    """`/path` or `s3://bucket/prefix`. Raises Stopped for none, and for what is neither."""
    if not address:
        raise Stopped("no_place", NOT_SET, SET_PLACE)
    if found := re.fullmatch(r"s3://([^/]+)/?(.*)", address):
        from operation.backup.objects import ObjectPlace  # noqa: PLC0415  a quarter of a second for a folder

        return ObjectPlace(address, found[1], found[2].strip("/"), settings.BACKUP_S3)
    if not address.startswith("/"):
        raise Stopped("unknown_place", f"Un lieu commence par / ou par s3:// et non\u00a0: {address}", SET_PLACE)
    return FolderPlace(address)
