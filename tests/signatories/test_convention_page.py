"""The public page says what is public, and no default as if the convention said it."""

import re
from datetime import date

import pytest
from django.test import Client

from signatories.models import Convention, Processing, Signatory, Theme
from territory.models import Commune, Competence, FormerCommune
from tests.people import Cast, signed_in

PARTIES = {
    "AORIF – L’Union sociale pour l’habitat d’Île-de-France",
    "Préfecture de Seine-et-Marne",
    "Parquet du tribunal judiciaire de Meaux",
    "Parquet du tribunal judiciaire de Melun",
    "Parquet du tribunal judiciaire de Fontainebleau",
}


def page_for(client: Client, path: str = "/convention/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.text)


def test_a_visitor_reads_parties_date_and_place_and_that_the_text_is_missing(cast: Cast) -> None:
    response = Client().get("/convention/")
    (convention,) = response.context["conventions"]
    assert {party.name for party in convention.parties} == PARTIES
    page = page_for(Client())
    for said in (
        *PARTIES,
        "5 mai 2021",
        "tribunal judiciaire de Meaux",
        "texte signé à déposer",
        "Val-de-Marne (2012)",
    ):
        assert said in page


def test_a_visitor_reads_neither_settings_nor_correspondents_nor_who_joined(cast: Cast) -> None:
    page = page_for(Client())
    for hidden in ("Réglages", "90 jours", "365", "Maud", "@tests.example", "Deux Morins"):
        assert hidden not in page
    assert "Réglages" not in page_for(signed_in(cast.nadia))


def test_a_correspondent_reads_the_settings_as_settings(cast: Cast) -> None:
    page = page_for(cast.karim.client(), "/convention/reglages/")
    assert "Ils ne disent pas ce que prévoit la convention" in page
    assert "90 jours" in page


def test_several_conventions_stand_one_after_the_other(cast: Cast) -> None:
    Convention.objects.create(
        department_code="94",
        department_name="Val-de-Marne",
        title="Convention du Val-de-Marne",
        signed_on=date(2012, 4, 3),
        signed_at="Créteil",
    )
    page = page_for(Client())
    assert page.index("Seine-et-Marne (77)") < page.index("Val-de-Marne (94)")
    assert "Aucune partie enregistrée" in page


@pytest.mark.django_db
def test_without_a_convention_the_page_says_what_to_do() -> None:
    for model in (Competence, FormerCommune, Commune, Theme, Processing, Signatory, Convention):
        model.objects.all().delete()
    assert "Aucune convention enregistrée" in page_for(Client())
