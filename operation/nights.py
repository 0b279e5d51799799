"""Backups as they are asked for, by a person or by the clock: taken, measured, and told when they fail."""

from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction

from acting.actor import acting_as, machine_actor
from acting.days import PARIS
from journal.sealing import export_head
from operation.backup.hours import copy_hour
from operation.backup.manifest import Manifest
from operation.backup.taking import take_backup
from operation.erasures import keep_erasures
from operation.failures import Stopped, told_of_disk
from operation.measures import note
from operation.models import Measure

log = structlog.get_logger(__name__)

FINISHED, FAILED, SIZE = "backup_finished_seconds", "backup_failed_seconds", "backup_bytes"
DURATION, MISSING, HOUR_COPIED = "backup_duration_seconds", "backup_missing_files", "backup_hour_copied_seconds"


def back_up(address: str, *, at: datetime) -> Manifest:
    """Raises Stopped. Heads and erasures are brought up to date before they are packed."""
    try:
        keep_what_was_erased(at=at)
        manifest = take_backup(address, at=at)
    except Exception as error:
        reason = error.code if isinstance(error, Stopped) else type(error).__name__
        if reason != "running":
            note(FAILED, at.timestamp(), at=at)
            log.error("backup_failed", reason=reason)  # noqa: TRY400  the sentence is the operator's
        raise
    now = datetime.now(tz=at.tzinfo)
    note(FINISHED, at.timestamp(), at=now)
    note(DURATION, (now - at).total_seconds(), at=now)
    note(SIZE, manifest.size, at=now)
    note(MISSING, manifest.missing, at=now)
    return manifest


def keep_what_was_erased(*, at: datetime) -> None:
    root = Path(settings.PRIVATE_ROOT)
    with told_of_disk(str(root)), transaction.atomic(), acting_as(machine_actor(at)):
        export_head(root, at=at)
        keep_erasures(root, at=at)


def copy_the_hour(*, at: datetime) -> None:
    """The register is kept wherever backups go, or none; copied away where there is a place. Raises Stopped."""
    keep_what_was_erased(at=at)
    if settings.BACKUP_PLACE:
        copy_hour(settings.BACKUP_PLACE, at=at)
        note(HOUR_COPIED, at.timestamp(), at=at)


def is_backup_due(*, at: datetime) -> bool:
    """Once a night, from the hour that is set; one that failed is tried again an hour later."""
    here = at.astimezone(PARIS)
    since = here.replace(hour=settings.BACKUP_HOUR, minute=0, second=0, microsecond=0)
    since -= timedelta(days=int(since > here))
    return not Measure.objects.filter(name=FINISHED, value__gte=since.timestamp()).exists()
