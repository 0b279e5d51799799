"""« Qui peut voir ceci, et pourquoi ? »: here, since what was passed on of a case is read elsewhere."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from acting.actor import Actor
from acting.enums import Function
from acting.pages import ActingRequest, page
from correspondents.models import Designation
from correspondents.readers import people_asked
from incidents.case_readers import readers_of_fact, readers_of_person, readers_of_situation
from incidents.chronology import merged_with
from incidents.models import Situation
from incidents.permissions import CASE_FUNCTIONS, incidents_visible_to, persons_visible_to, situations_visible_to
from journal.consultations import consultations_of
from journal.services import record, record_each_read, record_list_read
from journal.verbs import Verb
from referrals.beside_facts import referrals_of
from referrals.enums import FieldSet
from referrals.exceptional_page import is_let_in, let_in
from referrals.lifecycle import Side
from referrals.models import Referral
from referrals.permissions import injunctions_visible_to, referrals_visible_to, side_of
from referrals.referral_readers import copies_of, own_reading, readers_at_senders, readers_of_injunction
from referrals.situation_page import referrals_of_situation
from referrals.views.injunctions import INJUNCTION_FUNCTIONS
from referrals.views.referrals import REFERRAL_FUNCTIONS


@page(Function.GARDIEN, Function.REFERENT)
def fact_readers(request: ActingRequest, pk: UUID) -> HttpResponse:
    actor = request.actor
    facts = incidents_visible_to(actor).for_display().annotate(is_let_in=is_let_in(actor, "pk", "situation_id"))
    incident = get_object_or_404(facts, pk=pk)
    people = people_asked(actor)
    record(by=actor, verb=Verb.FACT_READ, object_id=incident.pk, owner_id=incident.landlord_id)
    context = {"incident": incident, "readers": readers_of_fact(actor, incident, people)}
    told = _told(actor, pk, people) | _passed_on(actor, referrals_of(actor, incident), people)
    told["let_in"] = let_in(actor, incident, pk, incident.situation_id)
    return render(request, "referrals/fact_readers.html", context | told)


@page(*CASE_FUNCTIONS)
def situation_readers(request: ActingRequest, pk: UUID) -> HttpResponse:
    actor = request.actor
    situations = situations_visible_to(actor).for_display().annotate(is_let_in=is_let_in(actor, "pk"))
    situation = get_object_or_404(situations, pk=pk)
    people = people_asked(actor)
    record(by=actor, verb=Verb.SITUATION_READ, object_id=situation.pk, owner_id=situation.landlord_id)
    context = {"situation": situation, "readers": readers_of_situation(actor, situation, people)}
    told = _told(actor, pk, people) | _passed_on(actor, _referrals(actor, situation), people)
    told["let_in"] = let_in(actor, situation, pk)
    return render(request, "referrals/situation_readers.html", context | told)


@page(*CASE_FUNCTIONS)
def person_readers(request: ActingRequest, pk: UUID) -> HttpResponse:
    """With the referrals of the situation that communicate persons, as each was named on the day that it left."""
    actor = request.actor
    person = get_object_or_404(persons_visible_to(actor).select_related("action__situation__residence"), pk=pk)
    situation, people = person.action.situation, people_asked(actor)
    read = ((Verb.SITUATION_READ, situation.pk), (Verb.PERSON_READ, person.pk))
    record_each_read(by=actor, read=read, owner_id=situation.landlord_id)
    naming = [each for each in _referrals(actor, situation) if FieldSet.PERSONS in each.field_sets]
    context = {"situation": situation, "person": person, "readers": readers_of_person(actor, person, people)}
    told = _told(actor, pk, people) | _passed_on(actor, naming, people)
    told["let_in"] = []  # persons are in no copy that an administrator reads
    return render(request, "referrals/person_readers.html", context | told)


@page(*REFERRAL_FUNCTIONS)
def referral_readers(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The sender's side is told who reads it on both; the recipient why it is read by whoever asks, and no more."""
    actor = request.actor
    referrals = referrals_visible_to(actor).for_display().annotate(is_let_in=is_let_in(actor, "pk"))
    referral = get_object_or_404(referrals, pk=pk)
    people = people_asked(actor)
    record(by=actor, verb=Verb.REFERRAL_READ, object_id=referral.pk, owner_id=referral.sender_id)
    if side_of(actor, referral) != Side.SENDER:
        own = own_reading(actor, referral, people)
        return render(request, "referrals/referral_reading.html", {"referral": referral, "own": own})
    context = {"referral": referral, "readers": readers_at_senders(actor, referral, people)}
    context |= _told(actor, pk, people) | {"copies": copies_of(actor, [referral], people), "tells_copies": True}
    context["let_in"] = let_in(actor, referral, pk)
    return render(request, "referrals/referral_readers.html", context)


@page(*INJUNCTION_FUNCTIONS)
def injunction_readers(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Each side by name among the own people, by post alone at the landlord's."""
    actor = request.actor
    injunction = get_object_or_404(injunctions_visible_to(actor).for_display(), pk=pk)
    people = people_asked(actor)
    record(by=actor, verb=Verb.INJUNCTION_READ, object_id=injunction.pk, owner_id=injunction.landlord_id)
    context = {"injunction": injunction, "readers": readers_of_injunction(actor, injunction, people)}
    return render(request, "referrals/injunction_readers.html", context | _told(actor, pk, people))


def _told(actor: Actor, thing: UUID, people: Sequence[Designation]) -> dict[str, Any]:
    return {"asked": len(people), "consultations": consultations_of(actor, thing)}


def _referrals(actor: Actor, situation: Situation) -> list[Referral]:
    return referrals_of_situation(actor, situation, merged_with(actor, situation))


def _passed_on(actor: Actor, referrals: Sequence[Referral], people: Sequence[Designation]) -> dict[str, Any]:
    """To the référent, who sends; the page shows referrals, and so its reading is written down of each."""
    record_list_read(by=actor, verb=Verb.REFERRAL_READ, rows=[(each.sender_id, each.pk) for each in referrals])
    return {"copies": copies_of(actor, referrals, people), "tells_copies": actor.function == Function.REFERENT}
