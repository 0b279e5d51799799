"""What the worker writes down by itself about referrals."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from incidents.services.expiry import expire_overdue
from journal.actor import acting_as, machine_actor


@shared_task(name="incidents.tasks.expire_referrals")
def expire_referrals() -> None:
    actor = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(actor):
        expire_overdue(by=actor)
