"""Reads of case data leave their entry: what was shown, whose it was, and never what was typed."""

from collections import Counter
from typing import Any
from uuid import UUID

import pytest

from incidents.models import Complaint, Incident
from incidents.services.complaints import note_complaint
from journal.models import Entry
from tests.people import Cast, Person, acting, make_fact, make_referral

NUMBER = "2026/04512"
Read = tuple[str, UUID | None, UUID | None, str, int]


@pytest.fixture
def fact(cast: Cast) -> Incident:
    return make_fact(cast.gilles, cast.tilleuls)


@pytest.fixture
def complaint(cast: Cast, fact: Incident) -> Complaint:
    with acting(cast.sarah) as sarah:
        return note_complaint(by=sarah, incident=fact, complainant="landlord", filed_on=sarah.today, pv_number=NUMBER)


def reads_of(person: Person) -> list[Read]:
    """Of that person, without what is written as an act; lists before objects."""
    with acting(person) as actor:
        own = Entry.objects.filter(user_id=actor.user_id, verb__regex=r"\.(lue?|cherchee)$")
        return sorted(own.values_list("verb", "object_id", "owner_id", "channel", "count"), key=order)


def order(read: Read) -> tuple[str, str]:
    return read[0], str(read[1] or "")


def test_a_share_sheet_names_the_fact_and_the_complaint(cast: Cast, fact: Incident, complaint: Complaint) -> None:
    """Opened, and again at each preview; another fact of the same hall is not read."""
    make_fact(cast.gilles, cast.tilleuls)
    client, morins = cast.sarah.client(), cast.sarah.signatory.pk
    opened: list[Read] = [
        ("fait.lu", fact.pk, morins, "page", 1),
        ("plainte.lue", complaint.pk, morins, "page", 1),
    ]
    client.get(f"/saisines/nouvelle/?incident={fact.pk}")
    assert reads_of(cast.sarah) == opened
    preview = {"incident": str(fact.pk), "act": "preview", "subject": "avis-parquet"}
    client.post("/saisines/nouvelle/", preview, headers={"HX-Request": "true"})
    assert reads_of(cast.sarah) == sorted(2 * opened, key=order)


def test_a_sheet_on_a_residence_alone_names_it(cast: Cast) -> None:
    cast.karim.client().get(f"/saisines/nouvelle/?residence={cast.tilleuls.pk}")
    assert reads_of(cast.karim) == [("residence.lue", cast.tilleuls.pk, cast.sarah.signatory.pk, "page", 1)]


def test_an_addition_names_the_referral_its_facts_and_counts_the_others(cast: Cast, fact: Incident) -> None:
    referral = make_referral(cast.sarah, cast.maud, cast.tilleuls, incident=fact, subject="avis-parquet")
    for _ in range(2):
        make_fact(cast.gilles, cast.tilleuls)
    cast.sarah.client().get(f"/saisines/{referral.pk}/completer/")
    morins = cast.sarah.signatory.pk
    assert reads_of(cast.sarah) == [
        ("fait.lu", None, morins, "list", 2),
        ("fait.lu", fact.pk, morins, "page", 1),
        ("saisine.lue", referral.pk, morins, "page", 1),
    ]


def search(person: Person, number: str, **headers: str) -> Any:
    return person.client().post("/saisines/", {"number": number}, headers=headers)


def test_numbers_that_are_tried_show_and_are_not_kept(cast: Cast, fact: Incident, complaint: Complaint) -> None:
    """A hit is an entry of the landlord's; a miss is nobody's, like an access that was refused."""
    make_referral(
        cast.sarah,
        cast.maud,
        cast.tilleuls,
        incident=fact,
        complaint=complaint,
        subject="avis-parquet",
        field_sets=("facts", "complaint"),
    )
    for number in (NUMBER, "2026/99999", "2026/99998"):
        search(cast.maud, number)
    assert Counter(reads_of(cast.maud)) == {
        ("saisine.cherchee", None, cast.sarah.signatory.pk, "list", 1): 1,
        ("saisine.cherchee", None, None, "list", 0): 2,
    }
    with acting(cast.maud) as maud:
        texts = Entry.objects.filter(user_id=maud.user_id).values_list("reason", flat=True)
        assert not [text for text in texts if "2026" in text]


def test_a_miss_is_seen_by_the_operator(cast: Cast) -> None:
    search(cast.paul, "2026/99999", **{"HX-Request": "true"})
    rows = cast.adrien.client().get("/journal/").text.split("<tbody>")[-1]
    assert "saisine cherchée par un numéro" in rows
    assert "99999" not in rows


def test_an_inbox_that_is_merely_empty_leaves_nothing(cast: Cast) -> None:
    cast.paul.client().get("/saisines/")
    search(cast.paul, "  ")
    assert reads_of(cast.paul) == []
