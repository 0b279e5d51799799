"""What is left of a referral to who may not read it: on no page its subject, its sender, its place or its answer."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from acting.enums import Function
from correspondents.due_sources import Reach
from correspondents.enums import DesignationRole
from referrals.models import LegalBasis, Referral, Subject
from referrals.planned_due import planned_due
from referrals.services.answers import answer_referrals
from referrals.services.referrals import answer_referral, prepare_referral, send_referral, withdraw_referral
from referrals.sharing import Sharing
from tests.people import MELUN, Cast, Person, acting, appoint, make_post, make_user
from tests.referrals.test_reserved import share

WEEK = timedelta(days=7)
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


def test_answering_many_offers_nothing_for_it(cast: Cast) -> None:
    """Neither what its subject would take, nor whether it would take what is tried."""
    denis = appoint(make_user("Denis"), cast.karim.post, role=DesignationRole.SUPPLEANT)
    left, client = [of_others(cast, denis), ended(cast, denis)], cast.karim.client()
    page = client.post("/saisines/repondre/", {"saisine": [each.pk for each in left]})
    assert page.status_code == 200
    assert page.context["form"].fields["outcome"].choices == []
    assert {word for word in ("isite", "Tilleuls", cast.sarah.signatory.short_name) if word in page.text} == set()
    why = {}
    for outcome in ("meeting_proposed", "nothing_found", "no_such_outcome"):
        with acting(cast.karim) as karim:
            seen = {each.pk: each.version for each in left}
            sent = answer_referrals(by=karim, referrals=left, seen=seen, outcome=outcome)
            why[outcome] = {(each.referral.pk, each.why) for each in sent.left}
            assert sent.done == []
    assert why["meeting_proposed"] == why["nothing_found"] == why["no_such_outcome"]


def test_a_day_that_was_planned_is_of_who_reads_it(cast: Cast) -> None:
    """Ines, of the same house, sees all that it received but what is reserved to Sarah."""
    post = make_post(cast.sarah.signatory, Function.REFERENT, "Référent nord", communes=(MELUN,))
    people = {"sarah": cast.sarah, "ines": appoint(make_user("Ines"), post)}
    both = [make_asked(cast, named) for named in ((), (cast.sarah.designation.pk,))]
    with acting(cast.sarah) as sarah:
        for each in both:
            answer_referral(by=sarah, referral=each, outcome="planned", outcome_date=sarah.today + timedelta(days=3))
    days = {}
    for name, person in people.items():
        with acting(person) as actor:
            days[name] = {due.reference for due in planned_due(actor, Reach(actor.today, actor.today + WEEK, 50))}
    open_to_all, reserved = (each.reference for each in both)
    assert days == {"sarah": {open_to_all, reserved}, "ines": {open_to_all}}


def make_asked(cast: Cast, named: tuple[UUID, ...]) -> Referral:
    """By the police, of the landlord."""
    with acting(cast.karim) as karim:
        sharing = Sharing(
            residence=cast.tilleuls,
            recipient_post=cast.sarah.post,
            subject=Subject.objects.get(pk="acces-badges"),
            basis=LegalBasis.objects.filter(subjects="acces-badges")[0],
            field_sets=["place"],
            until=karim.today + timedelta(days=30),
            is_reserved=bool(named),
            readers=list(named),
        )
        return send_referral(by=karim, referral=prepare_referral(by=karim, sharing=sharing, submission=uuid4()))
