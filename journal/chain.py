"""The chain of the journal, without a database: how an entry is written as bytes and how a chain is verified.

The database computes the same hash at commit (migration 0003); the two are written independently of each other, so
that one checks the other. The encoding never changes; another one gets another first field.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256

ENCODING = "convention77-1"
GENESIS = bytes(32).hex()


@dataclass(frozen=True, slots=True)
class ChainedEntry:
    """One link with its entry; hashes in hexadecimal, fields in the order of the encoding, None for absent."""

    seq: int
    previous_hash: str
    hash: str
    fields: tuple[str | None, ...]

    @property
    def entry_id(self) -> str:
        return self.fields[0] or "?"


@dataclass(frozen=True, slots=True)
class SealedSegment:
    month: date
    first_seq: int
    last_seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the chain: everything up to `seq` is summed up in `hash`."""

    seq: int
    hash: str


class BrokenChainError(Exception):
    """Says in French which entry is the first that does not hold, and why."""


def netstring(value: str | None) -> bytes:
    """`5:place,`: the length in bytes goes before, so that no value can imitate a border; absent is `-,`."""
    if value is None:
        return b"-,"
    raw = value.encode()
    return b"%d:%s," % (len(raw), raw)


def instant(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def digest(seq: int, previous_hash: str, fields: Iterable[str | None]) -> str:
    return sha256(b"".join(map(netstring, [ENCODING, str(seq), previous_hash, *fields]))).hexdigest()


def follow(start: Position, entries: Iterable[ChainedEntry], landmarks: dict[int, str]) -> Position:
    """Recompute the chain from `start`; returns its end. `landmarks` are hashes known elsewhere: seals, exported heads.

    Raises BrokenChainError at the first entry that is missing, altered or does not follow.
    """
    here = start
    for entry in entries:
        _check_next(here, entry)
        if landmarks.get(entry.seq, entry.hash) != entry.hash:
            raise BrokenChainError(
                f"{_named(entry)} : la chaîne a été refaite, un scellé ou une tête exportée diffère."
            )
        here = Position(entry.seq, entry.hash)
    return here


def _check_next(here: Position, entry: ChainedEntry) -> None:
    if entry.seq != here.seq + 1:
        raise BrokenChainError(f"Inscription n° {here.seq + 1} : manquante (la suivante est {_named(entry)}).")
    if entry.previous_hash != here.hash:
        raise BrokenChainError(f"{_named(entry)} : ne suit pas la précédente.")
    if entry.hash != digest(entry.seq, entry.previous_hash, entry.fields):
        raise BrokenChainError(f"{_named(entry)} : modifiée après coup.")


def _named(entry: ChainedEntry) -> str:
    return f"Inscription n° {entry.seq} ({entry.entry_id})"
