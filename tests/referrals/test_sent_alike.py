"""What was sent already to the same post about the same is told before it is sent again, and stops nothing."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from incidents.models import Incident
from journal.models import Entry
from referrals.alike import About, is_about_the_same, sent_alike
from referrals.services import referrals as services
from referrals.sharing import sharing_of_draft
from tests.people import MEAUX, Cast, Person, acting, make_complaint, make_fact, make_referral
from tests.referrals.test_referral_pages import seen_in, sent_by, sheet_for, text_of

NEW = "/saisines/nouvelle/"
ALREADY = "Déjà adressé, et encore lu"
ONE, OTHER = uuid4(), uuid4()
PLACE: dict[str, Any] = {"residence": ONE, "commune": "77284"}

SAME = {
    "a fact of both": (About(incidents=frozenset({ONE, OTHER})), About(incidents=frozenset({ONE}))),
    "one complaint": (About(complaint=ONE, incidents=frozenset({ONE})), About(complaint=ONE)),
    "one number, however it is written": (About(number="25/123 b"), About(number="25123B")),
    "one place": (About(**PLACE), About(**PLACE)),
}
ANOTHER = {
    "other facts": (About(incidents=frozenset({ONE}), **PLACE), About(incidents=frozenset({OTHER}), **PLACE)),
    "another complaint of the fact": (
        About(complaint=ONE, incidents=frozenset({ONE})),
        About(complaint=OTHER, incidents=frozenset({ONE})),
    ),
    "a complaint, and the fact alone": (
        About(complaint=ONE, incidents=frozenset({ONE})),
        About(incidents=frozenset({ONE})),
    ),
    "another number": (About(number="25123", **PLACE), About(number="25124", **PLACE)),
    "a place, and a fact of it": (About(**PLACE), About(incidents=frozenset({ONE}), **PLACE)),
    "another place": (About(**PLACE), About(residence=OTHER, commune="77284")),
    "a commune alone": (About(**PLACE), About(commune="77284")),
}


@pytest.mark.parametrize("case", SAME)
def test_this_is_the_same(case: str) -> None:
    one, other = SAME[case]
    assert is_about_the_same(one, other)
    assert is_about_the_same(other, one)


@pytest.mark.parametrize("case", ANOTHER)
def test_this_is_another(case: str) -> None:
    one, other = ANOTHER[case]
    assert not is_about_the_same(one, other)
    assert not is_about_the_same(other, one)


@pytest.fixture
def fact(cast: Cast) -> Incident:
    return make_fact(cast.gilles, cast.tilleuls)


def alike(person: Person, asked: dict[str, Any]) -> set[str]:
    """The references that the sheet names, and says so where there are any."""
    page = person.client().post(NEW, asked | {"act": "preview"})
    found = {each.reference for each in page.context["alike"]}
    assert (ALREADY in text_of(page)) == bool(found)
    return found


def test_of_all_that_was_sent_the_same_alone_is_named(cast: Cast, fact: Incident) -> None:
    """To the same post, of the same subject, about the same fact, and still live; a colleague's of the house too."""
    sent: dict[str, Any] = {"incident": fact, "subject": "avis-parquet"}
    same = make_referral(cast.sarah, cast.maud, cast.tilleuls, **sent)
    make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact)
    make_referral(cast.sarah, cast.maud, cast.tilleuls, subject="avis-parquet")
    make_referral(cast.sarah, cast.maud, cast.tilleuls, **sent, send=False)
    ended = make_referral(cast.sarah, cast.maud, cast.tilleuls, **sent)
    with acting(cast.sarah) as sarah:
        services.withdraw_referral(by=sarah, referral=ended)
    assert alike(cast.sarah, sheet_for(fact, cast.maud)) == {same.reference}
    page = text_of(cast.sarah.client().post(NEW, sheet_for(fact, cast.maud, act="preview")))
    assert f'<a href="/saisines/{same.pk}/">{same.reference}</a>' in page


def test_it_stops_nothing_and_what_is_shown_is_read(cast: Cast, fact: Incident) -> None:
    first = make_referral(cast.sarah, cast.maud, cast.tilleuls, incident=fact, subject="avis-parquet")
    client = cast.sarah.client()
    shown = client.post(NEW, sheet_for(fact, cast.maud, act="preview"))
    with acting(cast.sarah):
        assert Entry.objects.filter(verb="saisine.lue", shown__contains=[first.pk]).count() == 1
    assert client.post(NEW, sheet_for(fact, cast.maud, seen=seen_in(shown))).status_code == 302
    assert len(sent_by(cast.sarah)) == 2


def test_a_draft_names_what_was_sent_since_and_never_itself(cast: Cast, fact: Incident) -> None:
    sent: dict[str, Any] = {"incident": fact, "subject": "avis-parquet"}
    draft = make_referral(cast.sarah, cast.maud, cast.tilleuls, **sent, send=False)
    client, page = cast.sarah.client(), f"/saisines/{draft.pk}/"
    assert ALREADY not in text_of(client.get(page))
    same = make_referral(cast.sarah, cast.maud, cast.tilleuls, **sent)
    shown = text_of(client.get(page))
    assert ALREADY in shown
    assert same.reference in shown
    assert client.post(f"{page}envoyer/", {"version": draft.version}).status_code == 302
    assert ALREADY not in text_of(client.get(page)), "of what is sent nothing is asked any more"


def test_another_complaint_of_the_same_fact_is_another_question(cast: Cast) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls, at=timezone.now() - timedelta(days=300))
    first, second = (make_complaint(cast.sarah, fact, days_ago=days) for days in (220, 230))
    asked: dict[str, Any] = {"subject": "suite-plainte", "basis": "cpp-40-2", "field_sets": ["complaint"]}
    sent = make_referral(cast.sarah, cast.maud, cast.tilleuls, incident=fact, complaint=first, subject="suite-plainte")
    assert alike(cast.sarah, sheet_for(fact, cast.maud, **asked, complaint=str(first.pk))) == {sent.reference}
    assert alike(cast.sarah, sheet_for(fact, cast.maud, **asked, complaint=str(second.pk))) == set()


def test_nobody_learns_of_what_another_sent(cast: Cast) -> None:
    """Asked about the very same: whoever received it, a colleague of the force, other partners, the sender itself."""
    own = make_referral(cast.karim, cast.sarah, cast.tilleuls, subject="acces-badges")
    with acting(cast.karim) as karim:
        sharing = sharing_of_draft(karim, own)
    told = {}
    for name, person in cast.people().items():
        with acting(person) as actor:
            told[name] = {each.pk for each in sent_alike(actor, sharing)}
    assert {name for name, found in told.items() if found} == {"karim"}
    assert told["karim"] == {own.pk}


def sheet_of_pascale(cast: Cast, *also: Person) -> dict[str, Any]:
    with acting(cast.pascale) as pascale:
        until = pascale.today.isoformat()
    chosen = {"landlord": cast.sarah.signatory.pk, "commune": MEAUX, "recipient": cast.sarah.post.pk, "until": until}
    chosen |= {"subject": "point-etape", "basis": "cch-l442-4-3", "condition_stated": "on"}
    return chosen | {"also": [each.post.pk for each in also]}


def test_where_several_are_asked_at_once_each_is_looked_for(cast: Cast) -> None:
    """What one of the others has already is named too, and the sending goes to all."""
    client = cast.pascale.client()
    assert client.post(NEW, sheet_of_pascale(cast, cast.victor)).status_code == 302
    sent = {each.recipient_id: each.reference for each in sent_by(cast.pascale)}
    ours, theirs = sent[cast.sarah.signatory.pk], sent[cast.victor.signatory.pk]
    assert alike(cast.pascale, sheet_of_pascale(cast)) == {ours}
    assert alike(cast.pascale, sheet_of_pascale(cast, cast.victor)) == {ours, theirs}
    assert client.post(NEW, sheet_of_pascale(cast, cast.victor)).status_code == 302
    assert len(sent_by(cast.pascale)) == 4
