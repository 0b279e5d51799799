"""Mentions légales, données personnelles, accessibilité: public, linked from every foot, and honest about what is not
known."""

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

from signatories.models import Convention, Processing
from signatories.services.convention import load_processings
from tests.people import Cast


def text_of(response: Any) -> str:
    """As it is read, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


PAGES = ("/mentions-legales/", "/donnees-personnelles/", "/accessibilite/", "/textes/")
SITE = {"publisher": "Association d’essai", "director": "", "host": "Hébergeur d’essai", "contact": ""}


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/password/reset/", "/convention/", *PAGES, "/rien/"])
def test_every_foot_leads_to_them(cast: Cast, address: str) -> None:
    for client in (Client(), cast.gilles.client()):
        response = client.get(address, follow=True)
        foot = re.search(r'<nav class="foot".*?</nav>', response.text, re.DOTALL)
        assert foot, address
        assert re.findall(r'href="([^"]+)"', foot[0]) == [*PAGES, "/verifier/"]


def test_every_page_has_the_foot() -> None:
    """There are two bases, and nothing stands beside them but paper and mails."""
    folder = settings.BASE_DIR / "templates"
    own = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.html")
        if "<html" in path.read_text() and path.parent.name != "pdf"
    }
    assert own == {"bare.html"}
    for name in ("bare.html", "base.html"):
        assert '{% include "_foot.html" %}' in (folder / name).read_text()


def test_what_nobody_has_said_is_to_be_verified(cast: Cast) -> None:
    with override_settings(LEGAL=SITE):
        page = text_of(Client().get("/mentions-legales/"))
    assert "Éditeur Association d’essai Direction de la publication à vérifier" in page
    assert "Hébergement Hébergeur d’essai Nous écrire à vérifier" in page


def test_people_read_by_controller_what_becomes_of_their_data(cast: Cast) -> None:
    page = text_of(Client().get("/donnees-personnelles/"))
    controllers = set(Processing.objects.values_list("controllers", flat=True))
    assert controllers
    for who in controllers:
        assert f"Responsable : {who}" in page
    row = Processing.objects.get(name="Saisines et réponses")
    assert all(f"{label} {text or 'à vérifier'}" in page for label, text in row.told)
    assert page.count("à vérifier") >= Processing.objects.filter(is_verified=False).count() > 0
    row.is_verified, row.retention = True, ""
    row.save()
    changed = text_of(Client().get("/donnees-personnelles/"))
    assert "Saisines et réponses vérifié" in changed
    assert "Durée à vérifier" in changed


def test_what_a_convention_wrote_is_not_written_over(cast: Cast) -> None:
    convention = Convention.objects.get(department_code="77")
    convention.processings.exclude(name="Saisines et réponses").delete()
    load_processings(convention)
    assert [row.name for row in convention.processings.all()] == ["Saisines et réponses"]
