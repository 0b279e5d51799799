"""What a worker does for papers and figures."""

from uuid import UUID

from celery import shared_task

from journal.jobs import leased
from reports.production import produce


@shared_task(name="reports.tasks.make_report")
def make_report(job_id: str) -> None:
    with leased(UUID(job_id)) as job:
        if job is not None:
            produce(job)
