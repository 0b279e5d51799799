"""What the worker measures, whom it tells, and what a machine may read of it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from acting.actor import Actor, acting_as, machine_actor
from correspondents.messages import ALERT_KIND, ALERT_OVER_KIND
from journal.enums import JobState, MessageState
from journal.models import Job, Message
from journal.sealing import export_head
from operation.exposition import PREFIX
from operation.models import Alert, Measure
from operation.services import keep_alerts, keep_measures
from operation.version import VERSION
from tests.people import Cast
from tests.roles import as_worker

TOKEN = "jeton-de-la-supervision"


@pytest.fixture
def machine(cast: Cast, settings: Settings, tmp_path: Path) -> Iterator[Actor]:
    """In the worker's role, with a head of the journal just kept."""
    settings.PRIVATE_ROOT = tmp_path
    actor = machine_actor(timezone.now())
    with transaction.atomic(), as_worker(), acting_as(actor):
        export_head(tmp_path, at=actor.now)
        yield actor


def watch(machine: Actor) -> None:
    with as_worker(), acting_as(machine):
        keep_measures(by=machine)
        keep_alerts(by=machine)


def values() -> dict[str, float]:
    return {str(measure): measure.value for measure in Measure.objects.all()}


def fail_a_job(at: Actor) -> Job:
    job = Job(task="reports.tasks.make_report", object_id=uuid4(), state=JobState.FAILED, error="x")
    job.created_at = job.queued_at = job.due_at = at.now
    job.save(force_insert=True)
    return job


def told(kind: str) -> set[str]:
    return {str(pk) for pk in Message.objects.filter(kind=kind).values_list("recipient_id", flat=True)}


def test_what_waits_and_what_failed_is_counted(cast: Cast, machine: Actor) -> None:
    fail_a_job(machine)
    late = fail_a_job(machine)
    Job.objects.filter(pk=late.pk).update(state=JobState.QUEUED, due_at=machine.now - timedelta(minutes=10))
    Message.objects.create(
        kind="agent_vise",
        recipient_id=cast.sarah.user.pk,
        created_at=machine.now - timedelta(hours=3),
        due_at=machine.now,
        attempts=4,
        state=MessageState.WAITING,
    )
    watch(machine)
    found = values()
    assert (found["jobs failed"], found["jobs queued"], found["jobs running"]) == (1, 1, 0)
    assert found["job_oldest_seconds"] == 600
    assert found["message_oldest_seconds"] == 3 * 3600
    assert found["messages waiting"] == 1
    assert found["database_bytes"] > 1_000_000
    assert 0 < found["disk_free_share private"] < 1
    assert abs(found["clock_drift_seconds"]) < 5
    assert found["head_kept_timestamp_seconds"] == pytest.approx(machine.now.timestamp(), abs=1)
    assert set(Alert.objects.values_list("kind", flat=True)) == {"jobs_failed", "mail_away"}


def test_administrators_alone_are_told_once_a_day_and_when_it_is_over(cast: Cast, machine: Actor) -> None:
    job = fail_a_job(machine)
    watch(machine)
    watch(machine)
    assert told(ALERT_KIND) == {str(cast.adrien.user.pk)}
    assert Message.objects.filter(kind=ALERT_KIND).count() == 1
    tomorrow = machine_actor(machine.now + timedelta(hours=23))
    with as_worker(), acting_as(tomorrow):
        Measure.objects.filter(name="head_kept_timestamp_seconds").update(value=tomorrow.now.timestamp())
        keep_alerts(by=tomorrow)
    assert Message.objects.filter(kind=ALERT_KIND).count() == 1
    later = machine_actor(machine.now + timedelta(hours=25))
    with as_worker(), acting_as(later):
        Measure.objects.filter(name="head_kept_timestamp_seconds").update(value=later.now.timestamp())
        keep_alerts(by=later)
        assert Message.objects.filter(kind=ALERT_KIND).count() == 2
        Job.objects.filter(pk=job.pk).update(state=JobState.READY)
        Measure.objects.filter(name="jobs", label="failed").update(value=0)
        keep_alerts(by=later)
        keep_alerts(by=later)
    assert not Alert.objects.exists()
    assert told(ALERT_OVER_KIND) == {str(cast.adrien.user.pk)}
    assert Message.objects.filter(kind=ALERT_OVER_KIND).count() == 1


def test_without_its_token_the_address_is_none(client: Client, settings: Settings, cast: Cast) -> None:
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}x"}).status_code == 404
    assert client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_prometheus_reads_it_and_it_names_nobody(
    client: Client, settings: Settings, cast: Cast, machine: Actor
) -> None:
    settings.METRICS_TOKEN = TOKEN
    fail_a_job(machine)
    watch(machine)
    text = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
    samples = {
        (sample.name.removeprefix(PREFIX), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert samples["jobs", "failed"] == 1
    assert samples["alert", "jobs_failed"] == 1
    assert samples["ready", "database"] == 1
    assert samples["info", VERSION] == 1
    assert samples["measured_seconds",] < 600
    people = [word for person in cast.people().values() for word in (person.user.last_name, person.user.email)]
    assert [word for word in people if word in text] == []


def test_the_page_says_what_is_wrong_and_what_to_do(cast: Cast, machine: Actor) -> None:
    fail_a_job(machine)
    watch(machine)
    page = cast.adrien.client().get("/administration/etat/").content.decode()
    assert "Des tâches ont échoué depuis un jour." in page
    assert "permet de les relancer" in page
    assert "en échec depuis un jour" in page
    version = cast.adrien.client().get("/administration/version/").content.decode()
    assert VERSION in version
