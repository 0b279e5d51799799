"""What the worker does by itself, on the beat, so that somebody learns what is wrong."""

import structlog
from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from operation.bounces import read_mailbox
from operation.measures import note_all
from operation.orphans import clear_orphans as clear_what_is_left
from operation.services import keep_alerts, keep_measures

log = structlog.get_logger(__name__)


@shared_task(name="operation.tasks.watch")
def watch() -> None:
    actor = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(actor):
        keep_measures(by=actor)
        keep_alerts(by=actor)


@shared_task(name="operation.tasks.read_bounces", soft_time_limit=settings.BOUNCES_SECONDS + 3 * settings.IMAP_SECONDS)
def read_bounces() -> None:
    """A server that hands out its answer byte by byte is left at the limit, whatever it says."""
    if settings.BOUNCES is None:
        return
    try:
        taken = read_mailbox(settings.BOUNCES, at=timezone.now())
    except SoftTimeLimitExceeded:
        log.warning("bounces_away", error="SoftTimeLimitExceeded")
    else:
        if taken:
            log.info("bounces_read", **{outcome.value: count for outcome, count in taken.items()})


@shared_task(name="operation.tasks.clear_orphans")
def clear_orphans() -> None:
    at = timezone.now()
    cleared = clear_what_is_left(at=at)
    note_all([("orphans", kind, count) for kind, count in cleared.items()], at=at)
    if any(cleared.values()):
        log.info("orphans_cleared", **cleared)
