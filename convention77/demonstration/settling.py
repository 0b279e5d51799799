"""What the portal itself would have done meanwhile: referrals past their last day ended on that day, figures published.

Run as the machine in the worker's role, after seeding and at each start: a demonstration may have slept for weeks.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from acting.actor import Actor, acting_as, machine_actor
from convention77.demonstration.history import moment
from referrals.models import Referral
from referrals.services.referrals import expire_referral
from reports.publication import publish_figures


@transaction.atomic
def settle() -> None:
    actor = machine_actor(timezone.now())
    with acting_as(actor):
        _expire(actor.today)
        publish_figures(by=actor)


def _expire(today: date) -> None:
    for referral in Referral.objects.overdue_on(today).order_by("until", "sent_at"):
        expire_referral(by=_at_the_end_of(referral.until), referral=referral)


def _at_the_end_of(day: date) -> Actor:
    return machine_actor(moment(day, 23, 59))
