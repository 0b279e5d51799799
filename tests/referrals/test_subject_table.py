"""The table of subjects of a convention, and the share sheet that follows it at once."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from incidents.models import Incident
from journal.models import Entry
from referrals.models import SubjectRule
from referrals.permissions import referrals_visible_to
from referrals.subject_table import subject_table
from tests.people import Cast, Person, acting, make_fact

PRESENCE = {
    "sender_kinds": ["landlord"],
    "recipient_kinds": ["police", "gendarmerie"],
    "minimum": ["place"],
    "usual": ["place", "facts", "contact"],
    "bases": ["csi-l271-1", "loi-89-462"],
}

OTHERS = ("visite-surete", "prise-contact", "rendez-vous-plainte")


@pytest.fixture
def fact(cast: Cast) -> Incident:
    return make_fact(cast.gilles, cast.tilleuls)


def change(client: Client, code: str = "presence", **changes: Any) -> Any:
    return client.post(f"/administration/objets/{code}/", PRESENCE | changes)


def offered(person: Person, fact: Incident, to: Person) -> set[str]:
    page = person.client().get(f"/saisines/nouvelle/?incident={fact.pk}&recipient={to.post.pk}").content.decode()
    return set(re.findall(r'name="subject" value="([\w-]+)"', page))


def verbs_of(person: Person) -> list[str]:
    with acting(person) as by:
        acts = Entry.objects.filter(user_id=by.user_id, verb__startswith="objet_de_saisine.").order_by("at")
        return [f"{verb} {reason}" for verb, reason in acts.values_list("verb", "reason")]


def test_the_share_sheet_offers_what_the_table_says_at_once(cast: Cast, fact: Incident) -> None:
    assert offered(cast.sarah, fact, cast.karim) == {"presence", *OTHERS}
    client = cast.adrien.client()
    assert change(client, sender_kinds=[], recipient_kinds=[]).status_code == 302
    assert change(client, "force-publique", recipient_kinds=["police"]).status_code == 302
    assert offered(cast.sarah, fact, cast.karim) == {*OTHERS, "force-publique"}
    assert offered(cast.sarah, fact, cast.pascale) == {"situation-prefecture"}
    assert verbs_of(cast.adrien) == ["objet_de_saisine.modifie presence", "objet_de_saisine.modifie force-publique"]


def test_what_the_table_makes_necessary_is_asked_of_the_sender(cast: Cast, fact: Incident) -> None:
    assert change(cast.adrien.client(), minimum=["place", "facts"], needs_precision="on").status_code == 302
    until = (cast.sarah.actor().today + timedelta(days=30)).isoformat()
    sheet = {"incident": fact.pk, "recipient": cast.karim.post.pk, "subject": "presence", "basis": "csi-l271-1"}
    refused = cast.sarah.client().post("/saisines/nouvelle/", sheet | {"field_sets": ["place"], "until": until})
    assert "il faut communiquer : les faits" in refused.content.decode()
    assert "Cet objet demande une précision" in refused.content.decode()
    with acting(cast.sarah) as sarah:
        assert not referrals_visible_to(sarah).exists()


def test_a_basis_that_the_table_no_longer_names_is_no_longer_offered(cast: Cast, fact: Incident) -> None:
    change(cast.adrien.client(), bases=["loi-89-462"])
    query = f"incident={fact.pk}&recipient={cast.karim.post.pk}&subject=presence"
    page = cast.sarah.client().get(f"/saisines/nouvelle/?{query}").content.decode()
    assert 'value="loi-89-462"' in page
    assert 'value="csi-l271-1"' not in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"minimum": ["complaint"]}, "Ce qui est nécessaire est aussi habituel : cochez aussi la plainte."),
        ({"bases": []}, "Un objet proposé cite au moins un fondement."),
        ({"recipient_kinds": ["landlord"]}, "d’un bailleur à un partenaire de l’État"),
        ({"sender_kinds": ["police"], "recipient_kinds": ["prosecution"]}, "d’un bailleur à un partenaire de l’État"),
        ({"sender_kinds": ["federation"]}, "federation"),
        ({"usual": ["place", "witnesses"]}, "witnesses"),
        (
            {"sender_kinds": ["police"], "recipient_kinds": ["landlord"], "minimum": ["facts"], "usual": ["facts"]},
            "Un partenaire n’a ni fait ni plainte à communiquer",
        ),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_its_reason(cast: Cast, changes: dict[str, Any], sentence: str) -> None:
    refused = change(cast.adrien.client(), **changes)
    assert refused.status_code == 200
    assert sentence in refused.content.decode()
    assert not SubjectRule.objects.exists()
    assert verbs_of(cast.adrien) == []


def test_a_line_goes_back_to_the_portals_own(cast: Cast) -> None:
    convention = cast.adrien.signatory.convention
    before = subject_table(convention)
    client = cast.adrien.client()
    change(client, usual=["place"])
    assert [line.pk for line in subject_table(convention) if line.is_own] == ["presence"]
    assert "propre à la convention" in client.get("/administration/objets/").content.decode()
    assert client.post("/administration/objets/presence/", {"act": "restore"}).status_code == 302
    assert subject_table(convention) == before
    assert verbs_of(cast.adrien) == ["objet_de_saisine.modifie presence", "objet_de_saisine.retabli presence"]


def test_the_same_line_again_writes_nothing(cast: Cast) -> None:
    assert change(cast.adrien.client()).status_code == 302
    assert not SubjectRule.objects.exists()
    assert verbs_of(cast.adrien) == []


def test_a_subject_that_does_not_exist_is_absent(cast: Cast) -> None:
    assert cast.adrien.client().get("/administration/objets/nominations/").status_code == 404
