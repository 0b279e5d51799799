"""« Qui est compétent ? » finds a commune by whatever one knows of it, and says who answers and why."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from acting.actor import Actor, machine_actor
from correspondents.enums import DesignationRole
from correspondents.models import Post
from correspondents.permissions import can_refer_by_commune
from correspondents.routing import competent_posts, match_of
from correspondents.services import end_designation
from correspondents.services.absences import announce_absence
from territory.communes import find_communes
from territory.enums import CompetenceDomain
from territory.models import Commune
from tests.people import Cast, appoint, make_user

TODAY = Actor(now=timezone.now()).today

CANARIES = {
    "77284": ("Meaux", "Meaux"),
    "77288": ("Melun", "Melun"),
    "77186": ("Fontainebleau", "Fontainebleau"),
    "77379": ("Provins", "Melun"),
    "77131": ("Coulommiers", "Meaux"),
    "77333": ("Nemours", "Fontainebleau"),
    "77373": ("Pontault-Combault", "Melun"),
    "77108": ("Chelles", "Meaux"),
}
FORMER = {"77491": "77316", "77166": "77316", "77028": "77433", "77399": "77504", "77149": "77109"}


def codes_for(query: str) -> list[str]:
    return [commune.code for commune in find_communes(query, Commune.objects.all())]


@pytest.mark.parametrize(("code", "name", "court"), [(code, *found) for code, found in CANARIES.items()])
@pytest.mark.django_db
def test_the_canary_communes_have_their_court(code: str, name: str, court: str) -> None:
    assert code in codes_for(code)
    (commune,) = find_communes(name, Commune.objects.all())
    assert (commune.code, commune.name) == (code, name)
    prosecution = commune.competences.get(domain=CompetenceDomain.PROSECUTION)
    assert prosecution.unit == f"Ressort du tribunal judiciaire de {court}"
    assert prosecution.signatory.code == f"parquet-{court.lower()}"


@pytest.mark.django_db
def test_the_whole_department_is_there_and_each_commune_has_its_three_institutions() -> None:
    assert Commune.objects.count() == 507
    courts = Commune.objects.filter(competences__domain=CompetenceDomain.PROSECUTION)
    counts = {
        court: courts.filter(competences__signatory__code=f"parquet-{court}").count()
        for court in ("meaux", "melun", "fontainebleau")
    }
    assert counts == {"meaux": 224, "melun": 187, "fontainebleau": 96}
    for domain in CompetenceDomain.values:
        assert Commune.objects.filter(competences__domain=domain).count() == 507


@pytest.mark.parametrize(("former", "current"), FORMER.items())
@pytest.mark.django_db
def test_an_old_code_leads_to_the_commune_of_today(former: str, current: str) -> None:
    assert current in codes_for(former)
    commune = Commune.objects.get(pk=current)
    assert match_of(former, commune).is_former
    assert not match_of(current, commune).is_former


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("meaux", "77284"),
        ("MEAUX", "77284"),
        ("  Meaux  ", "77284"),
        ("la ferte sous jouarre", "77183"),
        ("LA FERTÉ-SOUS-JOUARRE", "77183"),
        ("ferté-sous", "77183"),
        ("Crecy la Chapelle", "77142"),
        ("st mard", "77420"),
        ("Saint-Mard", "77420"),
        ("Le Mée sur Seine", "77285"),
        ("le mee", "77285"),
    ],
)
@pytest.mark.django_db
def test_accents_case_hyphens_and_abbreviations_do_not_count(query: str, code: str) -> None:
    assert codes_for(query) == [code]


@pytest.mark.parametrize("query", ["", "   ", "zzzz", "75001", "99999", "%", "_", "'; DROP TABLE", "é" * 80])
@pytest.mark.django_db
def test_what_is_no_commune_of_the_department_finds_nothing(query: str) -> None:
    assert codes_for(query) == []


@pytest.mark.django_db
def test_a_postal_code_finds_all_its_communes() -> None:
    assert {commune.name for commune in find_communes("77000", Commune.objects.all())} == {
        "Livry-sur-Seine",
        "Melun",
        "La Rochette",
        "Vaux-le-Pénil",
    }


@pytest.mark.django_db
def test_a_number_that_is_two_codes_finds_both_communes_and_says_by_what() -> None:
    """77186 is the INSEE code of Fontainebleau and the postal code of Noisiel, of another parquet."""
    matches = [match_of("77186", commune) for commune in find_communes("77186", Commune.objects.all())]
    assert {(m.commune.name, m.found_by, m.institutions["prosecution"]) for m in matches} == {
        ("Fontainebleau", "code INSEE", "Parquet de Fontainebleau (à vérifier)"),
        ("Noisiel", "code postal", "Parquet de Meaux (à vérifier)"),
    }


def test_meaux_is_answered_by_the_posts_that_are_competent(cast: Cast) -> None:
    found = competent_posts(Commune.objects.get(pk="77284"), TODAY)
    answering = {post.competence.domain: [person.user.first_name for person in post.people] for post in found}
    assert answering == {"prosecution": ["Maud"], "force": ["Karim"], "prefecture": ["Pascale"]}


def test_who_prepares_does_not_answer_and_a_deputy_comes_after_the_titular(cast: Cast) -> None:
    appoint(make_user("Denis"), cast.maud.post, role=DesignationRole.SUPPLEANT)
    found = competent_posts(Commune.objects.get(pk="77284"), TODAY)
    assert [person.user.first_name for person in found[0].people] == ["Maud", "Denis"]


# The page


def look_up(client: Client, query: str) -> str:
    return re.sub(r"\s+", " ", client.get("/competence/", {"q": query}).text)


def test_the_page_says_who_and_why(cast: Cast) -> None:
    page = look_up(cast.sarah.client(), "meaux")
    for said in (
        "Parquet du tribunal judiciaire de Meaux",
        "Maud Fictif",
        "mailto:maud@tests.example",
        "Karim Fictif",
        "Pascale Fictif",
        "Ressort du tribunal judiciaire de Meaux",
        "Code de l’organisation judiciaire, tableau IV",
        "Neuf circonscriptions depuis 2020 ; communes de l’arrêté du 10 mars 2015",
        "à vérifier",
    ):
        assert said in page
    assert "Paul Fictif" not in page
    assert "Perrine Fictif" not in page
    assert "Personne n’est désigné ici" not in page


def test_a_vacancy_is_said_loudly(cast: Cast) -> None:
    yesterday = TODAY - timedelta(days=1)
    end_designation(by=machine_actor(timezone.now()), designation=cast.karim.designation, ends_on=yesterday)
    page = look_up(cast.sarah.client(), "77284")
    assert page.count("Personne n’est désigné ici") == 1
    post = 'Circonscription de Meaux <span class="tag warn">à vérifier</span>'
    assert f"Le poste « {post} » est vacant" in page.replace("\u00a0", " ")
    assert "Karim" not in page


def test_a_commune_that_no_post_covers_says_so(cast: Cast) -> None:
    """Karim's post covers Meaux alone."""
    page = look_up(cast.sarah.client(), "Chelles")
    assert "Aucun poste n’existe pour cette commune" in page


def test_several_communes_are_a_list_to_choose_from(cast: Cast) -> None:
    client = cast.sarah.client()
    choices = re.findall(r'href="\?q=([^"]+)"', look_up(client, "ferte"))
    assert choices == ["La%20Fert%C3%A9-Gaucher", "La%20Fert%C3%A9-sous-Jouarre"]
    assert "INSEE 77182" in look_up(client, unquote(choices[0]))


@pytest.mark.django_db
def test_each_commune_can_be_chosen_by_its_name() -> None:
    """A list leads to a commune by its name, so no name may lead to two."""
    names = Commune.objects.values_list("search_name", flat=True)
    assert len(set(names)) == 507


def test_too_many_communes_are_cut_and_said(cast: Cast) -> None:
    page = look_up(cast.sarah.client(), "a")
    assert len(re.findall(r'href="\?q=', page)) == 60
    assert "Précisez le nom" in page


def test_the_page_says_that_a_code_is_an_old_one(cast: Cast) -> None:
    page = look_up(cast.sarah.client(), "77491")
    assert "77491 n’est plus le nom ni le code d’une commune" in page
    assert "Elle est aujourd’hui Moret-Loing-et-Orvanne (77316)" in page


@pytest.mark.parametrize("query", ["", "atlantide", "<script>alert(1)</script>", "x" * 500])
def test_nothing_found_or_nothing_typed_tells_what_to_do(cast: Cast, query: str) -> None:
    page = look_up(cast.sarah.client(), query)
    assert "<script>alert" not in page
    assert ("Aucune commune trouvée" in page) == (query in ("atlantide", "<script>alert(1)</script>"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Chellles", "Chelles"),
        ("Meeaux", "Meaux"),
        ("Ozoir la ferière", "Ozoir-la-Ferrière"),
        ("Coulomiers 77120", "Coulommiers"),
        ("FONTAINEBLAU CEDEX", "Fontainebleau"),
    ],
)
def test_a_slip_of_the_keyboard_is_forgiven_and_said(cast: Cast, typed: str, meant: str) -> None:
    page = look_up(cast.sarah.client(), typed)
    assert f"Aucune commune ne s’écrit « {typed} ». La plus proche : <strong>{meant}</strong>" in page.replace(
        "\xa0", " "
    )
    assert "Parquet du tribunal judiciaire" in page


def test_a_slip_in_a_former_name_leads_to_the_commune_of_today(cast: Cast) -> None:
    page = look_up(cast.sarah.client(), "Ecueles")
    assert "<strong>Moret-Loing-et-Orvanne</strong>" in page


def test_between_names_that_are_about_as_near_one_chooses(cast: Cast) -> None:
    choices = re.findall(r'href="\?q=([^"]+)"', look_up(cast.sarah.client(), "Monterau"))
    assert choices[:2] == ["Montereau-Fault-Yonne", "Montereau-sur-le-Jard"]
    choices = re.findall(r'href="\?q=([^"]+)"', look_up(cast.sarah.client(), "Montigni"))
    assert {unquote(name) for name in choices} == {"Montigny-Lencoup", "Montigny-sur-Loing", "Montigny-le-Guesdier"}


def test_while_one_types_the_same_is_found_as_a_fragment(cast: Cast) -> None:
    client = cast.sarah.client()
    fragment = client.get("/competence/", {"q": "ferte"}, headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert "data-say" in fragment
    links = re.compile(r'href="\?q=([^"]+)"')
    assert links.findall(fragment) == links.findall(client.get("/competence/", {"q": "ferte"}).text) != []


def test_who_may_refer_to_the_competent_is_offered_to(cast: Cast) -> None:
    """Landlords' référents; a partner of the State refers to a landlord, about a residence."""
    offered = {name for name, person in cast.people().items() if ">Saisir<" in look_up(person.client(), "Meaux")}
    refers = {name for name, person in cast.people().items() if can_refer_by_commune(person.actor())}
    assert offered == refers == {"sarah", "victor"}


def test_name_number_and_act_come_before_people_and_reason(cast: Cast) -> None:
    Post.objects.filter(pk=cast.maud.post.pk).update(phone="01 99 00 77 03")
    page = look_up(cast.sarah.client(), "Meaux")
    card = page[page.index("<h2>Parquet du tribunal judiciaire de Meaux</h2>") :]
    whole = ("Magistrat référent", "tel:+33199007703", ">Saisir<", "Maud Fictif", "<summary>Pourquoi</summary>")
    places = [card.index(said) for said in (*whole, "<h2>Police", "<h2>Préfecture", "<h2>Meaux</h2>")]
    assert places == sorted(places)


def test_who_is_away_is_named_after_who_is_there_and_said_to_be(cast: Cast) -> None:
    appoint(make_user("Denis"), cast.maud.post, role=DesignationRole.SUPPLEANT)
    announce_absence(by=cast.maud.actor(), designation=cast.maud.designation, starts_on=TODAY, ends_on=TODAY)
    page = look_up(cast.sarah.client(), "Meaux")
    card = page[page.index("<h2>Parquet du tribunal judiciaire de Meaux</h2>") : page.index("<h2>Police")]
    assert card.index("Denis Fictif") < card.index("Maud Fictif") < card.index("absence en cours")
    assert page.count("absence en cours") == 1


def test_every_partner_may_ask(cast: Cast) -> None:
    for name, person in cast.people().items():
        assert "Maud Fictif" in look_up(person.client(), "Meaux"), name


def test_a_commune_costs_as_many_queries_with_one_correspondent_as_with_many(cast: Cast) -> None:
    client = cast.sarah.client()
    with CaptureQueriesContext(connection) as one:
        look_up(client, "77284")
    for number in range(20):
        appoint(make_user(f"Deputy{number}"), cast.maud.post, role=DesignationRole.SUPPLEANT)
    with CaptureQueriesContext(connection) as many:
        look_up(client, "77284")
    assert len(many) == len(one)
