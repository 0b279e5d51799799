"""What failed is tried again by the administrator, who sees why it failed and never what it was about."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from unittest.mock import MagicMock, patch
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from incidents.models import FactImport
from journal.awaited import AWAITED, is_awaited
from journal.enums import Cause, JobState
from journal.failures import said_for_good
from journal.models import Entry, Job
from journal.services import NOT_AWAITED, enqueue_job
from journal.verbs import Verb
from referrals.services.exceptional import ask_exceptional_access
from reports.models import Report
from reports.tasks import make_report
from tests.imports import failed_by
from tests.people import Cast, Person, acting, make_fact, make_referral
from tests.reports.conftest import ask_sheet
from tests.roles import installing

NOBODY_S, REASON = "F-2222-22", "Panne signalée par le service."
InRole = Callable[[], AbstractContextManager[None]]

LIST = "/administration/taches/"
ALL = f"{LIST}relancer/"


@pytest.fixture(autouse=True)
def broker() -> Iterator[MagicMock]:
    with patch("journal.jobs.current_app.send_task") as send:
        yield send


def sheet_that_failed(cast: Cast, cause: str = Cause.DISK_FULL) -> Report:
    fact = make_fact(cast.gilles, cast.tilleuls)
    report = ask_sheet(cast.karim, make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact))
    failed(report.job_id, cause)
    return report


def failed(pk: UUID, cause: str = "") -> None:
    gone = {"attempts": 3, "finished_at": timezone.now(), "error": said_for_good(cause), "cause": cause}
    Job.objects.filter(pk=pk).update(state=JobState.FAILED, **gone)


def said(person: Person, path: str) -> list[str]:
    answer = person.client().post(path, follow=True)
    return [str(message) for message in answer.context["messages"]]


def test_the_list_names_the_cause_and_the_remedy_and_offers_another_try(cast: Cast) -> None:
    report = sheet_that_failed(cast)
    page = cast.adrien.client().get(LIST).text
    assert "le serveur n’a plus de place" in page
    assert "Libérez de la place, puis relancez." in page
    assert f"{LIST}{report.job_id}/relancer/" in page
    assert str(report.pk) not in page


def test_one_is_tried_again_from_its_first_try_and_whoever_asked_sees_it_run(
    cast: Cast, as_worker: InRole, broker: MagicMock, django_capture_on_commit_callbacks: object
) -> None:
    report, other = sheet_that_failed(cast), failed_by(cast.sarah)
    page = cast.karim.client().get(f"/rapports/{report.pk}/").text
    assert "La fabrication a échoué" in page
    assert "le serveur n’a plus de place" in page
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert said(cast.adrien, f"{LIST}{report.job_id}/relancer/") == ["1 tâche relancée, pour trois essais."]
    broker.assert_called_once_with("reports.tasks.make_report", [str(report.job_id)], retry=False)
    job = Job.objects.get(pk=report.job_id)
    assert (job.state, job.attempts, job.error, job.cause, job.finished_at) == (JobState.QUEUED, 0, "", "", None)
    assert other.job is not None
    assert Job.objects.get(pk=other.job.pk).state == JobState.FAILED
    assert "En cours de fabrication" in cast.karim.client().get(f"/rapports/{report.pk}/").text
    entry = Entry.objects.get(verb=Verb.JOB_RETRIED)
    assert (entry.user_id, entry.object_id, entry.owner_id, entry.count) == (cast.adrien.user.pk, None, None, 1)
    with as_worker():
        make_report(str(report.job_id))
    assert Job.objects.get(pk=report.job_id).state == JobState.READY


def test_twice_is_quiet(cast: Cast) -> None:
    report = sheet_that_failed(cast)
    path = f"{LIST}{report.job_id}/relancer/"
    said(cast.adrien, path)
    assert said(cast.adrien, path) == ["Aucune tâche n’était à relancer."]
    assert said(cast.adrien, ALL) == ["Aucune tâche n’était à relancer."]
    assert Entry.objects.filter(verb=Verb.JOB_RETRIED).count() == 1


def test_all_that_failed_are_tried_again_but_what_runs_waits_or_was_cancelled(cast: Cast) -> None:
    report, held = sheet_that_failed(cast), failed_by(cast.sarah)
    late = timezone.now() - timedelta(hours=1)
    others = {}
    for state in (JobState.QUEUED, JobState.CANCELLED, JobState.READY):
        others[state] = enqueue_job(by=cast.sarah.actor(), task="reports.tasks.make_report", object_id=uuid4())
        Job.objects.filter(pk=others[state].pk).update(state=state, created_at=late, attempts=1)
    assert said(cast.adrien, ALL) == ["2 tâches relancées, pour trois essais."]
    again = set(Job.objects.filter(state=JobState.QUEUED, attempts=0).values_list("pk", flat=True))
    assert again == {report.job_id, held.job_id}
    assert {job.state for job in Job.objects.filter(pk__in=[each.pk for each in others.values()])} == set(others)
    assert Entry.objects.get(verb=Verb.JOB_RETRIED).count == 2


def test_what_nobody_waits_for_any_more_is_refused_with_a_sentence(cast: Cast) -> None:
    """An import that was stopped, or read again by another job; a paper past its date, or one that is gone."""
    stopped, taken_over, past = failed_by(cast.sarah), failed_by(cast.sarah), sheet_that_failed(cast)
    FactImport.objects.filter(pk=stopped.pk).update(state="stopped")
    FactImport.objects.filter(pk=taken_over.pk).update(
        job=enqueue_job(by=cast.sarah.actor(), task="incidents.tasks.run_fact_import", object_id=taken_over.pk)
    )
    Report.objects.filter(pk=past.pk).update(purge_on=timezone.now().date() - timedelta(days=1))
    gone = enqueue_job(by=cast.sarah.actor(), task="reports.tasks.make_report", object_id=uuid4())
    failed(gone.pk)
    for job_id in filter(None, (stopped.job_id, taken_over.job_id, past.job_id, gone.pk)):
        assert said(cast.adrien, f"{LIST}{job_id}/relancer/") == [NOT_AWAITED]
        assert Job.objects.get(pk=job_id).state == JobState.FAILED
    assert said(cast.adrien, ALL) == [NOT_AWAITED]
    assert not Entry.objects.filter(verb=Verb.JOB_RETRIED).exists()


def test_an_exceptional_access_is_waited_for_by_its_dates(cast: Cast) -> None:
    with acting(cast.adrien) as adrien:
        asked = ask_exceptional_access(by=adrien, key=uuid4(), reference=NOBODY_S, reason=REASON)
    waiting = Job.objects.get(object_id=asked.pk)
    asked.pk, asked.asked_at = uuid4(), asked.asked_at - timedelta(days=60)
    with installing():
        asked.save(force_insert=True)
    past = enqueue_job(by=cast.adrien.actor(), task=waiting.task, object_id=asked.pk)
    with acting(cast.adrien):
        assert (is_awaited(waiting.task, waiting.pk), is_awaited(past.task, past.pk)) == (True, False)


def test_nobody_but_the_administrator_is_told_what_is_waited_for(cast: Cast) -> None:
    report = sheet_that_failed(cast)
    job = Job.objects.get(pk=report.job_id)
    told = {}
    for name in ("adrien", "karim", "sarah", "gilles", "delphine"):
        with acting(getattr(cast, name)):
            told[name] = is_awaited(job.task, job.pk)
    assert told == {"adrien": True, "karim": False, "sarah": False, "gilles": False, "delphine": False}


def test_every_task_that_has_jobs_says_whether_they_are_waited_for() -> None:
    assert set(AWAITED) == {
        "reports.tasks.make_report",
        "incidents.tasks.run_fact_import",
        "referrals.tasks.seek_exceptional_matter",
        "referrals.tasks.copy_exceptional_matter",
    }
