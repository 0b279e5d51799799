"""Jobs run once. A worker holds a lease with a secret token; without the token nothing can be finished.

A killed worker lets its lease run out and the sweeper sends the job again; a slow worker that comes back after that
finds its token replaced and changes nothing. Three attempts, minutes apart so that a passing trouble has passed, then
the job stands as failed with a readable reason: which one, where the machine knows (`failures`).

All moments are of the database's clock: one worker whose own is ten minutes ahead would take every lease for run out.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from kombu.exceptions import OperationalError

from acting.clock import common_now
from journal.enums import Cause, JobState
from journal.failures import cause_of, said_for_good, said_once
from journal.models import MAX_ATTEMPTS, Job

log = structlog.get_logger(__name__)

# What a failed attempt waits for the next one.
RESTS = (timedelta(minutes=2), timedelta(minutes=10))
NEVER_SO_LONG = timedelta(minutes=20)  # no job rests until then, unless the clock was put back
RESPITE_SECONDS, BROKER_AWAY = 10, {"until": 0.0}  # by the clock of this process that nobody sets


class LeaseLostError(Exception):
    """Somebody else has the job now: stop, and leave no trace."""


class JobError(Exception):
    """A failure that no other attempt mends and that the person who asked may read: its text is shown on the page, in
    French, without case data."""


@contextmanager
def leased(job_id: UUID) -> Iterator[Job | None]:
    """The job, leased to this worker; None when it is done, given up or in other hands.

    On a normal end the job is READY, unless the body finished it itself, together with its result. An exception
    makes it wait for its next attempt, or fails it after the third; a JobError at once. What is logged and journaled
    meanwhile bears the number of the request by which the job was asked for.
    """
    job = lease(job_id)
    if job is None:
        yield None
        return
    with structlog.contextvars.bound_contextvars(request_id=str(job.request_id or job.id)):
        try:
            yield job
        except LeaseLostError:
            log.warning("job_lease_lost", job=str(job.id))
        except JobError as error:
            log.exception("job_refused", job=str(job.id), task=job.task)
            _give_up(_held(job), str(error), common_now())
        except Exception as error:
            cause = cause_of(error)
            log.exception("job_failed", job=str(job.id), task=job.task, attempt=job.attempts, why=cause)
            fail(job, cause=cause)
        else:
            finish(job)


def lease(job_id: UUID, *, at: datetime | None = None) -> Job | None:
    """Take the job if it is free; one of two racing workers gets it, the other gets None."""
    at, token = at or common_now(), uuid4()
    Job.objects.filter(
        Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING) & _has_run_out(at),
        Q(attempts=0) | _is_due(at),  # what was never tried has no rest; a web may be ahead
        pk=job_id,
        attempts__lt=MAX_ATTEMPTS,
    ).update(
        state=JobState.RUNNING,
        lease_token=token,
        lease_until=_lease_end(at),
        attempts=F("attempts") + 1,
        progress=0,
        started_at=at,
    )
    return Job.objects.filter(pk=job_id, lease_token=token).first()


def set_progress(job: Job, percent: int, *, at: datetime | None = None) -> None:
    """Show how far it is (0–100) and keep the lease; visible at once. Raises LeaseLostError."""
    with transaction.atomic(durable=True):
        kept = _held(job).update(progress=percent, lease_until=_lease_end(at or common_now()))
    if not kept:
        raise LeaseLostError(job.pk)


def finish(job: Job, *, at: datetime | None = None) -> bool:
    """READY, once. Call it in the transaction that writes the result; on False write nothing: the lease was lost."""
    finished = _held(job).update(
        state=JobState.READY,
        progress=100,
        error="",
        cause="",
        lease_token=None,
        lease_until=None,
        finished_at=at or common_now(),
    )
    return bool(finished)


def fail(job: Job, *, cause: str = "", at: datetime | None = None) -> bool:
    """Give the job back for another attempt, which the sweeper sends in some minutes, or for good after the third.
    False when the lease was lost."""
    at = at or common_now()
    if job.attempts >= MAX_ATTEMPTS:
        return _give_up(_held(job), said_for_good(cause), at, cause)
    return _requeue(_held(job), said_once(cause), at, due_at=at + RESTS[job.attempts - 1], cause=cause)


def cancel(job: Job, *, at: datetime) -> bool:
    """Whoever asked wants it no more: the worker that has it loses its lease, and stops at its next word. False where
    it had ended."""
    return bool(
        Job.objects.filter(pk=job.pk, state__in=(JobState.QUEUED, JobState.RUNNING)).update(
            state=JobState.CANCELLED, lease_token=None, lease_until=None, error="", finished_at=at
        )
    )


def sweep(*, at: datetime) -> int:
    """Send what is due again, and what was lost with a worker or with Redis; give up what failed three times. How many
    it touched."""
    overdue = at - timedelta(seconds=settings.JOB_LEASE_SECONDS)
    is_overdue = Q(queued_at__lt=overdue) | Q(queued_at__gt=at + NEVER_SO_LONG)
    lost = Job.objects.filter(
        Q(state=JobState.RUNNING) & _has_run_out(at) | Q(state=JobState.QUEUED) & _is_due(at) & is_overdue
    )
    return sum(_bring_back(job_id, lost, at) for job_id in lost.values_list("pk", flat=True))


def dispatch_on_commit(job: Job) -> None:
    """Tell a worker after commit. Redis being away loses nothing: the row stays and the sweeper sends it."""
    transaction.on_commit(lambda: _dispatch(job.pk, job.task))


def _dispatch(job_id: UUID, task: str) -> None:
    """A broker that has just not answered is left alone: of those who ask for papers one waits for it, not each."""
    if time.monotonic() < BROKER_AWAY["until"]:
        return
    try:
        current_app.send_task(task, [str(job_id)], retry=False)
    except (OperationalError, OSError) as error:
        BROKER_AWAY["until"] = time.monotonic() + RESPITE_SECONDS
        log.warning("job_not_sent", job=str(job_id), task=task, error=type(error).__name__)


def _bring_back(job_id: UUID, lost: QuerySet[Job], at: datetime) -> bool:
    with transaction.atomic():
        job = lost.filter(pk=job_id).select_for_update(skip_locked=True).first()
        if job is None:
            return False
        mine = Job.objects.filter(pk=job_id)
        # Whoever had it said no word; what was lost with Redis had nobody yet.
        cause = Cause.SILENT if job.state == JobState.RUNNING else job.cause
        if job.attempts >= MAX_ATTEMPTS:
            return _give_up(mine, said_for_good(cause), at, cause)
        dispatch_on_commit(job)
        return _requeue(mine, job.error, at, due_at=at, cause=cause)


def _requeue(jobs: QuerySet[Job], error: str, at: datetime, *, due_at: datetime, cause: str) -> bool:
    values = {"lease_token": None, "lease_until": None, "queued_at": at, "due_at": due_at}
    return bool(jobs.update(state=JobState.QUEUED, error=error[:300], cause=cause, **values))


def _give_up(jobs: QuerySet[Job], error: str, at: datetime, cause: str = "") -> bool:
    values = {"lease_token": None, "lease_until": None, "finished_at": at}
    return bool(jobs.update(state=JobState.FAILED, error=error[:300], cause=cause, **values))


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, lease_token=job.lease_token)


def _has_run_out(at: datetime) -> Q:
    """A lease that ends later than any does was taken before the clock was put back."""
    return Q(lease_until__lt=at) | Q(lease_until__gt=at + timedelta(seconds=settings.JOB_LEASE_SECONDS) + NEVER_SO_LONG)


def _is_due(at: datetime) -> Q:
    return Q(due_at__lte=at) | Q(due_at__gt=at + NEVER_SO_LONG)


def _lease_end(at: datetime) -> datetime:
    return at + timedelta(seconds=settings.JOB_LEASE_SECONDS)
