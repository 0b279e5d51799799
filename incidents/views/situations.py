"""Situations: the list, opening one of a lease, and the acts on one. The page of one stands with what was shared."""

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from acting.enums import Function
from acting.forms import accepted
from acting.pages import ActingRequest, irrevocable, page, require
from files.tables.export import exported
from incidents.forms.situations import (
    EndingForm,
    FollowForm,
    JoinForm,
    LeaseForm,
    MergeForm,
    MoveForm,
    RatingForm,
    SituationFilter,
)
from incidents.models import Situation
from incidents.permissions import (
    CASE_FUNCTIONS,
    can_keep_situation,
    can_keep_situations,
    can_triage,
    incidents_visible_to,
    situations_visible_to,
)
from incidents.services.situations import (
    close_situation,
    join_facts,
    keep_situation,
    merge_situation,
    move_facts,
    open_lease_situation,
    rate_situation,
    reopen_situation,
)
from incidents.situation_list import situation_listing, situation_sheet
from journal.services import record, record_list_read
from journal.verbs import Verb
from signatories.saved_filters import beside


@page(*CASE_FUNCTIONS)
def situation_list(request: ActingRequest) -> HttpResponse:
    """The gravest first."""
    filters = SituationFilter(request.GET)
    filters.full_clean()
    found = situation_listing(request.actor, filters, request.GET).page()
    rows = [(situation.landlord_id, situation.pk) for situation in found]
    record_list_read(by=request.actor, verb=Verb.SITUATION_READ, rows=rows, reason=found.told(filters.narrowed_by))
    context = {"filters": filters, "page_obj": found, "querystring": filters.querystring()}
    context["saved"] = beside(request.actor, "situation_list", filters.querystring())
    return render(request, "incidents/situation_list.html", context)


@page(*CASE_FUNCTIONS)
@require_safe
def situation_export(request: ActingRequest) -> HttpResponse:
    filters = SituationFilter(request.GET)
    filters.full_clean()
    back = f"{reverse('situation_list')}?{filters.querystring()}"
    return exported(request, situation_sheet(request.actor, filters), back=back)


@page(*CASE_FUNCTIONS)
def situation_new(request: ActingRequest) -> HttpResponse:
    require(can_keep_situations(request.actor))
    form = LeaseForm(request.POST or None, actor=request.actor)
    opened: list[Situation] = []

    def act() -> None:
        words = {name: form.cleaned_data[name] for name in ("residence", "lease", "lease_from")}
        opened.append(open_lease_situation(by=request.actor, key=form.key(), **words))

    if form.is_valid() and accepted(form, act):
        messages.success(request, f"La situation {opened[0].reference} est ouverte.")
        return redirect("situation_detail", pk=opened[0].pk)
    return render(request, "incidents/situation_new.html", {"form": form})


@page(Function.REFERENT)
def incident_join(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A fact that waits, with others of its residence, into a situation."""
    actor = request.actor
    fact = get_object_or_404(incidents_visible_to(actor).for_display(), pk=pk)
    require(can_triage(actor))
    if fact.situation_id:
        return redirect("situation_detail", pk=fact.situation_id)
    form = JoinForm(request.POST or None, initial={"fait": [fact.pk]}, fact=fact, actor=actor)
    joined: list[Situation] = []

    def act() -> None:
        facts = list(form.cleaned_data["fait"])
        joined.append(join_facts(by=actor, facts=facts, situation=form.cleaned_data["situation"]))

    if form.is_valid() and accepted(form, act):
        return _done(request, joined[0], "Ces faits sont suivis ensemble.")
    record(by=actor, verb=Verb.FACT_READ, object_id=fact.pk, owner_id=fact.landlord_id)
    return render(request, "incidents/incident_join.html", {"form": form, "incident": fact})


@page(*CASE_FUNCTIONS)
def situation_rate(request: ActingRequest, pk: UUID) -> HttpResponse:
    situation = _kept(request, pk)
    require(situation.is_of_place)
    form = RatingForm(request.POST or None, situation=situation)
    if form.is_valid() and accepted(
        form, lambda: rate_situation(by=request.actor, situation=situation, **form.cleaned_data)
    ):
        return _done(request, situation, "La cotation est enregistrée.")
    return _act(request, situation, form, "Coter la situation", "Enregistrer la cotation", "rating")


@page(*CASE_FUNCTIONS)
def situation_follow(request: ActingRequest, pk: UUID) -> HttpResponse:
    situation = _kept(request, pk)
    form = FollowForm(request.POST or None, situation=situation, actor=request.actor)
    if form.is_valid() and accepted(
        form, lambda: keep_situation(by=request.actor, situation=situation, **form.cleaned_data)
    ):
        return _done(request, situation, "Le suivi est enregistré.")
    return _act(request, situation, form, "Suivre la situation", "Enregistrer le suivi", "follow")


@irrevocable
@page(*CASE_FUNCTIONS)
def situation_close(request: ActingRequest, pk: UUID) -> HttpResponse:
    situation = _kept(request, pk)
    form = EndingForm(request.POST or None, situation=situation)
    if form.is_valid() and accepted(
        form, lambda: close_situation(by=request.actor, situation=situation, **form.cleaned_data)
    ):
        return _done(request, situation, "La situation est close.")
    return _act(request, situation, form, "Clore la situation", "Clore", "ending")


@page(*CASE_FUNCTIONS)
@require_POST
def situation_reopen(request: ActingRequest, pk: UUID) -> HttpResponse:
    situation = _kept(request, pk)
    form = Form(request.POST)
    form.is_valid()
    if accepted(form, lambda: reopen_situation(by=request.actor, situation=situation)):
        return _done(request, situation, "La situation est rouverte.")
    return _act(request, situation, form, "Rouvrir la situation", "Rouvrir", "reopening")


@page(*CASE_FUNCTIONS)
def situation_move(request: ActingRequest, pk: UUID) -> HttpResponse:
    situation = _kept(request, pk)
    require(can_triage(request.actor))
    form = MoveForm(request.POST or None, situation=situation, actor=request.actor)
    moved: list[Situation] = []
    if form.is_valid() and accepted(
        form, lambda: moved.append(move_facts(by=request.actor, situation=situation, **form.cleaned_data))
    ):
        return _done(request, moved[0], f"Ces faits sont maintenant dans la situation {moved[0].reference}.")
    return _act(request, situation, form, "Séparer des faits", "Séparer", "moving")


@irrevocable
@page(*CASE_FUNCTIONS)
def situation_merge(request: ActingRequest, pk: UUID) -> HttpResponse:
    situation = _kept(request, pk)
    require(can_triage(request.actor))
    form = MergeForm(request.POST or None, situation=situation, actor=request.actor)
    into: list[Situation] = []
    if form.is_valid() and accepted(
        form, lambda: into.append(merge_situation(by=request.actor, situation=situation, **form.cleaned_data))
    ):
        return _done(request, into[0], f"La situation {situation.reference} est réunie à celle-ci.")
    return _act(request, situation, form, "Réunir à une autre", "Réunir", "merging")


def _kept(request: ActingRequest, pk: UUID) -> Situation:
    situation = get_object_or_404(situations_visible_to(request.actor).for_display(), pk=pk)
    require(can_keep_situation(request.actor, situation))
    return situation


def _done(request: ActingRequest, situation: Situation, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("situation_detail", pk=situation.pk)


def _act(request: ActingRequest, situation: Situation, form: Form, title: str, button: str, act: str) -> HttpResponse:
    """The page of one act: its form, and what follows from it."""
    record(by=request.actor, verb=Verb.SITUATION_READ, object_id=situation.pk, owner_id=situation.landlord_id)
    context = {"situation": situation, "form": form, "title": title, "button": button, "act": act}
    return render(request, "incidents/situation_act.html", context)
