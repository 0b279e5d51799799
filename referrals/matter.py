"""What a referral is about: facts of one residence (of a situation, or one alone), or the residence by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from acting.actor import Actor
from incidents.models import Complaint, Incident, Situation
from incidents.permissions import complaints_visible_to, incidents_visible_to, situations_visible_to
from referrals.drawing import draw
from referrals.field_sets import filled
from referrals.models import Referral
from referrals.permissions import residences_open_to, sources_visible_to
from territory.models import Residence


@dataclass(frozen=True, slots=True)
class Matter:
    """`kind` and `key` are the name and value of the form field that leads here."""

    kind: str
    key: str
    residence: Residence
    incidents: tuple[Incident, ...] = ()
    situation: Situation | None = None
    complaints: tuple[Complaint, ...] = ()

    def available(self, actor: Actor) -> list[str]:
        """The field sets that there is anything to fill with."""
        drawn = draw(actor, self.residence, self.incidents, self.situation, next(iter(self.complaints), None))
        return filled(drawn)


def matter_asked(actor: Actor, asked: Mapping[str, Any]) -> Matter | None:
    """From `incident`, `situation` or `residence` of an address or a form; None when none is named.

    Raises Http404 for what the actor may not see, and for what is no identifier at all.
    """
    kind = next((kind for kind in FINDERS if asked.get(kind)), None)
    if kind is None:
        return None
    try:
        pk = UUID(str(asked[kind]))
    except ValueError:
        raise Http404 from None
    return FINDERS[kind](actor, pk)


def matter_of_referral(actor: Actor, referral: Referral) -> Matter:
    """What the sender drew on, read again, for an addition; the complaint is the one that was named at first."""
    source = get_object_or_404(sources_visible_to(actor).select_related("residence__commune"), pk=referral.pk)
    incidents = _ordered(incidents_visible_to(actor).filter(referrals_made__referral=referral))
    complaints = complaints_visible_to(actor).filter(incident__in=[incident.pk for incident in incidents])
    known = (source.complaint,) if source.complaint else tuple(complaints.order_by("-filed_on", "pk"))
    return Matter("residence", str(source.residence_id), source.residence, incidents, source.situation, known)


def _of_incident(actor: Actor, pk: UUID) -> Matter:
    incident = get_object_or_404(
        incidents_visible_to(actor).select_related("residence__commune", "residence__landlord", "category"), pk=pk
    )
    complaints = complaints_visible_to(actor).filter(incident=incident).order_by("-filed_on")
    return Matter("incident", str(pk), incident.residence, (incident,), incident.situation, tuple(complaints))


def _of_situation(actor: Actor, pk: UUID) -> Matter:
    visible = situations_visible_to(actor).select_related("residence__commune", "residence__landlord")
    situation = get_object_or_404(visible, pk=pk)
    incidents = _ordered(incidents_visible_to(actor).filter(situation=situation))
    complaints = complaints_visible_to(actor).filter(incident__situation=situation).order_by("-filed_on")
    return Matter("situation", str(pk), situation.residence, incidents, situation, tuple(complaints))


def _of_residence(actor: Actor, pk: UUID) -> Matter:
    return Matter("residence", str(pk), get_object_or_404(residences_open_to(actor), pk=pk))


FINDERS = {"incident": _of_incident, "situation": _of_situation, "residence": _of_residence}


def _ordered(incidents: Any) -> tuple[Incident, ...]:
    return tuple(incidents.select_related("category").order_by("started_at", "pk"))
