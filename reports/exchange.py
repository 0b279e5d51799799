"""The whole exchange on paper, for the file of whoever asked: each communication, each answer, in the order in which
they happened, and how it ended."""

from dataclasses import dataclass
from datetime import datetime

from acting.actor import Actor
from correspondents.models import Designation
from referrals.models import Disclosure, Referral
from referrals.permissions import disclosures_visible_to
from referrals.projection import NO_LEGAL_EFFECT
from referrals.referral_page import ReadAnswer, read_answers
from referrals.terms import Terms, frozen_terms, post_title
from reports.models import Report
from reports.pdf import Draft
from reports.permissions import exchanges_visible_to
from signatories.permissions import convention_of


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; what was passed on with its terms, what was answered in words."""

    at: datetime
    label: str
    disclosure: Disclosure | None = None
    terms: Terms | None = None
    read: ReadAnswer | None = None
    is_end: bool = False


def draft_exchange(actor: Actor, report: Report) -> Draft:
    """Raises Referral.DoesNotExist when it is not the actor's side that sent it: the caller has asked before."""
    if report.object_id is None:
        raise Referral.DoesNotExist
    sent = exchanges_visible_to(actor).for_display().select_related("recipient_designation__user", "sender__convention")
    referral = sent.get(pk=report.object_id)
    disclosures = list(disclosures_visible_to(actor).filter(referral=referral))
    for disclosure in disclosures:
        disclosure.referral = referral
    context = {
        "referral": referral,
        "convention": convention_of(actor),
        "sender_post": post_title(referral.sender_post),
        "recipient_post": post_title(referral.recipient_post),
        "recipient_function": referral.recipient_post.get_function_display(),
        "state": referral.state_on(actor.today),
        "events": events_of(referral, disclosures, read_answers(actor, referral)),
        "disclosures": disclosures,
        "no_legal_effect": NO_LEGAL_EFFECT,
        "requested_by": Designation.objects.select_related("post__signatory").get(pk=report.designation_id),
        "report": report,
        "now": actor.now,
    }
    name = f"echange-{referral.reference}"
    return Draft(template="reports/pdf/exchange.html", context=context, name=name, owner_id=referral.sender_id)


def events_of(referral: Referral, disclosures: list[Disclosure], answers: list[ReadAnswer]) -> list[Event]:
    """Oldest first; of one moment, the acknowledgement comes before the answer that implied it."""
    events = [Event(each.disclosed_at, _named(each), each, frozen_terms(each)) for each in disclosures]
    if referral.acknowledged_at:
        events.append(Event(referral.acknowledged_at, "Accusé de réception"))
    for read in reversed(answers):
        events.append(Event(read.answer.answered_at, "Réponse", read=read))
    if referral.ended_at:
        events.append(Event(referral.ended_at, f"Fin : {referral.get_state_display().lower()}", is_end=True))
    return sorted(events, key=lambda event: event.at)


def _named(disclosure: Disclosure) -> str:
    return "Communication" if disclosure.number == 1 else f"Complément n° {disclosure.number - 1}"
