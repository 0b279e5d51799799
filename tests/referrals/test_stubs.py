"""What is left of a referral to who may not read it: on no page its subject, its sender, its place or its answer."""

import re
from collections.abc import Callable

import pytest

from correspondents.enums import DesignationRole
from referrals.models import Referral
from referrals.services.referrals import answer_referral, withdraw_referral
from tests.people import Cast, Person, acting, appoint, make_user
from tests.referrals.test_reserved import share

PAGES = (
    "/saisines/{pk}/",
    "/saisines/{pk}/qui-peut-voir/",
    "/saisines/?boite=recues&etat=toutes",
    "/saisines/passation/",
    "/a-faire/",
    "/journal/",
    "/rapports/",
)


def told(person: Person, referral: Referral) -> dict[str, str]:
    """Each page without its filters, which offer every party and every subject."""
    client = person.client()
    pages = {address: client.get(address.format(pk=referral.pk)) for address in PAGES}
    assert {page.status_code for page in pages.values()} == {200}
    return {
        address: re.sub(r'<form class="filters".*?</form>', "", page.text, flags=re.S)
        for address, page in pages.items()
    }


def of_others(cast: Cast, denis: Person) -> Referral:
    return share(cast, cast.karim, denis)


def answered_by_others(cast: Cast, denis: Person) -> Referral:
    referral = share(cast, cast.karim, denis)
    with acting(denis) as actor:
        answer_referral(by=actor, referral=referral, outcome="more_needed", note="Quel bâtiment ?")
    return referral


def ended(cast: Cast, denis: Person) -> Referral:
    referral = share(cast, cast.karim)
    with acting(cast.sarah) as sarah:
        withdraw_referral(by=sarah, referral=referral)
    return referral


@pytest.mark.parametrize("left", [of_others, answered_by_others, ended])
def test_no_page_tells_more_than_reference_and_dates(cast: Cast, left: Callable[[Cast, Person], Referral]) -> None:
    denis = appoint(make_user("Denis"), cast.karim.post, role=DesignationRole.SUPPLEANT)
    referral, house = left(cast, denis), cast.sarah.signatory
    hidden = ("isite", "Tilleuls", house.name, house.short_name, "Denis", "Sarah", "omplément", "bâtiment")
    pages = told(cast.karim, referral)
    assert {(address, word) for address, page in pages.items() for word in hidden if word in page} == set()
    assert referral.reference in pages["/saisines/{pk}/qui-peut-voir/"]


def test_who_reads_it_is_told_all_of_that(cast: Cast) -> None:
    """So that the words above are those that would leak."""
    denis = appoint(make_user("Denis"), cast.karim.post, role=DesignationRole.SUPPLEANT)
    pages = told(denis, of_others(cast, denis))
    for address in PAGES[:4]:
        assert cast.sarah.signatory.short_name in pages[address], address
