"""Keeping, reading back, handing out and erasing bytes. Who may have a file is the rule of the object it belongs to."""

from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from acting.actor import Actor
from acting.changes import taken
from acting.pages import require
from files import storage
from files.models import StoredFile
from journal.enums import Channel
from journal.services import record
from journal.verbs import Verb

ORPHAN_AGE = timedelta(days=1)
NAME_LENGTH = 120


class FileGoneError(Exception):
    """The file was erased, or its bytes are missing."""


class FileAlteredError(Exception):
    """The bytes are not those that were stored: nobody gets them."""


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
) -> StoredFile:
    """Keep the bytes until `purge_on` (None: until their owner erases them)."""
    stored = StoredFile(
        name=safe_name(name),
        content_type=content_type,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        path=storage.write(content),
        purpose=purpose,
        owner_id=owner_id,
        created_at=by.now,
        purge_on=purge_on,
    )
    stored.save(force_insert=True)
    _record(by, Verb.FILE_DEPOSITED, stored)
    return stored


def read_verified(stored: StoredFile) -> bytes:
    """The bytes, after checking their fingerprint. Raises FileGoneError or FileAlteredError."""
    if stored.erased_at:
        raise FileGoneError(f"file {stored.pk} was erased")
    try:
        content = storage.read(stored.path)
    except FileNotFoundError as error:
        raise FileGoneError(f"the bytes of file {stored.pk} are missing") from error
    if sha256(content).hexdigest() != stored.sha256:
        raise FileAlteredError(f"the bytes of file {stored.pk} do not match their SHA-256")
    return content


def serve(stored: StoredFile) -> HttpResponse:
    """The download: no browser opens it, guesses at it or keeps it. The caller has checked and journaled it.

    Raises Http404 for what was erased meanwhile.
    """
    try:
        content = read_verified(stored)
    except FileGoneError as error:
        raise Http404 from error
    response = HttpResponse(content, content_type=stored.content_type)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=stored.name) or "attachment"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response


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
    transaction.on_commit(lambda: storage.delete(path))


def purge_due(*, by: Actor) -> int:
    """Erase what has reached its date; returns how many."""
    require(by.is_machine)
    due = list(StoredFile.objects.filter(erased_at=None, purge_on__lte=by.today))
    for stored in due:
        erase(by=by, stored=stored)
    return len(due)


def remove_orphans(*, by: Actor) -> int:
    """Delete bytes that no row speaks of: left by a rolled-back transaction or a killed process, a day ago or more."""
    require(by.is_machine)
    old = set(storage.paths_older_than(by.now - ORPHAN_AGE))
    orphans = old - set(StoredFile.objects.filter(path__in=old).values_list("path", flat=True))
    for path in orphans:
        storage.delete(path)
    return len(orphans)


def safe_name(name: str) -> str:
    """A file name without folders or control characters, short enough for every file system."""
    printable = "".join(char for char in name if char.isprintable())
    base = printable.replace("\\", "/").rsplit("/", 1)[-1].strip(" .")
    return base[-NAME_LENGTH:] or "fichier"


def _record(by: Actor, verb: Verb, stored: StoredFile) -> None:
    record(
        by=by,
        verb=verb,
        object_id=stored.pk,
        owner_id=stored.owner_id,
        channel=Channel.FILE,
        reason=stored.purpose,
    )
