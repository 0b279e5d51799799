"""What waits in the outbox leaves once, without content, to somebody who may still be told."""

import threading
from datetime import datetime, timedelta
from pathlib import Path
from smtplib import SMTPServerDisconnected
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from acting.actor import Actor
from correspondents import outbox
from correspondents.mailbox import latest_mails
from correspondents.messages import NEUTRAL, WORDINGS
from correspondents.services import end_designation, switch_account
from journal.enums import MessageState
from journal.models import Message
from journal.services import post_message
from tests.people import Cast, Person, acting, make_cast

KINDS = [*sorted(WORDINGS.keys() - {"invitation"}), "something_new"]
OBJECT = UUID("5a1e0000-0000-4000-8000-000000000001")


class AwayBackend(EmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, messages: object) -> int:
        raise SMTPServerDisconnected("Sarah Fictif, 12 rue du Grand-Morin")


def tell(person: Person, kind: str = "referral_waiting", at: datetime | None = None) -> Message:
    post_message(by=Actor(now=at or timezone.now()), kind=kind, recipient_id=person.user.pk, object_id=OBJECT)
    return Message.objects.latest("created_at")


def send(at: datetime | None = None) -> int:
    return outbox.send_batch(at=at or timezone.now())


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_has_no_content(cast: Cast, kind: str) -> None:
    tell(cast.maud, kind)
    assert send() == 1
    (message,) = mail.outbox
    assert message.to == ["maud@tests.example"]
    wording = WORDINGS.get(kind, NEUTRAL)
    assert message.subject == f"[Convention 77] {wording.subject}"
    assert message.body.splitlines() == [
        "Bonjour,",
        "",
        wording.sentence,
        "",
        "Pour en prendre connaissance, connectez-vous au portail :",
        "http://127.0.0.1:8000/accounts/login/",
        "",
        "Ce message ne contient aucune donnée du dossier. Il vous est envoyé au titre de votre désignation.",
    ]


def test_a_message_sent_is_not_sent_again(cast: Cast) -> None:
    message = tell(cast.maud)
    now = timezone.now()
    assert [send(now), send(now)] == [1, 0]
    message.refresh_from_db()
    assert (message.state, message.sent_at, message.error) == (MessageState.SENT, now, "")
    assert len(mail.outbox) == 1


def test_nobody_is_told_after_the_end_of_the_designation_or_of_the_account(cast: Cast) -> None:
    ended, closed = tell(cast.karim), tell(cast.maud)
    yesterday = timezone.localdate() - timedelta(days=1)
    end_designation(by=Actor(now=timezone.now()), designation=cast.karim.designation, ends_on=yesterday)
    with acting(cast.adrien) as admin:
        switch_account(by=admin, user=cast.maud.user, is_active=False)
    post_message(by=Actor(now=timezone.now()), kind="referral_waiting", recipient_id=uuid4())
    send()
    assert mail.outbox == []
    assert set(Message.objects.values_list("state", "error")) == {(MessageState.FAILED, outbox.NOBODY)}
    assert {ended.pk, closed.pk} < set(Message.objects.values_list("pk", flat=True))


def test_a_mail_server_that_is_away_is_tried_three_times_with_a_rest_and_its_words_are_not_kept(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    start = timezone.now()
    message = tell(cast.maud, at=start)
    attempts = []
    with override_settings(EMAIL_BACKEND="tests.correspondents.test_outbox.AwayBackend"):
        for minutes in (0, 1, 2, 10, 15, 60):
            send(start + timedelta(minutes=minutes))
            message.refresh_from_db()
            attempts.append(message.attempts)
    assert attempts == [1, 1, 2, 2, 3, 3]
    assert (message.state, message.error) == (MessageState.FAILED, "SMTPServerDisconnected")
    said = capsys.readouterr()
    assert "Sarah" not in said.out + said.err


def test_a_mail_server_that_comes_back_gets_the_message(cast: Cast) -> None:
    start = timezone.now()
    message = tell(cast.maud, at=start)
    with override_settings(EMAIL_BACKEND="tests.correspondents.test_outbox.AwayBackend"):
        send(start)
    send(start + timedelta(minutes=2))
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == (MessageState.SENT, 1, "")
    assert len(mail.outbox) == 1


def test_a_run_stops_after_a_batch(cast: Cast) -> None:
    for _ in range(outbox.BATCH + 3):
        tell(cast.maud)
    assert send() == outbox.BATCH
    assert Message.objects.filter(state=MessageState.WAITING).count() == 3


def test_two_workers_at_once_send_each_message_exactly_once(own_database: str) -> None:
    cast = make_cast()
    people = [cast.maud, cast.karim, cast.pascale, cast.sarah]
    expected = sorted(people[number % 4].user.email for number in range(40))
    for number in range(40):
        tell(people[number % 4])
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        outbox.send_batch(at=timezone.now())
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(message.to[0] for message in mail.outbox) == expected
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}


def test_the_mails_of_a_demonstration_are_read_back_from_their_files(cast: Cast, tmp_path: Path) -> None:
    tell(cast.maud, "referral_waiting", timezone.now() - timedelta(minutes=1))
    tell(cast.karim, "agent_vise")
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.filebased.EmailBackend", EMAIL_FILE_PATH=str(tmp_path)
    ):
        send()
    mails = latest_mails(tmp_path, 10)
    assert [(found.recipient, found.subject) for found in mails] == [
        ("karim@tests.example", "[Convention 77] Un fait urgent vous attend"),
        ("maud@tests.example", "[Convention 77] Une saisine vous attend"),
    ]
    assert "Un fait urgent vous attend sur le portail." in mails[0].text
    assert "agent" not in mails[0].text
    assert latest_mails(tmp_path, 1) == mails[:1]
    assert latest_mails(tmp_path / "nowhere", 10) == []
