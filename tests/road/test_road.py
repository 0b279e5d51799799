"""The whole road in a real browser: a fact in a hall, the parquet's answer, the proof, and who sees nothing of it."""

import hashlib
import re

import pytest
from django.db import transaction

from tests.figures import plant_publications
from tests.people import Cast, make_fact, make_referral
from tests.portal import Portal
from tests.road.conftest import Open
from tests.road.window import Window

pytestmark = pytest.mark.browser

FACTS = "Porte du hall forcée, vitrage brisé, bloc-porte à remplacer."
NOTE = "Convocation remise."
PHONE = 390


def file_a_fact(gilles: Window) -> None:
    """What a gardien does standing in the hall; the residence and the moment are filled in already."""
    gilles.choose("Hall")
    gilles.choose("Dégradation")
    gilles.choose("Une fois")
    gilles.page.fill("[name=facts]", FACTS)
    gilles.press("Envoyer le fait")
    gilles.page.wait_for_url("**/faits/*-*/")


def refer_to_the_parquet(sarah: Window) -> str:
    """From the fact that waits to the referral; the preview follows each choice. Returns its path."""
    sarah.says("Résidence des Tilleuls")
    sarah.follow("Dégradation")
    sarah.says(FACTS)
    sarah.is_accessible()
    sarah.follow("Saisir un partenaire")
    preview = sarah.page.locator("#sheet-preview")
    sarah.choose("Parquet du tribunal judiciaire de Meaux")
    preview.get_by_text("Ce que lira : Parquet de Meaux").wait_for()
    preview.get_by_text("Choisissez ce que vous demandez").wait_for()
    sarah.is_accessible()
    sarah.choose("Avis du parquet")
    sarah.page.fill("[name=asked_question]", "Est-ce une infraction ?")
    preview.get_by_text(FACTS).wait_for()
    assert "Résidence des Tilleuls" not in preview.inner_text()
    sarah.choose("Le lieu précis")
    preview.get_by_text("Résidence des Tilleuls").first.wait_for()
    sarah.is_accessible()
    sarah.press("Envoyer la saisine")
    sarah.says("Saisine envoyée.")
    return sarah.page.url


def acknowledge_and_answer(maud: Window) -> None:
    maud.follow("S-")
    maud.says(FACTS, "Résidence des Tilleuls")
    maud.is_accessible()
    maud.press("Accuser réception")
    maud.says("Accusé de réception donné.")
    maud.choose("Transmis pour enquête")
    maud.page.fill("[name=note]", NOTE)
    maud.press("Envoyer la réponse")
    maud.says("Réponse envoyée.")


def take_the_paper(window: Window) -> bytes:
    """Waits for the worker; what is downloaded is what the page's fingerprint says."""
    window.says("Télécharger le PDF")
    window.is_accessible()
    shown = window.page.locator("#report-progress code").inner_text()
    paper = window.download("Télécharger le PDF")
    assert hashlib.sha256(paper).hexdigest() == shown
    assert paper.startswith(b"%PDF-")
    return paper


def test_the_whole_road_as_four_people(live_portal: Portal, own_database: str, cast: Cast, window: Open) -> None:
    gilles = window(width=PHONE)
    gilles.page.goto("/")
    gilles.is_accessible()
    gilles.sign_in(cast.gilles)
    gilles.is_accessible()
    file_a_fact(gilles)
    gilles.is_accessible()

    sarah = window()
    sarah.sign_in(cast.sarah)
    sarah.is_accessible()
    address = refer_to_the_parquet(sarah)
    sarah.is_accessible()

    maud = window()
    maud.sign_in(cast.maud)
    maud.is_accessible()
    acknowledge_and_answer(maud)
    maud.is_accessible()

    sarah.page.reload()
    sarah.says("Transmis pour enquête", NOTE)
    sarah.press("Fiche PDF")
    take_the_paper(sarah)

    gilles.page.reload()
    gilles.says("Un partenaire a répondu")
    for told in ("Parquet", "Meaux de", "enquête", NOTE, "S-"):
        assert told not in gilles.text()
    assert gilles.status_of(address) == 403

    for stranger in (cast.karim, cast.paul, cast.victor):
        other = window()
        other.sign_in(stranger)
        assert other.status_of(address) == 404
        assert FACTS not in other.text()

    with transaction.atomic():
        plant_publications(cast.delphine.signatory.convention)
    delphine = window()
    delphine.sign_in(cast.delphine)
    delphine.says("Faits par mois et par famille")
    delphine.is_accessible()
    delphine.follow("Produire le bilan annuel")
    delphine.press("Produire le bilan")
    take_the_paper(delphine)
    delphine.page.goto("/rapports/")
    delphine.says("Prêt")
    delphine.is_accessible()
    assert delphine.status_of(address) == 403


def test_filing_and_answering_without_javascript(cast: Cast, window: Open) -> None:
    gilles = window(width=PHONE, scripts=False)
    gilles.sign_in(cast.gilles)
    file_a_fact(gilles)
    gilles.says("est déclaré")

    fact = make_fact(cast.gilles, cast.tilleuls, facts=FACTS)
    make_referral(
        cast.sarah, cast.maud, cast.tilleuls, incident=fact, subject="avis-parquet", field_sets=("facts", "place")
    )
    maud = window(scripts=False)
    maud.sign_in(cast.maud)
    acknowledge_and_answer(maud)
    assert re.search(r"Transmis pour enquête\s+" + re.escape(NOTE), maud.text())


def test_nothing_overflows_on_a_small_telephone_and_the_dark_is_readable(
    own_database: str, cast: Cast, window: Open
) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls, facts=FACTS)
    referral = make_referral(
        cast.sarah, cast.maud, cast.tilleuls, incident=fact, subject="avis-parquet", field_sets=("facts", "place")
    )
    with transaction.atomic():
        plant_publications(cast.delphine.signatory.convention)
    sheet, page = f"/saisines/nouvelle/?incident={fact.pk}", f"/saisines/{referral.pk}/"
    pages = {
        cast.gilles: ["/faits/nouveau/", "/faits/", "/competence/?q=meaux", "/convention/"],
        cast.sarah: ["/faits/", f"/faits/{fact.pk}/", sheet, page, "/saisines/", "/tableau-de-bord/", "/rapports/"],
        cast.maud: ["/saisines/", page, "/journal/"],
        cast.delphine: ["/tableau-de-bord/", "/rapports/"],
        cast.adrien: ["/administration/", "/administration/comptes/", "/administration/taches/", "/journal/"],
    }
    too_wide = []
    for person, addresses in pages.items():
        small = window(width=320)
        small.sign_in(person)
        for address in addresses:
            small.page.goto(address)
            if small.width_needed() > 320:
                too_wide.append((person.user.first_name, address, small.width_needed()))
    assert too_wide == []

    for person, address in ((cast.sarah, sheet), (cast.maud, page), (cast.delphine, "/tableau-de-bord/")):
        dark = window(dark=True)
        dark.sign_in(person)
        dark.page.goto(address)
        dark.is_accessible()
