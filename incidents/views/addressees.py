"""The holders of the lease of a situation: a page of their own, each opening of which is journaled."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from acting.forms import accepted
from acting.pages import ActingRequest, page, require
from incidents.forms.addressees import AddresseeEditForm, NewAddresseeForm
from incidents.models import Situation
from incidents.permissions import CASE_FUNCTIONS, addressees_visible_to, can_keep_situation, situations_visible_to
from incidents.services.addressees import add_addressee, correct_addressee
from journal.services import record, record_list_read
from journal.verbs import Verb


@page(*CASE_FUNCTIONS)
def addressee_list(request: ActingRequest, pk: UUID) -> HttpResponse:
    situation = situation_of_lease(request, pk)
    found = list(addressees_visible_to(request.actor).filter(situation=situation).in_order())
    record(by=request.actor, verb=Verb.SITUATION_READ, object_id=situation.pk, owner_id=situation.landlord_id)
    rows = [(situation.landlord_id, each.pk) for each in found]
    record_list_read(by=request.actor, verb=Verb.ADDRESSEE_READ, rows=rows)
    may_keep = can_keep_situation(request.actor, situation) and situation.ended_at is None
    context = {"situation": situation, "addressees": found, "may_keep": may_keep}
    return render(request, "incidents/addressee_list.html", context)


@page(*CASE_FUNCTIONS)
def addressee_new(request: ActingRequest, pk: UUID) -> HttpResponse:
    situation = situation_of_lease(request, pk)
    form = NewAddresseeForm(request.POST or None, situation=situation, actor=request.actor)
    if form.is_valid() and accepted(
        form, lambda: add_addressee(by=request.actor, situation=situation, key=form.key(), words=form.words())
    ):
        messages.success(request, "Le destinataire est enregistré.")
        return redirect("addressee_list", pk=situation.pk)
    record(by=request.actor, verb=Verb.SITUATION_READ, object_id=situation.pk, owner_id=situation.landlord_id)
    context = {"situation": situation, "form": form, "title": "Ajouter un destinataire"}
    return render(request, "incidents/addressee_form.html", context)


@page(*CASE_FUNCTIONS)
def addressee_edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    addressees = addressees_visible_to(request.actor).select_related("situation__residence__commune")
    addressee = get_object_or_404(addressees, pk=pk)
    situation = addressee.situation
    require(can_keep_situation(request.actor, situation))
    form = AddresseeEditForm(request.POST or None, addressee=addressee, actor=request.actor)
    if form.is_valid() and accepted(
        form, lambda: correct_addressee(by=request.actor, addressee=addressee, words=form.words())
    ):
        messages.success(request, "Le destinataire est enregistré.")
        return redirect("addressee_list", pk=situation.pk)
    record(by=request.actor, verb=Verb.ADDRESSEE_READ, object_id=addressee.pk, owner_id=situation.landlord_id)
    context = {"situation": situation, "form": form, "title": "Corriger un destinataire"}
    return render(request, "incidents/addressee_form.html", context)


def situation_of_lease(request: ActingRequest, pk: UUID) -> Situation:
    """A place has no addressees, so no letter either: the page is not there."""
    situation = get_object_or_404(situations_visible_to(request.actor).for_display(), pk=pk)
    require(can_keep_situation(request.actor, situation))
    if situation.is_of_place:
        raise Http404
    return situation
