"""A landlord’s own facts, referrals and complaints of a period: exact and live, for its référent, who reads them all.

Counted by the database in five statements, through what the actor may see; nobody whom a referral went to has a line,
only the kind of institution.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, TruncMonth

from acting.actor import Actor
from acting.days import PARIS, day_of
from incidents.enums import IncidentState
from incidents.permissions import complaints_visible_to, incidents_visible_to
from referrals.enums import Nature, ReferralState
from referrals.models import Answer, DueRank
from referrals.outcomes import label_of, outcome_of
from referrals.permissions import answers_received_by, sent_referrals_visible_to
from reports.periods import OwnPeriod


@dataclass(frozen=True, slots=True)
class Sent:
    """To one kind of institution in the period: what of it was acknowledged, answered, refused, and waits today."""

    sent: int = 0
    acknowledged: int = 0
    answered: int = 0
    refused: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Filed:
    """Complaints of the period, and those of which the house knows what became."""

    filed: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class OwnCases:
    """`facts` by family and month, `sent` by kind of institution, `answers` by what they say, `refused` by motive,
    `complaints` by complainant."""

    period: OwnPeriod
    facts: Counter[tuple[str, date]]
    sent: dict[str, Sent]
    answers: Counter[str]
    refused: Counter[str]
    complaints: dict[str, Filed]


def own_cases(actor: Actor, period: OwnPeriod) -> OwnCases:
    return OwnCases(
        period=period,
        facts=_facts(actor, period),
        sent=_sent(actor, period),
        answers=_answers(actor, period),
        refused=_refused(actor, period),
        complaints=_complaints(actor, period),
    )


def _facts(actor: Actor, period: OwnPeriod) -> Counter[tuple[str, date]]:
    """Of facts that started in the period and were not set aside."""
    facts = incidents_visible_to(actor).started_between(period.begins, period.ends)
    told = facts.exclude(state=IncidentState.SET_ASIDE).annotate(month=TruncMonth("started_at", tzinfo=PARIS))
    rows = told.order_by().values_list("category__family_label", "month").annotate(count=Count("pk"))
    return Counter({(family, day_of(month)): count for family, month, count in rows})


def _sent(actor: Actor, period: OwnPeriod) -> dict[str, Sent]:
    """A draft is not sent. A refusal acknowledges, as an answer does; what only tells waits for nothing once it was
    acknowledged."""
    sent = sent_referrals_visible_to(actor).filter(sent_at__gte=period.begins, sent_at__lt=period.ends)
    refused = Q(state=ReferralState.REFUSED)
    told = Q(subject__nature=Nature.INFORMATION, acknowledged_at__isnull=False)
    counted = (
        sent.order_by()
        .values_list("recipient__kind")
        .annotate(
            sent=Count("pk"),
            acknowledged=Count("pk", filter=Q(acknowledged_at__isnull=False) | refused),
            answered=Count("pk", filter=Q(answered_at__isnull=False)),
            refused=Count("pk", filter=refused),
            waiting=Count("pk", filter=Q(due_rank=DueRank.WAITING, until__gte=actor.today) & ~told),
        )
    )
    return {kind: Sent(*counts) for kind, *counts in counted}


def _answers(actor: Actor, period: OwnPeriod) -> Counter[str]:
    """Those that stand; one that the next one replaces does not."""
    later = Answer.objects.filter(referral=OuterRef("referral"), answered_at__gt=OuterRef("answered_at"))
    replaced = Subquery(later.order_by("answered_at", "id").values("replaces_former")[:1])
    given = answers_received_by(actor).filter(answered_at__gte=period.begins, answered_at__lt=period.ends)
    standing = given.annotate(replaced=Coalesce(replaced, Value(value=False))).filter(replaced=False)
    rows = standing.order_by().values_list("referral__recipient__kind", "outcome").annotate(count=Count("pk"))
    said: Counter[str] = Counter()
    for kind, code, count in rows:
        said[label_of(outcome_of(kind, code)).partition("\u00a0: ")[0]] += count
    return said


def _refused(actor: Actor, period: OwnPeriod) -> Counter[str]:
    refused = sent_referrals_visible_to(actor).filter(state=ReferralState.REFUSED)
    rows = refused.filter(ended_at__gte=period.begins, ended_at__lt=period.ends).order_by()
    return Counter(dict(rows.values_list("refusal_motive").annotate(count=Count("pk"))))


def _complaints(actor: Actor, period: OwnPeriod) -> dict[str, Filed]:
    filed = complaints_visible_to(actor).filter(filed_on__range=(period.first, period.last)).order_by()
    known = Count("pk", filter=~Q(outcome=""))
    return {
        complainant: Filed(*counts)
        for complainant, *counts in filed.values_list("complainant").annotate(filed=Count("pk"), known=known)
    }
