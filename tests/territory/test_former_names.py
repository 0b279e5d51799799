"""A commune is found by what it was called, and as it stands in an address, wherever one types it."""

import pytest

from territory.communes import find_communes
from territory.forms.communes import CommunesField
from territory.models import Commune, CompetenceChange, FormerName
from territory.residence_file import plan_of, read_list
from territory.spelling import spelt
from tests.people import Cast

FORMER = {
    "Écuelles": "77316",
    "ecuelles": "77316",
    "Moret-sur-Loing": "77316",
    "Veneux les Sablons": "77316",
    "St-Ange-le-Viel": "77504",
    "Beautheil": "77433",
    "CUCHARMOY": "77109",
}
IN_AN_ADDRESS = {
    "Meaux 77100": "77284",
    "77100 Meaux": "77284",
    "MEAUX CEDEX": "77284",
    "MEAUX CEDEX 1": "77284",
    "77109 MEAUX CEDEX 02": "77284",
    "Écuelles (77250)": "77316",
}


@pytest.mark.parametrize(("text", "code"), [*FORMER.items(), *IN_AN_ADDRESS.items()])
def test_search_list_and_perimeter_find_the_commune_of_today(cast: Cast, text: str, code: str) -> None:
    communes = Commune.objects.filter(convention__department_code="77")
    assert [commune.pk for commune in find_communes(text, communes)] == [code]
    field = CommunesField()
    field.among = communes
    assert [commune.pk for commune in field.clean(text)] == [code]
    listed = f"nom;adresse;commune;logements\r\nRésidence;1, rue;{text};12\r\n".encode()
    plan = plan_of(read_list(listed), communes, [])
    assert [row.commune.pk for row in plan.created] == [code], plan.wrong


def test_the_pages_say_the_name_of_today(cast: Cast) -> None:
    client = cast.sarah.client()
    page = client.get("/competence/", {"q": "Écuelles"}).text
    assert "Elle est aujourd’hui Moret-Loing-et-Orvanne" in " ".join(page.split())
    cast.tilleuls.commune_id = "77316"
    cast.tilleuls.save()
    found = client.get("/residences/", {"q": "Écuelles"}).text
    assert "Résidence des Tilleuls" in found
    assert "Résidence des Érables" not in found
    assert "Moret-Loing-et-Orvanne (77316), dont" in client.get("/residences/nouvelle/").text


def test_the_directory_understands_them_too(cast: Cast) -> None:
    for text in ("police meaux cedex", "police 77100 meaux"):
        assert "Circonscription de Meaux" in cast.sarah.client().post("/annuaire/", {"text": text}).text


def test_a_former_name_is_no_commune_of_today(cast: Cast) -> None:
    names = set(FormerName.objects.values_list("search_name", flat=True))
    assert not names & set(Commune.objects.values_list("search_name", flat=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MEAUX CEDEX 1", ("meaux", "")),
        ("77100 Meaux", ("meaux", "77100")),
        ("77284", ("", "77284")),
        ("Cedexville", ("cedexville", "")),
        ("", ("", "")),
    ],
)
def test_how_an_address_is_read(text: str, expected: tuple[str, str]) -> None:
    assert spelt(text) == expected


def test_the_police_is_nine_circonscriptions_and_the_fifteen_are_history(cast: Cast) -> None:
    forces = Commune.objects.filter(convention__department_code="77", competences__domain="force")
    units = set(forces.filter(competences__signatory__kind="police").values_list("competences__unit", flat=True))
    districts = "Coulommiers Fontainebleau Lagny-sur-Marne Meaux Melun-Val-de-Seine Montereau-Fault-Yonne Noisiel"
    assert units == {f"Circonscription de police de {n}" for n in (*districts.split(), "Provins", "Villeparisis")}
    assert not forces.filter(competences__domain="force", competences__to_verify=False).exists()
    former = set(CompetenceChange.objects.filter(domain="force").values_list("unit", flat=True))
    assert {unit.removeprefix("Circonscription de police de ") for unit in former} == {
        "Chelles",
        "Chessy",
        "Moissy-Cramayel-Sénart",
        "Nemours",
        "Orvanne (Moret-sur-Loing)",
        "Pontault-Combault",
    }


def test_the_airport_is_an_exception_of_three_communes(cast: Cast) -> None:
    excepted = Commune.objects.filter(competences__exception__contains="Roissy").values_list("name", flat=True)
    assert set(excepted) == {"Mauregard", "Le Mesnil-Amelot", "Mitry-Mory"}
