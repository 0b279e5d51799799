"""What nothing speaks of any more goes, after a day, and nothing else does."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.management import CommandError, call_command
from django.db import models
from django.utils import timezone
from pytest_django import Settings

from acting.actor import acting_as, machine_actor
from files.models import StoredFile
from files.services import store_bytes
from incidents.models import CaseWord
from journal.awaited import AWAITED
from journal.enums import JobState
from journal.models import Entry, Job, Message
from journal.services import enqueue_job, post_message
from journal.verbs import Verb
from operation.orphans import ABOUT, GRACE, KINDS, clear_orphans, count_orphans, relations_to
from operation.tasks import clear_orphans as nightly
from signatories.models import Document
from tests.people import Cast, acting, make_fact, make_referral
from tests.reports.conftest import ask_sheet
from tests.roles import installing

InRole = Callable[[], AbstractContextManager[None]]
NOTHING = dict.fromkeys(KINDS, 0)

# Plain identifiers, that no foreign key holds: what is done about one whose row is gone.
COVERED = "operation.orphans"
WHO = "says in whose name something was done: kept when the person is gone"
LAPSES = "goes by itself"
HISTORY = "what was said on that day stands as it was said"
KEY = "the key of a form that was sent, of nothing"
SAID = {
    "journal.Entry.user_id": WHO,
    "journal.Entry.designation_id": WHO,
    "journal.Entry.post_id": WHO,
    "journal.Entry.signatory_id": WHO,
    "journal.Entry.object_id": "the journal outlives what it names",
    "journal.Entry.owner_id": "the journal outlives what it names",
    "journal.Entry.request_id": KEY,
    "journal.Entry.shown": "the journal outlives what it names",
    "journal.Message.recipient_id": COVERED,
    "journal.Message.object_id": "the outbox settles what tells of something that is gone, as moot",
    "journal.Message.mail_id": "of a mail, which no row is",
    "journal.Job.object_id": COVERED,
    "journal.Job.user_id": WHO,
    "journal.Job.designation_id": WHO,
    "journal.Job.signatory_id": WHO,
    "journal.Job.request_id": KEY,
    "journal.Job.lease_token": "the secret of a worker, which goes with the lease",
    "files.StoredFile.owner_id": WHO,
    "signatories.SettingChange.user_id": WHO,
    "signatories.SavedFilter.user_id": LAPSES + ": correspondents.services.departures.forget_filters, each night",
    "correspondents.User.last_chosen": "a preference: what is gone is not chosen",
    "correspondents.Snooze.object_id": LAPSES + ": correspondents.services.due.forget_snoozes, after thirty days",
    "correspondents.MailboxChange.changed_by": WHO,
    "incidents.FactImport.designation_id": WHO,
    "incidents.Incident.submission": KEY,
    "incidents.CaseWord.landlord_id": "goes with the word",
    "incidents.CaseWord.object_id": COVERED,
    "referrals.Referral.named_readers": HISTORY,
    "referrals.Referral.submission": KEY,
    "referrals.ReferralSource.attachments": "what the sender has chosen: a piece that is gone is not offered",
    "referrals.DisclosureSource.incidents": HISTORY,
    "referrals.DisclosureSource.attachments": HISTORY,
    "referrals.ExceptionalMatter.object_id": HISTORY,
    "referrals.ExceptionalReading.object_id": LAPSES + ": referrals.services.exceptional.forget_readings, in an hour",
    "referrals.ReferralWord.box": "goes with the word",
    "referrals.ReferralWord.object_id": "goes with the word",
    "referrals.ReferralWord.disclosure_id": COVERED,
    "reports.Report.user_id": WHO,
    "reports.Report.designation_id": WHO,
    "reports.Report.post_id": WHO,
    "reports.Report.signatory_id": WHO,
    "reports.Report.object_id": "a paper of what is gone is read by nobody: reports.permissions.can_still_read",
    "reports.Report.shows": "a paper of what is gone is read by nobody: reports.permissions.can_still_read",
    "reports.PublicationTurn.user_id": WHO,
}


@pytest.fixture(autouse=True)
def own_disk(settings: Settings, tmp_path: Path) -> None:
    """Where no other test leaves anything."""
    settings.PRIVATE_ROOT = tmp_path


def is_plain(field: "models.Field[Any, Any]") -> bool:
    held = field.base_field if isinstance(field, ArrayField) else field
    return isinstance(held, models.UUIDField) and not field.primary_key and not field.is_relation


def test_every_plain_identifier_is_covered_or_says_why_it_need_not_be() -> None:
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if is_plain(field)
    }
    assert set(SAID) == found


def test_every_reference_to_a_file_is_found_also_those_without_a_name_back() -> None:
    declared = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.is_relation and field.related_model is StoredFile
    }
    known = {(relation.related_model._meta.label, relation.field.name) for relation in relations_to(StoredFile)}
    assert declared == known
    assert ("reports.Report", "file") in known


def test_every_task_that_has_jobs_says_what_they_are_about() -> None:
    assert set(ABOUT) == set(AWAITED)


def old(*, days: int = 2) -> Any:
    return timezone.now() - timedelta(days=days)


def kept(cast: Cast, name: str, created_at: Any, **said: Any) -> StoredFile:
    with acting(cast.adrien) as actor:
        stored = store_bytes(
            by=actor,
            content=name.encode(),
            name=name,
            content_type="text/plain",
            owner_id=None,
            purpose="essai",
            purge_on=said.pop("purge_on", None),
        )
    StoredFile.objects.filter(pk=stored.pk).update(created_at=created_at, **said)
    return stored


def test_a_file_of_nobody_is_erased_with_its_bytes_and_the_journal_says_so(
    cast: Cast, as_worker: InRole, settings: Settings, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.PRIVATE_ROOT = tmp_path
    orphan, young = kept(cast, "orphan", old()), kept(cast, "young", timezone.now() - GRACE / 2)
    dated = kept(cast, "dated", old(), purge_on=timezone.now().date() + timedelta(days=5))
    held = kept(cast, "held", old())
    convention = cast.adrien.signatory.convention
    with acting(cast.adrien) as actor:
        added = {"added_at": actor.now}
        Document.objects.create(convention=convention, kind="annex", title="Annexe", file=held, **added)
    with as_worker():
        assert count_orphans(at=timezone.now()) == NOTHING | {"files": 1}
        with django_capture_on_commit_callbacks(execute=True):
            assert clear_orphans(at=timezone.now())["files"] == 1
        assert clear_orphans(at=timezone.now()) == NOTHING
    assert set(StoredFile.objects.filter(erased_at=None)) == {young, dated, held}
    assert Entry.objects.get(verb=Verb.FILE_ERASED).object_id == orphan.pk
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 3


def test_a_job_of_nothing_goes_and_one_of_something_stays_whatever_its_state(cast: Cast, as_worker: InRole) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=make_fact(cast.gilles, cast.tilleuls))
    standing = ask_sheet(cast.karim, referral).job
    gone = {
        state: enqueue_job(by=cast.sarah.actor(), task=task, object_id=uuid4())
        for state, task in zip((JobState.QUEUED, JobState.FAILED, JobState.READY), ABOUT, strict=False)
    }
    for state, job in gone.items():
        Job.objects.filter(pk=job.pk).update(state=state)
    Job.objects.update(created_at=old())
    young = enqueue_job(by=cast.sarah.actor(), task="reports.tasks.make_report", object_id=uuid4())
    with as_worker():
        assert clear_orphans(at=timezone.now()) == NOTHING | {"jobs": 3}
    assert set(Job.objects.values_list("pk", flat=True)) == {standing.pk, young.pk}


def test_a_mail_to_nobody_goes_and_those_to_people_and_mailboxes_stay(cast: Cast, as_worker: InRole) -> None:
    by = machine_actor(old())
    stay = {cast.maud.user.pk, cast.maud.signatory.pk}
    Message.objects.all().delete()
    for recipient in (*stay, uuid4()):
        post_message(by=by, kind="password_reset", recipient_id=recipient)
    post_message(by=machine_actor(timezone.now()), kind="password_reset", recipient_id=(asked_now := uuid4()))
    with as_worker():
        assert clear_orphans(at=timezone.now()) == NOTHING | {"messages": 1}
    assert set(Message.objects.values_list("recipient_id", flat=True)) == stay | {asked_now}


def test_words_of_what_is_gone_go_and_those_of_facts_and_referrals_stay(cast: Cast, as_worker: InRole) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact)
    words = set(CaseWord.objects.values_list("object_id", "word"))
    assert words
    by = machine_actor(timezone.now())
    with as_worker(), acting_as(by):
        some = CaseWord.objects.first()
        assert some is not None
        some.pk, some.object_id = None, uuid4()
    with installing():
        some.save(force_insert=True)
    with as_worker():
        assert clear_orphans(at=timezone.now()) == NOTHING | {"words": 1}
    assert set(CaseWord.objects.values_list("object_id", "word")) == words


def test_the_command_counts_with_check_and_clears_without(
    cast: Cast, as_worker: InRole, capsys: pytest.CaptureFixture[str]
) -> None:
    post_message(by=machine_actor(old()), kind="password_reset", recipient_id=uuid4())
    with as_worker():
        with pytest.raises(CommandError, match=r"ORPHELINS.*1"):
            call_command("clear_orphans", check=True)
        assert "courriels à personne : 1" in capsys.readouterr().out.replace("\u00a0", " ")
        call_command("clear_orphans")
        capsys.readouterr()
        call_command("clear_orphans", check=True)
    assert " 1" not in capsys.readouterr().out


def test_the_night_clears_and_says_how_many_without_a_name(cast: Cast, as_worker: InRole, log_lines: Any) -> None:
    post_message(by=machine_actor(old()), kind="password_reset", recipient_id=(nobody := uuid4()))
    with as_worker():
        nightly()
    (line,) = [line for line in log_lines() if line["event"] == "orphans_cleared"]
    assert line["messages"] == 1
    assert str(nobody) not in json.dumps(line, default=str)
