"""What a referral is about: facts of one residence (of a situation, or one alone), the residence by itself, or nothing
but a landlord and a commune."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
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
from referrals.permissions import (
    communes_open_to,
    disclosures_visible_to,
    landlords_open_to,
    received_referrals_visible_to,
    residences_open_to,
    sources_visible_to,
)
from signatories.models import Signatory
from territory.models import Commune, Residence


@dataclass(frozen=True, slots=True)
class Matter:
    """`kind` and `key` are the name and value of the form field that leads here. Without a residence a partner writes
    to a landlord about what has a number, or asks it about a whole commune."""

    kind: str
    key: str
    commune: Commune
    residence: Residence | None = None
    incidents: tuple[Incident, ...] = ()
    situation: Situation | None = None
    complaints: tuple[Complaint, ...] = ()
    landlord: Signatory | None = None
    number: str = ""  # of the complaint that a landlord asked about
    begun_from: Referral | None = None  # which a parquet follows up by itself

    def available(self, actor: Actor) -> list[str]:
        """The field sets that there is anything to fill with."""
        complaint = next(iter(self.complaints), None)
        return filled(draw(actor, self.residence, self.incidents, self.situation, complaint, self.commune))


def matter_asked(actor: Actor, asked: Mapping[str, Any]) -> Matter | None:
    """From `incident`, `situation`, `residence`, or `landlord` and `commune` of an address or a form; None when none is
    named.

    Raises Http404 for what the actor may not see, and for what is no identifier at all.
    """
    kind = next((kind for kind in FINDERS if asked.get(kind)), None)
    if kind is None:
        return None
    try:
        pk = UUID(str(asked[kind]))
    except ValueError:
        raise Http404 from None
    return FINDERS[kind](actor, pk, str(asked.get("commune") or "").replace("\0", ""))


def matter_of_referral(actor: Actor, referral: Referral) -> Matter:
    """What the sender drew on, read again, for an addition; the complaint is the one that was named at first."""
    visible = sources_visible_to(actor).select_related("residence__commune", "commune")
    source = get_object_or_404(visible, pk=referral.pk)
    incidents = _ordered(incidents_visible_to(actor).filter(referrals_made__referral=referral))
    complaints = complaints_visible_to(actor).filter(incident__in=[incident.pk for incident in incidents])
    known = (source.complaint,) if source.complaint else tuple(complaints.order_by("-filed_on", "pk"))
    if source.residence is None:
        return Matter("landlord", str(referral.recipient_id), source.commune, landlord=referral.recipient)
    place = source.residence
    return Matter("residence", str(place.pk), place.commune, place, incidents, source.situation, known)


def _of_incident(actor: Actor, pk: UUID, _: str) -> Matter:
    incident = get_object_or_404(
        incidents_visible_to(actor).select_related("residence__commune", "residence__landlord", "category"), pk=pk
    )
    complaints = complaints_visible_to(actor).filter(incident=incident).order_by("-filed_on")
    place = incident.residence
    return Matter("incident", str(pk), place.commune, place, (incident,), incident.situation, tuple(complaints))


def _of_situation(actor: Actor, pk: UUID, _: str) -> Matter:
    visible = situations_visible_to(actor).select_related("residence__commune", "residence__landlord")
    situation = get_object_or_404(visible, pk=pk)
    incidents = _ordered(incidents_visible_to(actor).filter(situation=situation))
    complaints = complaints_visible_to(actor).filter(incident__situation=situation).order_by("-filed_on")
    place = situation.residence
    return Matter("situation", str(pk), place.commune, place, incidents, situation, tuple(complaints))


def _of_residence(actor: Actor, pk: UUID, _: str) -> Matter:
    residence = get_object_or_404(residences_open_to(actor), pk=pk)
    return Matter("residence", str(pk), residence.commune, residence)


def _of_landlord(actor: Actor, pk: UUID, commune: str) -> Matter:
    landlord = get_object_or_404(landlords_open_to(actor), pk=pk)
    return Matter("landlord", str(pk), get_object_or_404(communes_open_to(actor), pk=commune), landlord=landlord)


def _of_referral(actor: Actor, pk: UUID, _: str) -> Matter:
    """What a landlord asked about, followed up: the landlord, the commune and the number are those of the referral that
    was received, as long as it is read."""
    received = get_object_or_404(received_referrals_visible_to(actor), pk=pk)
    contents = [each.content for each in disclosures_visible_to(actor).filter(referral=received)]
    commune = contents[0]["commune"]["code"] if contents else ""
    matter = _of_landlord(actor, received.sender_id, commune)
    complaints = [content["complaint"] for content in contents if "complaint" in content]
    numbers = [each[name] for name in ("prosecution_number", "pv_number") for each in complaints if each.get(name)]
    return replace(matter, number=next(iter(numbers), ""), begun_from=received)


FINDERS = {
    "incident": _of_incident,
    "situation": _of_situation,
    "residence": _of_residence,
    "landlord": _of_landlord,
    "referral": _of_referral,
}


def _ordered(incidents: Any) -> tuple[Incident, ...]:
    return tuple(incidents.select_related("category").order_by("started_at", "pk"))
