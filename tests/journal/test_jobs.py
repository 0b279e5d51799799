from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from unittest.mock import MagicMock, patch
from uuid import UUID, uuid4

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from acting.actor import Actor
from journal.enums import Cause, JobState
from journal.failures import said_for_good, said_once
from journal.jobs import JobError, fail, finish, lease, leased, set_progress, sweep
from journal.models import Job
from journal.services import enqueue_job
from tests.journal.conftest import NOON

LEASE = timedelta(seconds=settings.JOB_LEASE_SECONDS)


@pytest.fixture(autouse=True)
def broker() -> Iterator[MagicMock]:
    with patch("journal.jobs.current_app.send_task") as send, patch.dict("journal.jobs.BROKER_AWAY", until=0.0):
        yield send


@pytest.fixture
def job(db: None, sarah: Actor) -> Job:
    return enqueue_job(by=sarah, task="reports.tasks.make_sheet", object_id=uuid4())


def state(job: Job) -> tuple[str, int, int]:
    fresh = Job.objects.get(pk=job.pk)
    return fresh.state, fresh.progress, fresh.attempts


def test_a_leased_job_ends_ready(job: Job) -> None:
    with leased(job.pk) as mine:
        assert mine is not None
        set_progress(mine, 40)
        assert state(job) == (JobState.RUNNING, 40, 1)
    assert state(job) == (JobState.READY, 100, 1)


def test_a_job_that_is_done_is_not_done_again(job: Job) -> None:
    with leased(job.pk):
        pass
    with leased(job.pk) as again:
        assert again is None
    assert state(job) == (JobState.READY, 100, 1)


def test_an_unknown_job_is_nobodys(db: None) -> None:
    with leased(uuid4()) as nothing:
        assert nothing is None


def test_while_one_holds_it_no_other_gets_it(job: Job) -> None:
    assert lease(job.pk, at=NOON)
    assert lease(job.pk, at=NOON + LEASE) is None
    assert lease(job.pk, at=NOON + LEASE * 1.1)


def test_progress_keeps_the_lease(job: Job) -> None:
    mine = lease(job.pk, at=NOON)
    assert mine
    set_progress(mine, 50, at=NOON + LEASE * 0.9)
    assert lease(job.pk, at=NOON + LEASE * 1.5) is None


def test_who_lost_the_lease_finishes_nothing(job: Job) -> None:
    slow = lease(job.pk, at=NOON)
    quick = lease(job.pk, at=NOON + 2 * LEASE)
    assert slow
    assert quick
    assert not finish(slow)
    assert not fail(slow)
    assert state(job) == (JobState.RUNNING, 0, 2)
    assert finish(quick)
    assert not finish(quick)
    assert state(job) == (JobState.READY, 100, 2)


def test_who_lost_the_lease_is_stopped_at_the_next_progress(job: Job) -> None:
    reached = []
    with leased(job.pk) as slow:
        assert slow is not None
        lease(job.pk, at=timezone.now() + 2 * LEASE)
        set_progress(slow, 50)
        reached.append("the end")
    assert reached == []
    assert state(job) == (JobState.RUNNING, 0, 2)


def test_two_failures_leave_another_try_and_the_third_is_the_last(
    job: Job, broker: MagicMock, django_capture_on_commit_callbacks: object
) -> None:
    """Minutes apart, so that what was in the way has gone: nobody takes it before, and the sweeper sends it then."""
    taken = []
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        for minutes in (0, 1.9, 2, 11.9, 12, 60):
            at = NOON + timedelta(minutes=minutes)
            sweep(at=at)
            if mine := lease(job.pk, at=at):
                taken.append(minutes)
                fail(mine, at=at)
    fresh = Job.objects.get(pk=job.pk)
    assert taken == [0, 2, 12]
    assert (fresh.state, fresh.error, fresh.attempts) == (JobState.FAILED, said_for_good(""), 3)
    assert fresh.finished_at == NOON + timedelta(minutes=12)
    assert broker.call_count == 2


def raise_if(mine: Job | None) -> None:
    if mine:
        raise ValueError("le nom de quelqu’un")


def test_a_failure_shows_no_content(job: Job) -> None:
    with leased(job.pk) as mine:
        raise_if(mine)
    assert Job.objects.get().error == said_once("")


def test_a_readable_failure_is_shown_and_no_other_try_would_mend_it(job: Job) -> None:
    with leased(job.pk):
        raise JobError("Le document dépasse 200 pages.")
    fresh = Job.objects.get()
    assert (fresh.state, fresh.error, fresh.attempts) == (JobState.FAILED, "Le document dépasse 200 pages.", 1)


def test_the_sweeper_brings_back_what_a_killed_worker_held(
    job: Job, broker: MagicMock, django_capture_on_commit_callbacks: object
) -> None:
    lease(job.pk, at=NOON)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert sweep(at=NOON + LEASE) == 0
        assert sweep(at=NOON + LEASE * 1.1) == 1
        assert sweep(at=NOON + LEASE * 1.1) == 0
    broker.assert_called_once_with(job.task, [str(job.pk)], retry=False)
    assert state(job) == (JobState.QUEUED, 0, 1)


def test_the_sweeper_brings_back_what_redis_lost(
    job: Job, broker: MagicMock, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert sweep(at=NOON + LEASE * 0.9) == 0
        assert sweep(at=NOON + LEASE * 1.1) == 1
    broker.assert_called_once_with(job.task, [str(job.pk)], retry=False)


def test_a_clock_that_was_put_back_leaves_nothing_leased_for_long(
    job: Job, broker: MagicMock, django_capture_on_commit_callbacks: Any
) -> None:
    """The database's, by a day: what was leased, or rests, in the day that is to come again."""
    assert lease(job.pk, at=NOON + timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep(at=NOON) == 1
    broker.assert_called_once()
    assert lease(job.pk, at=NOON)
    Job.objects.update(due_at=NOON + timedelta(days=1), state=JobState.QUEUED, lease_token=None, lease_until=None)
    assert lease(job.pk, at=NOON)


def test_a_broker_that_does_not_answer_is_waited_for_once(
    sarah: Actor, db: None, broker: MagicMock, django_capture_on_commit_callbacks: Any
) -> None:
    """By the first of those who ask for papers meanwhile; the sweeper sends them all."""
    broker.side_effect = OperationalError
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            enqueue_job(by=sarah, task="reports.tasks.make_sheet", object_id=uuid4())
    broker.assert_called_once()
    assert Job.objects.filter(state=JobState.QUEUED).count() == 3


def test_a_web_whose_clock_is_ahead_makes_nobody_wait(job: Job) -> None:
    assert lease(job.pk, at=NOON - timedelta(minutes=10))


def test_three_killed_workers_end_it(job: Job, broker: MagicMock) -> None:
    at = NOON
    for _ in range(3):
        assert lease(job.pk, at=at)
        at += 2 * LEASE
        sweep(at=at)
    fresh = Job.objects.get(pk=job.pk)
    assert (fresh.state, fresh.cause, fresh.error) == (JobState.FAILED, Cause.SILENT, said_for_good(Cause.SILENT))
    assert "sans un mot" in fresh.error
    assert lease(job.pk, at=at) is None


def test_what_failed_says_which_of_the_machine_s_troubles_it_was_until_it_is_done(job: Job) -> None:
    at = timezone.now()
    for error, cause in ((MemoryError(), Cause.NO_MEMORY), (SoftTimeLimitExceeded(), Cause.TOO_LONG)):
        with leased(job.pk) as mine:
            assert mine is not None
            raise error
        fresh = Job.objects.get()
        assert (fresh.state, fresh.cause, fresh.error) == (JobState.QUEUED, cause, said_once(cause))
        Job.objects.update(due_at=at)
    with leased(job.pk) as mine:
        assert mine is not None
    fresh = Job.objects.get()
    assert (fresh.state, fresh.cause, fresh.error) == (JobState.READY, "", "")


def test_what_redis_lost_keeps_the_reason_of_the_try_before(job: Job, broker: MagicMock) -> None:
    mine = lease(job.pk, at=NOON)
    assert mine is not None
    fail(mine, cause=Cause.DISK_FULL, at=NOON)
    assert sweep(at=NOON + timedelta(minutes=5)) == 1
    fresh = Job.objects.get()
    assert (fresh.cause, fresh.error) == (Cause.DISK_FULL, said_once(Cause.DISK_FULL))


def test_of_many_racing_workers_one_gets_it(own_database: str, sarah: Actor) -> None:
    jobs = [enqueue_job(by=sarah, task="x", object_id=uuid4()) for _ in range(20)]
    with ThreadPoolExecutor(4) as workers:
        runs = sum(workers.map(race, [job.pk for job in jobs for _ in range(4)]))
    assert runs == 20
    assert set(Job.objects.values_list("state", "attempts")) == {(JobState.READY, 1)}


def race(job_id: UUID) -> int:
    try:
        with leased(job_id) as mine:
            return int(mine is not None)
    finally:
        connection.close()
