"""What an administrator could do to a job, and others to one that failed, by SQL and by no page."""

from django.utils import timezone

from acting.actor import acting_as, visitor
from journal.enums import JobState
from journal.models import Job
from tests.imports import failed_by
from tests.people import Cast, acting
from tests.walls.test_violations_of_injunctions import reaches_a_row
from tests.walls.trials import refused

RETRIED = "UPDATE journal_job SET state = 'queued', attempts = 0, error = '', cause = '', queued_at = app_now()"
DONE = "UPDATE journal_job SET state = 'ready'"


def test_a_failed_job_is_tried_again_by_an_administrator_of_its_convention(cast: Cast) -> None:
    job = failed_by(cast.sarah).job
    assert job is not None
    for person in (cast.gilles, cast.victor, cast.karim, cast.delphine):
        with acting(person):
            assert not reaches_a_row(RETRIED), person.user.first_name
    with acting(cast.sarah):
        assert not reaches_a_row(RETRIED)
    with acting(cast.adrien):
        assert refused(DONE)
        assert refused("UPDATE journal_job SET state = 'queued', attempts = 2, queued_at = app_now()")
        assert refused(
            "UPDATE journal_job SET state = 'queued', attempts = 0, queued_at = app_now() - interval '1 day'"
        )
        assert refused("UPDATE journal_job SET task = 'another'")
        assert reaches_a_row(RETRIED)
    for state in (JobState.READY, JobState.CANCELLED):
        Job.objects.filter(pk=job.pk).update(state=state, finished_at=timezone.now())
        with acting(cast.adrien):
            assert not reaches_a_row(RETRIED), state


def test_a_mail_is_written_without_a_place_of_its_own_in_time_or_in_a_mail(cast: Cast) -> None:
    written = (
        "INSERT INTO journal_message (id, kind, recipient_id, object_id, state, created_at, due_at, attempts, error,"
        " put_off, mail_id) VALUES (gen_random_uuid(), 'password_reset', gen_random_uuid(), NULL, 'waiting', app_now(),"
        " app_now(), 0, '', {}, {})"
    )
    with acting_as(visitor(None, timezone.now())):
        assert refused(written.format("true", "NULL"))
        assert refused(written.format("false", "gen_random_uuid()"))
        assert not refused(written.format("false", "NULL"))
