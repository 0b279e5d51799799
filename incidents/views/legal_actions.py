"""The legal action of a situation: stating it, noting that it is begun, withdrawing it."""

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from acting.forms import accepted
from acting.pages import ActingRequest, irrevocable, page, require
from incidents.forms.legal_actions import ActionWithdrawalForm, BegunForm, LegalActionForm
from incidents.models import LegalAction
from incidents.permissions import (
    CASE_FUNCTIONS,
    can_keep_situation,
    legal_actions_visible_to,
    situations_visible_to,
)
from incidents.services.legal_actions import note_action_begun, state_legal_action, withdraw_legal_action
from journal.services import record, record_each_read
from journal.verbs import Verb


@page(*CASE_FUNCTIONS)
def legal_action_new(request: ActingRequest, pk: UUID) -> HttpResponse:
    situation = get_object_or_404(situations_visible_to(request.actor).for_display(), pk=pk)
    require(can_keep_situation(request.actor, situation))
    form = LegalActionForm(request.POST or None, situation=situation, actor=request.actor)
    if form.is_valid() and accepted(
        form,
        lambda: state_legal_action(by=request.actor, situation=situation, key=form.key(), words=form.words()),
    ):
        messages.success(request, "L’action est inscrite. Vous pouvez inscrire les personnes mises en cause.")
        return redirect("person_list", pk=situation.pk)
    record(by=request.actor, verb=Verb.SITUATION_READ, object_id=situation.pk, owner_id=situation.landlord_id)
    return render(request, "incidents/legal_action_new.html", {"situation": situation, "form": form})


@page(*CASE_FUNCTIONS)
def legal_action_begin(request: ActingRequest, pk: UUID) -> HttpResponse:
    action = _kept(request, pk)
    form = BegunForm(request.POST or None, action=action, actor=request.actor)
    if form.is_valid() and accepted(
        form,
        lambda: note_action_begun(by=request.actor, action=action, begun_on=form.cleaned_data["begun_on"]),
    ):
        messages.success(request, "L’action est notée comme engagée.")
        return redirect("person_list", pk=action.situation_id)
    return _act(request, action, form, "L’action est engagée", "Noter le jour")


@irrevocable
@page(*CASE_FUNCTIONS)
def legal_action_withdraw(request: ActingRequest, pk: UUID) -> HttpResponse:
    action = _kept(request, pk)
    form = ActionWithdrawalForm(request.POST or None, action=action, actor=request.actor)
    if form.is_valid() and accepted(
        form, lambda: withdraw_legal_action(by=request.actor, action=action, why=form.cleaned_data["why"])
    ):
        messages.success(request, "L’action est retirée ; elle reste lisible dans la chronologie.")
        return redirect("situation_detail", pk=action.situation_id)
    return _act(request, action, form, "Retirer l’action en justice", "Retirer")


def _kept(request: ActingRequest, pk: UUID) -> LegalAction:
    actions = legal_actions_visible_to(request.actor).select_related("situation__residence")
    action = get_object_or_404(actions, pk=pk)
    require(can_keep_situation(request.actor, action.situation))
    return action


def _act(request: ActingRequest, action: LegalAction, form: Form, title: str, button: str) -> HttpResponse:
    read = [(Verb.SITUATION_READ, action.situation_id), (Verb.LEGAL_ACTION_READ, action.pk)]
    record_each_read(by=request.actor, read=read, owner_id=action.situation.landlord_id)
    context = {"action": action, "situation": action.situation, "form": form, "title": title, "button": button}
    return render(request, "incidents/legal_action_act.html", context)
