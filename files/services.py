"""Keeping, reading back, handing out and erasing bytes. Who may have a file is the rule of the object it belongs to."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import file_digest, sha256
from itertools import islice
from pathlib import Path
from typing import cast
from uuid import UUID

import structlog
from django.conf import settings
from django.core.files.base import File
from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header

from acting.actor import Actor
from acting.changes import taken
from acting.pages import require
from acting.refusals import Refused
from files import antivirus, storage
from files.enums import HELD, Scan
from files.inspection import UNSPOKEN_AFTER
from files.models import StoredFile
from files.names import safe_name
from journal.enums import Channel
from journal.services import record
from journal.verbs import Verb

SCANNED_AT_ONCE = 200
SCANNING = 7702  # advisory lock: who holds it is the only one who asks the antivirus
ASKED_OFTEN = timedelta(hours=1)
ORPHANS_AT_ONCE = 1000
WHOLE = 1024 * 1024  # what is larger leaves piece by piece
OPENED_INLINE = ("image/jpeg", "image/png", "application/pdf")
# A picture needs nothing at all; not every reader of PDF that a browser brings opens in a sandbox.
ALONE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'unsafe-inline'"

log = structlog.get_logger(__name__)


class FileGoneError(Exception):
    """The file was erased, or its bytes are missing."""


class FileAlteredError(Exception):
    """The bytes are not those that were stored: nobody gets them."""


class FileHeld(Refused):
    """The antivirus has not spoken yet, or has found something: nobody gets it."""

    def __init__(self, stored: StoredFile) -> None:
        super().__init__(
            "Ce fichier est en quarantaine : l’antivirus y a trouvé un virus. Il n’est remis à personne."
            if stored.scan == Scan.INFECTED
            else "Ce fichier attend l’analyse de l’antivirus. Revenez dans quelques minutes."
        )


@transaction.atomic
def store_bytes(
    *,
    by: Actor,
    content: bytes,
    name: str,
    content_type: str,
    owner_id: UUID | None,
    purpose: str,
    purge_on: date | None,
    is_own_work: bool = False,
) -> StoredFile:
    """Keep the bytes until `purge_on` (None: until their owner erases them). What the portal drew or printed itself
    waits for no antivirus."""
    return _kept(
        by,
        StoredFile(
            name=safe_name(name),
            content_type=content_type,
            size=len(content),
            sha256=sha256(content).hexdigest(),
            path=storage.write(content),
            purpose=purpose,
            owner_id=owner_id,
            created_at=by.now,
            purge_on=purge_on,
            scan=Scan.WAITING if antivirus.is_set_up() and not is_own_work else Scan.NOT_SCANNED,
        ),
    )


@transaction.atomic
def store_own_work(
    *,
    by: Actor,
    source: Path,
    name: str,
    content_type: str,
    owner_id: UUID | None,
    purpose: str,
    purge_on: date | None = None,
) -> StoredFile:
    """Keep what the portal made itself in a file of its own, read piece by piece: until that day, or until its owner
    erases it."""
    with source.open("rb") as content:
        digest = file_digest(content, "sha256").hexdigest()
    return _kept(
        by,
        StoredFile(
            name=safe_name(name),
            content_type=content_type,
            size=source.stat().st_size,
            sha256=digest,
            path=storage.write_file(source),
            purpose=purpose,
            owner_id=owner_id,
            created_at=by.now,
            purge_on=purge_on,
        ),
    )


def _kept(by: Actor, stored: StoredFile) -> StoredFile:
    """No bytes without their row."""
    try:
        stored.save(force_insert=True)
    except DatabaseError:
        storage.delete(stored.path)
        raise
    _record(by, Verb.FILE_DEPOSITED, stored)
    return stored


def read_verified(stored: StoredFile) -> bytes:
    """The bytes, after checking their fingerprint. Raises FileGoneError, FileAlteredError or FileHeld."""
    with open_verified(stored) as file:
        content: bytes = file.read()
    return content


def open_verified(stored: StoredFile) -> "File[bytes]":
    """The same, to be read piece by piece, and closed."""
    if stored.scan in HELD:
        raise FileHeld(stored)
    return _opened(stored)


def _opened(stored: StoredFile) -> "File[bytes]":
    """What the antivirus may see: at its beginning, after its fingerprint was taken piece by piece, since a dossier is
    too large to be read whole."""
    if stored.erased_at:
        raise FileGoneError(f"file {stored.pk} was erased")
    try:
        file = storage.opened(stored.path)
        found = sha256()
        for chunk in file.chunks():
            found.update(chunk)
    except FileNotFoundError as error:
        raise FileGoneError(f"the bytes of file {stored.pk} are missing") from error
    if found.hexdigest() != stored.sha256:
        file.close()
        raise FileAlteredError(f"the bytes of file {stored.pk} do not match their SHA-256")
    file.seek(0)
    return file


def serve(stored: StoredFile, *, inline: bool = False) -> HttpResponse:
    """The download: no browser opens it, guesses at it or keeps it; `inline` has it open pictures and PDFs of ours,
    alone. The caller has checked and journaled it.

    Raises Http404 for what was erased meanwhile, FileHeld for what the antivirus holds. Behind a web server that
    shares the folder (`ACCEL_PREFIX`) the bytes are verified here and handed out there.
    """
    try:
        file = open_verified(stored)
    except FileGoneError as error:
        raise Http404 from error
    is_opened = inline and stored.content_type in OPENED_INLINE
    if settings.ACCEL_PREFIX and storage.is_folder():
        file.close()
        response = HttpResponse(content_type=stored.content_type)
        response.headers["X-Accel-Redirect"] = f"{settings.ACCEL_PREFIX}{stored.path}"
    elif stored.size > WHOLE:
        response = cast(HttpResponse, FileResponse(file, content_type=stored.content_type))  # which closes the file
    else:
        with file:
            response = HttpResponse(file.read(), content_type=stored.content_type)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=not is_opened, filename=stored.name) or "attachment"
    )
    if is_opened:
        is_picture = stored.content_type.startswith("image/")
        response.headers["Content-Security-Policy"] = f"{ALONE}; sandbox" if is_picture else ALONE
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response


@transaction.atomic
def scan(*, by: Actor, stored: StoredFile) -> None:
    """Ask the antivirus about one that waits. Raises AntivirusAway, NoVerdict; what is gone or altered goes on
    waiting."""
    require(by.is_machine)
    waiting = taken(StoredFile.objects.all(), stored)
    if waiting.scan != Scan.WAITING or waiting.erased_at:
        return
    try:
        with _opened(waiting) as file:
            waiting.scan = antivirus.scanned(file.read())
    except (FileGoneError, FileAlteredError):
        log.exception("file_not_scanned", file=str(waiting.pk))
        return
    waiting.save(update_fields=["scan"])
    if waiting.scan == Scan.INFECTED:
        _record(by, Verb.FILE_QUARANTINED, waiting)


def waiting_for_scan(now: datetime) -> list[StoredFile]:
    """The oldest first, but for those about which the antivirus was asked again and again: these keep no other waiting.
    Some at a time, so that a run ends."""
    waiting = StoredFile.objects.filter(scan=Scan.WAITING, erased_at=None)
    in_turn = waiting.alias(asked_often=Q(created_at__lt=now - ASKED_OFTEN)).order_by("asked_often", "created_at")
    return list(in_turn[:SCANNED_AT_ONCE])


def is_only_scanner() -> bool:
    """Until the end of the transaction: an antivirus that is slow holds one process of the worker, not all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SCANNING])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def erase(*, by: Actor, stored: StoredFile) -> None:
    """Bytes and name go; the row stays as a proof. Erasing twice changes nothing."""
    locked = taken(StoredFile.objects.all(), stored)
    if locked.erased_at:
        return
    path = locked.path
    locked.path = locked.name = ""
    locked.erased_at = by.now
    locked.save(update_fields=["path", "name", "erased_at"])
    _record(by, Verb.FILE_ERASED, locked)
    transaction.on_commit(lambda: storage.delete(path), robust=True)  # what stays is an orphan, and goes


def purge_due(*, by: Actor) -> int:
    """Erase what has reached its date; returns how many."""
    require(by.is_machine)
    due = list(StoredFile.objects.filter(erased_at=None, purge_on__lte=by.today))
    for stored in due:
        erase(by=by, stored=stored)
    return len(due)


def remove_orphans(*, by: Actor) -> int:
    """Delete bytes that no row speaks of: left by a rolled-back transaction or a killed process, an hour ago or
    more."""
    require(by.is_machine)
    removed = 0
    for path in unspoken_of(by.now):
        storage.delete(path)
        removed += 1
    return removed


def unspoken_of(now: datetime) -> Iterator[str]:
    """The names of bytes that no row speaks of, and none will: some are asked about at once."""
    paths = storage.paths_older_than(now - UNSPOKEN_AFTER)
    while some := set(islice(paths, ORPHANS_AT_ONCE)):
        yield from some - set(StoredFile.objects.filter(path__in=some).values_list("path", flat=True))


def take_back(stored: StoredFile) -> None:
    """The bytes of a row that its own transaction is about to undo."""
    storage.delete(stored.path)


def _record(by: Actor, verb: Verb, stored: StoredFile) -> None:
    record(
        by=by,
        verb=verb,
        object_id=stored.pk,
        owner_id=stored.owner_id,
        channel=Channel.FILE,
        reason=stored.purpose,
    )
