"""Measures the portal, once a minute: what waits, what failed, what ends soon. As the machine, in the worker's role."""

import shutil
import socket
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.models import Count, Min, Q
from django.utils import timezone
from redis import RedisError

from acting.days import add_months, start_of
from files.enums import Scan
from files.models import StoredFile
from journal.enums import JobState, MessageState
from journal.models import Job, Message, Seal
from journal.sealing import last_exported_head
from operation import errors
from operation.models import Measure

Values = Iterator[tuple[str, str, float]]

LATELY = timedelta(days=1)
CERTIFICATE_EVERY = timedelta(hours=1)
CERTIFICATE_SECONDS = 5


def measured(at: datetime) -> Values:
    """Name, label and value of each thing that can be measured now."""
    yield from _jobs(at)
    yield from _messages(at)
    yield from _files(at)
    yield from _journal()
    yield from _database()
    yield from _disks()
    yield from _errors()
    yield from _certificate(at)


def _jobs(at: datetime) -> Values:
    """Of those that failed, the last day's: an old failure is known by now."""
    open_jobs = Job.objects.filter(state__in=(JobState.QUEUED, JobState.RUNNING))
    counted = open_jobs.aggregate(
        queued=Count("pk", filter=Q(state=JobState.QUEUED)),
        running=Count("pk", filter=Q(state=JobState.RUNNING)),
        oldest=Min("due_at"),
    )
    yield "jobs", JobState.QUEUED.value, counted["queued"]
    yield "jobs", JobState.RUNNING.value, counted["running"]
    failed = Job.objects.filter(created_at__gt=at - LATELY, state=JobState.FAILED)
    yield "jobs", JobState.FAILED.value, failed.count()
    yield "job_oldest_seconds", "", _age(counted["oldest"], at)


def _messages(at: datetime) -> Values:
    waiting = Message.objects.filter(state=MessageState.WAITING)
    yield "messages", MessageState.WAITING.value, waiting.count()
    for state in (MessageState.REFUSED, MessageState.FAILED):
        yield "messages", state.value, Message.objects.filter(state=state, created_at__gt=at - LATELY).count()
    tried = waiting.filter(attempts__gt=0, put_off=False).aggregate(oldest=Min("created_at"))
    yield "message_oldest_seconds", "", _age(tried["oldest"], at)


def _files(at: datetime) -> Values:
    waiting = StoredFile.objects.filter(scan=Scan.WAITING, erased_at=None)
    counted = waiting.aggregate(count=Count("pk"), oldest=Min("created_at"))
    yield "files_waiting", "", counted["count"]
    yield "file_oldest_seconds", "", _age(counted["oldest"], at)


def _journal() -> Values:
    with suppress(OSError, ValueError):  # a line that is none is what `verify_journal` names
        if head := last_exported_head(Path(settings.PRIVATE_ROOT)):
            yield "head_kept_timestamp_seconds", "", head[0].timestamp()
    seal = Seal.objects.order_by("-month").first()
    if seal:
        yield "sealed_until_timestamp_seconds", "", start_of(add_months(seal.month, 1)).timestamp()


def _database() -> Values:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database()), clock_timestamp()")
        size, its_time = cursor.fetchone()
    yield "database_bytes", "", size
    yield "clock_drift_seconds", "", (timezone.now() - its_time).total_seconds()


def _disks() -> Values:
    """Where this worker writes. The disk of a database elsewhere is watched there."""
    for label, folder in (("private", settings.PRIVATE_ROOT), ("temporary", tempfile.gettempdir())):
        with suppress(OSError):
            usage = shutil.disk_usage(folder)
            yield "disk_free_share", label, usage.free / usage.total


def _errors() -> Values:
    with suppress(RedisError, OSError):
        yield "errors", "", caches["redis"].get(errors.KEY, 0)


def _certificate(at: datetime) -> Values:
    """Asked of the portal's own address, as a browser does, once an hour; whoever signed it."""
    name = "certificate_ends_timestamp_seconds"
    address = urlsplit(settings.PORTAL_URL)
    if address.scheme != "https" or not address.hostname:
        return
    known = Measure.objects.filter(name=name).first()
    if known and at - known.at < CERTIFICATE_EVERY:
        return
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with suppress(OSError, ValueError):
        with (
            socket.create_connection((address.hostname, address.port or 443), CERTIFICATE_SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=address.hostname) as wrapped,
        ):
            certificate = x509.load_der_x509_certificate(wrapped.getpeercert(binary_form=True) or b"")
        yield name, "", certificate.not_valid_after_utc.timestamp()


def _age(since: datetime | None, at: datetime) -> float:
    return max((at - since).total_seconds(), 0) if since else 0
