"""« Agent visé »: on what occasion, and what is done for an agent or a contractor whom a fact targets."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from acting.enums import Function
from acting.forms import accepted
from acting.pages import ActingRequest, page, require
from incidents.forms.staff import StaffForm
from incidents.permissions import can_note_staff, incidents_visible_to, staff_notes_visible_to
from incidents.services.staff import note_staff
from incidents.staff_page import staff_checklist
from journal.services import record
from journal.verbs import Verb


@page(Function.REFERENT)
def incident_staff(request: ActingRequest, pk: UUID) -> HttpResponse:
    facts = incidents_visible_to(request.actor).for_display().filter(targets_staff=True)
    incident = get_object_or_404(facts, pk=pk)
    require(can_note_staff(request.actor, incident))
    form = StaffForm(request.POST or None, incident=incident, actor=request.actor)
    if form.is_valid() and accepted(
        form, lambda: note_staff(by=request.actor, incident=incident, answers=form.answers())
    ):
        messages.success(request, "C’est noté, par fonction et sans aucun nom.")
        return redirect("incident_staff", pk=pk)
    record(by=request.actor, verb=Verb.FACT_READ, object_id=incident.pk, owner_id=incident.landlord_id)
    notes = staff_notes_visible_to(request.actor).filter(incident=incident).newest_first().select_related("post")
    context = {"incident": incident, "form": form, "notes": notes, "staff": staff_checklist(request.actor, incident)}
    return render(request, "incidents/incident_staff.html", context)
