"""What a worker does for papers and figures."""

from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from journal.jobs import leased
from reports import publication
from reports.production import produce


@shared_task(name="reports.tasks.make_report")
def make_report(job_id: str) -> None:
    with leased(UUID(job_id)) as job:
        if job is not None:
            produce(job)


@shared_task(name="reports.tasks.publish_figures")
def publish_figures() -> int:
    actor = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(actor):
        return publication.publish_figures(by=actor)
