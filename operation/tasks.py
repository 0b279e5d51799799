"""What the worker does by itself, on the beat, so that somebody learns what is wrong."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from operation.services import keep_alerts, keep_measures


@shared_task(name="operation.tasks.watch")
def watch() -> None:
    actor = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(actor):
        keep_measures(by=actor)
        keep_alerts(by=actor)
