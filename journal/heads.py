"""The heads of the chain that were kept: in a file beside the private ones, and copied away from there.

A line is "date number hash": at that time the chain reached that number, and everything up to it is summed up in that
hash. A line that keeps a seal goes on "month first-number". Who rewrites the journal with the owner's role of the
database does not rewrite these; who has the host too may, and then only a copy kept elsewhere tells.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from acting.days import PARIS
from journal.chain import GENESIS, BrokenChainError, Position, SealedSegment

FOLDER = "journal-heads"


@dataclass(frozen=True, slots=True)
class KeptHead:
    """`seal` is there when the head is the end of a sealed month."""

    at: datetime
    seq: int
    hash: str
    seal: SealedSegment | None = None


def keep_head(root: Path, head: KeptHead) -> Path:
    """One line in one write, so that two processes never mix theirs."""
    folder = root / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"{head.at.astimezone(PARIS):%Y}.txt"
    words = [head.at.isoformat(), str(head.seq), head.hash]
    if head.seal:
        words += [f"{head.seal.month:%Y-%m}", str(head.seal.first_seq)]
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a") as file:
        file.write(" ".join(words) + "\n")
    return target


def kept_heads(root: Path) -> list[KeptHead]:
    """All that the portal kept itself, the oldest file first."""
    return heads_in(sorted((root / FOLDER).glob("*.txt")))


def kept_months(root: Path) -> set[str]:
    """The months whose seal was kept, as `2026-03`; from what is readable, for a spoilt line must not stop the next."""
    lines = [line.split() for file in (root / FOLDER).glob("*.txt") for line in file.read_text().splitlines()]
    return {words[3] for words in lines if len(words) == 5}


def heads_in(files: Iterable[Path]) -> list[KeptHead]:
    """Raises BrokenChainError for a line that is none: what was kept has been touched, or the disk was full."""
    return [
        _head(file, number, line)
        for file in files
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), start=1)
    ]


def _head(file: Path, number: int, line: str) -> KeptHead:
    try:
        at, seq, digest, *seal = line.split()
        head = Position(int(seq), _digest(digest))
        return KeptHead(_moment(at), head.seq, head.hash, _seal(head, *seal) if seal else None)
    except (ValueError, TypeError):
        raise BrokenChainError(f"Têtes gardées, {file.name}, ligne {number} : illisible.") from None


def _digest(text: str) -> str:
    if len(text) != len(GENESIS):
        raise ValueError(text)
    return bytes.fromhex(text).hex()


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at


def _seal(head: Position, month: str, first_seq: str) -> SealedSegment:
    return SealedSegment(date.fromisoformat(f"{month}-01"), int(first_seq), head.seq, head.hash)
