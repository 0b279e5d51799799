"""The days on which a received referral is looked at again, among the days that are due: told to whom it was given."""

from datetime import date

from django.db.models import Q
from django.urls import reverse

from acting.actor import Actor, known
from acting.enums import ANSWERING_FUNCTIONS
from correspondents.due_rules import NO_ALERTS, OWN_ALERTS, Due
from correspondents.due_sources import DueSource, Reach, nearest
from journal.verbs import Verb
from referrals.models import DueRank, Referral
from referrals.permissions import handlers_for, handlings_visible_to
from signatories.enums import SignatoryKind


def watches_reviews(actor: Actor) -> bool:
    """Those who answer for a post; a préparateur has them in "À revoir" of its list."""
    return actor.function in ANSWERING_FUNCTIONS


def reviews_due(actor: Actor, reach: Reach) -> list[Due]:
    """What was given to the actor or to a colleague who is away, and what nobody has who is in function."""
    named = list(handlers_for(actor).present_first_on(actor.today))
    mine = [known(actor.designation_id), *(each.pk for each in named if each.is_away)]
    others = [each.pk for each in named if each.pk not in mine]
    to_watch = Q(assigned_to__in=mine) | Q(assigned_to=None) | ~Q(assigned_to__in=others)
    rows = handlings_visible_to(actor).filter(to_watch, referral__due_rank=DueRank.WAITING)
    read = handlings_visible_to(actor).select_related("referral__subject", "referral__sender")
    shown = nearest(rows, read, "review_on", reach)
    return [_review(actor, each.referral, each.review_on) for each in shown if each.review_on]


REVIEW_SOURCE = DueSource(watches_reviews, reviews_due)


def _review(actor: Actor, referral: Referral, review_on: date) -> Due:
    return Due(
        kind="saisine",
        object_id=referral.pk,
        owner_id=referral.sender_id,
        what="Saisine à revoir",
        about=f"{referral.subject.label}, de {referral.sender.short_name}",
        reference=referral.reference,
        due_on=review_on,
        is_law=False,
        url=reverse("referral_detail", args=[referral.pk]),
        read=Verb.REFERRAL_READ,
        alerts=OWN_ALERTS if actor.signatory_kind == SignatoryKind.LANDLORD else NO_ALERTS,
    )
