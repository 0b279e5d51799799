"""Received referrals that wait, among the days that are due: told to who holds the post, and to deputies later.

After how many days is a setting of the portal, counted as all waiting is; nobody is bound by it.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from acting.actor import Actor, known
from acting.days import day_of, start_of
from correspondents.due_rules import NO_ALERTS, OWN_ALERTS, Due
from correspondents.due_sources import Reach, nearest
from correspondents.enums import ANSWERING_ROLES, DesignationRole
from correspondents.models import Designation
from journal.verbs import Verb
from referrals.enums import Nature
from referrals.models import Referral, ReferralQuerySet
from referrals.permissions import received_referrals_visible_to
from signatories.waiting import Scale, scale_of

DAY = timedelta(days=1)


def waiting_due(actor: Actor, reach: Reach, named: Collection[Designation]) -> list[Due]:
    """At the actor's own post, of which `named` are in function. What is reserved concerns the persons named, so that a
    deputy among them hears of it when a titular does."""
    people = [each for each in named if each.role in ANSWERING_ROLES]
    if not people:
        return []
    convention = people[0].post.signatory.convention
    received = received_referrals_visible_to(actor).filter(recipient_post_id=known(actor.post_id))
    # What only tells waits for no answer once it was acknowledged.
    told = Q(subject__nature=Nature.INFORMATION, acknowledged_at__isnull=False)
    own = received.waiting_on(reach.today).exclude(told)
    reserved = Q(named_readers__contains=[known(actor.designation_id)])
    groups = [(own, convention.reminder_days)]
    if not is_told_first(people, known(actor.designation_id)):
        groups = [
            (own.filter(reserved), convention.reminder_days),
            (own.exclude(reserved), convention.deputy_reminder_days),
        ]
    return [due for rows, days in groups for due in _after(rows, days, scale_of(convention), actor, reach)]


def is_told_first(people: Collection[Designation], own: UUID) -> bool:
    """Of those who answer, as `present_first_on` says who is there: a titular, who stands in for somebody, and
    everybody while no titular is there."""
    first = {each.pk for each in people if each.role == DesignationRole.TITULAIRE or vars(each)["stands_in"]}
    titular_is_there = any(each.role == DesignationRole.TITULAIRE and not each.is_away for each in people)
    return own in first or not titular_is_there


def _after(rows: ReferralQuerySet, days: int, scale: Scale, actor: Actor, reach: Reach) -> list[Due]:
    """Due so many days after it was asked, and not shown before: until then the inbox is where one finds it."""

    def asked(due_on: date) -> datetime:
        return start_of(scale.first_within(due_on - DAY, days - 1))

    come = Reach(reach.today, reach.today + DAY, reach.most)  # of days as moments the last one is left out
    shown = nearest(rows, rows.select_related("subject", "sender"), "waiting_since", come, asked)
    found = [(each, scale.day_after(day_of(each.waiting_since), days)) for each in shown]
    return [_reminder(actor, each, due_on) for each, due_on in found if due_on <= reach.today]


def _reminder(actor: Actor, referral: Referral, due_on: date) -> Due:
    """Of what is reserved to others its reference alone, and no mail."""
    is_open = referral.is_open_to(actor.designation_id)
    return Due(
        kind="saisine-qui-attend",
        object_id=referral.pk,
        owner_id=referral.sender_id,
        what="Saisine reçue, sans réponse" if is_open else "Saisine réservée, sans réponse",
        about=f"{referral.subject.label}, de {referral.sender.short_name}" if is_open else "",
        reference=referral.reference,
        due_on=due_on,
        is_law=False,
        is_of_portal=True,
        url=reverse("referral_detail", args=[referral.pk]),
        read=Verb.REFERRAL_READ,
        alerts=OWN_ALERTS if is_open else NO_ALERTS,
    )
