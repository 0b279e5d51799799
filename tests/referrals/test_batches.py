"""Several referrals acknowledged in one press, each as on its own page; one that has moved is left, and named."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from journal.models import Entry
from journal.verbs import Verb
from referrals.models import Referral
from referrals.services.batches import acknowledge_referrals
from referrals.services.referrals import acknowledge_referral, answer_referral, withdraw_referral
from tests.people import Cast, acting, make_referral
from tests.referrals.test_referral_pages import text_of

MANY = "/saisines/accuser-reception/"


@pytest.fixture
def received(cast: Cast) -> list[Referral]:
    """Five that Karim received, the oldest first."""
    ages = (9, 7, 5, 3, 2)
    return [
        make_referral(cast.sarah, cast.karim, cast.tilleuls, at=timezone.now() - timedelta(days=age)) for age in ages
    ]


def said(client: Client, data: dict[str, object], address: str = MANY) -> list[str]:
    answer = client.post(address, data, follow=True)
    assert answer.redirect_chain[0][0].startswith("/saisines/?boite=recues")
    return [str(message) for message in answer.context["messages"]]


def states(rows: list[Referral]) -> list[str]:
    return [Referral.objects.get(pk=row.pk).state for row in rows]


def test_those_that_moved_meanwhile_are_named_and_the_rest_done(cast: Cast, received: list[Referral]) -> None:
    client, (first, withdrawn, known, answered, _) = cast.karim.client(), received
    assert text_of(client.get("/saisines/")).count('name="saisine"') == 5
    with acting(cast.sarah) as sarah:
        withdraw_referral(by=sarah, referral=withdrawn)
    with acting(cast.karim) as karim:
        acknowledge_referral(by=karim, referral=known)
        answer_referral(by=karim, referral=answered, outcome="nothing_found")
    ticked = [row.pk for row in (first, withdrawn, known, answered)]
    done, left = said(client, {"saisine": ticked})
    assert done == "Accusé de réception donné."
    assert {row.reference for row in received if row.reference in left} == {
        row.reference for row in (withdrawn, known, answered)
    }
    assert [f"{withdrawn.reference} (retirée)" in left, f"{known.reference} (accusé de réception)" in left] == [
        True
    ] * 2
    with acting(cast.karim):
        assert states(received) == ["acknowledged", "withdrawn", "acknowledged", "answered", "sent"]
    (again,) = said(client, {"saisine": ticked})
    assert f"{first.reference} (accusé de réception)" in again


def test_the_row_and_the_page_have_presses_of_their_own(cast: Cast, received: list[Referral]) -> None:
    """Without a script; a row’s own button leaves what is ticked alone, and leads back to the row."""
    client = cast.karim.client()
    shown = [row.pk for row in received]
    one = client.post(f"{MANY}?etat=toutes", {"seule": received[1].pk, "saisine": shown[2:], "affichee": shown})
    assert one.headers["Location"] == f"/saisines/?boite=recues&etat=toutes#{received[1].pk}"
    with acting(cast.karim):
        assert states(received) == ["sent", "acknowledged", "sent", "sent", "sent"]
    client.get("/saisines/")  # which says that it was done
    assert said(client, {"affichee": shown})[0] == "Cochez au moins une saisine."
    assert said(client, {"affichee": shown[:1] + shown[2:], "toutes": "1"}) == ["4 accusés de réception donnés."]
    with acting(cast.karim):
        assert states(received) == ["acknowledged"] * 5


def test_what_came_to_others_is_absent_and_what_one_sent_is_not_ones_to_acknowledge(
    cast: Cast, received: list[Referral]
) -> None:
    """Then nothing is done of the rest either."""
    own = make_referral(cast.karim, cast.sarah, cast.tilleuls)
    pauls = make_referral(cast.sarah, cast.paul, cast.erables)
    for person, rows, code in (
        (cast.paul, [pauls, received[0]], 404),
        (cast.sarah, [own, received[0]], 403),
        (cast.karim, [*received, pauls], 404),
    ):
        for data in ({"saisine": [row.pk for row in rows]}, {"affichee": [row.pk for row in rows], "toutes": "1"}):
            assert person.client().post(MANY, data).status_code == code
    assert cast.paul.client().post(MANY, {"seule": received[0].pk}).status_code == 404
    with acting(cast.sarah):
        assert states([*received, own, pauls]) == ["sent"] * 7
    with pytest.raises(PermissionDenied), acting(cast.sarah) as sarah:
        acknowledge_referrals(by=sarah, referrals=[own, received[0]])
    with acting(cast.sarah):
        assert states([own]) == ["sent"]


def test_whoever_prepares_ticks_nothing(cast: Cast) -> None:
    row = make_referral(cast.sarah, cast.maud, cast.tilleuls)
    assert 'name="saisine"' in text_of(cast.maud.client().get("/saisines/"))
    assert 'name="saisine"' not in text_of(cast.perrine.client().get("/saisines/"))
    assert cast.perrine.client().post(MANY, {"saisine": [row.pk]}).status_code == 403
    assert 'name="saisine"' not in text_of(cast.sarah.client().get("/saisines/"))


def test_each_leaves_its_entry(cast: Cast, received: list[Referral]) -> None:
    with acting(cast.karim) as karim:
        acknowledge_referrals(by=karim, referrals=received[:3])
        noted = Entry.objects.filter(verb=Verb.REFERRAL_ACKNOWLEDGED).values_list("object_id", flat=True)
        assert set(noted) == {row.pk for row in received[:3]}


def test_twenty_rows_cost_the_list_no_more_statements_than_one(cast: Cast, received: list[Referral]) -> None:
    client, counts = cast.maud.client(), []
    client.get("/saisines/")
    for more in (1, 19):
        for _ in range(more):
            make_referral(cast.sarah, cast.maud, cast.tilleuls)
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/saisines/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
