"""What may be taken together, and how a situation is kept and ends. Forms show it, services raise it."""

from collections.abc import Sequence
from datetime import date

from acting.days import add_months
from acting.refusals import Refusal
from incidents.enums import ENDINGS_OF_LEASE, ENDINGS_OF_PLACE
from incidents.models import Incident, Situation

REVIEWED_WITHIN_MONTHS = 24
ACTION_STAYS = (
    "Une action en justice est inscrite dans cette situation : retirez-la d’abord, ou réunissez l’autre à celle-ci."
)
CLOSED = "Cette situation est close : rouvrez-la d’abord."


def refusals_of_joining(facts: Sequence[Incident], situation: Situation | None) -> list[Refusal]:
    """Facts that nobody has taken together yet, of one residence: that of the situation where there is one already."""
    if not facts:
        return [Refusal("Choisissez au moins un fait.", "facts")]
    taken = [fact.reference for fact in facts if fact.situation_id]
    if taken:
        return [Refusal(f"Déjà dans une situation : {', '.join(taken)}.", "facts")]
    return _one_residence(facts, situation)


def refusals_of_moving(
    facts: Sequence[Incident], source: Situation, target: Situation | None, *, are_all: bool
) -> list[Refusal]:
    """Some of a situation's facts, never all of them without another situation to take them: that one is reunited."""
    if not facts:
        return [Refusal("Choisissez au moins un fait.", "facts")]
    if source.ended_at:
        return [Refusal(CLOSED)]
    if target is None and are_all:
        return [Refusal("Laissez au moins un fait : sinon rien ne change.", "facts")]
    return _one_residence(facts, target)


def refusals_of_merging(source: Situation, target: Situation, *, has_action: bool) -> list[Refusal]:
    """A legal action and its persons never pass to another situation by themselves: what they were named for is this
    one."""
    if has_action:
        return [Refusal(ACTION_STAYS)]
    if source.pk == target.pk:
        return [Refusal("Choisissez une autre situation.", "into")]
    if target.ended_at:
        return [Refusal(CLOSED, "into")]
    if source.residence_id != target.residence_id:
        return [Refusal("Choisissez une situation de la même résidence.", "into")]
    if source.kind != target.kind or source.lease != target.lease:
        return [Refusal("Un lieu et un bail, ou deux baux, ne se réunissent pas.", "into")]
    return []


def refusals_of_lease(lease: str, lease_from: date | None, today: date, others: Sequence[str]) -> list[Refusal]:
    """`others`: references of open situations of the same lease."""
    found = []
    if not lease.strip():
        found.append(Refusal("Indiquez le numéro du bail dans votre outil de gestion.", "lease"))
    if lease_from and lease_from > today:
        found.append(Refusal("Ce bail n’a pas commencé : vérifiez la date.", "lease_from"))
    if others:
        found.append(Refusal(f"Une situation est déjà ouverte pour ce bail : {others[0]}.", "lease"))
    return found


def refusals_of_review(review_on: date | None, today: date) -> list[Refusal]:
    if review_on and review_on < today:
        return [Refusal("Choisissez un jour à venir, ou aucun.", "review_on")]
    if review_on and review_on > add_months(today, REVIEWED_WITHIN_MONTHS):
        return [Refusal(f"Choisissez un jour dans les {REVIEWED_WITHIN_MONTHS} mois.", "review_on")]
    return []


def refusals_of_ending(situation: Situation, ending: str) -> list[Refusal]:
    if ending not in (ENDINGS_OF_PLACE if situation.is_of_place else ENDINGS_OF_LEASE):
        return [Refusal("Choisissez une issue dans la liste.", "ending")]
    return []


def _one_residence(facts: Sequence[Incident], situation: Situation | None) -> list[Refusal]:
    if situation and situation.ended_at:
        return [Refusal(CLOSED, "situation")]
    residences = {fact.residence_id for fact in facts} | ({situation.residence_id} if situation else set())
    if len(residences) > 1:
        return [Refusal("Une situation est d’une seule résidence : ces faits sont de plusieurs.", "facts")]
    return []
