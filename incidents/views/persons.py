"""The persons of a legal action: one page for each situation, whose opening names in the journal each one it shows."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from acting.forms import accepted
from acting.pages import ActingRequest, irrevocable, page, require
from incidents.forms.persons import PersonForm
from incidents.models import Addressee, Situation
from incidents.permissions import (
    CASE_FUNCTIONS,
    addressees_visible_to,
    can_keep_situation,
    legal_actions_visible_to,
    persons_visible_to,
    situations_visible_to,
)
from incidents.person_rules import NO_ACTION
from incidents.services.persons import add_person, remove_person
from journal.services import record_each_read
from journal.verbs import Verb


@page(*CASE_FUNCTIONS)
def person_list(request: ActingRequest, pk: UUID) -> HttpResponse:
    situation = _kept(request, pk)
    action = legal_actions_visible_to(request.actor).running().filter(situation=situation).first()
    found = list(persons_visible_to(request.actor).filter(action=action).in_order()) if action else []
    read = [(Verb.SITUATION_READ, situation.pk), *((Verb.PERSON_READ, each.pk) for each in found)]
    record_each_read(by=request.actor, read=read, owner_id=situation.landlord_id)
    context = {"situation": situation, "action": action, "persons": found, "may_keep": situation.ended_at is None}
    return render(request, "incidents/person_list.html", context)


@page(*CASE_FUNCTIONS)
def person_new(request: ActingRequest, pk: UUID) -> HttpResponse:
    situation = _kept(request, pk)
    actions = legal_actions_visible_to(request.actor).running().select_related("situation")
    action = actions.filter(situation=situation).first()
    if action is None:
        return _without_action(request, situation)
    holders = _holders_read(request, situation)
    holder = request.GET.get("titulaire", "")
    form = PersonForm(request.POST or None, action=action, actor=request.actor, holders=holders, holder=holder)
    if form.is_valid() and accepted(
        form, lambda: add_person(by=request.actor, situation=situation, key=form.key(), words=form.words())
    ):
        messages.success(request, "La personne est inscrite.")
        return redirect("person_list", pk=situation.pk)
    return render(request, "incidents/person_new.html", {"situation": situation, "form": form, "holders": holders})


@irrevocable
@page(*CASE_FUNCTIONS)
@require_POST
def person_remove(request: ActingRequest, pk: UUID, person: UUID) -> HttpResponse:
    """Once more does nothing more: who is not there, or was never, is no longer there."""
    situation = _kept(request, pk)
    found = persons_visible_to(request.actor).select_related("action__situation")
    if gone := found.filter(pk=person, action__situation=situation).first():
        remove_person(by=request.actor, person=gone)
    messages.success(request, "La personne n’est plus inscrite.")
    return redirect("person_list", pk=situation.pk)


def _without_action(request: ActingRequest, situation: Situation) -> HttpResponse:
    """To the page that says that an action comes first; whoever sent a name is told that it was not kept."""
    if request.method == "POST":
        messages.warning(request, f"Personne n’est inscrit. {NO_ACTION}")
    return redirect("person_list", pk=situation.pk)


def _kept(request: ActingRequest, pk: UUID) -> Situation:
    situation = get_object_or_404(situations_visible_to(request.actor).for_display(), pk=pk)
    require(can_keep_situation(request.actor, situation))
    return situation


def _holders_read(request: ActingRequest, situation: Situation) -> list[Addressee]:
    """Who holds the lease today, to take over a name that is written already; read like their own page."""
    held = addressees_visible_to(request.actor).filter(situation=situation).holding_on(request.actor.today)
    holders = list(held.in_order())
    read = [(Verb.SITUATION_READ, situation.pk), *((Verb.ADDRESSEE_READ, each.pk) for each in holders)]
    record_each_read(by=request.actor, read=read, owner_id=situation.landlord_id)
    return holders
