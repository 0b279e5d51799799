"""What a landlord has still to decide of a referral that told of nobody's guilt: at once, and on the day of review."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse

from acting.actor import Actor
from acting.days import day_of
from acting.enums import Function
from correspondents.due_rules import Due
from correspondents.due_sources import DueSource, Reach, nearest
from journal.verbs import Verb
from referrals.clearings import answers_clearing, disclosures_clearing
from referrals.models import Referral
from referrals.permissions import retentions_visible_to

WITH_REFERRAL = ("referral__subject", "referral__sender", "referral__recipient")


def decides_retention(actor: Actor) -> bool:
    return actor.function == Function.REFERENT


def retention_due(actor: Actor, reach: Reach) -> list[Due]:
    """One day for each referral, the longest asked first."""
    decided = Exists(retentions_visible_to(actor).filter(referral=OuterRef("referral")))
    answers = answers_clearing(actor).exclude(decided).select_related(*WITH_REFERRAL)
    told = disclosures_clearing(actor).exclude(decided).select_related(*WITH_REFERRAL)
    asked: dict[Referral, datetime] = {
        **{each.referral: each.disclosed_at for each in told.order_by("-disclosed_at")[: reach.most]},
        **{each.referral: each.answered_at for each in answers.order_by("-answered_at")[: reach.most]},
    }
    kept = retentions_visible_to(actor).filter(review_on__isnull=False)
    again = nearest(kept, kept.select_related(*WITH_REFERRAL), "review_on", reach)
    return [
        *(_due(actor, referral, day_of(at)) for referral, at in asked.items()),
        *(_due(actor, each.referral, each.review_on) for each in again if each.review_on),
    ]


RETENTION_SOURCE = DueSource(decides_retention, retention_due)


def _due(actor: Actor, referral: Referral, due_on: date) -> Due:
    other = referral.recipient if referral.sender_id == actor.signatory_id else referral.sender
    return Due(
        kind="relaxe",
        object_id=referral.pk,
        owner_id=referral.sender_id,
        what="Conservation à décider",
        about=f"{other.short_name}, {referral.subject.label.lower()}",
        reference=referral.reference,
        due_on=due_on,
        is_law=False,
        url=reverse("referral_retention", args=[referral.pk]),
        read=Verb.REFERRAL_READ,
        noted_on=min(due_on, actor.today),
    )
