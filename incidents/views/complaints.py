"""Complaints: noting one about a fact; one complaint, to be corrected or completed, with its history."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from acting import french
from acting.actor import Actor
from acting.enums import Function
from acting.forms import accepted
from acting.pages import ActingRequest, irrevocable, page, require
from acting.words import listed
from incidents.complaint_rules import clock_of
from incidents.forms.complaints import ComplaintForm, CorrectionForm
from incidents.grouping import facts_to_attach, said_after, said_before
from incidents.models import Complaint, Incident
from incidents.permissions import (
    can_correct_complaint,
    can_triage,
    complaint_changes_visible_to,
    complaints_visible_to,
    incidents_visible_to,
)
from incidents.services.complaints import correct_complaint, note_complaint, start_known_to
from journal.services import record, record_each_read
from journal.verbs import Verb

MOST_NAMED = 5  # complaints with the same number


@irrevocable
@page(Function.REFERENT)
def complaint_new(request: ActingRequest, pk: UUID) -> HttpResponse:
    actor = request.actor
    incident = get_object_or_404(incidents_visible_to(actor).for_display(), pk=pk)
    require(can_triage(actor))
    to_attach = facts_to_attach([incident])
    form = ComplaintForm(request.POST or None, started_at=incident.started_at, actor=actor)
    if form.is_valid() and accepted(form, lambda: _note(request, incident, form)):
        messages.success(request, f"La plainte est notée.{said_after(to_attach)}")
        return redirect("incident_detail", pk=incident.pk)
    record(by=actor, verb=Verb.FACT_READ, object_id=incident.pk, owner_id=incident.landlord_id)
    context = {"form": form, "incident": incident, "grouping": said_before(to_attach)}
    return render(request, "incidents/complaint_form.html", context)


@page(Function.REFERENT, Function.CONTENTIEUX)
def complaint_detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    actor = request.actor
    complaint = get_object_or_404(complaints_visible_to(actor), pk=pk)
    require(can_correct_complaint(actor, complaint))
    started_at = start_known_to(actor, complaint)
    form = CorrectionForm(request.POST or None, complaint=complaint, started_at=started_at, actor=actor)
    if form.is_valid() and accepted(
        form, lambda: correct_complaint(by=actor, complaint=complaint, details=form.details())
    ):
        messages.success(request, "La plainte est à jour.")
        return redirect("complaint_detail", pk=pk)
    changes = complaint_changes_visible_to(actor).filter(complaint=complaint).select_related("post")
    facts = incidents_visible_to(actor).for_display() if can_triage(actor) else Incident.objects.none()
    fact = facts.filter(pk=complaint.incident_id).first()  # for whom its page opens
    read = [(Verb.COMPLAINT_READ, pk), *([(Verb.FACT_READ, fact.pk)] if fact else [])]
    record_each_read(by=actor, read=read, owner_id=complaint.landlord_id)
    context = {
        "form": form,
        "complaint": complaint,
        "incident": fact,
        "clock": clock_of(complaint.found_on, complaint.sent_on, actor.today),
        "known": _known_already(actor, complaint),
        "changes": changes.order_by("-at", "field"),
    }
    return render(request, "incidents/complaint_detail.html", context)


def _note(request: ActingRequest, incident: Incident, form: ComplaintForm) -> None:
    """Under a number that is there already it is noted all the same: two facts may be in one procedure."""
    complaint = note_complaint(by=request.actor, incident=incident, **form.cleaned_data)
    if known := _known_already(request.actor, complaint):
        messages.warning(request, known)


def _known_already(actor: Actor, complaint: Complaint) -> str:
    """That a number was noted before, in French; "" where it was not."""
    others = complaints_visible_to(actor).with_number_of(complaint)[:MOST_NAMED]
    days = listed([french.day(each.filed_on) for each in others])
    return f"Ce numéro est déjà noté : plainte du {days}." if days else ""
