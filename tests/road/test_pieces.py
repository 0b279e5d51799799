"""A photo that goes with a referral, and an agent who was targeted: walked on a phone and on a wide screen."""

import pytest
from django.urls import reverse

from incidents.services.attachments import add_attachments
from tests.matrix.world import World
from tests.people import acting
from tests.pictures import prepared
from tests.road.conftest import Open

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "scripts"), [(360, True), (1280, False)])
def test_a_photo_is_ticked_sent_and_opened(world: World, window: Open, width: int, scripts: bool) -> None:
    fact = world.facts["fresh"]
    with acting(world.people["gilles"]) as gilles:
        add_attachments(by=gilles, to=fact, pieces=[prepared("red"), prepared("blue")])
    sarah = window(width=width, scripts=scripts)
    sarah.sign_in(world.people["sarah"])
    maud = world.people["maud"]
    sheet = f"?incident={fact.pk}&recipient={maud.post.pk}&subject=avis-parquet"
    sarah.page.goto(reverse("referral_new") + sheet)
    assert sarah.page.locator("[name=attachments]:checked").count() == 0
    sarah.page.locator("[name=attachments]").first.check()
    if scripts:
        sarah.page.wait_for_selector("[name=widening_reason]")
    else:
        sarah.page.get_by_role("button", name="Actualiser l’aperçu").last.click()
    sarah.says("SHA-256")
    sarah.is_accessible()
    assert sarah.width_needed() <= width
    sarah.page.fill("[name=widening_reason]", "La photo montre les dégâts.")
    sarah.page.fill("[name=asked_question]", "Ce fait relève-t-il d’une contravention ?")
    if scripts:
        sarah.page.locator("[name=asked_question]").blur()
        sarah.page.locator(".preview").get_by_text("contravention").first.wait_for()
    else:
        sarah.page.get_by_role("button", name="Actualiser l’aperçu").last.click()
    sarah.press("Envoyer la saisine")
    sarah.says("Saisine envoyée")
    reader = window(width=width, scripts=scripts)
    reader.sign_in(maud)
    reader.page.goto(sarah.page.url)
    picture = reader.page.locator(".pieces img").first
    picture.scroll_into_view_if_needed()
    reader.page.wait_for_function("() => document.querySelector('.pieces img').naturalWidth > 0")
    reader.is_accessible()
    assert reader.width_needed() <= width


@pytest.mark.parametrize(("width", "scripts"), [(360, True), (1280, False)])
def test_what_is_done_for_an_agent_is_noted(world: World, window: Open, width: int, scripts: bool) -> None:
    sarah = window(width=width, scripts=scripts)
    sarah.sign_in(world.people["sarah"])
    sarah.page.goto(reverse("due_list"))
    sarah.says("un agent ou un prestataire est visé")
    sarah.is_accessible()
    sarah.page.goto(reverse("incident_detail", args=[world.facts["agent"].pk]))
    sarah.follow("Noter les suites")
    sarah.choose("Loyer")
    sarah.choose("Proposé")
    sarah.press("Enregistrer")
    sarah.says("Indiquez le jour.")
    sarah.is_accessible()
    sarah.page.fill("[name=support_on]", str(world.people["sarah"].actor().today))
    sarah.press("Enregistrer")
    sarah.says("C’est noté", "Loyer")
    sarah.is_accessible()
    assert sarah.width_needed() <= width
