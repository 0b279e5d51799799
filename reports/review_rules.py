"""How a bilan moves, and what it may not: one delegate writes and submits it, another reviews it, then it is frozen.

Forms and pages show it, services raise it.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from acting.refusals import Refusal
from reports.enums import Chapter, ReviewState

MOVES: dict[ReviewState, frozenset[ReviewState]] = {
    ReviewState.DRAFT: frozenset({ReviewState.SUBMITTED}),
    ReviewState.SUBMITTED: frozenset({ReviewState.REVIEWED, ReviewState.DRAFT}),
    ReviewState.REVIEWED: frozenset({ReviewState.FROZEN, ReviewState.DRAFT}),
    ReviewState.FROZEN: frozenset(),
}
NOT_PUBLISHED = "Aucun chiffre n’est publié pour cette période\u00a0: choisissez-en une qui l’est."
IN_THE_MAKING = "Un bilan de cette période est déjà en préparation\u00a0: ouvrez-le dans la liste."
OWN_TEXT = (
    "Une autre personne relit ce bilan\u00a0: vous l’avez soumis, ou vous avez signé un de ses chapitres. "
    "Demandez à l’autre délégué."
)
ANOTHERS = (
    "Ce commentaire est signé d’une autre personne\u00a0: elle seule le change ou le retire, tant qu’elle est déléguée."
)
NO_CHAPTER = "Ce chapitre n’existe pas."
NOT_PRINTED = "Fabriquez d’abord le PDF définitif."
MOVED_ON = (
    "Un mois que ce bilan montre a été retiré ou publié depuis la relecture\u00a0: reprenez la rédaction, puis "
    "faites-le relire."
)


def may_move(state: str, to: ReviewState) -> bool:
    return to in MOVES[ReviewState(state)]


def refusals_of_period(*, is_published: bool, in_the_making: bool) -> Iterator[Refusal]:
    """A bilan is of months that are published, and one at a time is written of the same ones."""
    if not is_published:
        yield Refusal(NOT_PUBLISHED, "period")
    if in_the_making:
        yield Refusal(IN_THE_MAKING, "period")


def refusals_of_chapter(chapter: str, *, is_anothers: bool) -> Iterator[Refusal]:
    """`is_anothers`: a text that another delegate signed stands there. Retouched, it would be signed by who reviews."""
    if chapter not in Chapter.values:
        yield Refusal(NO_CHAPTER)
    if is_anothers:
        yield Refusal(ANOTHERS, "text")


def refusals_of_submission(*, is_published: bool) -> Iterator[Refusal]:
    """What was published may be withdrawn while somebody writes."""
    if not is_published:
        yield Refusal(NOT_PUBLISHED)


def refusals_of_reviewing(user_id: UUID | None, wrote: Collection[UUID]) -> Iterator[Refusal]:
    """`wrote`: who submitted it and who signed one of its chapters, whatever the designation."""
    if user_id is None or user_id in wrote:
        yield Refusal(OWN_TEXT)


def refusals_of_printing(*, reviewed_at: datetime | None, moved_at: datetime | None) -> Iterator[Refusal]:
    """For signature: what was read again is what is signed. `moved_at`: when one of the months that it shows was last
    published, withdrawn, or taken up again."""
    if reviewed_at and moved_at and moved_at >= reviewed_at:
        yield Refusal(MOVED_ON)


def refusals_of_freezing(
    *, is_printed: bool, reviewed_at: datetime | None, moved_at: datetime | None
) -> Iterator[Refusal]:
    yield from refusals_of_printing(reviewed_at=reviewed_at, moved_at=moved_at)
    if not is_printed:
        yield Refusal(NOT_PRINTED)
