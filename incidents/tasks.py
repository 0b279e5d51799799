"""What the worker does by itself about orientations, and on jobs about files of the past."""

from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from incidents.import_work import run_import
from incidents.services.attachments import purge_attachments as erase_attachments_due
from incidents.services.orientations import erase_old
from journal.jobs import leased


@shared_task(name="incidents.tasks.erase_old_orientations")
def erase_old_orientations() -> None:
    actor = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(actor):
        erase_old(by=actor)


@shared_task(name="incidents.tasks.run_fact_import")
def run_fact_import(job_id: str) -> None:
    with leased(UUID(job_id)) as job:
        if job is not None:
            run_import(job)


@shared_task(name="incidents.tasks.purge_attachments")
def purge_attachments() -> None:
    actor = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(actor):
        erase_attachments_due(by=actor)
