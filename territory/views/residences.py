"""A landlord's residences: for its own people, and for the partners of their communes. No case is here."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from acting import french
from acting.actor import Actor
from acting.enums import Function
from acting.forms import accepted
from acting.pages import ActingRequest, irrevocable, page, require
from files.tables.export import exported
from signatories.saved_filters import beside
from territory.forms.residences import ClosingForm, ResidenceForm
from territory.models import Residence
from territory.permissions import (
    RESIDENCE_EXPORTING,
    accesses_visible_to,
    can_keep_residence,
    can_keep_residences,
    holds_or_gives,
    is_of_landlord,
    residences_visible_to,
)
from territory.residence_list import ResidenceFilter
from territory.services.residences import close_residence, create_residence, note_residence_read, update_residence

READERS = (Function.GARDIEN, *RESIDENCE_EXPORTING)
# A landlord needs no column of itself.
COLUMNS = (("nom", "Résidence"), ("commune", "Commune"), ("bailleur", "Bailleur"), ("logements", "Logements"))


@page(*READERS)
def residence_list(request: ActingRequest) -> HttpResponse:
    actor, own = request.actor, is_of_landlord(request.actor)
    filters = ResidenceFilter(request.GET, actor=actor, sees_closed=own)
    context = {
        "filters": filters,
        "page_obj": filters.page(),
        "columns": filters.heads(column for column in COLUMNS if not (own and column[0] == "bailleur")),
        "querystring": filters.querystring(),
        "saved": beside(actor, "residence_list", filters.querystring()),
        "is_own": own,
        "may_keep": can_keep_residences(actor),
        "may_export": actor.function in RESIDENCE_EXPORTING,
        "shows_accesses": holds_or_gives(actor),
        "overdue": accesses_visible_to(actor).overdue_on(actor.today).count(),
    }
    return render(request, "territory/residence_list.html", context)


@page(*RESIDENCE_EXPORTING)
@require_safe
def residence_export(request: ActingRequest) -> HttpResponse:
    filters = ResidenceFilter(request.GET, actor=request.actor, sees_closed=is_of_landlord(request.actor))
    return exported(request, filters.sheet(), back=f"{reverse('residence_list')}?{filters.querystring()}")


@page(Function.REFERENT)
def residence_new(request: ActingRequest) -> HttpResponse:
    require(can_keep_residences(request.actor))
    form = ResidenceForm(request.POST or None, actor=request.actor)
    if form.is_valid() and accepted(
        form, lambda: create_residence(by=request.actor, details=form.details(), key=form.key())
    ):
        messages.success(request, f"La résidence « {form.details().name} » est enregistrée.")
        return redirect("residence_detail", pk=form.key())
    return render(request, "territory/residence_form.html", {"form": form, "residence": None})


@page(Function.REFERENT)
def residence_edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    residence = kept_residence(request.actor, pk)
    form = ResidenceForm(request.POST or None, actor=request.actor, residence=residence)
    if form.is_valid() and accepted(
        form, lambda: update_residence(by=request.actor, residence=residence, details=form.details())
    ):
        messages.success(request, "La résidence est enregistrée.")
        return redirect("residence_detail", pk=pk)
    note_residence_read(by=request.actor, residence=residence)
    return render(request, "territory/residence_form.html", {"form": form, "residence": residence})


@irrevocable
@page(Function.REFERENT)
def residence_close(request: ActingRequest, pk: UUID) -> HttpResponse:
    residence = kept_residence(request.actor, pk)
    form = ClosingForm(request.POST if request.method == "POST" else None)
    form.initial["closed_on"] = residence.closed_on or request.actor.today
    if form.is_valid() and accepted(
        form,
        lambda: close_residence(by=request.actor, residence=residence, closed_on=form.cleaned_data["closed_on"]),
    ):
        closed_on = form.cleaned_data["closed_on"]
        closed = f"La résidence est fermée à partir du {french.day(closed_on)}."
        done = closed if closed_on else "La résidence est ouverte."
        messages.success(request, done)
        return redirect("residence_detail", pk=pk)
    note_residence_read(by=request.actor, residence=residence)
    return render(request, "territory/residence_close.html", {"form": form, "residence": residence})


def kept_residence(actor: Actor, pk: UUID) -> Residence:
    """The residence that the actor's landlord keeps: 404 for what one may not see, 403 for what one may not change."""
    residence: Residence = get_object_or_404(residences_visible_to(actor), pk=pk)
    require(can_keep_residence(actor, residence))
    return residence
