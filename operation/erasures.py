"""What was erased, kept outside the database: else a restored backup would give it back.

A line is "moment number verb identifier": of the journal's entries those whose verb some room knows how to do again,
with their number in the chain, and nothing else. A line whose verb is `position` says how far the journal was read. The
last line tells from where to go on, also after a restoration, when numbers are given out a second time.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from acting.days import PARIS
from journal.models import Head, Link
from operation.erasing_again import verbs_done_again

FOLDER = "erasures"
POSITION = "position"
NOBODY = "-"


@dataclass(frozen=True, slots=True)
class Erasure:
    """`object_id` is absent of what is erased by its date, whatever it is."""

    at: datetime
    seq: int
    verb: str
    object_id: UUID | None

    def __str__(self) -> str:
        return f"{self.at.isoformat()} {self.seq} {self.verb} {self.object_id or NOBODY}"


def keep_erasures(root: Path, *, at: datetime) -> int:
    """Append what was erased since the last line; returns how many. Needs a transaction that acts as the machine."""
    head = Head.objects.get().seq
    last = last_position(root)
    if last == head:
        return 0
    if last and last > head:  # the journal was restored by another machine: all of it is read again
        last = None
    links = Link.objects.filter(seq__gt=last or 0, seq__lte=head, entry__verb__in=sorted(verbs_done_again()))
    said = links.order_by("seq").values_list("entry__at", "seq", "entry__verb", "entry__object_id")
    found = [Erasure(*row) for row in said.iterator()]
    append(root, [*found, Erasure(at, head, POSITION, None)])
    return len(found)


def append(root: Path, erasures: Iterable[Erasure]) -> None:
    """In the file of the last one's year, all in one write."""
    lines = list(erasures)
    folder = root / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"{lines[-1].at.astimezone(PARIS):%Y}.txt"
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a") as file:
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())


def last_position(root: Path) -> int | None:
    """None where nothing is kept: then the whole journal is read again."""
    last = None
    for erasure in kept_erasures(root / FOLDER):
        last = erasure.seq
    return last


def kept_erasures(folder: Path) -> Iterator[Erasure]:
    """In the order in which they were kept. A line that is none, as a full disk leaves it, is left out: what it said is
    read again with the next."""
    for file in sorted(folder.glob("*.txt")):
        for line in file.read_text(errors="replace").splitlines():
            if erasure := _erasure(line):
                yield erasure


def _erasure(line: str) -> Erasure | None:
    try:
        at, seq, verb, key = line.split()
        return Erasure(datetime.fromisoformat(at), int(seq), verb, None if key == NOBODY else UUID(key))
    except ValueError:
        return None
