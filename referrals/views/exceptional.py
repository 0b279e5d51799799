"""Exceptional access on screen: an administrator asks and reads, the organisation that owns the case decides."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from acting.enums import ANSWERING_FUNCTIONS, Function
from acting.forms import accepted
from acting.pages import ActingRequest, irrevocable, page, require
from journal.services import record, record_list_read
from journal.verbs import Verb
from referrals.exceptional_page import AccessList, access_context, reading_verb
from referrals.forms.exceptional import ExceptionalAccessForm
from referrals.models import ExceptionalAccess
from referrals.permissions import (
    can_approve_exceptional_access,
    exceptional_accesses_asked_by,
    exceptional_accesses_of_house,
    exceptional_readings_visible_to,
)
from referrals.services import exceptional as services

HOUSE_FUNCTIONS = (*ANSWERING_FUNCTIONS, Function.DPO)
ASKED = (
    "Demande enregistrée. Si cette référence existe, l’organisme qui en répond est averti ; l’accès ne s’ouvre que "
    "s’il l’approuve."
)


@irrevocable
@page(Function.ADMINISTRATEUR)
def exceptional_ask(request: ActingRequest) -> HttpResponse:
    form = ExceptionalAccessForm(request.POST or None, actor=request.actor)
    if form.is_valid() and accepted(form, lambda: services.ask_exceptional_access(by=request.actor, **form.asked())):
        messages.success(request, ASKED)
        return redirect("exceptional_ask")
    listing = AccessList(request.actor, exceptional_accesses_asked_by(request.actor), request.GET)
    return render(request, "referrals/exceptional_ask.html", {"form": form} | listing.context())


@page(Function.ADMINISTRATEUR)
@require_safe
def exceptional_read(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The copy, while the access is open; before, after and without approval there is nothing here."""
    readings = exceptional_readings_visible_to(request.actor).select_related("access", "owner")
    reading = get_object_or_404(readings, pk=pk)
    owner = reading.owner_id
    record(by=request.actor, verb=Verb.EXCEPTIONAL_ACCESS_USED, object_id=pk, owner_id=owner)
    verb = reading_verb(reading.kind)
    record(by=request.actor, verb=verb, object_id=reading.object_id, owner_id=owner, reason="accès exceptionnel")
    return render(request, "referrals/exceptional_read.html", {"reading": reading, "access": reading.access})


@page(*HOUSE_FUNCTIONS)
@require_safe
def exceptional_list(request: ActingRequest) -> HttpResponse:
    listing = AccessList(request.actor, exceptional_accesses_of_house(request.actor), request.GET)
    context = listing.context()
    read = [(request.actor.signatory_id, line.access.pk) for line in context["lines"]]
    told = context["page_obj"].told()
    record_list_read(by=request.actor, verb=Verb.EXCEPTIONAL_ACCESS_SHOWN, rows=read, reason=told)
    return render(request, "referrals/exceptional_list.html", context)


@page(*HOUSE_FUNCTIONS)
@require_safe
def exceptional_detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    access = _access(request, pk)
    owner = request.actor.signatory_id
    record(by=request.actor, verb=Verb.EXCEPTIONAL_ACCESS_SHOWN, object_id=pk, owner_id=owner)
    return render(request, "referrals/exceptional_detail.html", access_context(request.actor, access))


@irrevocable
@page(*HOUSE_FUNCTIONS)
@require_POST
def exceptional_approve(request: ActingRequest, pk: UUID) -> HttpResponse:
    access = _access(request, pk)
    require(can_approve_exceptional_access(request.actor, access))
    services.approve_exceptional_access(by=request.actor, access=access)
    messages.success(request, "Accès ouvert pour une heure. Vous pouvez y mettre fin à tout moment.")
    return redirect("exceptional_detail", pk=pk)


@irrevocable
@page(*HOUSE_FUNCTIONS)
@require_POST
def exceptional_end(request: ActingRequest, pk: UUID) -> HttpResponse:
    access = _access(request, pk)
    require(can_approve_exceptional_access(request.actor, access))
    services.end_exceptional_access(by=request.actor, access=access)
    messages.success(request, "Accès terminé : plus rien ne se lit.")
    return redirect("exceptional_detail", pk=pk)


def _access(request: ActingRequest, pk: UUID) -> ExceptionalAccess:
    accesses = exceptional_accesses_of_house(request.actor).select_related(
        "matter", "asker_designation__user", "asker_designation__post", "approver_designation__post"
    )
    return get_object_or_404(accesses, pk=pk)
