"""What a worker does for papers and figures."""

from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from journal.jobs import leased
from reports import evidence_paper, publication
from reports.production import produce


@shared_task(name="reports.tasks.make_report")
def make_report(job_id: str) -> None:
    with leased(UUID(job_id)) as job:
        if job is not None:
            produce(job)


@shared_task(name="reports.tasks.prepare_publications")
def prepare_publications() -> int:
    actor = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(actor):
        return publication.prepare_publications(by=actor)


@shared_task(name="reports.tasks.clear_workings")
def clear_workings() -> int:
    return evidence_paper.clear_workings()
