"""Whether rows and bytes agree. Names nothing but identifiers and the random names of bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import TextChoices

from files import storage
from files.enums import HELD, Scan
from files.models import StoredFile

# No transaction lasts as long: bytes that are older and have no row will never get one.
UNSPOKEN_AFTER = timedelta(hours=1)


class Fault(TextChoices):
    MISSING = "missing", "octets manquants"
    ALTERED = "altered", "octets altérés (SHA-256)"
    UNSPOKEN = "unspoken", "octets sans ligne"
    WAITING = "waiting", "en attente d’analyse"
    INFECTED = "infected", "mis en quarantaine"


@dataclass(frozen=True, slots=True)
class Finding:
    """`about` is the identifier of a file; of bytes that no row speaks of, their name in the store."""

    fault: Fault
    about: str


def findings(now: datetime, *, reads_content: bool = True, with_recent: bool = False) -> Iterator[Finding]:
    """Bytes are listed before rows are read, so that what is deposited meanwhile is no fault; `with_recent` also
    speaks of bytes whose row may still be on its way."""
    there = set(storage.paths_older_than(now + timedelta(days=1)))
    spoken_of = set()
    for stored in StoredFile.objects.filter(erased_at=None).order_by("created_at", "pk").iterator():
        spoken_of.add(stored.path)
        yield from _of_row(stored, is_there=stored.path in there, reads_content=reads_content)
    old = there if with_recent else set(storage.paths_older_than(now - UNSPOKEN_AFTER))
    for path in sorted((there & old) - spoken_of):
        yield Finding(Fault.UNSPOKEN, path)


def _of_row(stored: StoredFile, *, is_there: bool, reads_content: bool) -> Iterator[Finding]:
    if stored.scan in HELD:
        yield Finding(Fault.INFECTED if stored.scan == Scan.INFECTED else Fault.WAITING, str(stored.pk))
    content = b""
    if reads_content or not is_there:
        try:
            content = storage.read(stored.path)
        except FileNotFoundError:
            if StoredFile.objects.filter(pk=stored.pk, erased_at=None).exists():  # not erased since
                yield Finding(Fault.MISSING, str(stored.pk))
            return
    if reads_content and sha256(content).hexdigest() != stored.sha256:
        yield Finding(Fault.ALTERED, str(stored.pk))
