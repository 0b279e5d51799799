"""A legal action and whom it names, walked in a browser: on a phone, and without scripts on a wide screen."""

import pytest
from django.urls import reverse

from tests.matrix.world import World
from tests.road.conftest import Open

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "scripts"), [(320, True), (1280, False)])
def test_an_action_is_stated_somebody_is_named_and_taken_away(
    world: World, window: Open, width: int, scripts: bool
) -> None:
    sarah = window(width=width, scripts=scripts)
    sarah.sign_in(world.people["sarah"])
    sarah.page.goto(reverse("situation_detail", args=[world.situations["hall"].pk]))
    sarah.follow("Action en justice")
    sarah.choose("Plainte ou constitution")
    sarah.is_accessible()
    sarah.press("Inscrire l’action")
    sarah.says("L’action est inscrite", "Personne n’est inscrit.")
    sarah.follow("Inscrire une personne")
    sarah.choose("Occupant")
    sarah.page.fill("[name=last_name]", "Fictif")
    sarah.press("Inscrire")
    sarah.says("Indiquez le prénom.")
    assert sarah.page.input_value("[name=last_name]") == "Fictif"
    sarah.is_accessible()
    sarah.page.fill("[name=first_name]", "Alix")
    sarah.press("Inscrire")
    sarah.says("La personne est inscrite.", "Alix Fictif", "Jamais une victime, jamais un témoin.")
    sarah.is_accessible()
    assert sarah.width_needed() <= width
    assert "Fictif" not in sarah.page.url
    sarah.page.locator("summary", has_text="Retirer").click()
    sarah.press("Confirmer")
    sarah.says("La personne n’est plus inscrite.", "Personne n’est inscrit.")
    sarah.follow("Retirer l’action")
    sarah.page.fill("[name=why]", "Le trouble a cessé.")
    sarah.press("Retirer")
    sarah.says("L’action est retirée", "Action en justice retirée")
