"""Mes filtres: keeping what a list is narrowed to under a name, opening it again, renaming it, being rid of it."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from acting.enums import EVERYBODY
from acting.filters import Choice
from acting.forms import accepted
from acting.pages import ActingRequest, page
from signatories.forms.saved_filters import FilterGoneForm, SavedFilterForm
from signatories.models import SavedFilter
from signatories.permissions import can_save_filter, saved_filters_visible_to
from signatories.saved_filters import by_list, left_out, opened
from signatories.saved_lists import SavedList, query_of, saved_list
from signatories.services.saved_filters import remove_filter, rename_filter, save_filter

NOTHING_TO_SAVE = "Choisissez d’abord des filtres dans la liste. Un texte cherché ne se garde pas."


@page(*EVERYBODY)
@require_safe
def saved_filters(request: ActingRequest) -> HttpResponse:
    return render(request, "signatories/saved_filters.html", {"lists": by_list(request.actor)})


@page(*EVERYBODY)
def saved_filter_new(request: ActingRequest) -> HttpResponse:
    """Of the list that the address names, with its filters, which the form then carries."""
    actor, (list_name, found, choices) = request.actor, _asked(request)
    query, form = query_of(choices), SavedFilterForm(request.POST or None, actor=actor)
    back = f"{reverse(list_name)}?{query}"
    if not choices:
        messages.warning(request, NOTHING_TO_SAVE)
        return redirect(back)
    if form.is_valid() and accepted(
        form, lambda: save_filter(by=actor, list_name=list_name, query=query, key=form.key(), **form.written())
    ):
        messages.success(request, "Le filtre est gardé, au-dessus de la liste.")
        return redirect(back)
    context = {"form": form, "list": found, "list_name": list_name, "choices": choices, "back": back}
    context["left_out"] = left_out(request.GET, choices)
    return render(request, "signatories/saved_filter_form.html", context)


def _asked(request: ActingRequest) -> tuple[str, SavedList, Sequence[Choice]]:
    asked = request.POST if "liste" in request.POST else request.GET
    list_name = asked.get("liste", "")
    found = saved_list(request.actor, list_name)
    if found is None:
        raise Http404
    return list_name, found, found.choices(request.actor, asked)


@page(*EVERYBODY)
@require_safe
def saved_filter_open(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The list as the filter means it today."""
    saved = _saved(request, pk)
    if not can_save_filter(request.actor, saved.list_name):
        raise Http404
    query, outlived = opened(request.actor, saved)
    if outlived:
        messages.warning(request, outlived)
    return redirect(f"{reverse(saved.list_name)}?{query}")


@page(*EVERYBODY)
def saved_filter_rename(request: ActingRequest, pk: UUID) -> HttpResponse:
    saved = _saved(request, pk)
    form = SavedFilterForm(request.POST or None, actor=request.actor, initial={"name": saved.name})
    if form.is_valid() and accepted(form, lambda: rename_filter(by=request.actor, saved=saved, **form.written())):
        messages.success(request, "Le filtre est renommé.")
        return redirect("saved_filters")
    context = {"form": form, "saved": saved, "back": reverse("saved_filters")}
    return render(request, "signatories/saved_filter_form.html", context)


@page(*EVERYBODY)
@require_POST
def saved_filter_remove(request: ActingRequest) -> HttpResponse:
    """Once more does nothing more: what is not there, or was never the person's, is no longer there."""
    form, own = FilterGoneForm(request.POST), saved_filters_visible_to(request.actor)
    saved = own.filter(pk=form.cleaned_data["saved"]).first() if form.is_valid() else None
    if saved:
        remove_filter(by=request.actor, saved=saved)
    messages.success(request, "Le filtre est supprimé.")
    return redirect("saved_filters")


def _saved(request: ActingRequest, pk: UUID) -> SavedFilter:
    return get_object_or_404(saved_filters_visible_to(request.actor), pk=pk)
