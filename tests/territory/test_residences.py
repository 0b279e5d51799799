"""A landlord's residences: who sees which, what a partner is told, who looks after one, what closing it does."""

import re
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from acting.enums import Function
from correspondents.enums import DesignationRole
from correspondents.models import Post
from correspondents.permissions import expected_residence_grants
from incidents.permissions import incidents_visible_to
from journal.models import Entry
from territory.models import Competence, Residence
from territory.permissions import residence_grants
from tests.people import Cast, acting, appoint, make_fact, make_post, make_referral, make_residence, make_user

UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
SECRET = "Boîtes aux lettres arrachées au pied-de-biche."
BIEF = {"name": "Résidence du Bief", "address": "2, rue du Bief", "commune": "77284", "dwellings": "60"}


def names_at(client: Client, address: str = "/residences/") -> set[str]:
    page = client.get(address)
    return (
        set(re.findall(rf'href="/residences/{UUID}/"><strong>([^<]+)<', page.text))
        if page.status_code == 200
        else set()
    )


def test_everybody_sees_exactly_their_residences(cast: Cast) -> None:
    closed = make_residence(cast.sarah.signatory, "Résidence démolie")
    Residence.objects.filter(pk=closed.pk).update(closed_on="2024-01-31")
    constance = appoint(cast.nadia, make_post(cast.sarah.signatory, Function.CONTENTIEUX, "Contentieux"))
    found = {name: names_at(person.client()) for name, person in {**cast.people(), "constance": constance}.items()}
    tilleuls, erables, pommiers = cast.tilleuls.name, cast.erables.name, cast.pommiers.name
    assert {name: rows for name, rows in found.items() if rows} == {
        **{key: {tilleuls, erables} for key in ("sarah", "gilles", "gaston", "constance")},
        **{key: {pommiers} for key in ("victor", "zoe")},
        **{key: {tilleuls, erables, pommiers} for key in ("karim", "pascale")},
        **{key: {tilleuls, pommiers} for key in ("maud", "perrine")},
        "paul": {erables},
    }


def test_the_closed_ones_are_the_landlords_alone_and_on_demand(cast: Cast) -> None:
    closed = make_residence(cast.sarah.signatory, "Résidence démolie")
    Residence.objects.filter(pk=closed.pk).update(closed_on="2024-01-31")
    assert names_at(cast.sarah.client(), "/residences/?etat=fermees") == {"Résidence démolie"}
    assert names_at(cast.sarah.client(), "/residences/?etat=toutes") == {
        "Résidence démolie",
        cast.tilleuls.name,
        cast.erables.name,
    }
    assert names_at(cast.karim.client(), "/residences/?etat=fermees") == {
        cast.tilleuls.name,
        cast.erables.name,
        cast.pommiers.name,
    }
    assert cast.sarah.client().get(f"/residences/{closed.pk}/").status_code == 200
    assert cast.karim.client().get(f"/residences/{closed.pk}/").status_code == 404


def test_a_delegate_has_figures_and_no_list(cast: Cast) -> None:
    client = cast.delphine.client()
    assert [client.get(path).status_code for path in ("/residences/", f"/residences/{cast.tilleuls.pk}/")] == [403, 403]


def test_a_partner_is_told_nothing_of_a_case_nor_of_a_gardien(cast: Cast) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls, facts=SECRET)
    referral = make_referral(
        cast.sarah, cast.maud, cast.tilleuls, subject="avis-parquet", incident=fact, field_sets=("facts",)
    )
    for who in (cast.karim, cast.maud, cast.perrine, cast.pascale):
        page = who.client().get(f"/residences/{cast.tilleuls.pk}/").text
        assert "12, rue du Grand-Morin" in page
        assert "Sarah Fictif" in page
        for hidden in (SECRET, fact.reference, referral.reference, "Gilles", "Gardien des Tilleuls", "/faits/"):
            assert hidden not in page, hidden
        assert SECRET not in who.client().get("/residences/").text


def test_a_partner_sees_the_same_page_with_and_without_facts(cast: Cast) -> None:
    client = cast.karim.client()
    before = re.sub(r'value="\w{64}"', "", client.get(f"/residences/{cast.tilleuls.pk}/").text)
    for _ in range(3):
        make_fact(cast.gilles, cast.tilleuls, facts=SECRET)
    after = re.sub(r'value="\w{64}"', "", client.get(f"/residences/{cast.tilleuls.pk}/").text)
    assert before == after


def test_the_own_people_read_who_looks_after_it(cast: Cast) -> None:
    page = cast.gaston.client().get(f"/residences/{cast.tilleuls.pk}/").text
    assert "Gardien des Tilleuls" in page
    assert "Gilles Fictif" in page
    assert "Gaston" not in page


def test_a_commune_that_changes_hands_changes_who_sees_its_residences(cast: Cast) -> None:
    Competence.objects.filter(commune_id="77284", domain="prosecution").update(signatory=cast.paul.signatory)
    assert names_at(cast.maud.client()) == set()
    assert cast.maud.client().get(f"/residences/{cast.tilleuls.pk}/").status_code == 404
    assert names_at(cast.paul.client()) == {cast.tilleuls.name, cast.erables.name, cast.pommiers.name}


def test_a_landlord_that_left_is_shown_to_partners_no_more(cast: Cast) -> None:
    brie = cast.victor.signatory
    brie.left_on = cast.karim.actor().today - timedelta(days=1)
    brie.save()
    assert names_at(cast.karim.client()) == {cast.tilleuls.name, cast.erables.name}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=tilleuls", {"tilleuls"}),
        ("q=ERABLES", {"erables"}),
        ("q=grand morin meaux", {"tilleuls"}),
        ("q=rue&commune=77288", {"erables"}),
        ("q=pommiers", set()),
        ("commune=77108", {"tilleuls", "erables"}),
        ("tri=nonsense&page=99", {"tilleuls", "erables"}),
        ("q=%25", set()),
        ("q=<script>", set()),
    ],
)
def test_the_list_is_searched_without_accents_and_filtered(cast: Cast, query: str, found: set[str]) -> None:
    assert names_at(cast.sarah.client(), f"/residences/?{query}") == {getattr(cast, name).name for name in found}


def test_the_list_sorts_both_ways(cast: Cast) -> None:
    make_residence(cast.sarah.signatory, "Résidence Abel", dwellings=5)
    client = cast.sarah.client()

    def ordered(by: str) -> list[str]:
        return re.findall(r"<strong>Résidence ([^<]+)<", client.get(f"/residences/?tri={by}").text)

    assert ordered("nom") == ["Abel", "des Tilleuls", "des Érables"] or ordered("nom") == [
        "Abel",
        "des Érables",
        "des Tilleuls",
    ]
    assert ordered("-nom") == ordered("nom")[::-1]
    assert ordered("logements")[0] == ordered("-logements")[-1] == "Abel"
    assert ordered("commune")[-1] == ordered("-commune")[0] == "des Érables"


def test_a_referent_adds_a_residence_once(cast: Cast) -> None:
    client, sent = cast.sarah.client(), BIEF | {"submission": uuid4()}
    first, second = client.post("/residences/nouvelle/", sent), client.post("/residences/nouvelle/", sent)
    made = Residence.objects.get(name="Résidence du Bief")
    assert first.headers["Location"] == second.headers["Location"] == f"/residences/{made.pk}/"
    assert (made.landlord, made.commune_id, made.dwellings, made.in_priority_district) == (
        cast.sarah.signatory,
        "77284",
        60,
        False,
    )
    with acting(cast.sarah):
        assert Entry.objects.filter(verb="residence.creee", object_id=made.pk, owner_id=made.landlord_id).count() == 1


@pytest.mark.parametrize("name", ["Résidence des Tilleuls", "residence des tilleuls", "RÉSIDENCE  DES TILLEULS"])
def test_a_second_residence_of_the_name_is_refused_and_what_was_typed_is_kept(cast: Cast, name: str) -> None:
    page = cast.sarah.client().post("/residences/nouvelle/", BIEF | {"name": name}).text
    assert "Vous avez déjà une résidence « Résidence des Tilleuls » à Meaux." in page
    assert "Erreur :" in page
    assert 'value="2, rue du Bief"' in page
    assert Residence.objects.filter(landlord=cast.sarah.signatory).count() == 2


def test_the_name_of_another_landlord_or_of_another_commune_is_free(cast: Cast) -> None:
    for changed in ({"name": "Clos des Pommiers"}, {"name": "Résidence des Tilleuls", "commune": "77288"}):
        assert cast.sarah.client().post("/residences/nouvelle/", BIEF | changed).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Donnez le nom de la résidence."),
        ({"address": " "}, "Donnez l’adresse."),
        ({"commune": "75056"}, "Choisissez une commune de la liste."),
        ({"dwellings": "0"}, "supérieure ou égale à 1"),
        ({"dwellings": "douze"}, "Donnez un nombre entier."),
        ({"name": "x" * 121}, "120"),
    ],
)
def test_wrong_input_is_said_and_nothing_is_written(cast: Cast, wrong: dict[str, str], said: str) -> None:
    before = Residence.objects.count()
    page = cast.sarah.client().post("/residences/nouvelle/", BIEF | wrong)
    assert page.status_code == 200
    assert said in page.text
    assert Residence.objects.count() == before


def test_a_residence_is_corrected_and_the_same_again_writes_nothing(cast: Cast) -> None:
    client, sent = cast.sarah.client(), BIEF | {"in_priority_district": "on"}
    for _ in range(2):
        assert client.post(f"/residences/{cast.tilleuls.pk}/modifier/", sent).status_code == 302
    cast.tilleuls.refresh_from_db()
    assert (cast.tilleuls.name, cast.tilleuls.in_priority_district) == ("Résidence du Bief", True)
    with acting(cast.sarah):
        assert Entry.objects.filter(verb="residence.modifiee", object_id=cast.tilleuls.pk).count() == 1
    page = client.post(f"/residences/{cast.erables.pk}/modifier/", BIEF).text
    assert "Vous avez déjà une résidence « Résidence du Bief » à Meaux." in page


def test_a_closed_residence_keeps_its_facts_and_takes_no_new_one(cast: Cast) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    client, today = cast.sarah.client(), cast.sarah.actor().today
    client.post(f"/residences/{cast.tilleuls.pk}/fermeture/", {"closed_on": today.isoformat()})
    assert client.get(f"/faits/{fact.pk}/").status_code == 200
    assert f'value="{cast.tilleuls.pk}"' not in cast.gilles.client().get("/faits/nouveau/").text
    assert f'value="{cast.tilleuls.pk}"' not in client.get("/saisines/nouvelle/").text
    assert client.get(f"/saisines/nouvelle/?residence={cast.tilleuls.pk}").status_code == 404
    client.post(f"/residences/{cast.tilleuls.pk}/fermeture/", {"closed_on": ""})
    assert f'value="{cast.tilleuls.pk}"' in cast.gilles.client().get("/faits/nouveau/").text
    with acting(cast.sarah):
        verbs = Entry.objects.filter(object_id=cast.tilleuls.pk, verb__startswith="residence.").values_list(
            "verb", flat=True
        )
        assert sorted(verbs) == ["residence.fermee", "residence.rouverte"]


# Who looks after it


def facts_of(cast: Cast) -> dict[str, set[str]]:
    found = {}
    for name in ("gilles", "gaston", "zoe"):
        with acting(cast.people()[name]) as actor:
            found[name] = set(incidents_visible_to(actor).values_list("reference", flat=True))
    return found


def test_the_gardien_of_a_residence_sees_its_facts_at_once_and_not_a_day_longer(cast: Cast) -> None:
    fact, own = make_fact(cast.sarah, cast.tilleuls), make_fact(cast.gilles, cast.tilleuls)
    client, address = cast.sarah.client(), f"/residences/{cast.tilleuls.pk}/gardien/"
    assert facts_of(cast) == {"gilles": {fact.reference, own.reference}, "gaston": set(), "zoe": set()}
    client.post(address, {"post": cast.gaston.post.pk})
    assert facts_of(cast) == {"gilles": {own.reference}, "gaston": {fact.reference, own.reference}, "zoe": set()}
    assert cast.gaston.client().get(f"/faits/{fact.pk}/").status_code == 200
    assert cast.gilles.client().get(f"/faits/{fact.pk}/").status_code == 404
    assert residence_grants() == expected_residence_grants()
    client.post(address, {"post": ""})
    assert facts_of(cast) == {"gilles": {own.reference}, "gaston": set(), "zoe": set()}
    assert residence_grants() == expected_residence_grants()
    assert set(Post.objects.filter(residences=cast.erables)) == {cast.gaston.post}


def test_only_the_own_posts_of_gardiens_are_offered(cast: Cast) -> None:
    client, address = cast.sarah.client(), f"/residences/{cast.tilleuls.pk}/gardien/"
    offered = set(re.findall(rf'name="post" value="({UUID})?"', client.get(address).text))
    assert offered == {"", str(cast.gilles.post.pk), str(cast.gaston.post.pk)}
    for foreign in (cast.zoe.post.pk, cast.sarah.post.pk, cast.karim.post.pk, uuid4()):
        page = client.post(address, {"post": foreign})
        assert "Ce poste n’est pas, ou n’est plus, à choisir ici." in page.text
    assert set(Post.objects.filter(residences=cast.tilleuls)) == {cast.gilles.post}


def test_a_landlord_without_a_gardiens_post_is_led_to_opening_one(cast: Cast) -> None:
    Post.objects.filter(signatory=cast.victor.signatory, function=Function.GARDIEN).update(closed_on="2024-01-31")
    page = cast.victor.client().get(f"/residences/{cast.pommiers.pk}/gardien/").text
    assert "Aucun poste de gardien" in page
    assert 'href="/annuaire/postes/nouveau/"' in page
    assert 'name="post"' not in page


def test_the_change_is_journaled_for_both_posts_and_once(cast: Cast) -> None:
    client, address = cast.sarah.client(), f"/residences/{cast.tilleuls.pk}/gardien/"
    for _ in range(2):
        client.post(address, {"post": cast.gaston.post.pk})
    with acting(cast.sarah):
        changed = Entry.objects.filter(verb="poste.modifie").values_list("object_id", flat=True)
        assert Counter(changed) == Counter([cast.gilles.post.pk, cast.gaston.post.pk])


# How many questions the database is asked


def test_twenty_residences_cost_as_many_queries_as_one(cast: Cast) -> None:
    for who in (cast.victor, cast.paul):
        client = who.client()
        client.get("/residences/")  # how many filters one keeps of the list is counted once a day
        with CaptureQueriesContext(connection) as few:
            client.get("/residences/")
        for number in range(20):
            make_residence(cast.victor.signatory, f"Résidence {who.user.first_name} {number}", "77288")
        with CaptureQueriesContext(connection) as many:
            client.get("/residences/")
        assert len(many) == len(few)


def test_twenty_people_at_its_post_cost_as_many_queries_as_one(cast: Cast) -> None:
    client = cast.sarah.client()
    with CaptureQueriesContext(connection) as few:
        client.get(f"/residences/{cast.tilleuls.pk}/")
    for number in range(20):
        appoint(make_user(f"Deputy{number}"), cast.gilles.post, role=DesignationRole.SUPPLEANT)
    with CaptureQueriesContext(connection) as many:
        client.get(f"/residences/{cast.tilleuls.pk}/")
    assert len(many) == len(few)
