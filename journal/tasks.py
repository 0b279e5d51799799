"""What the worker does for the journal by itself, on the beat."""

from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from acting.clock import common_now
from journal import health, jobs, sealing


@shared_task(name="journal.tasks.heartbeat")
def heartbeat() -> None:
    health.beat()


@shared_task(name="journal.tasks.sweep_jobs")
def sweep_jobs() -> None:
    jobs.sweep(at=common_now())


@shared_task(name="journal.tasks.export_head")
def export_head() -> None:
    sealing.export_head(Path(settings.PRIVATE_ROOT), at=timezone.now())


@shared_task(name="journal.tasks.seal_month")
def seal_month() -> None:
    """A new seal is kept outside the database at once."""
    at = timezone.now()
    sealing.seal_finished_months(at=at)
    sealing.export_head(Path(settings.PRIVATE_ROOT), at=at)
