"""A mail that came back refuses its messages; whatever else comes, from whomever, changes nothing."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from acting.actor import acting_as, machine_actor
from correspondents import outbox
from correspondents.bounces import MOST_BYTES, Bounce, Outcome, bounce_of
from correspondents.enums import GapKind
from correspondents.gaps import gaps_visible_to, kept_by
from correspondents.mail_ids import mail_id_of, message_id_of
from correspondents.mail_reasons import CAME_BACK, reason_in_words
from correspondents.services.bounces import note_bounce
from journal.enums import MessageState
from journal.models import Message
from journal.services import post_message
from tests.correspondents.reports_of_delivery import SERVERS, report
from tests.people import Cast, Person, acting

MAIL = UUID("5a1e0000-0000-4000-8000-000000000077")
ADRIEN_S = "/administration/courriels/"


def note(raw: bytes) -> Outcome:
    by = machine_actor(timezone.now())
    with acting_as(by):
        return note_bounce(by=by, raw=raw)


def written_to(person: Person, *kinds: str) -> str:
    """The Message-ID under which they left, in one mail."""
    at = timezone.now() - timedelta(hours=1)
    for kind in kinds or ("referral_waiting",):
        post_message(by=machine_actor(at), kind=kind, recipient_id=person.user.pk)
    outbox.send_batch(at=at)
    return str(mail.outbox[-1].extra_headers["Message-ID"])


def states(person: Person) -> set[str]:
    return set(Message.objects.filter(recipient_id=person.user.pk).values_list("state", flat=True))


@pytest.mark.parametrize("server", SERVERS)
def test_what_came_back_for_good_refuses_all_that_the_mail_told_and_nothing_else(cast: Cast, server: str) -> None:
    message_id = written_to(cast.maud, "referral_waiting", "referral_answered")
    written_to(cast.karim)
    assert note(report(server, message_id)) == Outcome.PERMANENT
    assert (states(cast.maud), states(cast.karim)) == ({MessageState.REFUSED}, {MessageState.SENT})
    assert set(Message.objects.filter(state=MessageState.REFUSED).values_list("error", flat=True)) == {
        f"{CAME_BACK} 5.1.1"
    }
    assert note(report(server, message_id)) == Outcome.REPEATED


def test_it_is_a_gap_and_a_reason_that_the_administrator_reads_and_may_be_sent_again(cast: Cast) -> None:
    note(report("postfix", written_to(cast.maud), status="5.7.26"))
    with acting(cast.adrien) as adrien:
        gaps = gaps_visible_to(adrien, kept_by(adrien))
    assert [gap.person for gap in gaps if gap.kind == GapKind.MAIL_FAILED] == ["Maud Fictif"]
    page = cast.adrien.client().get(ADRIEN_S).text
    assert "courriel revenu\u00a0: l’adresse ne le reçoit pas (5.7.26)" in page
    refused = Message.objects.get(state=MessageState.REFUSED)
    cast.adrien.client().post(f"{ADRIEN_S}{refused.pk}/renvoyer/")
    former = message_id_of(refused.mail_id or uuid4())
    outbox.send_batch(at=timezone.now())
    assert states(cast.maud) == {MessageState.SENT}
    assert note(report("postfix", former)) == Outcome.REPEATED
    assert states(cast.maud) == {MessageState.SENT}


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.1"), ("failed", "4.4.7"), ("delivered", "2.0.0"), ("failed", "what?")]
)
def test_what_passes_is_known_by_its_mail_and_changes_nothing(
    cast: Cast, server: str, action: str, status: str
) -> None:
    message_id = written_to(cast.maud)
    assert note(report(server, message_id, action=action, status=status)) == Outcome.TEMPORARY
    assert states(cast.maud) == {MessageState.SENT}


def test_an_address_that_stands_for_several_is_refused_only_where_nobody_got_it() -> None:
    both = report("postfix", message_id_of(MAIL))
    block = b"Final-Recipient: rfc822; other@tests.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\n"
    mixed = both.replace(b"Final-Recipient", block + b"Final-Recipient", 1)
    assert bounce_of(both) == Bounce(MAIL, Outcome.PERMANENT, "5.1.1")
    assert bounce_of(mixed) == Bounce(MAIL, Outcome.TEMPORARY)


def strangers(message_id: str) -> dict[str, bytes]:
    good = report("postfix", message_id)
    other = message_id.replace("@", "@other.")
    local, _, domain = message_id.strip("<>").partition("@")
    written, _, signature = local.partition(".")
    wrong = "0" * len(signature)
    return {
        "forged": report("exim", f"<{written}.{wrong}@{domain}>"),
        "unsigned": report("exim", f"<{written}@{domain}>"),
        "of another mail": report("exim", f"<{uuid4().hex}.{signature}@{domain}>"),
        "of another portal": report("exim", other),
        "by address alone": report("exchange", "<1234@relais.example>"),
        "huge": good + b"x" * MOST_BYTES,
        "empty": b"",
        "no mail": b"\x00\xff" * 1000,
        "cut": good[: good.index(b"Content-Description: Undelivered")],
        "on leave": b"From: maud@tests.example\r\nAuto-Submitted: auto-replied\r\nIn-Reply-To: %s\r\n"
        b"Subject: Absente\r\n\r\nJe suis absente. 5.1.1\r\n" % message_id.encode(),
        "a receipt of reading": good.replace(b"report-type=delivery-status", b"report-type=disposition-notification"),
        "no report": good.replace(b"multipart/report", b"multipart/mixed"),
        "a report about the report": nested(good),
        "two mails": good.replace(
            b"--4XyZ01.1700000000/relais.example--",
            b"--4XyZ01.1700000000/relais.example\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: %s\r\n\r\n\r\n"
            b"--4XyZ01.1700000000/relais.example--" % message_id_of(uuid4()).encode(),
        ),
        "two reports": good.replace(b"Content-Type: message/rfc822", b"Content-Type: message/delivery-status"),
        "deep": b"Content-Type: multipart/report; report-type=delivery-status; boundary=a\r\n\r\n" + deep(500),
    }


def nested(came_back: bytes) -> bytes:
    """Its own mail came back: of a report, whose Message-ID is the server's."""
    whole = report("postfix", "<x@relais.example>").replace(b"4XyZ01.17", b"5XyZ01.17")
    head, _, tail = whole.partition(b"Return-Path: <retours@portail.example>")
    return head + came_back + tail[tail.index(b"\r\n--5XyZ01") :]


def deep(levels: int) -> bytes:
    parts = (b"--%d\r\nContent-Type: multipart/mixed; boundary=%d\r\n\r\n" % (n, n + 1) for n in range(levels))
    return b"".join(parts)


NAMES = strangers(message_id_of(MAIL))


@pytest.mark.parametrize("name", NAMES)
def test_whatever_a_stranger_writes_changes_nothing(cast: Cast, name: str) -> None:
    message_id = written_to(cast.maud)
    assert note(strangers(message_id)[name]) == Outcome.FOREIGN
    assert states(cast.maud) == {MessageState.SENT}


def test_an_identifier_is_this_portal_s_and_signed(settings: Settings) -> None:
    message_id = message_id_of(MAIL)
    assert mail_id_of(message_id) == mail_id_of(f" {message_id.upper()} ") == MAIL
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert mail_id_of(message_id) == MAIL
    settings.SECRET_KEY_FALLBACKS = []
    assert mail_id_of(message_id) is None
    for written in ("", "<>", "<@>", "<é.é@127.0.0.1>", f"<{MAIL.hex}.é@127.0.0.1>", f"<{MAIL}.x@127.0.0.1>"):
        assert mail_id_of(written) is None


def test_the_reason_of_a_mail_that_came_back_is_in_words() -> None:
    assert reason_in_words(f"{CAME_BACK} 5.1.10") == "courriel revenu\u00a0: l’adresse ne le reçoit pas (5.1.10)"
    assert reason_in_words("SMTPRecipientsRefused 550").endswith("(550)")


def test_what_comes_back_goes_to_its_own_address_by_the_envelope(cast: Cast, settings: Settings) -> None:
    settings.BOUNCES_ADDRESS = "retours@portail.example"
    written_to(cast.maud)
    (sent,) = mail.outbox
    assert sent.from_email == "retours@portail.example"
    assert sent.message()["From"] == settings.DEFAULT_FROM_EMAIL
    assert "retours" not in sent.message().as_string()


GOOD = {server: report(server, message_id_of(MAIL)) for server in SERVERS}


@given(server=st.sampled_from(list(SERVERS)), data=st.data())
def test_a_broken_report_is_read_without_an_error_and_never_as_another_mail(server: str, data: st.DataObject) -> None:
    raw = bytearray(GOOD[server])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw)))
        cut = data.draw(st.integers(0, 40))
        raw[at : at + cut] = data.draw(st.one_of(st.binary(max_size=12), st.sampled_from(PIECES)))
    found = bounce_of(bytes(raw))
    assert found is None or found.mail_id == MAIL


PIECES = [
    b"\r\n\r\n",
    b"--",
    b"boundary=",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"\xff\xfe",
    b"=?utf-8?b?",
    b";" * 50,
]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_an_error(raw: bytes) -> None:
    assert bounce_of(raw) is None
    assert bounce_of(b"Content-Type: multipart/report; report-type=delivery-status; boundary=a\r\n\r\n" + raw) is None
