"""What pieces of a fact or a step must be, and when they may change. Forms show it, services raise it."""

from collections.abc import Iterator
from datetime import timedelta

from acting.refusals import Refusal
from files.media import MediaKind
from incidents.models.attachment import LONGEST_CAPTION, LONGEST_WITHDRAWAL

MOST_PIECES = 10  # of a fact, of a step
MOST_HELD = 30  # of a person: three forms that came back
HELD_FOR = timedelta(hours=24)
KEPT_WHEN_WITHDRAWN = timedelta(days=30)

PIECES = "photos"  # the field of the pieces of a fact
TOO_MANY = f"{MOST_PIECES} pièces au plus. Gardez les plus utiles."
HOLDS_TOO_MANY = "Trop de photos attendent déjà un fait. Envoyez d’abord ceux que vous avez commencés."
NO_LONGER_HELD = "Une photo n’était plus gardée. Choisissez-la de nouveau."
CLOSED_THERE = "Le fait est clos, ou sa démarche n’est plus suivie : ses pièces ne changent plus."


def refusals_of_adding(*, standing: int, added: int) -> Iterator[Refusal]:
    if standing + added > MOST_PIECES:
        yield Refusal(TOO_MANY, PIECES)


def has_room(standing: int) -> bool:
    return not list(refusals_of_adding(standing=standing, added=1))


def refusals_of_holding(*, held: int, added: int) -> Iterator[Refusal]:
    if held + added > MOST_HELD:
        yield Refusal(HOLDS_TOO_MANY, PIECES)


def refusals_of_caption(caption: str) -> Iterator[Refusal]:
    if len(caption) > LONGEST_CAPTION:
        yield Refusal(f"{LONGEST_CAPTION} caractères au plus.", "caption")


def refusals_of_withdrawal(why: str) -> Iterator[Refusal]:
    if not why.strip():
        yield Refusal("Dites pourquoi cette pièce est retirée.", "why")
    elif len(why.strip()) > LONGEST_WITHDRAWAL:
        yield Refusal(f"{LONGEST_WITHDRAWAL} caractères au plus.", "why")


def refusals_of_blur(kind: str) -> Iterator[Refusal]:
    """What rectangles may be `files.media.blur` says."""
    if kind != MediaKind.IMAGE:
        yield Refusal("Seule une photo se floute. Masquez le document avant de le déposer.")
