"""A worker that is killed while it stores a paper: the paper is there once, after all."""

from uuid import UUID

import pytest
from django.db import connection, transaction

from files.models import StoredFile
from journal.enums import JobState
from journal.models import Entry, Job
from tests.people import acting, make_cast, make_fact, make_referral
from tests.portal import Portal, wait_until
from tests.reports.conftest import ask_sheet, seen_by

STORING = 80  # the progress shown just before the paper is stored


def _is_storing(job_id: UUID) -> bool:
    return Job.objects.filter(pk=job_id, state=JobState.RUNNING, progress=STORING).exists()


def test_a_killed_worker_s_paper_is_made_once(live_portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Redis is away as well when the sheet is asked for: the sweeper finds the job."""
    monkeypatch.setattr("journal.jobs._dispatch", lambda job_id, task: None)
    cast = make_cast()
    fact = make_fact(cast.gilles, cast.tilleuls)
    referral = make_referral(
        cast.sarah, cast.maud, cast.tilleuls, incident=fact, subject="avis-parquet", field_sets=("facts",)
    )
    report = ask_sheet(cast.maud, referral)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE files_storedfile IN EXCLUSIVE MODE")
        wait_until(lambda: _is_storing(report.job_id), "the worker stores the paper", seconds=60)
        live_portal.kill_worker()
    assert not StoredFile.objects.exists()

    live_portal.start_worker()

    wait_until(lambda: Job.objects.get(pk=report.job_id).state == JobState.READY, "the paper is ready", seconds=60)
    ready = seen_by(cast.maud, report)
    assert list(StoredFile.objects.values_list("pk", flat=True)) == [ready.file_id]
    assert (ready.pages, ready.job.attempts) == (1, 2)
    with acting(cast.maud):
        assert Entry.objects.filter(verb="rapport.etabli", object_id=report.pk).count() == 1
