"""References are drawn by chance; chance may draw one that is taken."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import chain, repeat
from uuid import uuid4

import pytest
from django.db import connection

from incidents import references
from incidents.models import Incident
from referrals.models import LegalBasis, Referral, Subject
from referrals.services.referrals import prepare_referral
from referrals.sharing import Sharing
from tests.people import ASKED, Cast, acting, make_cast, make_fact, make_referral


def test_the_form_says_nothing() -> None:
    drawn = {references.new_referral_reference() for _ in range(200)}
    assert len(drawn) == 200
    assert all(re.fullmatch(r"S-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{2}", reference) for reference in drawn)


@pytest.fixture
def unlucky(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chance draws the same reference three times, then others."""
    letters = chain(repeat("A", 18), iter("23456789ABCDEFGHJKMNPQRSTVWXYZ" * 4))
    monkeypatch.setattr("incidents.references.secrets.choice", lambda alphabet: next(letters))


def test_a_reference_taken_by_a_neighbour_gives_way_to_another(cast: Cast, unlucky: None) -> None:
    make_fact(cast.zoe, cast.pommiers)
    mine = make_fact(cast.gilles, cast.tilleuls)
    assert mine.reference == "F-2345-67"
    with acting(cast.gilles):
        assert list(Incident.objects.values_list("reference", flat=True)) == ["F-2345-67"]


def test_a_referral_too(cast: Cast, unlucky: None) -> None:
    first = make_referral(cast.victor, cast.karim, cast.pommiers)
    second = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    assert first.reference == "S-AAAA-AA"
    assert second.reference == "S-2345-67"


def test_a_double_click_in_two_threads_is_one_referral(own_database: str) -> None:
    cast = make_cast()
    submission = uuid4()

    def click(_: int) -> object:
        try:
            with acting(cast.sarah) as sarah:
                sharing = Sharing(
                    residence=cast.tilleuls,
                    recipient_post=cast.karim.post,
                    subject=Subject.objects.get(pk="presence"),
                    basis=LegalBasis.objects.get(pk="csi-l271-1"),
                    field_sets=["place"],
                    until=sarah.today + timedelta(days=30),
                    asked=ASKED["presence"],
                )
                return prepare_referral(by=sarah, sharing=sharing, submission=submission).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as clicks:
        assert len(set(clicks.map(click, range(4)))) == 1
    with acting(cast.sarah):
        assert Referral.objects.count() == 1
