"""What stands beside a landlord's facts: the referrals that drew on one, what partners owe, what they said."""

from collections.abc import Iterable
from uuid import UUID

from acting.actor import Actor
from acting.keys import is_any_of
from acting.lists import Listing
from incidents.models import Complaint, Incident
from incidents.permissions import attachments_visible_to
from referrals.models import Referral
from referrals.permissions import (
    answers_received_by,
    disclosure_sources_visible_to,
    facts_referred_visible_to,
    sent_referrals_visible_to,
)
from referrals.referral_page import ReadAnswer, read_answer

SIDE_ROWS, MOST_REFERRALS = 5, 500


def referrals_of(actor: Actor, incident: Incident) -> list[Referral]:
    """The landlord's own referrals that drew on the fact."""
    drew = facts_referred_visible_to(actor).filter(incident=incident).values("referral_id")
    referrals = sent_referrals_visible_to(actor).filter(is_any_of(drew, MOST_REFERRALS))
    return list(referrals.for_display().order_by("created_at", "id"))


def referrals_that_told(actor: Actor, complaint: Complaint) -> list[Referral]:
    """The landlord's own referrals that have communicated the complaint: what they said of it stays."""
    told = disclosure_sources_visible_to(actor).filter(complaint=complaint).values("disclosure__referral_id")
    referrals = sent_referrals_visible_to(actor).filter(is_any_of(told, MOST_REFERRALS))
    return list(referrals.for_display().order_by("created_at", "id"))


def referrals_showing(actor: Actor, pieces: Iterable[UUID]) -> list[Referral]:
    """Those of the landlord's own that partners still read, with a frozen copy of one of these pieces in them: whoever
    withdraws a piece has not taken it out of there."""
    holding = disclosure_sources_visible_to(actor).filter(attachments__overlap=list(pieces))
    referrals = sent_referrals_visible_to(actor).live_on(actor.today)
    shown = referrals.filter(is_any_of(holding.values("disclosure__referral_id"), MOST_REFERRALS))
    return list(shown.for_display().order_by("created_at", "id"))


def referrals_showing_withdrawn(actor: Actor, incident: Incident) -> list[Referral]:
    """Those that still show what was withdrawn from the fact, until its bytes are erased, and those of its copies."""
    pieces = attachments_visible_to(actor).filter(incident=incident, original__erased_at=None)
    withdrawn = list(pieces.exclude(withdrawn_at=None).values_list("pk", flat=True))
    return referrals_showing(actor, withdrawn) if withdrawn else []


def referrals_without_answer(actor: Actor) -> list[Referral]:
    """Those sent that have waited longest."""
    waiting = sent_referrals_visible_to(actor).waiting_on(actor.today)
    return list(waiting.for_display().by_what_is_due()[:SIDE_ROWS])


def latest_answers(actor: Actor) -> list[ReadAnswer]:
    """What came back last to referrals that the actor's house sent."""
    answers = answers_received_by(actor).select_related("referral__recipient", "outcome_institution")
    latest = Listing(answers, ("-answered_at", "-id"), size=SIDE_ROWS).page()
    return [read_answer(answer, answer.referral.recipient.kind) for answer in latest]
