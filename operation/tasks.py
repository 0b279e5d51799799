"""What the worker does by itself, on the beat: it measures, tells what is wrong, and backs the portal up."""

import structlog
from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from operation.bounces import read_mailbox
from operation.failures import Stopped
from operation.measures import note, note_all
from operation.nights import back_up_by_night as take_the_night_s
from operation.nights import copy_the_hour, is_backup_due
from operation.orphans import clear_orphans as clear_what_is_left
from operation.services import keep_alerts, keep_measures

log = structlog.get_logger(__name__)


@shared_task(name="operation.tasks.watch")
def watch() -> None:
    actor = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(actor):
        keep_measures(by=actor)
        keep_alerts(by=actor)


@shared_task(
    name="operation.tasks.back_up_by_night",
    soft_time_limit=settings.BACKUP_SOFT_SECONDS,
    time_limit=settings.BACKUP_HARD_SECONDS,
    acks_late=False,  # else it would be handed out again each eleven minutes while it runs; the next hour asks again
)
def back_up_by_night() -> None:
    """Each hour asks whether the night's is there; the lock of the database lets one run at a time."""
    at = timezone.now()
    if not settings.DEMO:
        note("backup_off", float(not settings.BACKUP_PLACE), at=at)
    if not settings.BACKUP_PLACE:
        if not settings.DEMO:
            log.warning("backup_off", reason="BACKUP_PLACE is not set")
        return
    if is_backup_due(at=at):
        try:
            take_the_night_s(at=at)
        except Stopped as error:
            log.warning("backup_stopped", reason=error.code)


@shared_task(name="operation.tasks.copy_the_hour")
def copy_heads_and_erasures() -> None:
    try:
        copy_the_hour(at=timezone.now())
    except Stopped as error:
        log.error("hour_not_copied", reason=error.code)  # noqa: TRY400  the sentence is the operator's


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
