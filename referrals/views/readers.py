"""« Qui peut voir ceci, et pourquoi ? » of a fact, a situation and a referral: here, since what was passed on is read
elsewhere."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from acting.enums import Function
from acting.pages import ActingRequest, page
from correspondents.readers import people_asked
from incidents.case_readers import readers_of_fact, readers_of_situation
from incidents.chronology import merged_with
from incidents.permissions import CASE_FUNCTIONS, incidents_visible_to, situations_visible_to
from journal.services import record, record_list_read
from journal.verbs import Verb
from referrals.beside_facts import referrals_of
from referrals.lifecycle import Side
from referrals.permissions import referrals_visible_to, side_of
from referrals.referral_readers import copies_of, own_reading, readers_at_senders
from referrals.situation_page import referrals_of_situation
from referrals.views.referrals import REFERRAL_FUNCTIONS


@page(Function.GARDIEN, Function.REFERENT)
def fact_readers(request: ActingRequest, pk: UUID) -> HttpResponse:
    actor = request.actor
    incident = get_object_or_404(incidents_visible_to(actor).for_display(), pk=pk)
    people, referrals = people_asked(actor), referrals_of(actor, incident)
    record(by=actor, verb=Verb.FACT_READ, object_id=incident.pk, owner_id=incident.landlord_id)
    record_list_read(by=actor, verb=Verb.REFERRAL_READ, rows=[(each.sender_id, each.pk) for each in referrals])
    context = {
        "incident": incident,
        "asked": len(people),
        "readers": readers_of_fact(actor, incident, people),
        "copies": copies_of(actor, referrals, people),
        "tells_copies": actor.function == Function.REFERENT,
    }
    return render(request, "referrals/fact_readers.html", context)


@page(*CASE_FUNCTIONS)
def situation_readers(request: ActingRequest, pk: UUID) -> HttpResponse:
    actor = request.actor
    situation = get_object_or_404(situations_visible_to(actor).for_display(), pk=pk)
    people, referrals = people_asked(actor), referrals_of_situation(actor, situation, merged_with(actor, situation))
    record(by=actor, verb=Verb.SITUATION_READ, object_id=situation.pk, owner_id=situation.landlord_id)
    record_list_read(by=actor, verb=Verb.REFERRAL_READ, rows=[(each.sender_id, each.pk) for each in referrals])
    context = {
        "situation": situation,
        "asked": len(people),
        "readers": readers_of_situation(actor, situation, people),
        "copies": copies_of(actor, referrals, people),
        "tells_copies": actor.function == Function.REFERENT,
    }
    return render(request, "referrals/situation_readers.html", context)


@page(*REFERRAL_FUNCTIONS)
def referral_readers(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The sender's side is told who reads it on both; the recipient why it is read by whoever asks, and no more."""
    actor = request.actor
    referral = get_object_or_404(referrals_visible_to(actor).for_display(), pk=pk)
    people, is_sender = people_asked(actor), side_of(actor, referral) == Side.SENDER
    record(by=actor, verb=Verb.REFERRAL_READ, object_id=referral.pk, owner_id=referral.sender_id)
    context = {
        "referral": referral,
        "asked": len(people),
        "is_sender": is_sender,
        "readers": readers_at_senders(actor, referral, people) if is_sender else [],
        "copies": copies_of(actor, [referral], people) if is_sender else [],
        "own": None if is_sender else own_reading(actor, referral, people),
    }
    return render(request, "referrals/referral_readers.html", context)
