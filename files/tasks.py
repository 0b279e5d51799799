"""Erasing at the date that was set when a file was kept."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from files.services import purge_due, remove_orphans


@shared_task(name="files.tasks.purge_files")
def purge_files() -> None:
    actor = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(actor):
        purge_due(by=actor)
    with transaction.atomic(), acting_as(actor):
        remove_orphans(by=actor)
