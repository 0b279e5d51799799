"""Facts, situations and complaints by their words, as far as the actor sees them."""

from uuid import UUID

from django.urls import reverse

from acting import french
from acting.actor import Actor
from acting.enums import Function
from acting.search import Found, Hit, Sought, newest_among, newest_by_words, page_of
from correspondents.search_sources import SearchSource
from incidents.models import SearchedKind
from incidents.permissions import (
    CASE_FUNCTIONS,
    can_keep_situations,
    case_words_visible_to,
    complaints_visible_to,
    incidents_visible_to,
    situations_visible_to,
)
from journal.verbs import Verb

FACT_FUNCTIONS = (*CASE_FUNCTIONS, Function.GARDIEN)
MOST_OF_OWN = 2_000  # facts, the newest, of whoever sees some of the house's only


def search_facts(actor: Actor, sought: Sought) -> Found:
    own = case_words_visible_to(actor).filter(kind=SearchedKind.FACT)
    if actor.function == Function.REFERENT:
        keys = newest_by_words(own, sought)
    else:
        keys = newest_among(incidents_visible_to(actor), own, sought, "started_at", MOST_OF_OWN)
    return page_of(keys, sought, lambda some: _facts(actor, some))


def search_situations(actor: Actor, sought: Sought) -> Found:
    keys = newest_by_words(case_words_visible_to(actor).filter(kind=SearchedKind.SITUATION), sought)
    return page_of(keys, sought, lambda some: _situations(actor, some))


def search_complaints(actor: Actor, sought: Sought) -> Found:
    keys = newest_by_words(case_words_visible_to(actor).filter(kind=SearchedKind.COMPLAINT), sought)
    return page_of(keys, sought, lambda some: _complaints(actor, some))


def _facts(actor: Actor, keys: list[UUID]) -> dict[UUID, Hit]:
    found = incidents_visible_to(actor).filter(pk__in=keys).for_display()
    return {
        each.pk: Hit(
            url=reverse("incident_detail", args=[each.pk]),
            title=f"{each.category.label}, {each.residence.name}",
            line=f"{each.reference}, {each.get_place_display().lower()}, {french.moment(each.started_at)}",
            text=each.facts,
            object_id=each.pk,
            owner_id=each.landlord_id,
        )
        for each in found
    }


def _situations(actor: Actor, keys: list[UUID]) -> dict[UUID, Hit]:
    found = situations_visible_to(actor).filter(pk__in=keys).for_display()
    return {
        each.pk: Hit(
            url=reverse("situation_detail", args=[each.pk]),
            title=f"{each.residence.name}, {each.in_phrase}",
            line=f"{each.reference}, {'close' if each.ended_at else 'ouverte le ' + french.day(each.opened_at)}",
            text=", ".join(filter(None, (each.residence.commune.name, each.building, each.lease))),
            object_id=each.pk,
            owner_id=each.landlord_id,
        )
        for each in found
    }


def _complaints(actor: Actor, keys: list[UUID]) -> dict[UUID, Hit]:
    found = complaints_visible_to(actor).filter(pk__in=keys).select_related("incident__residence__commune")
    return {
        each.pk: Hit(
            url=reverse("complaint_detail", args=[each.pk]),
            title=f"{each.kind.label} du {french.day(each.filed_on)}",
            line=f"{each.incident.residence.name}, {each.incident.residence.commune.name}",
            text=", ".join(filter(None, (each.service, each.pv_number, each.prosecution_number))),
            object_id=each.pk,
            owner_id=each.landlord_id,
        )
        for each in found
    }


FACTS = SearchSource("faits", "Faits", lambda actor: actor.function in FACT_FUNCTIONS, search_facts, Verb.FACT_READ)
SITUATIONS = SearchSource("situations", "Situations", can_keep_situations, search_situations, Verb.SITUATION_READ)
COMPLAINTS = SearchSource("plaintes", "Plaintes", can_keep_situations, search_complaints, Verb.COMPLAINT_READ)
