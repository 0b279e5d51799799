"""Where a landlord was told that nobody was found guilty: in an answer to what it asked, or by a parquet of its own
accord; an answer that a later one replaces tells nothing any more.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from acting.actor import Actor, known
from acting.enums import Function
from referrals.models import Answer, Disclosure, Referral
from referrals.permissions import answers_received_by, disclosures_visible_to
from referrals.retention_rules import CLEARED

TOLD_BY_PARQUET = "suite-donnee"


def answers_clearing(actor: Actor) -> QuerySet[Answer]:
    later = Answer.objects.filter(referral=OuterRef("referral"), answered_at__gt=OuterRef("answered_at"))
    next_one = later.order_by("answered_at").values("replaces_former")[:1]
    is_replaced = Coalesce(Subquery(next_one), Value(value=False))
    found = answers_received_by(actor).filter(outcome_motive__in=CLEARED)
    return found.alias(is_replaced=is_replaced).filter(is_replaced=False)


def disclosures_clearing(actor: Actor) -> QuerySet[Disclosure]:
    """What a parquet told is read while its referral lives."""
    if actor.function != Function.REFERENT:
        return Disclosure.objects.none()
    later = Disclosure.objects.filter(referral=OuterRef("referral"), number__gt=OuterRef("number"))
    told = disclosures_visible_to(actor).filter(
        referral__recipient_id=known(actor.signatory_id),
        referral__subject_id=TOLD_BY_PARQUET,
        referral__until__gte=actor.today,
        content__asked__told_motive__in=CLEARED,
    )
    return told.exclude(Exists(later.filter(content__asked__has_key="told")))


def cleared_at(actor: Actor, referral: Referral) -> datetime | None:
    """Since when it asks what is kept of it; None where it asks nothing of the actor."""
    answered = answers_clearing(actor).filter(referral=referral).order_by("-answered_at").first()
    if answered:
        return answered.answered_at
    told = disclosures_clearing(actor).filter(referral=referral).order_by("-number").first()
    return told.disclosed_at if told else None
