from unittest.mock import patch
from uuid import uuid4

import pytest
import structlog
from django.db import transaction
from kombu.exceptions import OperationalError

from acting.actor import Actor, acting_as, visitor
from journal.enums import Channel, JobState, MessageState
from journal.models import Entry, Job, Message
from journal.services import (
    UnknownVerbError,
    enqueue_job,
    post_message,
    record,
    record_each_read,
    record_list_read,
)
from journal.verbs import Verb
from tests.databases import run_as_owner
from tests.journal.conftest import HABITAT, KARIM, POLICE

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_what_whose_and_when(sarah: Actor) -> None:
    incident, request = uuid4(), str(uuid4())
    with acting_as(sarah), structlog.contextvars.bound_contextvars(request_id=request):
        record(
            by=sarah,
            verb=Verb.FACT_READ,
            object_id=incident,
            owner_id=HABITAT,
            channel=Channel.PDF,
            reason="plainte",
        )
        entry = Entry.objects.get(object_id=incident)
    assert (entry.at, entry.user_id, entry.signatory_id) == (sarah.now, sarah.user_id, HABITAT)
    assert (entry.function, entry.verb, entry.object_type, entry.owner_id) == ("referent", "fait.lu", "fait", HABITAT)
    assert (entry.channel, entry.reason, entry.count, str(entry.request_id)) == ("pdf", "plainte", 1, request)


def test_a_list_gives_one_entry_per_owner_that_names_what_it_showed(sarah: Actor) -> None:
    one, two = uuid4(), uuid4()
    with acting_as(sarah):
        record_list_read(
            by=sarah, verb=Verb.REFERRAL_READ, rows=[(HABITAT, one), (POLICE, two), (HABITAT, None), (HABITAT, one)]
        )
        entries = {entry.owner_id: (entry.count, entry.shown, entry.channel) for entry in Entry.objects.all()}
    assert entries == {HABITAT: (2, [one], "list"), POLICE: (1, [two], "list")}


def test_an_empty_list_gives_none(sarah: Actor) -> None:
    with acting_as(sarah):
        record_list_read(by=sarah, verb=Verb.REFERRAL_READ, rows=[])
        assert not Entry.objects.exists()


def test_what_a_page_shows_together_is_named_one_by_one(sarah: Actor) -> None:
    fact, complaint = uuid4(), uuid4()
    with acting_as(sarah):
        read = [(Verb.FACT_READ, fact), (Verb.COMPLAINT_READ, complaint)]
        record_each_read(by=sarah, read=read, owner_id=HABITAT)
        entries = set(Entry.objects.values_list("object_type", "object_id", "owner_id", "count"))
    assert entries == {("fait", fact, HABITAT, 1), ("plainte", complaint, HABITAT, 1)}


def test_only_members_of_the_registry_are_written(sarah: Actor) -> None:
    """Not even the same letters: what is typed by hand is not looked up, and may be a slip tomorrow."""
    for typed in ("fait.lu", "fait.efface", ""):
        with acting_as(sarah), pytest.raises(UnknownVerbError):
            record(by=sarah, verb=typed, object_id=None, owner_id=HABITAT)  # type: ignore[arg-type]
        with acting_as(sarah), pytest.raises(UnknownVerbError):
            record_list_read(by=sarah, verb=typed, rows=[(HABITAT, None)])  # type: ignore[arg-type]
    with acting_as(sarah):
        assert not Entry.objects.exists()


def test_a_message_waits_in_the_outbox(sarah: Actor) -> None:
    post_message(by=sarah, kind="saisine.recue", recipient_id=KARIM, object_id=None)
    message = Message.objects.get()
    assert (message.recipient_id, message.state, message.created_at) == (KARIM, MessageState.WAITING, sarah.now)


def test_a_job_is_sent_after_commit_with_its_number_and_nothing_else(
    sarah: Actor, django_capture_on_commit_callbacks: object
) -> None:
    with (
        patch("journal.jobs.current_app.send_task") as send,
        django_capture_on_commit_callbacks(execute=True),  # type: ignore[operator]
    ):
        job = enqueue_job(by=sarah, task="reports.tasks.make_sheet", object_id=uuid4())
        send.assert_not_called()
    send.assert_called_once_with("reports.tasks.make_sheet", [str(job.pk)], retry=False)
    assert (job.state, job.user_id, job.signatory_id) == (JobState.QUEUED, sarah.user_id, HABITAT)


def test_a_dead_redis_loses_no_job(sarah: Actor, django_capture_on_commit_callbacks: object) -> None:
    with (
        patch("journal.jobs.current_app.send_task", side_effect=OperationalError),
        patch.dict("journal.jobs.BROKER_AWAY"),  # forgotten again
        django_capture_on_commit_callbacks(execute=True),  # type: ignore[operator]
    ):
        job = enqueue_job(by=sarah, task="reports.tasks.make_sheet", object_id=uuid4())
    assert Job.objects.get().pk == job.pk


def test_what_is_rolled_back_was_never_done(own_database: str, sarah: Actor) -> None:
    with transaction.atomic(), acting_as(sarah):
        record(by=sarah, verb=Verb.FACT_FILED, object_id=uuid4(), owner_id=HABITAT)
        with acting_as(somebody := visitor(None, sarah.now)):
            post_message(by=somebody, kind="password_reset", recipient_id=KARIM)
        transaction.set_rollback(True)
    counts = (
        "SELECT (SELECT count(*) FROM journal_entry), (SELECT count(*) FROM journal_link), "
        "(SELECT count(*) FROM journal_message)"
    )
    assert run_as_owner(counts, database=own_database) == [(0, 0, 0)]
