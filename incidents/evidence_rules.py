"""What an evidence file may become, and what it still lacks. Forms and pages show it, services raise it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from acting import french
from acting.refusals import Refusal
from incidents.models import EvidenceFile, Piece

# What a dossier binds at most; 200 pieces on 1,000 pages are measured (docs/performance.md).
MOST_PIECES, MOST_PAGES, MOST_BYTES = 300, 1500, 400 * 1024 * 1024
NOTHING = "Choisissez au moins une pièce."
TOO_HEAVY = "Les pièces dépassent 400 Mo\u00a0: faites-en deux dossiers."
NOT_PRINTED = "Fabriquez d’abord le PDF : le dossier a changé depuis, ou n’en a pas encore."


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is still missing, and its parts where there are several."""

    text: str
    parts: tuple[str, ...] = ()


def refusals_of_number(pieces: int) -> Iterator[Refusal]:
    if pieces > MOST_PIECES:
        yield Refusal(f"{MOST_PIECES} pièces au plus : faites-en deux dossiers.", "pieces")


def refusals_of_attestation(*, is_attestation: bool, holds: Collection[str]) -> Iterator[Refusal]:
    if holds and not is_attestation:
        yield Refusal("Ce papier n’est pas une attestation.", "holds")


def refusals_of_binding(pieces: Sequence[Piece]) -> Iterator[Refusal]:
    """What keeps the pieces from being bound to one PDF."""
    if not pieces:
        yield Refusal(NOTHING)
    for piece in pieces:
        if not piece.is_there:
            yield Refusal(f"La pièce n° {piece.number} n’est plus disponible : retirez-la du dossier.")
    if sum(piece.file.size for piece in pieces if piece.file) > MOST_BYTES:
        yield Refusal(TOO_HEAVY)


def refusals_of_pages(pages: int) -> Iterator[Refusal]:
    """How many a piece has is known once it is opened."""
    if pages > MOST_PAGES:
        yield Refusal(f"Les pièces dépassent {french.number(MOST_PAGES)} pages\u00a0: faites-en deux dossiers.")


def refusals_of_freezing(evidence: EvidenceFile, pieces: Sequence[Piece]) -> Iterator[Refusal]:
    yield from refusals_of_binding(pieces)
    if not evidence.is_printed(pieces):
        yield Refusal(NOT_PRINTED)


def lacking(pieces: Sequence[Piece]) -> list[Lack]:
    """Each thing that is still missing, piece by piece; none of it keeps a dossier from being made but a piece that is
    gone."""
    found = [Lack(refusal.text) for refusal in refusals_of_binding(pieces)]
    for piece in pieces:
        if piece.missing:
            parts = tuple(part.label for part in piece.missing)
            found.append(Lack(f"Pièce n° {piece.number}, attestation. Il y manque :", parts))
        if piece.dated_on is None:
            found.append(Lack(f"Pièce n° {piece.number} : sans date."))
    return found
