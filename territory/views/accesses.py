"""The register of what landlords hand to the forces to enter with: kept by the landlord, read by whoever holds it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from acting.enums import Function
from acting.forms import accepted
from acting.lists import Listing
from acting.pages import ActingRequest, page, require
from journal.services import record, record_list_read
from journal.verbs import Verb
from territory.forms.accesses import AccessForm
from territory.models import HELD_FIRST
from territory.permissions import accesses_visible_to, can_keep_residence, is_of_landlord, residences_visible_to
from territory.register import access_lines
from territory.services.accesses import give_access, update_access
from territory.services.residences import note_residence_read

PAGE_SIZE = 25
STATES = (("", "Détenus"), ("echus", "À rendre"), ("tous", "Tous"))


@page(Function.GARDIEN, Function.REFERENT, Function.CONTENTIEUX, Function.CORRESPONDANT, Function.PREPARATEUR)
def access_list(request: ActingRequest) -> HttpResponse:
    actor, labels = request.actor, dict(STATES)
    state = request.GET.get("etat", "") if request.GET.get("etat", "") in labels else ""
    accesses = accesses_visible_to(actor).select_related("residence__landlord")
    narrowed = {"": accesses.given(), "echus": accesses.overdue_on(actor.today), "tous": accesses}
    page_obj = Listing(narrowed[state], HELD_FIRST, request.GET, size=PAGE_SIZE).page()
    read = [(access.residence.landlord_id, access.pk) for access in page_obj]
    record_list_read(by=actor, verb=Verb.ACCESS_READ, rows=read, reason=page_obj.told([labels[state].lower()]))
    context = {
        "page_obj": page_obj,
        "rows": access_lines(actor, page_obj),
        "states": [{"key": key, "label": label, "current": key == state} for key, label in STATES],
        "state": state,
        "querystring": f"etat={state}" if state else "",
        "is_own": is_of_landlord(actor),
        "may_keep": actor.function == Function.REFERENT,
    }
    return render(request, "territory/access_list.html", context)


@page(Function.REFERENT)
def access_new(request: ActingRequest, pk: UUID) -> HttpResponse:
    residence = get_object_or_404(residences_visible_to(request.actor), pk=pk)
    require(can_keep_residence(request.actor, residence))
    form = AccessForm(request.POST or None, actor=request.actor)
    if form.is_valid() and accepted(
        form, lambda: give_access(by=request.actor, residence=residence, details=form.details(), key=form.key())
    ):
        messages.success(request, "C’est inscrit au registre. La force qui le détient le voit aussi.")
        return redirect("residence_detail", pk=pk)
    note_residence_read(by=request.actor, residence=residence)
    return render(request, "territory/access_form.html", {"form": form, "residence": residence, "access": None})


@page(Function.REFERENT)
def access_edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    access = get_object_or_404(accesses_visible_to(request.actor), pk=pk)
    require(can_keep_residence(request.actor, access.residence))
    form = AccessForm(request.POST or None, actor=request.actor, access=access)
    if form.is_valid() and accepted(
        form, lambda: update_access(by=request.actor, access=access, details=form.details())
    ):
        messages.success(request, "Le registre est à jour.")
        return redirect("residence_detail", pk=access.residence_id)
    owner_id = access.residence.landlord_id
    record(by=request.actor, verb=Verb.ACCESS_READ, object_id=pk, owner_id=owner_id)
    context = {"form": form, "residence": access.residence, "access": access}
    return render(request, "territory/access_form.html", context)
