"""A dossier walked in a browser: begun, completed and ordered on a phone, without scripts, and by the mouse."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.incidents.test_evidence import a_pdf
from tests.matrix.world import World
from tests.road.conftest import Open
from tests.road.window import Window

pytestmark = pytest.mark.browser


def seen(window: Window, name: str) -> None:
    """A picture for whoever looks, where a folder is given."""
    if folder := os.environ.get("PICTURES"):
        window.page.screenshot(path=f"{folder}/{name}-{window.page.evaluate('innerWidth')}.png", full_page=True)


@pytest.mark.parametrize(("width", "scripts"), [(360, True), (1280, False)])
def test_a_dossier_is_begun_completed_and_put_in_order(
    world: World, window: Open, tmp_path: Path, width: int, scripts: bool
) -> None:
    paper = tmp_path / "attestation.pdf"
    paper.write_bytes(a_pdf())
    sarah = window(width=width, scripts=scripts)
    sarah.sign_in(world.people["sarah"])
    sarah.page.goto(reverse("situation_detail", args=[world.situations["lease"].pk]))
    sarah.follow("Dossiers de pièces")
    sarah.is_accessible()
    seen(sarah, "list")
    sarah.follow("Nouveau dossier")
    sarah.is_accessible()
    sarah.press("Commencer le dossier")
    sarah.says("Le dossier est commencé")
    sarah.follow("Ajouter un papier")
    sarah.page.fill("[name=title]", "Attestation d’un voisin")
    boxes = sarah.page.locator("[name=holds]")
    expect(boxes.first).to_be_hidden()
    sarah.page.check("[name=is_attestation]")
    expect(boxes.first).to_be_visible()
    sarah.page.set_input_files("[name=file]", paper)
    sarah.is_accessible()
    seen(sarah, "paper")
    sarah.press("Ajouter au dossier")
    sarah.says("Pièce n° 2, attestation. Il y manque", "les faits que le témoin a vus", "Pièce n° 2 : sans date.")
    sarah.is_accessible()
    seen(sarah, "draft")
    assert sarah.width_needed() <= width
    sarah.page.get_by_role("button", name="Monter la pièce n° 2").click()
    sarah.says("Le dossier est enregistré.")
    expect(sarah.page.locator(".bordereau > li").first).to_be_focused()
    seen(sarah, "moved")
    assert sarah.page.locator(".bordereau a").first.inner_text() == "Attestation d’un voisin"
    sarah.follow("Attestation d’un voisin")
    sarah.is_accessible()
    seen(sarah, "piece")
    sarah.page.check("[value=date]")
    sarah.press("Enregistrer")
    sarah.says("La pièce est enregistrée.")
    sarah.page.goto("/verifier/")
    sarah.page.fill("[name=number]", "P-2222-22")
    sarah.page.fill("[name=digest]", "0" * 64)
    sarah.press("Vérifier")
    sarah.says("Ne correspond à aucun dossier figé.")
    sarah.is_accessible()
    seen(sarah, "verify")


def test_a_piece_is_drawn_by_its_number_to_another_place(world: World, window: Open) -> None:
    sarah = window(width=1280)
    sarah.sign_in(world.people["sarah"])
    sarah.page.goto(reverse("evidence_detail", args=[world.dossier.pk]))
    seen(sarah, "bound")
    sarah.page.locator("[name=pieces]").first.check()
    sarah.press("Ajouter au dossier")
    titles = sarah.page.locator(".bordereau a")
    before = titles.all_inner_texts()
    ranks = sarah.page.locator(".bordereau .rank")
    with sarah.page.expect_navigation():
        ranks.nth(1).drag_to(ranks.nth(0))
    assert titles.all_inner_texts() == before[::-1]
