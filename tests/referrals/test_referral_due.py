"""Days on which a received referral is looked at again, among the days that are due: of whom it was given to."""

from datetime import date, timedelta

import pytest

from correspondents.due_sources import Reach, all_due
from correspondents.enums import DesignationRole
from correspondents.services.absences import announce_absence
from referrals.models import Referral
from referrals.services.handling import handle_referral
from referrals.services.referrals import answer_referral
from tests.people import Cast, Person, acting, appoint, make_referral, make_user


@pytest.fixture
def denise(cast: Cast) -> Person:
    return appoint(make_user("Denise"), cast.sarah.post, role=DesignationRole.SUPPLEANT)


@pytest.fixture
def received(cast: Cast) -> list[Referral]:
    return [make_referral(cast.karim, cast.sarah, cast.tilleuls, subject="acces-badges") for _ in range(3)]


def give(by: Person, referral: Referral, to: Person | None, on: date | None) -> None:
    with acting(by) as actor:
        handle_referral(by=actor, referral=referral, assigned_to=to.designation if to else None, review_on=on)


def due(person: Person) -> set[str]:
    with acting(person) as actor:
        reach = Reach(actor.today, actor.today + timedelta(days=30), 50)
        return {each.reference for each in all_due(actor, reach) if each.kind == "saisine"}


def test_it_is_due_to_whom_it_was_given_and_to_all_where_it_is_nobody_s(
    cast: Cast, denise: Person, received: list[Referral]
) -> None:
    mine, hers, nobody_s = received
    today = cast.sarah.actor().today
    give(cast.sarah, mine, cast.sarah, today)
    give(cast.sarah, hers, denise, today + timedelta(days=2))
    give(cast.sarah, nobody_s, None, today + timedelta(days=3))
    assert due(cast.sarah) == {mine.reference, nobody_s.reference}
    assert due(denise) == {hers.reference, nobody_s.reference}
    assert [due(person) for person in (cast.karim, cast.victor, cast.pascale, cast.gilles)] == [set()] * 4
    page = cast.sarah.client().get("/a-faire/").text
    assert mine.reference in page
    assert hers.reference not in page
    with acting(cast.sarah) as sarah:
        answer_referral(by=sarah, referral=mine, outcome="done")
    assert due(cast.sarah) == {nobody_s.reference}


def test_a_colleague_who_is_away_has_hers_watched(cast: Cast, denise: Person, received: list[Referral]) -> None:
    today = cast.sarah.actor().today
    give(cast.sarah, received[0], denise, today)
    assert due(cast.sarah) == set()
    with acting(denise) as by:
        announce_absence(
            by=by, designation=denise.designation, starts_on=today, ends_on=today + timedelta(days=5), stand_in=None
        )
    assert due(cast.sarah) == {received[0].reference}
