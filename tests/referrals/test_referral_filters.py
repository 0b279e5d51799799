"""The boxes narrowed to a partner, a subject and a commune: by codes, and of what may be read, not of what ended."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from journal.models import Entry
from journal.verbs import Verb
from referrals.models import Referral
from referrals.services.referrals import answer_referral, withdraw_referral
from tests.people import Cast, Person, acting, make_referral

Made = dict[str, Referral]


@pytest.fixture
def received(cast: Cast) -> Made:
    """What Karim received: from two houses, of two subjects; one has ended. Paul received another."""
    made = {
        "passage": make_referral(cast.sarah, cast.karim, cast.tilleuls),
        "contact": make_referral(cast.sarah, cast.karim, cast.tilleuls, subject="visite-surete"),
        "of victor": make_referral(cast.victor, cast.karim, cast.pommiers),
        "ended": make_referral(cast.sarah, cast.karim, cast.tilleuls),
        "melun": make_referral(cast.sarah, cast.paul, cast.erables, subject="avis-parquet"),
    }
    with acting(cast.sarah) as sarah:
        withdraw_referral(by=sarah, referral=made["ended"])
    return made


def shown(person: Person, made: Made, query: str) -> set[str]:
    rows = person.client().get(f"/saisines/?{query}").context["page_obj"].rows
    return {name for name, each in made.items() if each in rows}


def test_the_inbox_by_sender_subject_and_commune(cast: Cast, received: Made) -> None:
    morins, val = cast.sarah.signatory.pk, cast.victor.signatory.pk
    for query, found in {
        "": {"passage", "contact", "of victor"},
        f"partenaire={morins}": {"passage", "contact"},
        f"partenaire={val}": {"of victor"},
        "objet=presence": {"passage", "of victor"},
        f"objet=presence&partenaire={morins}": {"passage"},
        "commune=77284": {"passage", "contact", "of victor"},
        "commune=77288": set(),
        "commune=91228": {"passage", "contact", "of victor"},  # not of Karim's territory: not understood, left out
        f"partenaire={uuid4()}": {"passage", "contact", "of victor"},
        "objet=rien&partenaire=x": {"passage", "contact", "of victor"},
    }.items():
        assert shown(cast.karim, received, f"etat=attente&{query}") == found, query
    assert shown(cast.paul, received, "commune=77288") == {"melun"}


def test_what_has_ended_tells_neither_its_sender_nor_its_subject_nor_its_commune(cast: Cast, received: Made) -> None:
    """Its row is a stub: narrowing must not say what the stub does not."""
    assert shown(cast.karim, received, "etat=terminees") == {"ended"}
    for narrowed in (f"partenaire={cast.sarah.signatory.pk}", "objet=presence", "commune=77284"):
        assert shown(cast.karim, received, f"etat=terminees&{narrowed}") == set(), narrowed
        assert "ended" not in shown(cast.karim, received, f"etat=toutes&{narrowed}")
    assert "ended" in shown(cast.sarah, received, "etat=terminees&objet=presence"), "the sender knows what it asked"


def test_the_outbox_by_recipient_subject_and_commune(cast: Cast, received: Made) -> None:
    karim, paul = cast.karim.signatory.pk, cast.paul.signatory.pk
    for query, found in {
        f"partenaire={karim}": {"passage", "contact", "ended"},
        f"partenaire={paul}": {"melun"},
        "objet=presence": {"passage", "ended"},
        "commune=77288": {"melun"},
        f"commune=77284&objet=visite-surete&partenaire={karim}": {"contact"},
    }.items():
        assert shown(cast.sarah, received, f"boite=envoyees&{query}") == found, query


def test_the_journal_says_by_what_and_never_to_what(cast: Cast, received: Made) -> None:
    cast.karim.client().get("/saisines/?objet=presence&commune=77284")
    with acting(cast.karim):
        said = set(Entry.objects.filter(verb=Verb.REFERRAL_READ).values_list("reason", flat=True))
    assert said == {"reçues, à traiter, objet, commune"}


def test_the_outbox_says_the_latest_answer(cast: Cast, received: Made) -> None:
    with acting(cast.karim) as karim:
        answer_referral(by=karim, referral=received["passage"], outcome="more_needed", note="Laquelle des entrées")
    with acting(cast.karim, timezone.now() + timedelta(hours=1)) as karim:
        answer_referral(by=karim, referral=received["passage"], outcome="nothing_found")
    rows = cast.sarah.client().get("/saisines/?boite=envoyees").context["rows"]
    said = {row.referral: row.answer.said for row in rows if row.answer}
    assert list(said) == [received["passage"]]
    assert said[received["passage"]].startswith("Rien constaté")
    assert {row.answer for row in cast.karim.client().get("/saisines/?etat=repondues").context["rows"]} == {None}
