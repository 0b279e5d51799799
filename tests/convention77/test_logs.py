"""A line of the log says what failed and where, and nothing that somebody typed or that a row holds."""

import json
import logging
import smtplib
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.utils import IntegrityError
from django.test import Client

from correspondents import outbox
from journal.jobs import leased
from journal.services import enqueue_job, post_message
from tests.conftest import LogLines
from tests.people import Cast

CANARY = "Sarah Fictif, 12 rue du Grand-Morin"


@pytest.fixture(autouse=True)
def nobody_named(log_lines: LogLines) -> Iterator[None]:
    yield
    said = json.dumps(log_lines(), ensure_ascii=False)
    assert CANARY not in said
    assert "Fictif" not in said


def raise_with_a_name(error: type[Exception]) -> None:
    raise error(CANARY)


def test_a_failed_job_tells_its_class_and_its_frames(cast: Cast, log_lines: LogLines) -> None:
    job = enqueue_job(by=cast.sarah.actor(), task="reports.tasks.make_report", object_id=uuid4())
    with leased(job.pk):
        raise_with_a_name(ValueError)
    (line,) = [line for line in log_lines() if line["event"] == "job_failed"]
    assert (line["error"], line["level"], line["job"]) == ("ValueError", "error", str(job.pk))
    assert line["task"] == "reports.tasks.make_report"
    assert line["frames"][-1].startswith(__file__)
    assert line["frames"][-1].endswith(" raise_with_a_name")


def test_a_failed_statement_tells_its_state_and_not_its_values(cast: Cast, log_lines: LogLines) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO correspondents_user (id, email) VALUES (%s, %s)", [uuid4(), CANARY])
    except IntegrityError:
        logging.getLogger("correspondents.anything").exception("a write failed: %s", CANARY)
    (line,) = log_lines()
    assert (line["event"], line["error"], line["cause"]) == (
        "a write failed: …",
        "IntegrityError",
        "NotNullViolation",
    )
    assert line["sqlstate"] == "23502"


def test_a_full_disk_and_a_mail_server_tell_their_numbers(log_lines: LogLines, monkeypatch: pytest.MonkeyPatch) -> None:
    for error in (OSError(28, CANARY), smtplib.SMTPDataError(554, CANARY)):
        try:
            raise error
        except (OSError, smtplib.SMTPException):
            logging.getLogger("x").exception("failed")
    full, refused = log_lines()
    assert (full["error"], full["errno"]) == ("OSError", 28)
    assert (refused["error"], refused["smtp"]) == ("SMTPDataError", 554)


def test_a_mail_that_is_refused_tells_the_message_and_not_the_address(
    cast: Cast, log_lines: LogLines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(backend: object, mails: object) -> int:
        raise smtplib.SMTPRecipientsRefused({"sarah.fictif@tests.example": (550, CANARY.encode())})

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    actor = cast.maud.actor()
    post_message(by=actor, kind="referral_waiting", recipient_id=cast.maud.user.pk)
    outbox.send_batch(at=actor.now)
    (line,) = log_lines()
    assert (line["event"], line["error"]) == ("message_not_sent", "SMTPRecipientsRefused")
    assert "maud" not in json.dumps(line).lower()


@pytest.mark.parametrize(
    ("path", "status", "event"),
    [
        ("/faits/5a1e0000-0000-4000-8000-000000000001/", 404, "404 GET /faits/5a1e0000-0000-4000-8000-000000000001/"),
        ("/administration/?nom=Fictif", 403, "403 GET /administration/"),
        ("/faits/Sarah-Fictif/", 404, "404 GET unknown address"),
        ("/accounts/invitation/une-cle-fictive/", 404, "404 GET /accounts/invitation/<slug:key>/"),
    ],
)
def test_a_refused_request_is_a_line_one_can_read(
    cast: Cast, log_lines: LogLines, path: str, status: int, event: str
) -> None:
    assert cast.sarah.client().get(path).status_code == status
    (line,) = log_lines()
    assert (line["event"], line["status"], line["method"]) == (event, status, "GET")


def test_a_host_that_somebody_invented_is_not_repeated(db: None, log_lines: LogLines) -> None:
    assert Client().get("/", headers={"host": "sarah-fictif.example"}).status_code == 400
    assert "sarah" not in json.dumps(log_lines())
    assert log_lines()[0]["event"] != "%s: %s"


@pytest.mark.parametrize(
    ("logger", "message", "arguments", "event"),
    [
        ("celery.worker.consumer", "Connected to %s", ("redis://redis:6379/0",), "Connected to redis://redis:6379/0"),
        ("celery.beat", "Scheduler: Sending due task %s (%s)", ("a", "b"), "Scheduler: Sending due task a (b)"),
        (
            "celery.app.trace",
            "Task %(name)s[%(id)s] %(description)s: %(exc)s\n%(traceback)s",
            ({"name": "a.b", "id": "1", "description": "raised unexpected", "exc": CANARY, "traceback": CANARY},),
            "Task a.b[1] raised unexpected: …\n…",
        ),
        ("celery.beat", "beat: %r", (OSError(CANARY),), "beat: 'OSError'"),
        ("gunicorn.error", "Booting worker with pid: %s", (12,), "Booting worker with pid: 12"),
        ("django.db.backends.base", "new connection %s", ("default",), "new connection default"),
        ("django.db.backends", "(%.3f) %s; args=%s", (0.1, f"SELECT '{CANARY}'", (CANARY,)), "(0.100) …; args=…"),
        ("django.template", "missing %s in %s", (CANARY, CANARY), "missing … in …"),
        ("files.uploads", "took %d ms", (12,), "took 12 ms"),
        ("files.uploads", "took %.1f ms, %%", (0.25,), "took 0.2 ms, %"),
    ],
)
def test_machines_keep_their_words_and_nobody_else_s(
    log_lines: LogLines, logger: str, message: str, arguments: tuple[Any, ...], event: str
) -> None:
    logging.getLogger(logger).error(message, *arguments)
    assert [line["event"] for line in log_lines()] == [event]
