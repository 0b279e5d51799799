"""What waits for somebody, and what became of what they filed: the reads behind the pages of facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg, StringAgg
from django.db.models import Count, Min

from acting.actor import Actor
from acting.days import days_since
from incidents.enums import PlaceType
from incidents.models import FollowUp, Incident
from incidents.permissions import follow_ups_visible_to, incidents_visible_to


@dataclass(frozen=True, slots=True)
class WaitingPlace:
    """New facts of one kind of place in one residence, together. `days` is how long the oldest has waited."""

    residence_id: UUID
    residence: str
    commune: str
    place: str
    kinds: str
    count: int
    days: int
    only_fact: UUID | None

    @property
    def place_label(self) -> str:
        return PlaceType(self.place).label


@dataclass(frozen=True, slots=True)
class FollowedFact:
    """A fact and the neutral lines about it, the oldest first; none when it was not passed on."""

    incident: Incident
    lines: Sequence[FollowUp]

    @property
    def latest(self) -> FollowUp | None:
        return self.lines[-1] if self.lines else None


def places_waiting(actor: Actor) -> list[WaitingPlace]:
    """Where new facts wait, the place that has waited longest first."""
    new = incidents_visible_to(actor).to_triage()
    places = new.values("residence_id", "residence__name", "residence__commune__name", "place").annotate(
        count=Count("id"),
        since=Min("filed_at"),
        kinds=StringAgg("category__label", delimiter=" · ", distinct=True),
        facts=ArrayAgg("id"),
    )
    return [
        WaitingPlace(
            residence_id=row["residence_id"],
            residence=row["residence__name"],
            commune=row["residence__commune__name"],
            place=row["place"],
            kinds=row["kinds"],
            count=row["count"],
            days=days_since(row["since"], actor.today),
            only_fact=row["facts"][0] if row["count"] == 1 else None,
        )
        for row in places.order_by("since", "residence_id", "place")
    ]


def followed(actor: Actor, incidents: Sequence[Incident]) -> list[FollowedFact]:
    """One query, however many facts: no path leads through the referral, which the author may not see."""
    told = list(follow_ups_visible_to(actor).filter(incident__in=[incident.pk for incident in incidents]))
    return [
        FollowedFact(incident, [line for line in told if line.incident_id == incident.pk]) for incident in incidents
    ]
