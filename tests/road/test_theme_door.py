"""The question about violence on a phone, with and without scripts: the numbers, the answer, the text that stays."""

import pytest

from incidents.models import Incident
from tests.people import Cast, acting
from tests.road.conftest import Open
from tests.road.window import Window

pytestmark = pytest.mark.browser

AT_A_DOOR = "Menaces devant une porte du palier, après une remarque sur le bruit."
AT_HOME = "Un homme frappe sa compagne, cris chaque soir."
NUMBERS = ["tel:17", "sms:114", "tel:3919", "tel:119"]


def write(phone: Window, place: str, category: str, facts: str) -> None:
    phone.page.goto("/faits/nouveau/")
    phone.choose(place)
    phone.choose(category)
    phone.choose("Une fois")
    phone.page.fill("[name=facts]", facts)
    phone.press("Envoyer le fait")


def numbers_on(phone: Window) -> list[str | None]:
    phone.page.locator("a.call").first.wait_for()
    assert phone.width_needed() <= 360
    phone.is_accessible()
    return [call.get_attribute("href") for call in phone.page.locator("a.call").all()]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_threat_at_a_door_is_filed_and_violence_at_home_is_not(cast: Cast, window: Open, scripts: bool) -> None:
    phone = window(width=360, scripts=scripts)
    phone.sign_in(cast.gilles)
    write(phone, "Hall", "Bruit, voisinage", AT_HOME)
    assert numbers_on(phone) == NUMBERS
    phone.press("Entre personnes d’un même foyer")
    phone.says("Rien n’a été enregistré.", "Le circuit et les contacts")
    assert numbers_on(phone) == NUMBERS
    phone.press("Ce n’était pas cela, revenir au fait")
    assert phone.page.locator("[name=facts]").input_value() == AT_HOME
    write(phone, "Logement", "Menace, agression verbale", AT_A_DOOR)
    assert numbers_on(phone) == NUMBERS
    phone.press("Entre voisins, ou par quelqu’un d’extérieur")
    phone.page.wait_for_url("**/faits/*-*/")
    with acting(cast.sarah):
        assert list(Incident.objects.values_list("place", "facts")) == [("dwelling", AT_A_DOOR)]
