"""Photos from the hall: filed with the fact by a thumb, looked at, blurred with a finger; and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from incidents.models import Attachment, Incident
from tests.people import Cast, acting, make_fact
from tests.pictures import photo
from tests.road.conftest import Open

pytestmark = pytest.mark.browser

PHONE = 360
CHOSEN = [
    {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo("red")},
    {"name": "IMG_2.jpg", "mimeType": "image/jpeg", "buffer": photo("blue")},
]


def pieces(cast: Cast) -> list[Attachment]:
    with acting(cast.sarah):
        return list(Attachment.objects.in_order())


def test_a_fact_with_two_photos_takes_six_taps(cast: Cast, window: Open) -> None:
    phone = window(width=PHONE)
    phone.sign_in(cast.gilles)
    page = phone.page
    page.goto("/faits/nouveau/")
    taps = 0
    for chip in ("Hall", "Dégradation", "Une fois"):
        page.locator("label", has_text=re.compile(rf"^\s*{chip}")).first.click()
        taps += 1
    page.get_by_label("Ce que vous avez vu").fill("Porte du hall forcée, vitrage brisé.")
    taps += 1
    field = page.get_by_label("Photos et documents")
    assert field.get_attribute("accept") == "image/*,application/pdf"
    with page.expect_file_chooser() as chooser:
        field.click()
        taps += 1
    assert chooser.value.is_multiple()
    chooser.value.set_files(CHOSEN)  # type: ignore[arg-type]
    phone.is_accessible()
    phone.press("Envoyer le fait")
    taps += 1
    phone.says("est déclaré")
    with acting(cast.sarah):
        fact = Incident.objects.get()
    assert page.url.endswith(f"/faits/{fact.pk}/")
    assert [(each.incident_id, each.position) for each in pieces(cast)] == [(fact.pk, 1), (fact.pk, 2)]
    assert taps == 6
    expect(page.locator(".pieces img")).to_have_count(2)
    assert phone.width_needed() <= PHONE
    phone.is_accessible()


def test_a_form_that_comes_back_keeps_its_photos(cast: Cast, window: Open) -> None:
    phone = window(width=PHONE)
    phone.sign_in(cast.gilles)
    phone.page.goto("/faits/nouveau/")
    phone.page.get_by_label("Photos et documents").set_input_files(CHOSEN)  # type: ignore[arg-type]
    phone.press("Envoyer le fait")
    phone.says("Décrivez ce que vous avez vu.")
    expect(phone.page.locator(".held img")).to_have_count(2)
    phone.is_accessible()
    assert phone.width_needed() <= PHONE
    phone.page.get_by_label("Retirer").first.check()
    phone.press("Envoyer le fait")
    expect(phone.page.locator(".held img")).to_have_count(1)
    assert [bool(each.held_until) for each in pieces(cast)] == []


@pytest.mark.parametrize("width", [PHONE, 1280])
def test_a_face_is_covered_with_a_finger(cast: Cast, window: Open, width: int) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    phone = window(width=width)
    phone.sign_in(cast.gilles)
    phone.page.goto(f"/faits/{fact.pk}/")
    phone.page.get_by_label("Ajouter des photos").set_input_files(CHOSEN[:1])  # type: ignore[arg-type]
    phone.page.locator("#pieces button").click()
    phone.says("La pièce est ajoutée")
    phone.follow("1. Photo")
    phone.is_accessible()
    phone.page.get_by_role("link", name="Flouter un visage").click()
    expect(phone.page.locator(".drawing img")).to_have_js_property("complete", value=True)
    canvas = phone.page.locator(".drawing svg")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    phone.page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 4)
    phone.page.mouse.down()
    phone.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 3 / 4, steps=5)
    phone.page.mouse.up()
    expect(phone.page.locator(".drawing rect")).to_have_count(1)
    sides = [float(phone.page.locator(f"[name={side}1]").input_value()) for side in "xywh"]
    assert sides == pytest.approx([25, 25, 25, 50], abs=2)
    phone.is_accessible()
    assert phone.width_needed() <= width
    phone.press("Flouter")
    phone.says("La photo est floutée")
    with acting(cast.sarah):
        assert Attachment.objects.get().blurred_id
