"""Received referrals among the days that are due: those to look at again, told to whom they were given, and those that
wait, of `waiting_due`. Who is in function at the post is read once for both."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q
from django.urls import reverse

from acting.actor import Actor, known
from acting.enums import ANSWERING_FUNCTIONS
from correspondents.due_rules import NO_ALERTS, OWN_ALERTS, Due
from correspondents.due_sources import DueSource, Reach, nearest
from correspondents.models import Designation
from journal.verbs import Verb
from referrals.models import DueRank, Referral
from referrals.permissions import handlers_for, handlings_visible_to
from referrals.waiting_due import waiting_due
from signatories.enums import SignatoryKind


def answers_for_post(actor: Actor) -> bool:
    """A préparateur does not, and is reminded of nothing: it has "À revoir" in its list."""
    return actor.function in ANSWERING_FUNCTIONS


def received_due(actor: Actor, reach: Reach) -> list[Due]:
    named = handlers_for(actor).select_related("post__signatory__convention").present_first_on(actor.today)
    people = list(named)
    return [*_reviews(actor, reach, people), *waiting_due(actor, reach, people)]


RECEIVED_SOURCE = DueSource(answers_for_post, received_due)


def _reviews(actor: Actor, reach: Reach, named: Collection[Designation]) -> list[Due]:
    """What was given to the actor or to a colleague who is away, and what nobody has who is in function."""
    mine = [known(actor.designation_id), *(each.pk for each in named if each.is_away)]
    others = [each.pk for each in named if each.pk not in mine]
    to_watch = Q(assigned_to__in=mine) | Q(assigned_to=None) | ~Q(assigned_to__in=others)
    rows = handlings_visible_to(actor).filter(to_watch, referral__due_rank=DueRank.WAITING)
    read = handlings_visible_to(actor).select_related("referral__subject", "referral__sender")
    shown = nearest(rows, read, "review_on", reach)
    return [_review(actor, each.referral, each.review_on) for each in shown if each.review_on]


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
