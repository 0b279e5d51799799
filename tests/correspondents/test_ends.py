"""What somebody ends or announces about somebody else: no door opens by it, and the person is told, always."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from acting.actor import machine_actor
from acting.enums import Function
from correspondents import outbox
from correspondents.enums import DesignationRole
from correspondents.models import Absence, Designation, MailboxChange, Post
from correspondents.naming import MAILBOX_RESTS, SILENT_FOR
from correspondents.permissions import is_answered
from correspondents.services.accounts import switch_account
from correspondents.services.notices import tell_of_mailboxes
from journal.models import Message
from signatories.models import Signatory
from signatories.services.convention import keep_signatory
from tests.correspondents.test_naming import accept, agree, name, named, runs
from tests.people import Cast, Person, acting, appoint, make_post, make_user
from tests.roles import installing

TODAY = timezone.localdate()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
FIXED = TODAY + timedelta(days=20)


def end(by: Person, designation: Designation, day: date) -> None:
    answer = by.client().post(f"/annuaire/designations/{designation.pk}/terminer/", {"ends_on": day.isoformat()})
    assert answer.status_code == 302


def stop(by: Person, designation: Designation) -> None:
    assert by.client().post(f"/annuaire/designations/{designation.pk}/fin/").status_code == 302


def kept(cast: Cast, **values: object) -> None:
    Designation.objects.filter(pk=cast.maud.designation.pk).update(**values)


def take(cast: Cast) -> Designation:
    """The two outsiders at the parquet: a mailbox of the delegate's, any PDF, the administrator's click."""
    assert name(cast.delphine.client(), cast.maud.post, act=True, email="boite@aorif.example").status_code == 302
    agree(cast.adrien.client(), named("boite@aorif.example"))
    return named("boite@aorif.example")


# What leaves the parquet its voice, though Maud no longer speaks that day


def close_her_account(cast: Cast) -> None:
    with acting(cast.adrien) as by:
        switch_account(by=by, user=cast.maud.user, is_active=False)


def cancel_her_successor(cast: Cast) -> None:
    kept(cast, ended_at=timezone.now())
    coming = appoint(make_user("Nora"), cast.maud.post, role=DesignationRole.SUPPLEANT, starts_on=TOMORROW)
    address = f"/annuaire/postes/{cast.maud.post.pk}/annuler/"
    assert cast.delphine.client().post(address, {"designation": coming.designation.pk}).status_code == 302


TAKEN_AWAY: dict[str, Callable[[Cast], None]] = {
    "ended at once by the delegate": lambda cast: stop(cast.delphine, cast.maud.designation),
    "ended yesterday by the delegate": lambda cast: end(cast.delphine, cast.maud.designation, YESTERDAY),
    "ended at once by the administrator": lambda cast: stop(cast.adrien, cast.maud.designation),
    "her account is closed": close_her_account,
    "the successor is cancelled": cancel_her_successor,
    "suspended since yesterday": lambda cast: kept(cast, suspended_on=YESTERDAY),
}


@pytest.mark.parametrize("way", TAKEN_AWAY)
def test_no_end_from_outside_lets_outsiders_speak_for_a_parquet(cast: Cast, way: str) -> None:
    TAKEN_AWAY[way](cast)
    taken = take(cast)
    assert (taken.agreed_at, runs(taken.user)) == (None, [])


def test_whoever_would_end_the_only_voice_from_outside_is_warned_before(cast: Cast) -> None:
    """Where it is done, and of nobody else: neither to the house itself, nor while somebody else speaks there."""
    pages = (
        f"/annuaire/postes/{cast.maud.post.pk}/gerer/",
        f"/annuaire/designations/{cast.maud.designation.pk}/terminer/",
    )

    def warned() -> dict[str, list[int]]:
        people = {"delphine": cast.delphine, "adrien": cast.adrien, "maud": cast.maud}
        said = "seule l’équipe technique pourra rouvrir"
        return {name: [who.client().get(page).text.count(said) for page in pages] for name, who in people.items()}

    assert warned() == {"delphine": [1, 1], "adrien": [1, 1], "maud": [0, 0]}
    appoint(make_user("Nora"), cast.maud.post, role=DesignationRole.SUPPLEANT)
    assert warned() == {"delphine": [0, 0], "adrien": [0, 0], "maud": [0, 0]}


def leave_before_the_day(cast: Cast) -> None:
    end(cast.delphine, cast.maud.designation, FIXED)
    stop(cast.maud, cast.maud.designation)


LEFT: dict[str, Callable[[Cast], None]] = {
    "she ends herself": lambda cast: stop(cast.maud, cast.maud.designation),
    "her term has come": lambda cast: kept(cast, ends_on=YESTERDAY),
    "her house let the confirmation pass for long": lambda cast: kept(cast, suspended_on=TODAY - SILENT_FOR),
    "the delegate fixed a last day, and she left before": leave_before_the_day,
}


@pytest.mark.parametrize("way", LEFT)
def test_a_signatory_that_its_own_people_left_is_opened_by_two_outsiders(cast: Cast, way: str) -> None:
    LEFT[way](cast)
    assert take(cast).agreed_by == cast.adrien.user


def test_a_later_end_of_the_own_house_is_its_own_again(cast: Cast) -> None:
    """Shortened from outside to a day that never came, then by herself."""
    end(cast.delphine, cast.maud.designation, FIXED)
    end(cast.maud, cast.maud.designation, TODAY)
    maud = Designation.objects.get(pk=cast.maud.designation.pk)
    assert (maud.ends_on, maud.ended_from_outside) == (TODAY, False)
    assert [is_answered(cast.maud.signatory, day) for day in (TODAY, TOMORROW)] == [True, False]


# Who is told


def told(kind: str) -> set[object]:
    return set(Message.objects.filter(kind=kind).values_list("recipient_id", flat=True))


def replace(cast: Cast) -> None:
    words = {"first_name": "Nour", "last_name": "Fictif", "email": "nour@tests.example", "submission": uuid4()}
    address = f"/annuaire/designations/{cast.gilles.designation.pk}/remplacer/"
    assert cast.sarah.client().post(address, words | {"starts_on": TOMORROW.isoformat()}).status_code == 302


def review(cast: Cast) -> None:
    form = cast.sarah.client().get("/annuaire/confirmation/").context["form"]
    assert f"decision-{cast.gilles.designation.pk}" in form.fields
    answer = cast.sarah.client().post("/annuaire/confirmation/", {f"decision-{cast.gilles.designation.pk}": "end"})
    assert answer.status_code == 302


ENDS: dict[str, Callable[[Cast], None]] = {
    "at once": lambda cast: stop(cast.sarah, cast.gilles.designation),
    "on a day": lambda cast: end(cast.adrien, cast.gilles.designation, FIXED),
    "replaced": replace,
    "reviewed": review,
}


@pytest.mark.parametrize("way", ENDS)
def test_who_is_ended_by_somebody_else_is_told(cast: Cast, way: str) -> None:
    """By a mail of its own, though nothing runs any more."""
    ENDS[way](cast)
    assert told("designation_ended") == {cast.gilles.user.pk}
    outbox.send_batch(at=timezone.now())
    sent = [str(message.body) for message in mail.outbox if message.to == ["gilles@tests.example"]]
    assert sum("quelqu’un d’autre l’a décidé" in body for body in sent) == 1
    assert "Tilleuls" not in "".join(sent)


def test_who_is_cancelled_by_somebody_else_is_told_and_who_leaves_is_not(cast: Cast) -> None:
    coming = appoint(cast.nadia, cast.karim.post, role=DesignationRole.SUPPLEANT, starts_on=TOMORROW)
    address = f"/annuaire/postes/{cast.karim.post.pk}/annuler/"
    assert cast.karim.client().post(address, {"designation": coming.designation.pk}).status_code == 302
    assert told("designation_ended") == {cast.nadia.pk}
    stop(cast.karim, cast.karim.designation)
    assert told("designation_ended") == {cast.nadia.pk}


def test_who_was_never_called_learns_nothing(cast: Cast) -> None:
    """A delegate's proposal that the house stops: the address may be a stranger's."""
    assert name(cast.delphine.client(), cast.karim.post).status_code == 302
    stop(cast.karim, named())
    assert told("designation_ended") == set()


# The official mailbox


def write_mailbox(cast: Cast, signatory: Signatory, mailbox: str) -> None:
    with acting(cast.adrien) as by:
        row = Signatory.objects.get(pk=signatory.pk)
        row.mailbox = mailbox
        keep_signatory(by=by, row=row)


def tell(days: int = 0) -> int:
    with acting(machine_actor(timezone.now() + timedelta(days=days))) as machine:
        return tell_of_mailboxes(by=machine)


def test_a_mailbox_that_is_written_is_told_to_the_house_and_to_the_mailbox_before(cast: Cast) -> None:
    """To Maud and her préparatrice; the words go to the former address, whatever stands now. Once."""
    write_mailbox(cast, cast.maud.signatory, "parquet@tests.example")
    assert tell() == 1
    assert told("mailbox_changed") == {cast.maud.user.pk, cast.perrine.user.pk}
    assert told("mailbox_changed_former") == set()
    write_mailbox(cast, cast.maud.signatory, "boite@operateur.example")
    assert [tell(), tell()] == [1, 0]
    assert told("mailbox_changed_former") == {cast.maud.signatory.pk}
    outbox.send_batch(at=timezone.now())
    gone = {address for message in mail.outbox for address in message.to}
    assert gone == {"maud@tests.example", "perrine@tests.example", "parquet@tests.example"}


def test_who_has_just_written_the_mailbox_is_neither_of_the_two_outsiders(cast: Cast) -> None:
    kept(cast, ends_on=YESTERDAY)
    write_mailbox(cast, cast.maud.signatory, "boite@operateur.example")
    assert take(cast).agreed_at is None
    MailboxChange.objects.update(changed_at=timezone.now() - MAILBOX_RESTS - timedelta(days=1))
    assert agree(cast.adrien.client(), named("boite@aorif.example")) == 302


# Absences that somebody else announces


def announce(client: Client, person: Person, first: date, last: date, stand_in: Person | None = None) -> str:
    data: dict[str, object] = {"starts_on": first.isoformat(), "ends_on": last.isoformat(), "submission": uuid4()}
    data["stand_in"] = stand_in.designation.pk if stand_in else ""
    answer = client.post(f"/annuaire/designations/{person.designation.pk}/absence/", data)
    return "" if answer.status_code == 302 else str(answer.context["form"].errors)


def test_an_absence_is_of_these_days_and_told_to_whose_it_is_and_who_stands_in(cast: Cast) -> None:
    denis = appoint(make_user("Denis"), cast.maud.post, role=DesignationRole.SUPPLEANT)
    client = cast.delphine.client()
    assert "s’annonce dans la semaine" in announce(client, cast.maud, date(2000, 1, 1), date(2100, 12, 31))
    assert "Un an au plus" in announce(client, cast.maud, TODAY, date(2100, 12, 31))
    assert "choix" in announce(client, cast.maud, TODAY, TOMORROW, cast.paul)
    assert not Absence.objects.exists()
    assert told("absence") == set()
    assert announce(client, cast.maud, TODAY - timedelta(days=7), FIXED, denis) == ""
    assert told("absence") == {cast.maud.user.pk, denis.user.pk}
    Message.objects.all().delete()
    assert announce(denis.client(), denis, FIXED + timedelta(days=1), FIXED + timedelta(days=9), cast.maud) == ""
    assert told("absence") == {cast.maud.user.pk}


# One account, one signatory whose cases it reads


def test_who_reads_cases_of_one_house_serves_no_other_whichever_came_first(cast: Cast) -> None:
    """Victor named délégué, Karim named administrator: each would act under both."""
    with installing():
        dpo = make_post(cast.pascale.signatory, Function.DPO, "Délégué")
    cases: list[tuple[Person, Post, Person]] = [
        (cast.delphine, cast.delphine.post, cast.victor),
        (cast.adrien, cast.adrien.post, cast.karim),
        (cast.pascale, dpo, cast.geraldine),
    ]
    for keeper, post, person in cases:
        words: dict[str, Any] = {"email": person.user.email, "first_name": person.user.first_name}
        assert name(keeper.client(), post, **words).status_code == 302
        (proposal,) = Designation.objects.filter(user=person.user, accepted_at=None)
        assert "sert déjà chez un autre signataire" in accept(proposal).text
        assert runs(person.user) == [person.post]


def test_who_reads_no_cases_may_protect_the_data_of_two_houses(cast: Cast) -> None:
    with installing():
        dpo = make_post(cast.pascale.signatory, Function.DPO, "Délégué")
    assert name(cast.pascale.client(), dpo, email="dina@tests.example", first_name="Dina").status_code == 302
    (proposal,) = Designation.objects.filter(user=cast.dina.user, accepted_at=None)
    accept(proposal)
    assert set(runs(cast.dina.user)) == {cast.dina.post, dpo}
