"""The journal read back and recomputed in Python, from the database or from an exported file."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TextIO

from django.db import connection

from journal.chain import (
    GENESIS,
    BrokenChainError,
    ChainedEntry,
    Position,
    SealedSegment,
    follow,
    instant,
)
from journal.heads import KeptHead
from journal.models import Entry, Head, Link, Seal
from journal.witnesses import check_dropped, check_kept_seals, check_order, landmarks_of

BATCH = 5000
SEES_EVERYTHING = """
SELECT pg_has_role(current_user, 'convention77_owner', 'USAGE') OR rolsuper OR rolbypassrls
FROM pg_roles WHERE rolname = current_user
"""


@dataclass(frozen=True, slots=True)
class JournalCopy:
    """A journal wherever it lies: its head, its seals and its entries, oldest first."""

    head: Position
    seals: list[SealedSegment]
    entries: Iterable[ChainedEntry]


@dataclass(frozen=True, slots=True)
class Verdict:
    start: Position
    end: Position

    @property
    def count(self) -> int:
        return self.end.seq - self.start.seq


def verify(journal: JournalCopy, *, today: date, heads: Sequence[KeptHead] = ()) -> Verdict:
    """Follow the chain from the oldest entry left, beside the seals and the heads that were kept outside it.

    Raises BrokenChainError with the first bad place, UnprovenError where the heads are too few to tell.
    """
    check_order(journal.seals)
    check_kept_seals(journal.seals, heads)
    landmarks = landmarks_of(journal.seals, heads)
    entries = iter(journal.entries)
    first = next(entries, None)
    first_seq = first.seq if first else journal.head.seq + 1
    dropped = [seal for seal in journal.seals if seal.last_seq < first_seq]
    for seal in dropped:
        check_dropped(seal, heads, today)
    start = Position(dropped[-1].last_seq, dropped[-1].hash) if dropped else Position(0, GENESIS)
    end = follow(start, chain([first] if first else [], entries), landmarks, journal.seals)
    # `known` is the farthest number that a seal or a kept head tells of.
    head = journal.head
    known = max(landmarks, default=0)
    if known > end.seq:
        raise BrokenChainError(f"Inscription n° {end.seq + 1} : manquante, on en connaît jusqu’au n° {known}.")
    if end.seq != head.seq:
        raise BrokenChainError(f"Inscription n° {end.seq + 1} : manquante, la tête de la chaîne est n° {head.seq}.")
    if end != head:
        raise BrokenChainError(f"Tête de la chaîne (n° {head.seq}) : modifiée après coup.")
    return Verdict(start, end)


def journal_in_database() -> JournalCopy:
    """Needs an open transaction in which everything is read as of one moment."""
    head = Head.objects.first()
    if head is None:
        raise BrokenChainError("Tête de la chaîne : supprimée.")
    seals = [seal.segment for seal in Seal.objects.order_by("month")]
    return JournalCopy(Position(head.seq, bytes(head.hash).hex()), seals, _entries_in_database())


def sees_everything() -> bool:
    """Whether the role of this process may read all entries; with fewer, a sound chain would look broken."""
    with connection.cursor() as cursor:
        cursor.execute(SEES_EVERYTHING)
        row = cursor.fetchone()
    return bool(row and row[0])


def entry_outside_the_chain() -> Entry | None:
    """An entry that was slipped in without being linked."""
    return Entry.objects.filter(link=None).first()


def export(journal: JournalCopy, target: TextIO) -> None:
    """One line of JSON for head and seals, then one per entry: identifiers only."""
    seals = [[seal.month.isoformat(), seal.first_seq, seal.last_seq, seal.hash] for seal in journal.seals]
    target.write(json.dumps({"head": [journal.head.seq, journal.head.hash], "seals": seals}) + "\n")
    for entry in journal.entries:
        target.write(json.dumps([entry.seq, entry.previous_hash, entry.hash, *entry.fields]) + "\n")


def journal_in_file(source: TextIO) -> JournalCopy:
    """What `export` wrote. The entries are read line by line while the chain is followed."""
    facts = json.loads(source.readline())
    seals = [SealedSegment(date.fromisoformat(month), *rest) for month, *rest in facts["seals"]]
    return JournalCopy(Position(*facts["head"]), seals, map(_from_line, source))


def _entries_in_database() -> Iterator[ChainedEntry]:
    """In batches by number: a cursor of the server would stay open when the chain breaks half way."""
    links, last = Link.objects.select_related("entry").order_by("seq"), 0
    while batch := list(links.filter(seq__gt=last)[:BATCH]):
        for link in batch:
            yield ChainedEntry(link.seq, bytes(link.previous_hash).hex(), bytes(link.hash).hex(), _fields(link.entry))
        last = batch[-1].seq


def _fields(entry: Entry) -> tuple[str | None, ...]:
    values = (
        entry.id,
        instant(entry.at),
        entry.user_id,
        entry.designation_id,
        entry.post_id,
        entry.signatory_id,
        entry.function,
        entry.verb,
        entry.object_type,
        entry.object_id,
        entry.owner_id,
        entry.channel,
        entry.reason,
        entry.request_id,
        entry.count,
        *(() if entry.shown is None else (f"{{{','.join(map(str, entry.shown))}}}",)),
    )
    return tuple(None if value is None else str(value) for value in values)


def _from_line(line: str) -> ChainedEntry:
    seq, previous_hash, digest, *fields = json.loads(line)
    return ChainedEntry(seq, previous_hash, digest, tuple(fields))
