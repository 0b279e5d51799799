"""The register of what landlords hand to the forces to enter with: kept by the landlord, read by whoever holds it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from acting.enums import Function
from acting.forms import accepted
from acting.pages import ActingRequest, page, require
from files.tables.export import exported
from journal.services import record, record_list_read
from journal.verbs import Verb
from signatories.saved_filters import beside
from territory.forms.accesses import AccessForm
from territory.permissions import (
    ACCESS_EXPORTING,
    accesses_visible_to,
    can_keep_residence,
    is_of_landlord,
    residences_visible_to,
)
from territory.register import AccessList, access_lines
from territory.services.accesses import give_access, update_access
from territory.services.residences import note_residence_read

READERS = (Function.GARDIEN, *ACCESS_EXPORTING)


@page(*READERS)
def access_list(request: ActingRequest) -> HttpResponse:
    actor, register = request.actor, AccessList(request.actor, request.GET)
    page_obj = register.listing().page()
    read = [(access.residence.landlord_id, access.pk) for access in page_obj]
    record_list_read(by=actor, verb=Verb.ACCESS_READ, rows=read, reason=page_obj.told(register.narrowed_by))
    context = {
        "page_obj": page_obj,
        "rows": access_lines(actor, page_obj),
        "register": register,
        "querystring": register.querystring(),
        "saved": beside(actor, "access_list", register.querystring()),
        "is_own": is_of_landlord(actor),
        "may_keep": actor.function == Function.REFERENT,
        "may_export": actor.function in ACCESS_EXPORTING,
    }
    return render(request, "territory/access_list.html", context)


@page(*ACCESS_EXPORTING)
@require_safe
def access_export(request: ActingRequest) -> HttpResponse:
    register = AccessList(request.actor, request.GET)
    return exported(request, register.sheet(), back=f"{reverse('access_list')}?{register.querystring()}")


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
