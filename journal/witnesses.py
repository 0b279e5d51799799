"""What seals and kept heads say of the chain, and of each other, without a database.

A seal lies in the same database as the entries, so its word alone lets nothing be dropped: the dates of the kept heads
say when the chain reached which number, and so from which month an entry can be.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from acting.days import PARIS
from journal.chain import BrokenChainError, SealedSegment, past_retention, retention_end
from journal.heads import KeptHead

LATE_COMMIT = timedelta(days=1)  # an entry is dated when its request begins, and linked at its commit


class UnprovenError(Exception):
    """Says in French what the kept heads are too few to prove."""


def check_order(seals: Sequence[SealedSegment]) -> None:
    """Sealed months follow each other from the first entry on, without gap or overlap."""
    expected = 1
    for seal in seals:
        if seal.first_seq != expected:
            raise BrokenChainError(f"Scellé de {seal} : commence au n° {seal.first_seq} au lieu du n° {expected}.")
        expected = seal.last_seq + 1


def check_kept_seals(seals: Sequence[SealedSegment], heads: Sequence[KeptHead]) -> None:
    """Each seal that was kept is still there, as it was."""
    by_month = {seal.month: seal for seal in seals}
    for head in heads:
        if head.seal and by_month.get(head.seal.month) != head.seal:
            what = "modifié après coup" if head.seal.month in by_month else "supprimé"
            raise BrokenChainError(
                f"Scellé de {head.seal} (n° {head.seal.first_seq} à {head.seq}) : {what}, il a été gardé {_on(head)}."
            )


def landmarks_of(seals: Sequence[SealedSegment], heads: Sequence[KeptHead]) -> dict[int, str]:
    """Number → hash that the chain must have there. Raises BrokenChainError where two of them differ."""
    known: dict[int, KeptHead] = {}
    for head in sorted(heads, key=lambda head: head.at):
        former = known.setdefault(head.seq, head)
        if former.hash != head.hash:
            raise BrokenChainError(
                f"Inscription n° {head.seq} : la chaîne a été refaite, les têtes gardées {_on(former)} et {_on(head)}"
                " diffèrent."
            )
    landmarks = {seq: head.hash for seq, head in known.items()}
    for seal in seals:
        if landmarks.setdefault(seal.last_seq, seal.hash) != seal.hash:
            raise BrokenChainError(
                f"Scellé de {seal} : diffère au n° {seal.last_seq} de la tête gardée {_on(known[seal.last_seq])}."
            )
    return landmarks


def check_dropped(seal: SealedSegment, heads: Sequence[KeptHead], today: date) -> None:
    """Whether the month of a seal whose entries are gone was over long enough, by its own word and by the heads'."""
    if not past_retention(seal.month, today):
        raise BrokenChainError(f"Inscription n° {seal.first_seq} : manquante avant la fin de sa durée (mois {seal}).")
    if not heads:
        return
    short = [head for head in heads if head.seq < seal.last_seq and head.at > seal.end + LATE_COMMIT]
    if short:
        raise BrokenChainError(
            f"Scellé de {seal} : forgé. La chaîne n’allait que jusqu’au n° {short[-1].seq} {_on(short[-1])}, et il en"
            f" couvre {seal.last_seq}."
        )
    if not any(head.seq >= seal.last_seq and _day(head) <= retention_end(seal.month) for head in heads):
        raise UnprovenError(
            f"Scellé de {seal} : ses inscriptions manquent, et aucune tête gardée à temps n’atteste qu’elles étaient de"
            " ce mois. Donnez par --heads celles des années précédentes."
        )


def _day(head: KeptHead) -> date:
    return head.at.astimezone(PARIS).date()


def _on(head: KeptHead) -> str:
    return f"le {head.at.astimezone(PARIS):%d/%m/%Y à %H:%M}"
