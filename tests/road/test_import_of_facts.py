"""A référent brings the past along: sends a file, translates a word, reads what it would do, imports it, undoes it."""

import os
from pathlib import Path

import pytest

from tests.imports import BAD_DAY, BRUIT, PORTE, text
from tests.people import Cast
from tests.portal import Portal
from tests.road.conftest import Open
from tests.road.window import Window

pytestmark = pytest.mark.browser

UNKNOWN = PORTE.replace("Résidence des Tilleuls", "Tilleuls, bâtiment C").replace("A-1", "A-7")
NAMED = PORTE.replace("A-1", "A-8").replace("Porte forcée.", "Porte forcée par M. Dupont.")


def looked_at(window: Window, width: int, name: str) -> None:
    assert not window.scripts or window.width_needed() <= width
    window.is_accessible()
    if folder := os.environ.get("SHOTS"):
        window.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def arrived(window: Window, *texts: str) -> None:
    """Without a script the page is asked again by hand."""
    for _ in range(60):
        if window.scripts or all(each in window.text() for each in texts):
            break
        window.page.wait_for_timeout(500)
        window.page.reload()
    window.says(*texts)


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, True), (360, False)])
def test_the_past_is_brought_along_and_taken_back(
    live_portal: Portal, cast: Cast, window: Open, tmp_path: Path, width: int, scripts: bool
) -> None:
    path = tmp_path / "faits-2025.csv"
    path.write_bytes(text(PORTE, BRUIT, BAD_DAY, UNKNOWN, NAMED, encoding="cp1252"))
    sarah = window(width=width, scripts=scripts)
    sarah.sign_in(cast.sarah)
    sarah.page.goto("/faits/tous/")
    sarah.follow("Importer des faits")
    looked_at(sarah, width, "1-envoyer")
    sarah.page.set_input_files("[name=file]", path)
    sarah.press("Lire le fichier")
    arrived(sarah, "Des mots à traduire", "Lignes à corriger")
    looked_at(sarah, width, "2-relire")
    sarah.follow("Traduire ces mots")
    looked_at(sarah, width, "3-traduire")
    sarah.page.select_option("select", label="Résidence des Tilleuls, Meaux")
    sarah.press("Relire le fichier")
    arrived(sarah, "Importer 4 faits, laisser le reste")
    sarah.press("Importer 4 faits")
    sarah.says("Relisez ces textes")
    looked_at(sarah, width, "4-refus")
    sarah.choose("J’ai relu ces textes")
    sarah.press("Importer 4 faits")
    arrived(sarah, "4 faits importés")
    looked_at(sarah, width, "5-importe")
    sarah.page.locator("summary", has_text="Annuler cet import").click()
    sarah.press("Confirmer")
    arrived(sarah, "Il ne reste aucun fait de ce fichier")
    looked_at(sarah, width, "6-annule")
    sarah.page.goto("/faits/import/")
    looked_at(sarah, width, "7-liste")


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)])
def test_columns_are_pointed_at_by_what_stands_in_them(
    live_portal: Portal, cast: Cast, window: Open, tmp_path: Path, width: int, scripts: bool
) -> None:
    path = tmp_path / "anciens.csv"
    path.write_bytes(
        text("C-1;12/03/2025;Là;Hall;Vol;Boîte forcée.;neuf", header="Réf;Quand;Où;Précision;Quoi;Récit;Z")
    )
    sarah = window(width=width, scripts=scripts)
    sarah.sign_in(cast.sarah)
    sarah.page.goto("/faits/import/")
    sarah.page.set_input_files("[name=file]", path)
    sarah.press("Lire le fichier")
    sarah.follow("Désigner les colonnes")
    looked_at(sarah, width, "8-colonnes")
    sarah.press("Relire le fichier")
    sarah.says("Choisissez la colonne de votre fichier qui le dit.")
    looked_at(sarah, width, "9-colonnes-manquent")
    sarah.page.select_option("[name=day]", label="Quand, par exemple «\u00a012/03/2025\u00a0»")
    for key, title in (("residence", "Où"), ("place", "Précision"), ("category", "Quoi"), ("facts", "Récit")):
        sarah.page.select_option(f"[name={key}]", value=title)
    sarah.press("Relire le fichier")
    arrived(sarah, "Colonne laissée de côté", "« Z »")
    looked_at(sarah, width, "10-laissee")
