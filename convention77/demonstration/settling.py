"""What the portal itself would have done meanwhile: referrals past their last day ended on that day, figures published.

Run as the machine in the worker's role, after seeding and at each start: a demonstration may have slept for weeks.
"""

from django.db import transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from convention77.demonstration.history import moment
from referrals.models import Referral
from referrals.services.referrals import expire_referral
from reports.publication import publish_figures


@transaction.atomic
def settle() -> None:
    actor = machine_actor(timezone.now())
    with acting_as(actor):
        for referral in Referral.objects.overdue_on(actor.today).order_by("until", "sent_at"):
            expire_referral(by=machine_actor(moment(referral.until, 23, 59)), referral=referral)
        publish_figures(by=actor)
