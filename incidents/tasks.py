"""What the worker does by itself about referrals and orientations."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from incidents.services.orientations import erase_old


@shared_task(name="incidents.tasks.erase_old_orientations")
def erase_old_orientations() -> None:
    actor = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(actor):
        erase_old(by=actor)
