"""What waits for somebody, and what became of what they filed: the reads behind the pages of facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg, StringAgg
from django.db.models import Count, Min

from incidents.enums import PlaceType
from incidents.models import Answer, FollowUp, Incident, Referral
from incidents.outcomes import outcome_of
from incidents.permissions import (
    answers_visible_to,
    facts_referred_visible_to,
    follow_ups_visible_to,
    incidents_visible_to,
    sent_referrals_visible_to,
)
from journal.actor import Actor

SIDE_ROWS = 5
LONG_WAIT_DAYS = 30  # the tint of a tag on screen, no deadline


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


@dataclass(frozen=True, slots=True)
class WaitingReferral:
    referral: Referral
    days: int

    @property
    def is_long(self) -> bool:
        return self.days >= LONG_WAIT_DAYS


@dataclass(frozen=True, slots=True)
class ReceivedAnswer:
    answer: Answer
    outcome: str


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
            days=_days_since(row["since"], actor),
            only_fact=row["facts"][0] if row["count"] == 1 else None,
        )
        for row in places.order_by("since", "residence_id", "place")
    ]


def followed(actor: Actor, incidents: Sequence[Incident]) -> list[FollowedFact]:
    """Two queries, however many facts: no path leads through the referral, which the author may not see."""
    passed_on = facts_referred_visible_to(actor).filter(incident__in=[incident.pk for incident in incidents])
    pairs = list(passed_on.values_list("incident_id", "referral_id"))
    follow_ups = list(follow_ups_visible_to(actor).filter(referral_id__in=[pair[1] for pair in pairs]).order_by("at"))
    return [
        FollowedFact(incident, [line for line in follow_ups if (incident.pk, line.referral_id) in pairs])
        for incident in incidents
    ]


def referrals_of(actor: Actor, incident: Incident) -> list[Referral]:
    """The landlord's own referrals that drew on the fact."""
    ids = list(facts_referred_visible_to(actor).filter(incident=incident).values_list("referral_id", flat=True))
    return list(sent_referrals_visible_to(actor).filter(pk__in=ids).for_display().order_by("created_at", "id"))


def referrals_without_answer(actor: Actor) -> list[WaitingReferral]:
    """Those sent that have waited longest."""
    waiting = sent_referrals_visible_to(actor).waiting_on(actor.today).for_display().by_what_is_due()[:SIDE_ROWS]
    return [WaitingReferral(referral, _days_since(referral.sent_at or actor.now, actor)) for referral in waiting]


def latest_answers(actor: Actor) -> list[ReceivedAnswer]:
    """What came back last to referrals that the actor's house sent."""
    answers = answers_visible_to(actor).filter(referral__in=sent_referrals_visible_to(actor).values("id"))
    latest = answers.select_related("referral__recipient").order_by("-answered_at", "id")[:SIDE_ROWS]
    return [
        ReceivedAnswer(answer, outcome_of(answer.referral.recipient.kind, answer.outcome).label) for answer in latest
    ]


def _days_since(moment: datetime, actor: Actor) -> int:
    return (actor.today - Actor(now=moment).today).days
