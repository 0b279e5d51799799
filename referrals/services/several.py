"""The same asked of several at once: a referral for each, which tells its recipient nothing of the others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from django.db import transaction

from acting.actor import Actor
from acting.pages import ask
from acting.refusals import Refused, refuse
from correspondents.permissions import can_refer
from referrals.enums import ReferralState
from referrals.models import Referral
from referrals.recipients import Candidate
from referrals.services.referrals import prepare_referral, send_referral
from referrals.sharing import Sharing
from referrals.sharing_rules import refusals_of_several


@dataclass(frozen=True, slots=True)
class Addressed:
    """What became of one recipient: its referral, or why there is none, in French."""

    candidate: Candidate
    referral: Referral | None = None
    refusal: str = ""


def said_of_sending(addressed: Sequence[Addressed], *, is_draft: bool) -> str:
    """`"Saisine envoyée."`, or how many, when several were asked the same."""
    made = 1 + sum(each.referral is not None for each in addressed)
    if is_draft:
        return "Brouillon gardé ; le destinataire n’en sait rien." if made == 1 else f"{made} brouillons gardés."
    return "Saisine envoyée." if made == 1 else f"{made} saisines envoyées, une à chaque destinataire."


@transaction.atomic
def refer_to_each(
    *, by: Actor, sharing: Sharing, recipients: Sequence[Candidate], submission: UUID, is_draft: bool = False
) -> list[Addressed]:
    """Each by a referral of its own, with its own reference and its own grant. Whoever is refused stops none of the
    others; the same submission makes nothing twice.

    Raises Conflict when it comes back with other words, and Refused for a subject that is for one alone.
    """
    ask(can_refer, by)
    refuse(refusals_of_several(sharing.subject.pk, len(recipients), is_reserved=sharing.is_reserved))
    return [
        _refer(by, replace(sharing, recipient_post=each.post), each, submission, is_draft=is_draft)
        for each in recipients
        if each.post
    ]


def _refer(by: Actor, sharing: Sharing, to: Candidate, submission: UUID, *, is_draft: bool) -> Addressed:
    own = replace(sharing, routing_reason=to.reason[:400])
    try:
        with transaction.atomic():
            referral = prepare_referral(by=by, sharing=own, submission=uuid5(submission, to.key))
            if referral.state == ReferralState.DRAFT and not is_draft:
                referral = send_referral(by=by, referral=referral)
    except Refused as refused:
        return Addressed(to, refusal=refused.sentence)
    return Addressed(to, referral)
