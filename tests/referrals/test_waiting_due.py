"""Received referrals that wait, among the days that are due: titulars first, then deputies, préparateurs never."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from acting.actor import machine_actor
from acting.days import PARIS
from correspondents.due_list import due_page
from correspondents.enums import DesignationRole
from correspondents.services.absences import announce_absence
from correspondents.services.due import people_with_days, tell_of_days
from referrals.models import Referral
from referrals.services.referrals import acknowledge_referral, answer_referral
from signatories.models import Convention
from tests.people import Cast, Person, acting, appoint, make_referral, make_user
from tests.roles import installing

KIND = "saisine-qui-attend"
FRIDAY = date(2027, 3, 5)
DAY = timedelta(days=1)


def at(day: date) -> datetime:
    return datetime.combine(day, time(9), PARIS)


@pytest.fixture
def denise(cast: Cast) -> Person:
    return appoint(make_user("Denise"), cast.maud.post, role=DesignationRole.SUPPLEANT)


@pytest.fixture
def received(cast: Cast) -> Referral:
    """At Maud's post, sent on a Friday; beside it what waits at Karim's and what Maud's house sent itself."""
    make_referral(cast.sarah, cast.karim, cast.tilleuls, at=at(FRIDAY), until=FRIDAY + 90 * DAY)
    make_referral(cast.maud, cast.sarah, cast.tilleuls, subject="suite-donnee", at=at(FRIDAY), until=FRIDAY + 90 * DAY)
    return sent_to_maud(cast)


def sent_to_maud(cast: Cast, *readers: Person) -> Referral:
    return make_referral(
        *(cast.sarah, cast.maud, cast.tilleuls),
        subject="avis-parquet",
        at=at(FRIDAY),
        until=FRIDAY + 90 * DAY,
        readers=readers,
    )


def due(person: Person, days: int) -> dict[str, int]:
    """So many days later: reference, and after how many days it was due."""
    with acting(person, at(FRIDAY + days * DAY)) as actor:
        page = due_page(actor)
    return {row.due.reference: (row.due.due_on - FRIDAY).days for row in page.rows if row.due.kind == KIND}


def set_days(**values: object) -> None:
    with installing():
        Convention.objects.filter(department_code="77").update(**values)


def test_titulars_are_reminded_first_and_deputies_later(cast: Cast, denise: Person, received: Referral) -> None:
    assert [due(person, 14) for person in (cast.maud, denise)] == [{}, {}]
    assert [due(person, 15) for person in (cast.maud, denise)] == [{received.reference: 15}, {}]
    assert [due(person, 29) for person in (cast.maud, denise)] == [{received.reference: 15}, {}]
    assert [due(person, 30) for person in (cast.maud, denise)] == [{received.reference: 15}, {received.reference: 30}]
    assert [due(person, 40) for person in (cast.perrine, cast.paul, cast.victor)] == [{}] * 3
    for person in (cast.karim, cast.sarah):
        assert received.reference not in due(person, 40)
        assert len(due(person, 40)) == 1, "its own"
    with acting(cast.maud, at(FRIDAY + 31 * DAY)) as maud:
        answer_referral(by=maud, referral=received, outcome="sent_to_inquiry")
    assert [due(person, 40) for person in (cast.maud, denise)] == [{}, {}]


def test_the_settings_say_after_how_many_days(cast: Cast, denise: Person, received: Referral) -> None:
    set_days(reminder_days=3, deputy_reminder_days=4)
    assert [due(person, 3) for person in (cast.maud, denise)] == [{received.reference: 3}, {}]
    assert [due(person, 4) for person in (cast.maud, denise)] == [{received.reference: 3}, {received.reference: 4}]
    set_days(waits_in_working_days=True)
    assert [due(person, 4) for person in (cast.maud, denise)] == [{}, {}], "Monday and Tuesday"
    assert [due(person, 5) for person in (cast.maud, denise)] == [{received.reference: 5}, {}]
    assert due(denise, 6) == {received.reference: 6}


def test_while_the_titular_is_away_the_deputy_is_reminded_as_early(
    cast: Cast, denise: Person, received: Referral
) -> None:
    assert due(denise, 16) == {}
    away = {"starts_on": FRIDAY + 14 * DAY, "ends_on": FRIDAY + 20 * DAY, "stand_in": None}
    with acting(cast.maud, at(FRIDAY)) as maud:
        announce_absence(by=maud, designation=cast.maud.designation, **away)  # type: ignore[arg-type]
    assert due(denise, 16) == {received.reference: 15}
    assert due(denise, 21) == {}
    assert due(cast.perrine, 16) == {}


def test_what_is_reserved_tells_others_its_reference_alone(cast: Cast, denise: Person) -> None:
    reserved = sent_to_maud(cast, denise)
    assert due(denise, 15) == due(cast.maud, 15) == {reserved.reference: 15}
    told = {}
    for person in (denise, cast.maud):
        with acting(person, at(FRIDAY + 15 * DAY)) as actor:
            (row,) = (each for each in due_page(actor).rows if each.due.kind == KIND)
        told[person.user.first_name] = (row.due.about, row.due.alerts)
    assert told["Maud"] == ("", ())
    about, alerts = told["Denise"]
    assert cast.sarah.signatory.short_name in about
    assert alerts == (0,)


def told(cast: Cast, days: int) -> set[UUID]:
    """Of the parquet's people, who is told so many days later; asked twice, as two workers would."""
    with acting(machine_actor(at(FRIDAY + days * DAY))) as by:
        found = [person for _ in range(2) for person in people_with_days(by=by) if tell_of_days(by=by, person=person)]
    assert len(found) == len(set(found))
    return {pk for pk in found if pk not in (cast.karim.user.pk, cast.sarah.user.pk)}


def test_each_is_told_once_on_the_first_working_day(cast: Cast, denise: Person, received: Referral) -> None:
    sent_to_maud(cast, denise)  # reserved: Maud is told nothing of it
    assert [told(cast, days) for days in (14, 15, 16)] == [set()] * 3, "the fifteenth day is a Saturday"
    assert told(cast, 17) == {cast.maud.user.pk, denise.user.pk}
    assert [told(cast, days) for days in (18, 28)] == [set()] * 2
    assert told(cast, 31) == {denise.user.pk}, "a deputy, of what waits for the whole post"


def test_of_what_is_reserved_nobody_else_is_told(cast: Cast, denise: Person) -> None:
    sent_to_maud(cast, denise)
    assert told(cast, 17) == {denise.user.pk}
    assert told(cast, 31) == set()


def test_the_page_of_a_parquet(cast: Cast) -> None:
    waits = make_referral(*(cast.sarah, cast.maud, cast.tilleuls), subject="avis-parquet", at=timezone.now() - 20 * DAY)
    page = cast.maud.client().get("/a-faire/").text
    assert waits.reference in page
    assert "repère du portail" in page
    assert "de la loi" not in page
    assert cast.perrine.client().get("/a-faire/").status_code == 403


def test_what_only_tells_is_no_day_once_it_was_acknowledged(cast: Cast) -> None:
    told = make_referral(
        *(cast.maud, cast.sarah, cast.tilleuls), subject="suite-donnee", at=at(FRIDAY), until=FRIDAY + 90 * DAY
    )
    assert told.reference in due(cast.sarah, 40)
    with acting(cast.sarah, at(FRIDAY + DAY)) as sarah:
        acknowledge_referral(by=sarah, referral=told)
    assert told.reference not in due(cast.sarah, 40)
