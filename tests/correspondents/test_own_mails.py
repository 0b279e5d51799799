"""Each person says when mails come: the page, and the outbox that keeps to it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acting.actor import machine_actor
from acting.days import PARIS
from correspondents import outbox
from correspondents.messages import ALONE, DUE_KIND, URGENT
from correspondents.models import Designation, MailChoice
from correspondents.oversight import is_stuck_mail
from journal.enums import MessageState
from journal.models import Entry, Message
from journal.services import post_message
from journal.verbs import Verb
from tests.people import Cast, Person, acting

PAGE = "/mes-coordonnees/courriels/"
NIGHT = {"gathering": "quart", "quiet_from": "20", "quiet_until": "7"}
MORNING = {"gathering": "jour", "hour": "8"}
DAY = "2026-03-03"  # a Tuesday


def paris(clock: str, day: str = DAY) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=PARIS).astimezone(UTC)


def choose(person: Person, **typed: str) -> Any:
    return person.client().post(PAGE, typed)


def write(person: Person, clock: str, kind: str = "referral_waiting", day: str = DAY) -> None:
    post_message(by=machine_actor(paris(clock, day)), kind=kind, recipient_id=person.user.pk)


def sent(clock: str, day: str = DAY) -> list[str]:
    """To whom mails leave at that moment."""
    before = len(mail.outbox)
    outbox.send_batch(at=paris(clock, day))
    return [address for each in mail.outbox[before:] for address in each.to]


@pytest.fixture(autouse=True)
def named_long_ago(cast: Cast) -> None:
    """The cast is designated as of today; what is told here is of a Tuesday in March."""
    Designation.objects.update(starts_on=paris("12:00").date() - timedelta(days=30))


def test_a_person_chooses_and_finds_it_again_and_the_journal_says_that_it_was_chosen(cast: Cast) -> None:
    assert choose(cast.maud, **NIGHT).status_code == 302
    page = cast.maud.client().get(PAGE)
    assert page.context["form"].initial["quiet_from"] == 20
    assert [(row.user, row.quiet_from, row.quiet_until) for row in MailChoice.objects.all()] == [
        (cast.maud.user, 20, 7)
    ]
    choose(cast.maud, **NIGHT)
    choose(cast.maud, **MORNING)
    row = MailChoice.objects.get()
    assert (row.gathering, row.hour, row.quiet_from, row.quiet_until) == ("jour", 8, None, None)
    assert Entry.objects.filter(verb=Verb.MAIL_HOURS_CHOSEN, object_id=cast.maud.user.pk).count() == 2


def test_what_makes_no_sense_is_shown_again_with_what_was_typed(cast: Cast) -> None:
    page = choose(cast.maud, gathering="jour", hour="8", quiet_from="7", quiet_until="9")
    assert page.status_code == 200
    assert "Cette heure est dans vos heures de silence." in page.text
    assert page.context["form"]["hour"].value() == "8"
    assert "Choisissez l’heure" in choose(cast.maud, gathering="jour").text
    assert choose(cast.maud, gathering="toujours").status_code == 200
    assert not MailChoice.objects.exists()


def test_a_choice_is_its_person_s_alone(cast: Cast) -> None:
    choose(cast.maud, **NIGHT)
    for other in (cast.karim, cast.adrien):
        with acting(other):
            assert not MailChoice.objects.exists()


def test_nothing_leaves_in_quiet_hours_and_all_of_it_in_one_mail_at_their_end(cast: Cast) -> None:
    choose(cast.maud, **NIGHT)
    left = {}
    for clock in ("19:59", "20:01", "23:00"):
        write(cast.maud, clock)
        write(cast.karim, clock)
        left[clock] = sorted(sent(clock))
    both = ["karim@tests.example", "maud@tests.example"]
    assert left == {"19:59": both, "20:01": [], "23:00": ["karim@tests.example"]}
    assert sent("06:59", "2026-03-04") == []
    assert sent("07:00", "2026-03-04") == ["maud@tests.example"]
    assert not Message.objects.exclude(state=MessageState.SENT).exists()


def test_once_a_day_at_the_hour_of_choice_also_of_what_is_due(cast: Cast) -> None:
    choose(cast.maud, **MORNING)
    write(cast.maud, "06:25", DUE_KIND)
    write(cast.maud, "07:30")
    assert sent("07:59") == []
    assert sent("08:00") == ["maud@tests.example"]
    write(cast.maud, "08:05")
    assert sent("23:59") == []
    assert sent("08:00", "2026-03-04") == ["maud@tests.example"]


@pytest.mark.parametrize("kind", sorted(URGENT | {"password_reset", "designation_ended"}))
def test_what_is_urgent_leaves_at_once_and_takes_along_what_waits(cast: Cast, kind: str) -> None:
    choose(cast.maud, **NIGHT)
    write(cast.maud, "21:00")
    assert sent("21:00") == []
    write(cast.maud, "22:00", kind)
    assert sent("22:00") == ["maud@tests.example"]
    left = Message.objects.get(kind="referral_waiting").state
    assert left == (MessageState.WAITING if kind in ALONE else MessageState.SENT)


def test_another_choice_counts_for_what_waits_already(cast: Cast) -> None:
    choose(cast.maud, **NIGHT)
    write(cast.maud, "21:00")
    assert sent("21:00") == []
    choose(cast.maud, gathering="quart")
    assert sent("21:05") == ["maud@tests.example"]


def test_what_waits_by_choice_is_no_trouble_of_the_portal_until_it_is_late(cast: Cast) -> None:
    choose(cast.maud, **NIGHT)
    write(cast.maud, "20:30")
    sent("20:30")
    (message,) = Message.objects.all()
    assert (message.put_off, message.due_at) == (True, paris("07:00", "2026-03-04"))

    def is_stuck(clock: str, day: str = DAY) -> bool:
        return Message.objects.filter(is_stuck_mail(paris(clock, day))).exists()

    assert not is_stuck("23:00")
    assert not is_stuck("07:29", "2026-03-04")
    assert is_stuck("07:31", "2026-03-04")


def test_the_wall_and_the_rule_agree_on_what_waits_by_choice(cast: Cast) -> None:
    now = cast.adrien.actor().now
    for minutes, put_off, due in ((60, True, 60), (60, True, -60), (60, False, -60), (5, True, 60), (5, False, -5)):
        Message.objects.create(
            kind="referral_waiting",
            recipient_id=cast.maud.user.pk,
            created_at=now - timedelta(minutes=minutes),
            due_at=now + timedelta(minutes=due),
            put_off=put_off,
        )
    stuck = set(Message.objects.filter(is_stuck_mail(now)).values_list("pk", flat=True))
    with acting(cast.adrien):
        seen = set(Message.objects.values_list("pk", flat=True))
    assert seen == stuck
    assert len(stuck) == 2


def test_many_that_wait_for_the_morning_cost_a_batch_of_the_night_nothing(cast: Cast) -> None:
    choose(cast.maud, **NIGHT)
    at = paris("20:30")
    one = {"kind": "referral_waiting", "recipient_id": cast.maud.user.pk, "created_at": at, "due_at": at}
    Message.objects.bulk_create([Message(**one) for _ in range(2000)])
    assert sent("20:30") == []
    write(cast.karim, "21:00")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert sent("21:00") == ["karim@tests.example"]
    assert Message.objects.filter(put_off=True).count() == 2000
    of_batch = len(asked)
    Message.objects.filter(put_off=True).delete()
    write(cast.karim, "21:30")
    with CaptureQueriesContext(connection) as alone:
        assert sent("21:30") == ["karim@tests.example"]
    assert of_batch == len(alone)
