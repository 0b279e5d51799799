"""Private files in packs: all of them now and then, else what is new since. A file never changes under its name."""

import gzip
import heapq
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from itertools import chain
from typing import IO

from django.core.files.base import File

from files import storage
from operation.backup.encryption import Recipient, encrypted
from operation.backup.manifest import PACKS, Manifest, Pack, moment_of, name_of
from operation.backup.places import Part, Place

NAMES = ".names.gz"
FULL, NEW = "full", "new"


def chain_of(last: Manifest | None, there: set[str], *, at: datetime, full_days: int, encryption: str) -> list[Pack]:
    """The packs that the next backup goes on from: none when a full one is due, when one of them has gone, or when
    they are encrypted by another program, since a restoration opens all by one."""
    packs = last.packs if last and last.encryption == encryption else []
    if not packs or any(part.name not in there for pack in packs for part in pack.parts):
        return []
    (full,) = [pack for pack in packs if pack.is_full]
    made = moment_of(full.files.name.removeprefix(f"{PACKS}/")[: len(name_of(at))])
    return packs if at - made < timedelta(days=full_days) else []


def not_packed(paths: Iterable[str], packed: Iterable[str]) -> Iterator[str]:
    """Both in order, and neither held in memory."""
    others = iter(packed)
    other = next(others, None)
    for path in paths:
        while other is not None and other < path:
            other = next(others, None)
        if other != path:
            yield path


@contextmanager
def packed_in(place: Place, packs: Iterable[Pack]) -> Iterator[Iterator[str]]:
    """The names of all that these packs hold, in order."""
    with ExitStack() as stack:
        yield heapq.merge(*(stack.enter_context(names_of(place, pack.names.name)) for pack in packs))


@contextmanager
def names_of(place: Place, name: str) -> Iterator[Iterator[str]]:
    with place.read(name) as source, gzip.open(source, "rt", encoding="ascii") as lines:
        yield (line.rstrip("\n") for line in lines)


class Packing:
    """One pack being written. `missing` counts files that have lost their bytes: those erased since the snapshot, and
    those that `check_files` names."""

    def __init__(self, place: Place, name: str, to: Recipient) -> None:
        self.place, self.name, self.to = place, f"{PACKS}/{name}", to
        self.count = self.missing = 0

    def write(self, paths: Iterator[str]) -> Pack | None:
        """None when there was nothing to pack. Raises Stopped."""
        first = next(paths, None)
        if first is None:
            return None
        is_full = self.name.endswith(FULL)
        with tempfile.TemporaryFile() as listed:
            with gzip.GzipFile(fileobj=listed, mode="wb", mtime=0) as names:

                def produce(target: IO[bytes]) -> None:
                    self._pack(first, paths, target, names)

                with encrypted(produce, self.to) as content:
                    files = self.place.write(f"{self.name}.tar.{self.to.kind}", content)
            listed.seek(0)
            return Pack(files, self.place.write(self.name + NAMES, listed), self.count, is_full)

    def _pack(self, first: str, paths: Iterator[str], target: IO[bytes], names: gzip.GzipFile) -> None:
        with tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT) as pack:
            for path in chain([first], paths):
                self._add(path, pack, names)

    def _add(self, path: str, pack: tarfile.TarFile, names: gzip.GzipFile) -> None:
        try:
            file: File[bytes] = storage.opened(path)
        except FileNotFoundError:
            self.missing += 1
            return
        with file:
            member = tarfile.TarInfo(path)
            member.size, member.mode = file.size, 0o600
            pack.addfile(member, file)
        names.write(f"{path}\n".encode())
        self.count += 1


def written_names(place: Place, name: str, paths: Iterable[str]) -> tuple[Part, int]:
    """The list of all files that belong to a backup, and how many they are."""
    count = 0
    with tempfile.TemporaryFile() as listed:
        with gzip.GzipFile(fileobj=listed, mode="wb", mtime=0) as lines:
            for path in paths:
                lines.write(f"{path}\n".encode())
                count += 1
        listed.seek(0)
        return place.write(name, listed), count


def unneeded(names: Iterable[str], manifests: Iterable[Manifest]) -> list[str]:
    """The parts of packs that no kept manifest needs."""
    needed = {part.name for manifest in manifests for pack in manifest.packs for part in pack.parts}
    return [name for name in names if name not in needed]
