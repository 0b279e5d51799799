"""After a restoration the journal goes on from the backup's head: what is known of the entries after it is laid aside,
with the minutes, and new heads begin."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from journal.heads import FOLDER as HEADS
from journal.heads import KeptHead, heads_in, keep_head
from operation.erasures import FOLDER as ERASURES
from operation.erasures import POSITION, Erasure, append, kept_erasures


@dataclass(frozen=True, slots=True)
class Lost:
    """The entries that the backup does not have, as far as the kept heads tell."""

    first: int
    last: int
    known_at: datetime | None

    @property
    def sentence(self) -> str:
        if self.last < self.first or self.known_at is None:
            return "Aucune inscription du journal n’est connue après cette sauvegarde."
        return (
            f"Inscriptions perdues\u00a0: n° {self.first} à n° {self.last} au moins (tête gardée du "
            f"{self.known_at.isoformat(timespec='minutes')})."
        )


def lost_after(folder: Path, seq: int) -> Lost:
    heads = heads_in(sorted((folder / HEADS).glob("*.txt")))
    last = max(heads, key=lambda head: head.seq, default=None)
    return Lost(seq + 1, last.seq if last else seq, last.at if last else None)


def heads_begin_anew(root: Path, known: Path, head: KeptHead, *, at: datetime) -> None:
    """`known` holds what was copied away, and stays whole. Here go on the heads up to the backup's, that one as its
    signed manifest tells it, the erasures all, and a line that says from which number the journal is read next."""
    (root / HEADS).mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in sorted((known / HEADS).glob("*.txt")):
        lines = [line for line in file.read_text(errors="replace").splitlines() if _reaches(line) <= head.seq]
        (root / HEADS / file.name).write_text("".join(f"{line}\n" for line in lines))
        (root / HEADS / file.name).chmod(0o600)
    keep_head(root, head)
    if (known / ERASURES).is_dir():
        shutil.copytree(known / ERASURES, root / ERASURES, dirs_exist_ok=True)
    append(root, [Erasure(at, head.seq, POSITION, None)])


def _reaches(line: str) -> int:
    words = line.split()
    return int(words[1]) if len(words) > 2 and words[1].isdigit() else 0


def erased_since(known: Path, since: datetime) -> list[Erasure]:
    """By date and not by number: after a restoration numbers were given out a second time."""
    return [each for each in kept_erasures(known / ERASURES) if each.at >= since and each.verb != POSITION]
