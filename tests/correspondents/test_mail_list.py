"""The administrator follows every mail and sends again what did not leave; what it was about stays unsaid."""

from datetime import timedelta
from html import unescape
from pathlib import Path
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from uuid import UUID, uuid4

import pytest
from django.core import mail as mails_sent
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from acting.actor import acting_as, machine_actor, visitor
from acting.french import NO_BREAK, moment
from correspondents import outbox
from correspondents.mail_list import PREVIOUS, UNCONFIRMED
from correspondents.mail_reasons import AWAY, NOBODY, SUPERSEDED, reason_in_words
from correspondents.mailbox import latest_mails
from correspondents.services.arrival import invite
from correspondents.services.own_address import ask_for_address, confirm_address, give_key
from journal.enums import MessageState
from journal.models import Entry, Message
from tests.people import Cast, Person, acting
from tests.roles import installing

LIST = "/administration/courriels/"
GOES_WELL = {"sent", "moot"}  # of a case, and so not shown


@pytest.fixture
def mails(cast: Cast) -> dict[str, UUID]:
    """One of each state, by its name, to Maud; a refused one to Karim and an invitation to Nadia."""
    found = {state: write(cast.maud, state) for state in MessageState.values}
    found["karim"] = write(cast.karim, MessageState.REFUSED)
    with acting(cast.adrien) as adrien:
        invite(by=adrien, user=cast.nadia)
    found["nadia"] = Message.objects.get(kind="invitation").pk
    return found


def write(person: Person, state: str, kind: str = "referral_refused") -> UUID:
    now = timezone.now() - timedelta(hours=1)
    return Message.objects.create(
        kind=kind, recipient_id=person.user.pk, created_at=now, due_at=now, state=state, attempts=3, error="Panne"
    ).pk


def listed(cast: Cast, **query: str) -> set[UUID]:
    page = cast.adrien.client().get(LIST, query)
    return {line.mail.pk for line in page.context["lines"]}


def test_all_mails_are_listed_and_chosen_by_state_topic_and_account(cast: Cast, mails: dict[str, UUID]) -> None:
    shown = {name: pk for name, pk in mails.items() if name not in GOES_WELL}
    assert listed(cast) == set(shown.values())
    for state in set(MessageState.values) - GOES_WELL:
        others = {"refused": {mails["karim"]}, "waiting": {mails["nadia"]}}.get(state, set())
        assert listed(cast, etat=state) == {mails[state]} | others
    assert listed(cast, sujet="compte") == {mails["nadia"]}
    assert listed(cast, sujet="dossier") == set(shown.values()) - {mails["nadia"]}
    assert listed(cast, compte=str(cast.karim.user.pk)) == {mails["karim"]}
    assert listed(cast, etat="refused", compte=str(cast.maud.user.pk)) == {mails["refused"]}
    assert listed(cast, etat="nonsense", compte="x") == set(shown.values())
    assert not {*listed(cast, etat="sent"), *listed(cast, etat="moot")}


def test_an_address_is_searched_without_standing_in_the_page_s_address(cast: Cast, mails: dict[str, UUID]) -> None:
    found = cast.adrien.client().post(LIST, {"name": "karim@tests"})
    assert {line.mail.pk for line in found.context["lines"]} == {mails["karim"]}


def test_a_mail_about_a_case_tells_the_administrator_no_more_than_that(cast: Cast, mails: dict[str, UUID]) -> None:
    page = cast.adrien.client().get(LIST).text.replace("Objets des saisines", "")  # another page of the room
    for word in ("referral", "refus", "réponse", "Réponse", "saisine"):
        assert word not in page.replace("adresse refusée", "").replace("Adresse refusée", "").replace('"refused"', "")


def test_each_mail_says_where_it_went(cast: Cast) -> None:
    """To the account's address of that time; what is typed and not confirmed may be a stranger's, and is not shown."""
    former = cast.maud.user.email
    before = write(cast.maud, MessageState.FAILED)
    Message.objects.filter(pk=before).update(tried_at=timezone.now() - timedelta(minutes=30))
    visiting = visitor(cast.maud.user.pk, timezone.now())
    with acting_as(visiting):
        change = ask_for_address(by=visiting, user=cast.maud.user, email="ailleurs@tests.example")
    lines = cast.adrien.client().get(LIST).context["lines"]
    asked = {line.mail.kind: line.address for line in lines if "address" in line.mail.kind}
    assert asked == {"address_to_confirm": UNCONFIRMED, "address_asked": former}
    with installing():
        key = give_key(by=machine_actor(visiting.now), change=change)
    with acting_as(visiting):
        confirm_address(by=visiting, change=change, key=key, session_key="")
    after = write(cast.maud, MessageState.FAILED)
    Message.objects.filter(pk=after).update(tried_at=timezone.now() + timedelta(minutes=1))
    page = cast.adrien.client().get(LIST)
    said = {line.mail.pk: line.address for line in page.context["lines"]}
    kinds = {line.mail.kind: line.address for line in page.context["lines"] if "address" in line.mail.kind}
    assert said[before] == PREVIOUS
    assert said[after] == "ailleurs@tests.example"
    assert kinds == {"address_to_confirm": UNCONFIRMED, "address_asked": PREVIOUS, "address_changed": PREVIOUS}
    assert former not in page.text


def everything_that_can_fail() -> list[type[Exception]]:
    """What `outbox` catches, with all that is made of it in any library that is loaded."""
    found: list[type[Exception]] = [SMTPException, OSError, ValueError]
    for each in found:
        found += [kind for kind in each.__subclasses__() if kind not in found]
    return found


def test_no_reason_is_the_name_of_a_class(cast: Cast) -> None:
    failures = [kind.__new__(kind) for kind in everything_that_can_fail() if kind is not SMTPRecipientsRefused]
    for failure in failures:
        if isinstance(failure, SMTPResponseException):
            failure.smtp_code = 535
    failures += [SMTPRecipientsRefused({"x": (code, b"Maud")}) for code in (421, 450, 550, 554)]
    assert len(failures) > 100
    kept = {outbox.fate_of(failure)[1] for failure in failures}
    kept |= {f"{AWAY} ({said})" for said in kept} | {NOBODY, SUPERSEDED}
    words = {reason_in_words(said) for said in kept}
    assert words == {
        *("adresse refusée par le serveur qui reçoit (550)", "adresse refusée par le serveur qui reçoit (554)"),
        "serveur qui reçoit indisponible pour cette adresse (421)",
        "serveur qui reçoit indisponible pour cette adresse (450)",
        "courriel refusé par le serveur (535)",
        "serveur de courrier : compte ou mot de passe refusé (535)",
        "serveur de courrier : expéditeur refusé (535)",
        "adresse que le serveur de courrier ne sait pas écrire",
        "courriel impossible à composer",
        *(AWAY, NOBODY, SUPERSEDED),
    }
    for said in {reason_in_words(said): said for said in sorted(kept)}.values():  # one of each on the page
        write(cast.maud, MessageState.FAILED)
        Message.objects.update(error=said)
        page = cast.adrien.client().get(LIST).text
        assert reason_in_words(said) in unescape(page)
        assert said == reason_in_words(said) or said not in page
        Message.objects.all().delete()


def test_one_is_sent_again_and_leaves(cast: Cast, mails: dict[str, UUID]) -> None:
    answer = cast.adrien.client().post(f"{LIST}{mails['failed']}/renvoyer/", {"etat": "failed"})
    assert answer.headers["Location"] == f"{LIST}?etat=failed"
    fresh = Message.objects.get(pk=mails["failed"])
    assert (fresh.state, fresh.attempts, fresh.error) == (MessageState.WAITING, 0, "")
    outbox.send_batch(at=timezone.now())
    assert "maud@tests.example" in {sent.to[0] for sent in mails_sent.outbox}
    with acting(cast.adrien):
        assert Entry.objects.filter(verb="message.renvoye").values_list("count", flat=True)[0] == 1


@pytest.mark.parametrize("state", ["sent", "moot", "waiting"])
def test_what_left_or_has_nobody_to_tell_is_not_sent_again(cast: Cast, mails: dict[str, UUID], state: str) -> None:
    code = cast.adrien.client().post(f"{LIST}{mails[state]}/renvoyer/").status_code
    assert code == (404 if state in GOES_WELL else 302)
    fresh = Message.objects.get(pk=mails[state])
    assert (fresh.state, fresh.attempts) == (state, 3)
    with acting(cast.adrien):
        assert not Entry.objects.filter(verb="message.renvoye").exists()


@pytest.mark.parametrize(
    ("choice", "again"),
    [({}, {"refused", "failed", "karim"}), ({"etat": "failed"}, {"failed"}), ({"etat": "sent"}, set())],
)
def test_the_chosen_ones_are_sent_again_at_once(
    cast: Cast, mails: dict[str, UUID], choice: dict[str, str], again: set[str]
) -> None:
    cast.adrien.client().post(f"{LIST}renvoyer/", choice)
    waiting = set(Message.objects.filter(state=MessageState.WAITING, attempts=0).values_list("pk", flat=True))
    assert waiting == {mails[name] for name in again | {"nadia"}}


def test_a_mail_that_is_not_there_is_absent(cast: Cast) -> None:
    assert cast.adrien.client().post(f"{LIST}{uuid4()}/renvoyer/").status_code == 404


def test_twenty_mails_cost_no_more_queries_than_one(cast: Cast) -> None:
    client = cast.adrien.client()
    write(cast.maud, MessageState.FAILED)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for person in [cast.maud, cast.karim] * 10:
        write(person, MessageState.FAILED)
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) == len(one)


def test_a_choice_that_makes_no_sense_sends_nothing_again(cast: Cast, mails: dict[str, UUID]) -> None:
    for wrong in ({"compte": "x"}, {"etat": "nonsense"}, {"sujet": "nonsense"}):
        assert cast.adrien.client().post(f"{LIST}renvoyer/", wrong).status_code == 400
    assert Message.objects.get(pk=mails["refused"]).state == MessageState.REFUSED


def test_a_mail_of_the_demonstration_is_dated_by_the_clock_of_the_department(tmp_path: Path) -> None:
    text = "Subject: x\nTo: a@tests.example\nDate: Fri, 27 Nov 2026 04:05:00 -0000\n\nBonjour\n"
    (tmp_path / "1.log").write_text(text)
    (mail,) = latest_mails(tmp_path, 1)
    assert moment(mail.sent_at) == "27_novembre_2026, 5_h_05".replace("_", NO_BREAK)
