"""What the worker does for the files by itself, on the beat."""

from time import monotonic

import structlog
from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from files.antivirus import AntivirusAway, NoVerdict, is_set_up
from files.services import is_only_scanner, purge_due, remove_orphans, scan, waiting_for_scan

log = structlog.get_logger(__name__)


@shared_task(name="files.tasks.purge_files")
def purge_files() -> None:
    actor = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(actor):
        purge_due(by=actor)
    with transaction.atomic(), acting_as(actor):
        remove_orphans(by=actor)


@shared_task(name="files.tasks.scan_waiting")
def scan_waiting() -> None:
    """Each in a transaction of its own, the first always and the others while so many seconds last; one about which the
    antivirus says nothing keeps no other waiting, and one that is away is asked again by the next run."""
    actor, until = machine_actor(timezone.now()), monotonic() + settings.SCAN_SECONDS
    if not is_set_up():
        return
    with transaction.atomic(), acting_as(actor):
        waiting = waiting_for_scan(actor.now)
    for stored in waiting:
        try:
            with transaction.atomic(), acting_as(actor):
                if not is_only_scanner():
                    return
                scan(by=actor, stored=stored)
        except NoVerdict:
            log.warning("antivirus_silent", file=str(stored.pk))
        except AntivirusAway:
            log.warning("antivirus_away", waiting=len(waiting))
            return
        if monotonic() > until:
            return
