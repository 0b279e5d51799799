"""What a landlord has answered "prévu le…" to, among its own days that are due, until it says what became of it."""

from datetime import date

from django.urls import reverse

from acting.actor import Actor
from acting.days import day_of
from acting.enums import Function
from correspondents.due_rules import Due
from correspondents.due_sources import DueSource, Reach, nearest
from journal.verbs import Verb
from referrals.enums import ReferralState
from referrals.models import Referral
from referrals.permissions import is_open_to, received_referrals_visible_to


def has_plans(actor: Actor) -> bool:
    """Only a landlord answers so, and its référent sees all that it received."""
    return actor.function == Function.REFERENT


def planned_due(actor: Actor, reach: Reach) -> list[Due]:
    """Of one that is reserved to colleagues the actor has no day: it would tell of whom, what and when."""
    received = received_referrals_visible_to(actor).filter(is_open_to(actor), state=ReferralState.ANSWERED)
    rows = received.filter(until__gte=actor.today, planned_on__isnull=False)
    shown = nearest(rows, rows.for_display(), "planned_on", reach)
    return [_plan(each, each.planned_on) for each in shown if each.planned_on]


PLANNED_SOURCE = DueSource(has_plans, planned_due)


def _plan(referral: Referral, planned_on: date) -> Due:
    return Due(
        kind="prevu",
        object_id=referral.pk,
        owner_id=referral.sender_id,
        what="Prévu par vous : dire si c’est fait",
        about=f"{referral.sender.short_name}, {referral.subject.label.lower()}",
        reference=referral.reference,
        due_on=planned_on,
        is_law=False,
        url=reverse("referral_detail", args=[referral.pk]),
        read=Verb.REFERRAL_READ,
        noted_on=day_of(referral.answered_at) if referral.answered_at else None,
    )
