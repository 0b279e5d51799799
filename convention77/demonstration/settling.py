"""What the portal itself would have done meanwhile: referrals past their last day ended on that day, injunctions left
unanswered on the day after, months prepared, the bilans of the delegates, the latest quarter of one of them, a
landlord's own bilan.

Run as the machine in the worker's role, after seeding and at each start: a demonstration may have slept for weeks.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from convention77.demonstration.bilans import prepare_bilans
from convention77.demonstration.history import moment
from convention77.demonstration.own_papers import ask_for_own_bilan
from convention77.demonstration.publications import ask_for_quarter
from referrals.models import Injunction, Referral
from referrals.services.injunction_clocks import expire_injunctions
from referrals.services.referrals import expire_referral
from reports.publication import prepare_publications


@transaction.atomic
def settle() -> None:
    actor = machine_actor(timezone.now())
    with acting_as(actor):
        for referral in Referral.objects.overdue_on(actor.today).order_by("until", "sent_at"):
            expire_referral(by=machine_actor(moment(referral.until, 23, 59)), referral=referral)
        due = Injunction.objects.unanswered_on(actor.today).order_by("due_on").values_list("due_on", flat=True)
        for last_day in dict.fromkeys(due):
            expire_injunctions(by=machine_actor(moment(last_day + timedelta(days=1), 6, 20)))
        prepare_publications(by=actor)
    prepare_bilans()
    ask_for_quarter()
    ask_for_own_bilan()
