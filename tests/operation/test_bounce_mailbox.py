"""Mails that came back, read over the real protocol from a server on loopback, and from a pipe."""

import io
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone
from pytest_django import Settings

from convention77.mailboxes import bounces_mailbox
from correspondents.bounces import MOST_BYTES, Outcome
from journal.enums import MessageState
from journal.models import Message
from operation.bounces import MEASURE, read_mailbox
from operation.models import Measure
from operation.tasks import read_bounces
from tests.conftest import LogLines
from tests.correspondents.reports_of_delivery import report
from tests.correspondents.test_bounces import states, written_to
from tests.operation.imap_double import Mailbox, running_mailbox
from tests.people import Cast

InRole = Callable[[], AbstractContextManager[None]]
pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture(params=["imaps", "starttls"])
def mailbox(request: Any, tmp_path: Path, trusted: Any) -> Iterator[Mailbox]:
    with trusted(starttls=request.param == "starttls") as found:
        yield found


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    @contextmanager
    def running(**said: Any) -> Iterator[Mailbox]:
        with running_mailbox(tmp_path, **said) as found:
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
            yield found

    return running


def read(mailbox: Mailbox, **said: str) -> dict[Outcome, int]:
    account = bounces_mailbox(mailbox.url(**said))
    assert account is not None
    return dict(read_mailbox(account, at=timezone.now()))


def test_what_came_back_is_noted_once_and_taken_away_and_the_rest_stays_for_a_person(
    cast: Cast, as_worker: InRole, mailbox: Mailbox
) -> None:
    message_id = written_to(cast.maud)
    passing = written_to(cast.karim)
    mailbox.receive(report("postfix", message_id))
    mailbox.receive(report("exim", message_id))
    mailbox.receive(report("exchange", passing, action="delayed", status="4.4.1"))
    letter = mailbox.receive("Subject: Une question\r\n\r\nÀ qui écrire ?\r\n".encode())
    huge = mailbox.receive(report("postfix", passing) + b"x" * (2 * MOST_BYTES))
    with as_worker():
        assert read(mailbox) == {
            Outcome.PERMANENT: 1,
            Outcome.REPEATED: 1,
            Outcome.TEMPORARY: 1,
            Outcome.FOREIGN: 2,
        }
        assert read(mailbox) == {}
    assert (states(cast.maud), states(cast.karim)) == ({MessageState.REFUSED}, {MessageState.SENT})
    assert mailbox.flags == {letter: {"\\Seen"}, huge: {"\\Seen"}}
    counted = dict(Measure.objects.filter(name=MEASURE).values_list("label", "value"))
    assert counted == {"permanent": 1, "repeated": 1, "temporary_failure": 1, "foreign": 2}


def test_a_server_that_takes_nothing_away_by_number_is_left_to_do_it_itself(
    cast: Cast, as_worker: InRole, trusted: Any
) -> None:
    with trusted(extras="") as mailbox:
        uid = mailbox.receive(report("postfix", written_to(cast.maud)))
        with as_worker():
            assert read(mailbox, password="simple") == {Outcome.PERMANENT: 1}
        assert mailbox.flags == {uid: {"\\Seen", "\\Deleted"}}
        assert "LOGIN" in mailbox.said


@pytest.mark.parametrize("breaks_at", ["AUTHENTICATE", "SELECT", "UID SEARCH", "UID FETCH", "UID STORE", "UID EXPUNGE"])
def test_a_server_that_breaks_off_loses_nothing_and_repeats_nothing(
    cast: Cast, as_worker: InRole, trusted: Any, breaks_at: str, log_lines: LogLines
) -> None:
    with trusted(breaks_at=breaks_at) as mailbox:
        mailbox.receive(report("postfix", written_to(cast.maud)))
        with as_worker():
            read(mailbox)
            mailbox.breaks_at = ""
            read(mailbox)
    assert states(cast.maud) == {MessageState.REFUSED}
    (line,) = [line for line in log_lines() if line["event"] == "bounces_away"]
    assert "maud" not in str(line)


def test_a_wrong_password_a_silent_server_and_one_that_nobody_knows_are_told_by_their_class(
    cast: Cast, as_worker: InRole, trusted: Any, settings: Settings, log_lines: LogLines, monkeypatch: Any
) -> None:
    settings.IMAP_SECONDS = 0.2
    with trusted() as mailbox, socket.create_server(("127.0.0.1", 0)) as silent, as_worker():
        assert read(mailbox, password="secret") == {}
        mailbox.port, port = silent.getsockname()[1], mailbox.port
        assert read(mailbox) == {}
        mailbox.port = port
        monkeypatch.delenv("SSL_CERT_FILE")
        assert read(mailbox) == {}
    told = [line["error"] for line in log_lines() if line["event"] == "bounces_away"]
    assert told == ["error", "TimeoutError", "SSLCertVerificationError"]
    assert "secret" not in str(log_lines())


def test_without_an_address_nothing_is_read_and_with_one_the_beat_reads(
    cast: Cast, as_worker: InRole, mailbox: Mailbox, settings: Settings
) -> None:
    settings.BOUNCES = None
    read_bounces()
    assert mailbox.said == []
    settings.BOUNCES = bounces_mailbox(mailbox.url())
    mailbox.receive(report("postfix", written_to(cast.maud)))
    with as_worker():
        read_bounces()
    assert states(cast.maud) == {MessageState.REFUSED}


def piped(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> io.BytesIO:
    pipe = io.BytesIO(raw)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=pipe))
    call_command("read_bounce")
    return pipe


def test_a_pipe_hands_over_one_message_and_is_read_to_its_end(
    cast: Cast, as_worker: InRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = report("exim", written_to(cast.maud))
    with as_worker():
        for stranger in (b"", b"\xff\x00", good + b"x" * (3 * MOST_BYTES)):
            pipe = piped(stranger, monkeypatch)
            assert pipe.read() == b""
    assert states(cast.maud) == {MessageState.SENT}
    with as_worker():
        piped(good, monkeypatch)
    assert Message.objects.get().state == MessageState.REFUSED


def test_a_database_that_is_away_has_the_mail_server_keep_it(monkeypatch: pytest.MonkeyPatch) -> None:
    away_for = patch("operation.management.commands.read_bounce.take_bounce", side_effect=OperationalError("away"))
    with away_for, pytest.raises(CommandError) as away:
        piped(b"", monkeypatch)
    assert away.value.returncode == 75


@pytest.mark.parametrize(
    "url",
    [
        "imap://retours:secret@host/INBOX",
        "retours:secret@host",
        "imaps://host/INBOX",
        "imaps://retours@host/INBOX",
        "imaps://retours:secret@/INBOX",
        "imaps://retours:secret@host:port/INBOX",
        "imaps://retours:secret@[host/INBOX",
    ],
)
def test_an_address_that_is_none_is_refused_by_its_name_without_its_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="BOUNCES_URL") as refused:
        bounces_mailbox(url)
    assert "secret" not in str(refused.value)


def test_what_an_address_says() -> None:
    assert bounces_mailbox("") is None
    assert bounces_mailbox("imaps://ret%40ours:p%2Fw@host/INBOX/Retours%20du%20portail") == {
        "host": "host",
        "port": 993,
        "starttls": False,
        "user": "ret@ours",
        "password": "p/w",
        "folder": "INBOX/Retours du portail",
    }
    starttls = bounces_mailbox("imap+starttls://a:b@host")
    assert starttls is not None
    assert (starttls["port"], starttls["starttls"], starttls["folder"]) == (143, True, "INBOX")
