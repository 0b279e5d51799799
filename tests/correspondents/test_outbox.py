"""What waits in the outbox leaves once, without content, to somebody who may still be told."""

import re
import threading
from datetime import datetime, timedelta
from pathlib import Path
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from socket import gaierror
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from acting.actor import machine_actor
from correspondents import outbox
from correspondents.enums import DesignationRole
from correspondents.mail_ids import mail_id_of
from correspondents.mail_reasons import AWAY, NOBODY
from correspondents.mailbox import latest_mails
from correspondents.messages import ALONE, MAILBOX_KIND, NAMING_KIND, NEUTRAL, PLACES, WORDINGS
from correspondents.services import end_designation, switch_account
from journal.enums import MessageState
from journal.models import Message
from journal.services import post_message
from tests.people import Cast, Person, acting, appoint, make_cast, make_user

KINDS = [*sorted(WORDINGS.keys() - ALONE), "something_new"]
SUPPLEANT = DesignationRole.SUPPLEANT
OBJECT = UUID("5a1e0000-0000-4000-8000-000000000001")


class FailingBackend(EmailBackend):
    """A mail server that fails as a test says."""

    error: Exception
    asked = 0

    def send_messages(self, messages: object) -> int:
        FailingBackend.asked += 1
        raise FailingBackend.error


@pytest.fixture(autouse=True)
def nobody_asked() -> None:
    FailingBackend.asked = 0


def refusal(code: int) -> SMTPRecipientsRefused:
    return SMTPRecipientsRefused({"maud@tests.example": (code, b"Maud is not here")})


def tell(person: Person, kind: str = "referral_waiting", at: datetime | None = None) -> Message:
    post_message(by=machine_actor(at or timezone.now()), kind=kind, recipient_id=person.user.pk, object_id=OBJECT)
    return Message.objects.latest("created_at")


def send(at: datetime | None = None) -> int:
    return outbox.send_batch(at=at or timezone.now())


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_has_no_content(cast: Cast, kind: str) -> None:
    tell(cast.maud, kind)
    assert send() == 1
    (message,) = mail.outbox
    assert message.to == ["maud@tests.example"]
    headers = message.extra_headers
    assert (headers["Auto-Submitted"], headers["From"]) == ("auto-generated", settings.DEFAULT_FROM_EMAIL)
    assert mail_id_of(headers["Message-ID"]) == Message.objects.get().mail_id
    wording = WORDINGS.get(kind, NEUTRAL)
    assert message.subject == f"[Convention 77] {wording.subject}"
    assert message.body.splitlines() == [
        "Bonjour,",
        "",
        wording.sentence,
        "",
        "Pour en prendre connaissance, connectez-vous au portail :",
        f"http://127.0.0.1:8000{PLACES.get(kind, '/accounts/login/')}",
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
    end_designation(by=machine_actor(timezone.now()), designation=cast.karim.designation, ends_on=yesterday)
    with acting(cast.adrien) as admin:
        switch_account(by=admin, user=cast.maud.user, is_active=False)
    post_message(by=machine_actor(timezone.now()), kind="referral_waiting", recipient_id=uuid4())
    send()
    assert mail.outbox == []
    assert set(Message.objects.values_list("state", "error")) == {(MessageState.MOOT, NOBODY)}
    assert {ended.pk, closed.pk} < set(Message.objects.values_list("pk", flat=True))


def fails(error: Exception) -> override_settings:
    """The mail server answers like that."""
    FailingBackend.error = error
    return override_settings(EMAIL_BACKEND="tests.correspondents.test_outbox.FailingBackend")


def test_a_server_that_is_away_is_asked_ever_more_rarely_for_three_days_and_its_words_are_not_kept(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    start = timezone.now()
    message, tried = tell(cast.maud, at=start), []
    with fails(SMTPServerDisconnected("Sarah Fictif, 12 rue du Grand-Morin")):
        for minutes in range(5 * 24 * 60):
            at = start + timedelta(minutes=minutes)
            if Message.objects.filter(state=MessageState.WAITING, due_at__lte=at).exists():
                send(at)
                tried.append(minutes)
    assert tried[:8] == [0, 1, 5, 15, 30, 60, 120, 240]
    assert tried[-1] == 3 * 24 * 60
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.FAILED, len(outbox.RESTS) + 1)
    assert message.error == "serveur de courrier injoignable (SMTPServerDisconnected)"
    said = capsys.readouterr()
    assert "Sarah" not in said.out + said.err


def test_a_server_that_was_away_for_seventeen_minutes_loses_nothing(cast: Cast) -> None:
    start = timezone.now()
    people = [cast.maud, cast.karim, cast.pascale]
    with fails(ConnectionRefusedError()):
        for minute in range(17):
            tell(people[minute % 3], at=start + timedelta(minutes=minute))
            send(start + timedelta(minutes=minute))
    for minute in range(17, 60):
        send(start + timedelta(minutes=minute))
    assert set(Message.objects.values_list("state", "error")) == {(MessageState.SENT, "")}
    assert {person.user.email for person in people} == {address for sent in mail.outbox for address in sent.to}


def test_a_server_that_is_away_is_asked_once_a_minute_whatever_waits(cast: Cast) -> None:
    """Otherwise each of many mails would hold a worker until its own time is over."""
    start = timezone.now()
    for person in cast.people().values():
        tell(person, at=start)
    with fails(TimeoutError()):
        for seconds in (0, 10, 20, 50):
            tell(cast.maud, at=start + timedelta(seconds=seconds))
            assert send(start + timedelta(seconds=seconds)) == 0
        assert FailingBackend.asked == 1
        send(start + timedelta(seconds=61))
    assert FailingBackend.asked == 2


@pytest.mark.parametrize(
    ("error", "state", "said"),
    [
        (refusal(550), MessageState.REFUSED, "SMTPRecipientsRefused 550"),
        (refusal(450), MessageState.WAITING, "SMTPRecipientsRefused 450"),
        (SMTPDataError(554, b"Maud"), MessageState.WAITING, "SMTPDataError 554"),
        (SMTPSenderRefused(550, b"Maud", "x"), MessageState.WAITING, f"{AWAY} (SMTPSenderRefused 550)"),
        (SMTPAuthenticationError(535, b"Maud"), MessageState.WAITING, f"{AWAY} (SMTPAuthenticationError 535)"),
        (TimeoutError("Maud"), MessageState.WAITING, f"{AWAY} (TimeoutError)"),
        (gaierror(), MessageState.WAITING, f"{AWAY} (gaierror)"),
        (UnicodeEncodeError("ascii", "é", 0, 1, "Maud"), MessageState.WAITING, "UnicodeEncodeError"),
    ],
)
def test_only_a_final_no_to_the_recipient_is_the_address_s_fault(
    cast: Cast, error: Exception, state: MessageState, said: str
) -> None:
    tell(cast.maud)
    with fails(error):
        send()
    assert list(Message.objects.values_list("state", "error", "attempts")) == [(state, said, 1)]


def test_what_concerns_one_mail_holds_up_no_other(cast: Cast) -> None:
    tell(cast.maud, at=timezone.now() - timedelta(minutes=1))
    tell(cast.karim)
    with fails(refusal(450)):
        assert send() == 2
    assert FailingBackend.asked == 2


# One mail for what waits


def test_a_person_gets_one_mail_a_quarter_of_an_hour_and_it_tells_all(cast: Cast) -> None:
    start = timezone.now()
    told_at = {}
    for minute in range(31):
        at = start + timedelta(minutes=minute)
        tell(cast.maud, "referral_waiting" if minute % 2 else "referral_answered", at)
        before = len(mail.outbox)
        send(at)
        if len(mail.outbox) > before:
            told_at[minute] = str(mail.outbox[-1].body)
    assert list(told_at) == [0, 15, 30]
    assert mail.outbox[1].subject == "[Convention 77] Du nouveau sur le portail"
    for sentence in ("Une saisine vous attend sur le portail.", "Une réponse vous attend sur le portail."):
        assert told_at[15].count(sentence) == 1
    assert not re.search(r"\d", told_at[15].replace(settings.PORTAL_URL, "")), "a mail tells no number"
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}


def test_one_person_s_quarter_is_not_another_s_and_an_urgent_fact_waits_for_none(cast: Cast) -> None:
    start = timezone.now()
    tell(cast.sarah, at=start)
    send(start)
    later = start + timedelta(minutes=1)
    for person, kind in ((cast.sarah, "referral_answered"), (cast.maud, "referral_waiting")):
        tell(person, kind, later)
    send(later)
    assert [sent.to[0] for sent in mail.outbox] == ["sarah@tests.example", "maud@tests.example"]
    tell(cast.sarah, "agent_vise", later)
    send(later)
    assert "Un fait urgent vous attend sur le portail." in str(mail.outbox[2].body)
    assert Message.objects.filter(state=MessageState.WAITING).count() == 0


def test_a_run_stops_after_a_batch(cast: Cast) -> None:
    people = [appoint(make_user(f"Correspondant{number}"), cast.karim.post, role=SUPPLEANT) for number in range(53)]
    for person in people:
        tell(person)
    assert send() == outbox.BATCH
    assert Message.objects.filter(state=MessageState.WAITING).count() == 3


def test_two_workers_at_once_write_each_person_one_mail(own_database: str) -> None:
    cast = make_cast()
    people = list(cast.people().values())
    for number in range(60):
        tell(people[number % len(people)])
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
    outbox.send_batch(at=timezone.now())
    assert sorted(message.to[0] for message in mail.outbox) == sorted(person.user.email for person in people)
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


@pytest.mark.parametrize("kind", [NAMING_KIND, MAILBOX_KIND])
def test_a_word_on_a_designation_is_true_of_its_start_however_late_it_leaves(kind: str) -> None:
    assert "terminée, ou a commencé." in WORDINGS[kind].sentence
