"""What stands beside a landlord's facts, as fragments of its pages; each is a page of its own without JavaScript."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from acting.enums import Function
from acting.pages import ActingRequest, page
from incidents.permissions import attachments_visible_to, complaints_visible_to, incidents_visible_to
from journal.services import record, record_list_read
from journal.verbs import Verb
from referrals.beside_facts import (
    latest_answers,
    referrals_of,
    referrals_showing,
    referrals_showing_withdrawn,
    referrals_that_told,
    referrals_without_answer,
)


@page(Function.REFERENT)
def incident_referrals(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The landlord's own referrals that drew on one fact; as a fragment, in a page whose reading is written down."""
    incident = get_object_or_404(incidents_visible_to(request.actor), pk=pk)
    referrals = referrals_of(request.actor, incident)
    showing = referrals_showing_withdrawn(request.actor, incident)
    rows = [(referral.sender_id, referral.pk) for referral in {*referrals, *showing}]
    record_list_read(by=request.actor, verb=Verb.REFERRAL_READ, rows=rows)
    if not request.htmx:
        record(by=request.actor, verb=Verb.FACT_READ, object_id=incident.pk, owner_id=incident.landlord_id)
    context = {"incident": incident, "referrals": referrals, "showing": showing}
    template = "referrals/_incident_referrals.html" if request.htmx else "referrals/incident_referrals.html"
    return render(request, template, context)


@page(Function.REFERENT)
def attachment_referrals(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The landlord's own referrals that show a copy of one piece today; beside its withdrawal, which leaves them."""
    piece = get_object_or_404(attachments_visible_to(request.actor).filter(held_until=None).standing(), pk=pk)
    showing = referrals_showing(request.actor, [piece.pk])
    rows = [(referral.sender_id, referral.pk) for referral in showing]
    record_list_read(by=request.actor, verb=Verb.REFERRAL_READ, rows=rows)
    if not request.htmx:
        record(by=request.actor, verb=Verb.ATTACHMENT_READ, object_id=piece.pk, owner_id=piece.landlord_id)
    template = "referrals/_attachment_referrals.html" if request.htmx else "referrals/attachment_referrals.html"
    return render(request, template, {"piece": piece, "showing": showing})


@page(Function.REFERENT)
def complaint_referrals(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Those that have communicated a complaint, beside its corrections; read and written down as those of a fact."""
    complaint = get_object_or_404(complaints_visible_to(request.actor), pk=pk)
    referrals = referrals_that_told(request.actor, complaint)
    rows = [(referral.sender_id, referral.pk) for referral in referrals]
    record_list_read(by=request.actor, verb=Verb.REFERRAL_READ, rows=rows)
    if not request.htmx:
        record(by=request.actor, verb=Verb.COMPLAINT_READ, object_id=complaint.pk, owner_id=complaint.landlord_id)
    template = "referrals/_complaint_referrals.html" if request.htmx else "referrals/complaint_referrals.html"
    return render(request, template, {"complaint": complaint, "referrals": referrals})


@page(Function.REFERENT)
def answers_awaited(request: ActingRequest) -> HttpResponse:
    """What partners owe the landlord, and what they said last."""
    actor = request.actor
    waiting, answers = referrals_without_answer(actor), latest_answers(actor)
    read = {referral.pk: referral.sender_id for referral in waiting}
    read |= {item.answer.referral_id: item.answer.referral.sender_id for item in answers}
    record_list_read(by=actor, verb=Verb.REFERRAL_READ, rows=[(sender, pk) for pk, sender in read.items()])
    template = "referrals/_follow_up.html" if request.htmx else "referrals/follow_up.html"
    return render(request, template, {"waiting": waiting, "answers": answers})
