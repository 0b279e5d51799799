"""The chain of the journal, without a database: how an entry is written as bytes and how a chain is verified.

The database computes the same hash at commit (journal/walls.py); the two are written independently of each other, so
that one checks the other. The encoding never changes; another one gets another first field.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256

from acting.days import YEAR, add_months, start_of

ENCODING = "convention77-1"
ENCODING_OF_LISTS = "convention77-2"  # one field more: what a list showed
FIELDS = 15  # of an entry that is no list
GENESIS = bytes(32).hex()
RETENTION_MONTHS = YEAR  # an access journal is kept twelve months; who has a written reason to keep more drops later


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

    @property
    def at(self) -> str:
        return self.fields[1] or ""


@dataclass(frozen=True, slots=True)
class SealedSegment:
    month: date
    first_seq: int
    last_seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.month:%m/%Y}"

    @property
    def end(self) -> datetime:
        """The first moment of the month after, in Paris, which is where a month is closed."""
        return start_of(add_months(self.month, 1))


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


def digest(seq: int, previous_hash: str, fields: Sequence[str | None]) -> str:
    encoding = ENCODING if len(fields) <= FIELDS else ENCODING_OF_LISTS
    return sha256(b"".join(map(netstring, [encoding, str(seq), previous_hash, *fields]))).hexdigest()


def follow(
    start: Position,
    entries: Iterable[ChainedEntry],
    landmarks: dict[int, str],
    seals: Sequence[SealedSegment] = (),
) -> Position:
    """Recompute the chain from `start`; returns its end. `landmarks` are hashes known elsewhere: seals, kept heads.

    Raises BrokenChainError at the first entry that is missing, altered, does not follow, or is younger than its seal.
    """
    here = agreed = start
    for entry in entries:
        if entry.seq != here.seq + 1:
            raise BrokenChainError(f"Inscription n° {here.seq + 1} : manquante (la suivante est {_named(entry)}).")
        if entry.previous_hash != here.hash:
            raise BrokenChainError(f"{_named(entry)} : ne suit pas la précédente.")
        if entry.hash != digest(entry.seq, entry.previous_hash, entry.fields):
            raise BrokenChainError(f"{_named(entry)} : modifiée après coup.")
        here = Position(entry.seq, entry.hash)
        if entry.seq in landmarks:
            if landmarks[entry.seq] != entry.hash:
                raise BrokenChainError(
                    f"{_named(entry)} : la chaîne a été refaite après le n° {agreed.seq}, un scellé ou une tête gardée"
                    " diffère ici."
                )
            agreed = here
        # A seal dated back would let its entries be dropped before their time.
        place = bisect_left(seals, entry.seq, key=lambda seal: seal.last_seq)
        if place < len(seals) and entry.seq >= seals[place].first_seq and entry.at >= instant(seals[place].end):
            raise BrokenChainError(f"Scellé de {seals[place]} : {_named(entry)} est d’un mois plus récent.")
    return here


def past_retention(month: date, today: date) -> bool:
    """Whether the month ended long enough ago; the database checks the same (`walls`)."""
    return retention_end(month) <= today


def retention_end(month: date) -> date:
    """The first day on which the month may be dropped."""
    return add_months(month, 1 + RETENTION_MONTHS)


def _named(entry: ChainedEntry) -> str:
    return f"Inscription n° {entry.seq} ({entry.entry_id})"
