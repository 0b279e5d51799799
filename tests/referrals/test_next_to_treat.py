"""Where the work goes on: the next of the own "À traiter", in the order of that list."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from referrals.models import Referral
from referrals.referral_list import beside_to_treat
from tests.people import Cast, Person, acting, make_referral
from tests.referrals.test_referral_pages import text_of


@pytest.fixture
def waiting(cast: Cast) -> list[Referral]:
    """Four that Maud owes, oldest first, as her list has them; beside them what Paul, Karim and Sarah received."""
    ages = (2, 9, 5, 7)
    received = [
        make_referral(cast.sarah, cast.maud, cast.tilleuls, at=timezone.now() - timedelta(days=age)) for age in ages
    ]
    make_referral(cast.sarah, cast.paul, cast.erables, at=timezone.now() - timedelta(days=8))
    make_referral(cast.sarah, cast.karim, cast.tilleuls, at=timezone.now() - timedelta(days=6))
    make_referral(cast.maud, cast.sarah, cast.tilleuls, at=timezone.now() - timedelta(days=4))
    make_referral(cast.sarah, cast.maud, cast.tilleuls, send=False)
    return [received[number] for number in (1, 3, 2, 0)]


def offered(person: Person, referral: Referral) -> str:
    """The reference that the page offers; both offers, of desk and phone, are the same one."""
    found = set(
        re.findall(
            r"Suivante à traiter : <span class=\"nowrap\">([^<]+)</span>",
            text_of(person.client().get(f"/saisines/{referral.pk}/")),
        )
    )
    assert len(found) < 2
    return found.pop() if found else ""


def post(person: Person, referral: Referral, act: str, **data: str) -> None:
    assert person.client().post(f"/saisines/{referral.pk}/{act}/", data).status_code == 302


def test_acknowledged_they_lead_once_round_the_list(cast: Cast, waiting: list[Referral]) -> None:
    listed = re.findall(r"S-\w{4}-\w{2}", text_of(cast.maud.client().get("/saisines/")))
    assert list(dict.fromkeys(listed)) == [referral.reference for referral in waiting]
    assert {offered(cast.maud, referral) for referral in waiting} == {""}, "before anything was done with it"
    for referral in waiting:
        post(cast.maud, referral, "accuser-reception")
    following = [*waiting[1:], waiting[0]]
    assert [offered(cast.maud, each) for each in waiting] == [each.reference for each in following]
    assert [offered(cast.perrine, each) for each in waiting] == [each.reference for each in following]
    assert {offered(cast.sarah, each) for each in waiting} == {""}, "who asked treats nothing"


def test_answered_in_any_order_until_none_is_left(cast: Cast, waiting: list[Referral]) -> None:
    oldest, second, third, newest = waiting
    post(cast.maud, second, "repondre", outcome="sent_to_inquiry")
    assert offered(cast.maud, second) == third.reference
    post(cast.maud, newest, "repondre", outcome="sent_to_inquiry")
    assert offered(cast.maud, newest) == oldest.reference
    post(cast.maud, oldest, "refuser", motive="out_of_frame")
    assert offered(cast.maud, oldest) == third.reference
    post(cast.maud, third, "repondre", outcome="sent_to_inquiry")
    assert [offered(cast.maud, each) for each in waiting] == ["", "", "", ""]


def test_it_is_one_statement_whatever_waits(cast: Cast, waiting: list[Referral]) -> None:
    with acting(cast.maud) as maud, CaptureQueriesContext(connection) as asked:
        found = beside_to_treat(maud, waiting[0])
    assert found == (waiting[3], waiting[1])
    assert len([query for query in asked if "referrals_referral" in query["sql"]]) == 1


def test_whoever_treats_goes_back_and_on_from_the_start(cast: Cast, waiting: list[Referral]) -> None:
    """Also before anything was done with it; whoever asked, and what was sent to others, has no turn."""

    def beside(person: Person, referral: Referral) -> list[Referral]:
        page = text_of(person.client().get(f"/saisines/{referral.pk}/"))
        return [each for key in "kj" for each in waiting if f'href="/saisines/{each.pk}/" data-key="{key}"' in page]

    assert [beside(cast.maud, each) for each in waiting] == [
        [waiting[number - 1], waiting[(number + 1) % 4]] for number in range(4)
    ]
    assert [beside(cast.sarah, each) for each in waiting] == [[], [], [], []]


def test_the_form_of_an_answer_that_was_given_is_folded(cast: Cast, waiting: list[Referral]) -> None:
    page = f"/saisines/{waiting[0].pk}/"
    assert "Corriger la réponse" not in text_of(cast.maud.client().get(page))
    post(cast.maud, waiting[0], "repondre", outcome="sent_to_inquiry")
    folded = '<details class="card more" id="repondre" data-digits>'
    assert folded in text_of(cast.maud.client().get(page))
    wrong = text_of(cast.maud.client().post(f"{page}repondre/", {"outcome": ""}))
    assert folded not in wrong
    assert '<details class="card more" id="repondre" data-digits open>' in wrong
