"""Backups as they are asked for, by a person or by the clock: taken, measured, and told when they fail."""

from datetime import datetime, timedelta
from pathlib import Path
from zlib import crc32

import structlog
from django.conf import settings
from django.db import transaction

from acting.actor import acting_as, machine_actor
from acting.days import PARIS
from journal.sealing import export_head
from operation.backup.hours import copy_hour
from operation.backup.manifest import Manifest, names_in
from operation.backup.places import place_at
from operation.backup.taking import take_backup
from operation.erasures import keep_erasures
from operation.failures import Stopped, told_of_disk
from operation.measures import note
from operation.models import Measure

log = structlog.get_logger(__name__)

FINISHED, FAILED = "backup_finished_seconds", "backup_failed_seconds"
SIZE, WHERE = "backup_bytes", "backup_place"
DURATION, MISSING, HOUR_COPIED = "backup_duration_seconds", "backup_missing_files", "backup_hour_copied_seconds"


def back_up(address: str, *, at: datetime) -> Manifest:
    """Raises Stopped. Heads and erasures are brought up to date before they are packed. One that goes elsewhere than
    to the place that is set is not measured: it is not the night's."""
    is_usual = address == settings.BACKUP_PLACE
    try:
        keep_what_was_erased(at=at)
        manifest = take_backup(address, at=at)
    except Exception as error:
        reason = error.code if isinstance(error, Stopped) else type(error).__name__
        if reason != "running":
            if is_usual:
                note(FAILED, at.timestamp(), at=at)
            log.error("backup_failed", reason=reason)  # noqa: TRY400  the sentence is the operator's
        raise
    if is_usual:
        _measure(manifest, address, at)
    return manifest


def _measure(manifest: Manifest, address: str, at: datetime) -> None:
    now = datetime.now(tz=at.tzinfo)
    note(FINISHED, at.timestamp(), at=now)
    note(DURATION, (now - at).total_seconds(), at=now)
    note(SIZE, manifest.size, at=now)
    note(MISSING, manifest.missing, at=now)
    note(WHERE, _number_of(address), at=now)


def _number_of(address: str) -> int:
    """Tells one place from another, and no more: what is measured holds no path."""
    return crc32(address.encode())


def back_up_by_night(*, at: datetime) -> None:
    """Raises Stopped, also where the place has lost all that it held: a disk that is not mounted leaves an empty
    folder, in which a whole new chain would look like a good backup."""
    address = settings.BACKUP_PLACE
    held = Measure.objects.filter(name=WHERE, value=_number_of(address)).exists()
    with told_of_disk(address):
        is_empty = held and not names_in(place_at(address))
    if is_empty:
        note(FAILED, at.timestamp(), at=at)
        log.error("backup_failed", reason="place_emptied")
        why = f"Il n’y a plus aucune sauvegarde dans {address}\u00a0: disque non monté\u00a0?"
        raise Stopped("place_emptied", why, f"findmnt {address}, ou, si le lieu a été vidé exprès, manage.py backup")
    back_up(address, at=at)


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
