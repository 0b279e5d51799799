"""A session that ends while somebody writes: the text is still there, and only the server's word forgets it."""

import pytest
from django.contrib.sessions.models import Session

from tests.people import PASSWORD, Cast, Person, make_fact, make_question, make_referral
from tests.road.conftest import Open
from tests.road.window import Window

pytestmark = pytest.mark.browser

FACTS = "Vitre du hall brisée cette nuit."
NOTE = "Convocation remise."


def drafts(window: Window) -> list[str]:
    found: list[str] = window.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))")
    return found


def sign_in_again(window: Window, person: Person) -> None:
    window.page.fill("[name=login]", person.user.email)
    window.page.fill("[name=password]", PASSWORD)
    window.page.get_by_role("button", name="Se connecter").click()


def test_a_fact_survives_a_session_that_ended(cast: Cast, window: Open) -> None:
    gilles = window(width=390)
    gilles.sign_in(cast.gilles)
    gilles.page.goto("/faits/nouveau/")
    gilles.choose("Hall")
    gilles.choose("Dégradation")
    gilles.choose("Une fois")
    gilles.page.fill("[name=facts]", FACTS)
    Session.objects.all().delete()
    gilles.press("Envoyer le fait")
    gilles.says("Votre session a pris fin ; votre texte est gardé sur cet appareil")
    assert len(drafts(gilles)) == 1
    sign_in_again(gilles, cast.gilles)
    gilles.page.wait_for_url("**/faits/nouveau/")
    gilles.says("Votre brouillon, gardé sur cet appareil, a été repris.")
    assert gilles.page.input_value("[name=facts]") == FACTS
    gilles.press("Envoyer le fait")
    gilles.page.wait_for_url("**/faits/*-*/")
    assert drafts(gilles) == []


def test_an_answer_survives_it_too_and_leads_back_to_its_page(cast: Cast, window: Open) -> None:
    referral = make_referral(cast.sarah, cast.maud, cast.tilleuls)
    maud = window()
    maud.sign_in(cast.maud)
    maud.page.goto(f"/saisines/{referral.pk}/")
    maud.choose("Transmis pour enquête")
    maud.page.fill("[name=note]", NOTE)
    Session.objects.all().delete()
    maud.press("Envoyer la réponse")
    maud.says("Votre session a pris fin")
    sign_in_again(maud, cast.maud)
    maud.page.wait_for_url(f"**/saisines/{referral.pk}/")
    assert maud.page.input_value("[name=note]") == NOTE
    assert maud.page.locator("[name=outcome][value=sent_to_inquiry]").is_checked()
    maud.press("Envoyer la réponse")
    maud.says("Réponse envoyée.")
    assert drafts(maud) == []


def test_a_draft_that_is_taken_up_again_asks_under_its_choice(cast: Cast, window: Open) -> None:
    referral = make_question(cast)
    maud = window()
    maud.sign_in(cast.maud)
    maud.page.goto(f"/saisines/{referral.pk}/")
    maud.choose("Classement sans suite")
    maud.page.fill("[name=note]", NOTE)
    maud.page.reload()
    maud.says("Votre brouillon, gardé sur cet appareil, a été repris.")
    assert maud.page.locator("[name=outcome]:checked").input_value() == "dismissed"
    maud.page.locator("[name=outcome_motive]").wait_for(state="visible")


def test_a_sheet_that_is_taken_up_again_shows_its_preview_and_can_leave(cast: Cast, window: Open) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    sarah = window()
    sarah.sign_in(cast.sarah)
    sarah.page.goto(f"/saisines/nouvelle/?incident={fact.pk}")
    left = sarah.page.locator(".cols > .card").first.bounding_box()
    sarah.page.fill("[name=precision]", NOTE)
    sarah.page.locator("#sheet-preview", has_text=NOTE).wait_for()
    sarah.page.reload()
    sarah.says("Votre brouillon, gardé sur cet appareil, a été repris.")
    sarah.page.locator("#sheet-preview", has_text=NOTE).wait_for()
    sarah.page.locator("#sheet-send:not([disabled])").wait_for()
    again = sarah.page.locator(".cols > .card").first.bounding_box()
    assert left
    assert again
    assert left["x"] == again["x"]


def test_a_refused_form_and_a_sign_out(cast: Cast, window: Open) -> None:
    """What the server refuses stays on the device; signing out clears it."""
    gilles = window(width=390)
    gilles.sign_in(cast.gilles)
    gilles.page.goto("/faits/nouveau/")
    gilles.page.fill("[name=facts]", FACTS)
    gilles.press("Envoyer le fait")
    gilles.says("à corriger")
    assert len(drafts(gilles)) == 1
    gilles.page.locator(".menu summary").click()
    gilles.page.locator(".menu [data-logout] button").click()
    gilles.page.wait_for_url("**/accounts/login/**")
    assert drafts(gilles) == []
