"""Préfectoral injunctions on screen: the list by what comes to its term, one of them, and one view for each act."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from acting.enums import Function
from acting.forms import accepted
from acting.pages import ActingRequest, irrevocable, page, require
from acting.refusals import Conflict
from acting.typed import typed_in
from files.tables.export import exported
from journal.services import record, record_list_read
from journal.verbs import Verb
from referrals.enums import InjunctionState
from referrals.forms.injunctions import (
    AcceptanceForm,
    InjunctionActForm,
    InjunctionForm,
    InjunctionRefusalForm,
    LeaseForm,
    SeizureForm,
    SubstitutionForm,
)
from referrals.injunction_draft import injunction_basis
from referrals.injunction_list import InjunctionList
from referrals.injunction_page import injunction_context
from referrals.injunction_rules import INJUNCTION_MOVES, InjunctionAct
from referrals.models import Injunction
from referrals.permissions import (
    can_handle_injunctions,
    can_move_injunction,
    can_note_lease,
    injunctions_visible_to,
)
from referrals.services import injunctions as services
from signatories.enums import SignatoryKind
from signatories.saved_filters import beside

INJUNCTION_FUNCTIONS = (Function.CORRESPONDANT, Function.REFERENT, Function.CONTENTIEUX)

FORMS: dict[InjunctionAct, type[InjunctionActForm]] = {
    InjunctionAct.ACCEPT: AcceptanceForm,
    InjunctionAct.REFUSE: InjunctionRefusalForm,
    InjunctionAct.SEIZE: SeizureForm,
    InjunctionAct.SUBSTITUTE: SubstitutionForm,
    InjunctionAct.CLOSE: InjunctionActForm,
    InjunctionAct.WITHDRAW: InjunctionActForm,
}


@page(*INJUNCTION_FUNCTIONS)
def injunction_list(request: ActingRequest) -> HttpResponse:
    require(can_handle_injunctions(request.actor))
    listing = InjunctionList(request.actor, request.GET)
    shown = listing.page()
    read = [(each.landlord_id, each.pk) for each in shown]
    record_list_read(by=request.actor, verb=Verb.INJUNCTION_READ, rows=read, reason=shown.told(listing.narrowed_by))
    context = {"listing": listing, "rows": listing.rows(shown), "page_obj": shown, "querystring": listing.querystring()}
    context["saved"] = beside(request.actor, "injunction_list", listing.querystring())
    return render(request, "referrals/injunction_list.html", context | _reader(request))


@page(*INJUNCTION_FUNCTIONS)
@require_safe
def injunction_export(request: ActingRequest) -> HttpResponse:
    require(can_handle_injunctions(request.actor))
    listing = InjunctionList(request.actor, request.GET)
    return exported(request, listing.sheet(), back=f"{reverse('injunction_list')}?{listing.querystring()}")


@irrevocable
@page(*INJUNCTION_FUNCTIONS)
def injunction_new(request: ActingRequest) -> HttpResponse:
    require(can_handle_injunctions(request.actor))
    form = InjunctionForm(request.POST if request.method == "POST" else None, actor=request.actor)
    noted: list[Injunction] = []

    def note() -> None:
        noted.append(services.note_injunction(by=request.actor, draft=form.draft(), key=form.key()))

    if form.is_valid() and accepted(form, note):
        messages.success(request, "Injonction inscrite ; cela ne vaut pas notification.")
        return redirect("injunction_detail", pk=noted[0].pk)
    reader = _reader(request)
    title = "Inscrire une injonction" if reader["is_prefecture"] else "Noter une injonction reçue"
    context = {"form": form, "basis": injunction_basis(), "title": title} | reader
    return render(request, "referrals/injunction_new.html", context)


@page(*INJUNCTION_FUNCTIONS)
@require_safe
def injunction_detail(request: ActingRequest, pk: UUID) -> HttpResponse:
    return _show(request, _injunction(request, pk))


@irrevocable
@page(*INJUNCTION_FUNCTIONS)
@require_POST
def injunction_accept(request: ActingRequest, pk: UUID) -> HttpResponse:
    return _act(
        request, pk, InjunctionAct.ACCEPT, services.accept_injunction, "Réponse notée : un mois pour saisir le juge."
    )


@irrevocable
@page(*INJUNCTION_FUNCTIONS)
@require_POST
def injunction_refuse(request: ActingRequest, pk: UUID) -> HttpResponse:
    return _act(request, pk, InjunctionAct.REFUSE, services.refuse_injunction, "Refus noté, avec son motif.")


@irrevocable
@page(*INJUNCTION_FUNCTIONS)
@require_POST
def injunction_seize(request: ActingRequest, pk: UUID) -> HttpResponse:
    return _act(request, pk, InjunctionAct.SEIZE, services.note_judge_seized, "Saisine du juge notée.")


@irrevocable
@page(*INJUNCTION_FUNCTIONS)
@require_POST
def injunction_substitute(request: ActingRequest, pk: UUID) -> HttpResponse:
    return _act(
        request, pk, InjunctionAct.SUBSTITUTE, services.note_substitution, "Saisine du juge par le préfet notée."
    )


@irrevocable
@page(*INJUNCTION_FUNCTIONS)
@require_POST
def injunction_close(request: ActingRequest, pk: UUID) -> HttpResponse:
    return _act(request, pk, InjunctionAct.CLOSE, services.close_injunction, "Injonction close.")


@irrevocable
@page(*INJUNCTION_FUNCTIONS)
@require_POST
def injunction_withdraw(request: ActingRequest, pk: UUID) -> HttpResponse:
    return _act(request, pk, InjunctionAct.WITHDRAW, services.withdraw_injunction, "Injonction retirée.")


@page(Function.REFERENT, Function.CONTENTIEUX)
def injunction_lease(request: ActingRequest, pk: UUID) -> HttpResponse:
    injunction = _injunction(request, pk)
    require(can_note_lease(request.actor, injunction))
    form = LeaseForm(request.actor, injunction, request.POST or None)
    if form.is_valid() and accepted(
        form, lambda: services.note_lease(by=request.actor, injunction=injunction, **form.cleaned_data)
    ):
        messages.success(request, "Numéro du bail noté.")
        return redirect("injunction_detail", pk=pk)
    _record_read(request, injunction)
    return render(request, "referrals/injunction_lease.html", {"form": form, "injunction": injunction})


def _injunction(request: ActingRequest, pk: UUID) -> Injunction:
    return get_object_or_404(injunctions_visible_to(request.actor).for_display(), pk=pk)


def _act(request: ActingRequest, pk: UUID, act: InjunctionAct, service: Callable[..., None], done: str) -> HttpResponse:
    """Seen (else 404), of this side (else 403), and a move that the state of today has (else 409, with what was
    typed)."""
    injunction = _injunction(request, pk)
    require(can_move_injunction(request.actor, injunction, act))
    form = FORMS[act](request.POST, version=injunction.version, today=request.actor.today)
    if InjunctionState(injunction.state) not in INJUNCTION_MOVES[act].to:
        raise Conflict(f"{act} from {injunction.state}", typed_in(form))
    if form.is_valid() and accepted(form, lambda: service(by=request.actor, injunction=injunction, **form.given())):
        messages.success(request, done)
        return redirect("injunction_detail", pk=pk)
    return _show(request, injunction, {act.value: form})


def _show(request: ActingRequest, injunction: Injunction, sent: dict[str, Any] | None = None) -> HttpResponse:
    """With the forms of what may be done; one that was sent stands open as it was filled in."""
    _record_read(request, injunction)
    today = request.actor.today
    forms = {act.value: of_act(version=injunction.version, today=today) for act, of_act in FORMS.items()}
    context = injunction_context(request.actor, injunction) | _reader(request)
    return render(request, "referrals/injunction_detail.html", context | {"forms": forms | (sent or {})})


def _reader(request: ActingRequest) -> dict[str, Any]:
    return {"is_prefecture": request.actor.signatory_kind == SignatoryKind.PREFECTURE}


def _record_read(request: ActingRequest, injunction: Injunction) -> None:
    owner = injunction.landlord_id
    record(by=request.actor, verb=Verb.INJUNCTION_READ, object_id=injunction.pk, owner_id=owner)
