"""Of several beats one sends, what was missed is made up for once, and no trouble ends a beat."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from celery.schedules import BaseSchedule, crontab, schedule
from django.conf import settings as portal_settings
from django.db import connection
from kombu.exceptions import OperationalError
from pytest_django import Settings

from acting.clock import common_now
from convention77.beat import RESPITE_SECONDS, TICK_SECONDS, SharedScheduler, is_due
from operation.models import Sending
from tests.conftest import LogLines
from tests.databases import pointed_at

NIGHTLY = crontab(hour=3, minute=10)
NOW = datetime(2026, 3, 12, 8, 0, tzinfo=UTC)  # nine in the morning in Paris
ENTRIES = {
    "sweep": {"task": "journal.tasks.sweep_jobs", "schedule": 10},
    "night": {"task": "reports.tasks.prepare_publications", "schedule": NIGHTLY},
    "month": {"task": "journal.tasks.seal_month", "schedule": crontab(day_of_month=1, hour=4, minute=20)},
}


@pytest.mark.parametrize(
    ("of", "sent_at", "due"),
    [
        (schedule(10), NOW - timedelta(seconds=9), False),
        (schedule(10), NOW - timedelta(seconds=10), True),
        (NIGHTLY, datetime(2026, 3, 12, 2, 10, 1, tzinfo=UTC), False),
        (NIGHTLY, datetime(2026, 3, 11, 2, 10, 1, tzinfo=UTC), True),
        (NIGHTLY, datetime(2026, 3, 1, 2, 10, 1, tzinfo=UTC), True),
        (crontab(hour=10, minute=0), datetime(2026, 3, 11, 9, 0, tzinfo=UTC), False),
    ],
)
def test_what_is_due_follows_from_when_it_was_sent_last(of: BaseSchedule, sent_at: datetime, due: bool) -> None:
    assert is_due(of, sent_at, NOW) == due


def scheduler(settings: Settings, folder: Path, broker: str = "memory://") -> SharedScheduler:
    settings.ALIVE_ROOT = folder / "alive"
    app = Celery("beats", broker=broker, set_as_current=False)
    app.conf.update(
        timezone="Europe/Paris",
        beat_schedule=ENTRIES,
        broker_transport_options=portal_settings.CELERY_BROKER_TRANSPORT_OPTIONS,
    )
    return SharedScheduler(app)


def sent_by(beat: SharedScheduler) -> Counter[str]:
    """Taken out of the broker."""
    with beat.app.connection_for_read() as broker:
        queue, found = broker.SimpleQueue("celery"), Counter[str]()
        while queue.qsize():
            found[queue.get(block=False).headers["task"]] += 1
        queue.close()
    return found


def plant(ago: timedelta) -> None:
    for name in ENTRIES:
        Sending.objects.update_or_create(entry=name, defaults={"sent_at": common_now() - ago})


def test_a_new_portal_has_missed_nothing(own_database: str, tmp_path: Path, settings: Settings) -> None:
    beat = scheduler(settings, tmp_path)
    assert beat.tick() == beat.tick() == TICK_SECONDS
    assert set(Sending.objects.values_list("entry", flat=True)) == ENTRIES.keys()
    assert sent_by(beat) == Counter()
    assert (tmp_path / "alive" / "beat").exists()


def test_what_was_missed_is_sent_once_by_one_of_several_beats(
    own_database: str, tmp_path: Path, settings: Settings
) -> None:
    plant(timedelta(days=40))
    beats = [scheduler(settings, tmp_path) for _ in range(4)]
    together = threading.Barrier(len(beats))

    def tick(beat: SharedScheduler) -> None:
        together.wait()
        assert beat.tick() == beat.tick() == TICK_SECONDS
        connection.close()

    with ThreadPoolExecutor(len(beats)) as threads:
        list(threads.map(tick, beats))
    assert sent_by(beats[0]) == Counter(str(entry["task"]) for entry in ENTRIES.values())
    assert min(Sending.objects.values_list("sent_at", flat=True)) > common_now() - timedelta(minutes=1)


def test_the_worker_s_role_keeps_the_table(
    own_database: str, tmp_path: Path, settings: Settings, as_worker: Any
) -> None:
    plant(timedelta(days=40))
    beat = scheduler(settings, tmp_path)
    with as_worker():
        assert beat.tick() == TICK_SECONDS
    assert sent_by(beat).total() == len(ENTRIES)


def test_a_clock_that_was_put_back_silences_nothing(
    own_database: str, tmp_path: Path, settings: Settings, log_lines: LogLines
) -> None:
    plant(-timedelta(hours=1))
    beat = scheduler(settings, tmp_path)
    assert beat.tick() == TICK_SECONDS
    assert sent_by(beat) == Counter()
    for row in Sending.objects.all():
        assert row.sent_at <= common_now()
    Sending.objects.filter(entry="sweep").update(sent_at=common_now() - timedelta(seconds=10))
    beat.tick()
    assert sent_by(beat) == Counter({"journal.tasks.sweep_jobs": 1})
    assert [line["event"] for line in log_lines()] == ["beat_clock_was_put_back"] * len(ENTRIES)


def test_what_no_broker_took_is_not_written_down(
    own_database: str, tmp_path: Path, settings: Settings, log_lines: LogLines
) -> None:
    plant(timedelta(days=40))
    before = dict(Sending.objects.values_list("entry", "sent_at"))
    beat = scheduler(settings, tmp_path, "redis://127.0.0.1:9/0")
    assert beat.tick() == beat.tick() == RESPITE_SECONDS
    assert dict(Sending.objects.values_list("entry", "sent_at")) == before
    (line,) = [line for line in log_lines() if line["event"] == "beat_rests"]
    assert line["error"] == OperationalError.__name__


def test_without_its_database_nobody_sends_and_the_beat_comes_back(
    own_database: str, tmp_path: Path, settings: Settings, log_lines: LogLines
) -> None:
    plant(timedelta(days=40))
    beat = scheduler(settings, tmp_path)
    with pointed_at("not_there"):
        assert beat.tick() == beat.tick() == RESPITE_SECONDS
    assert sent_by(beat) == Counter()
    assert beat.tick() == TICK_SECONDS
    assert sent_by(beat).total() == len(ENTRIES)
    assert [line["event"] for line in log_lines() if "beat" in line["event"]] == ["beat_rests", "beat_goes_on"]
