"""The share sheet and the answer in a real browser: nothing leaves by accident."""

from contextlib import nullcontext

import pytest
from playwright.sync_api import Route

from referrals.models import Referral
from referrals.permissions import referrals_visible_to
from tests.people import Cast, acting, make_fact, make_question, make_referral
from tests.road.conftest import Open
from tests.road.window import Window

pytestmark = pytest.mark.browser

UNDER = "field => field.previousElementSibling?.querySelector(':scope > [name=outcome]')?.value ?? ''"
TYPED = "input:not([type=hidden], :disabled), textarea, select"


def sent(cast: Cast) -> list[Referral]:
    with acting(cast.sarah) as sarah:
        return list(referrals_visible_to(sarah))


def open_sheet(cast: Cast, sarah: Window) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    sarah.sign_in(cast.sarah)
    sarah.page.goto(f"/saisines/nouvelle/?incident={fact.pk}")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_enter_in_any_field_of_the_sheet_sends_nothing(cast: Cast, window: Open, scripts: bool) -> None:
    sarah = window(scripts=scripts)
    open_sheet(cast, sarah)
    fields = sarah.page.locator(f"main form :is({TYPED}):visible")
    count = fields.count()
    assert count > 8
    for number in range(count):
        is_input = fields.nth(number).evaluate("field => field.tagName") == "INPUT"
        with sarah.page.expect_navigation() if is_input else nullcontext():  # the preview is drawn again
            fields.nth(number).press("Enter")
        sarah.page.locator("#sheet-send").wait_for()
    assert sent(cast) == []


def test_while_the_preview_is_not_true_nothing_can_be_sent(cast: Cast, window: Open) -> None:
    """A refresh that fails is seen and tried again; until then the preview is dimmed and sending is off."""
    sarah = window(width=390)
    open_sheet(cast, sarah)
    sarah.page.locator("#sheet-send:enabled").wait_for()
    sarah.page.route("**/saisines/nouvelle/", lambda route: route.abort())
    sarah.page.fill("[name=precision]", "Vitrage brisé.")
    sarah.page.locator("#sheet-send:disabled").wait_for()
    notice = sarah.page.get_by_role("alert")
    notice.get_by_text("n’a pas pu être actualisée").wait_for()
    assert "Vitrage brisé." not in sarah.page.locator("#sheet-preview").inner_text()
    sarah.page.unroute("**/saisines/nouvelle/")
    notice.get_by_role("button", name="Réessayer").click()
    sarah.page.locator("#sheet-preview").get_by_text("Vitrage brisé.", exact=True).wait_for()
    sarah.page.locator("#sheet-send:enabled").wait_for()
    assert sarah.page.get_by_role("alert").count() == 0
    cut = ("ERR_FAILED", "htmx:")  # the browser's and the library's words for the request that was cut
    assert [said for said in sarah.troubles if not any(word in said for word in cut)] == []
    sarah.troubles.clear()


def test_one_click_sends_what_the_preview_shows(cast: Cast, window: Open) -> None:
    """The click that leaves the field of the text: what is said once more does not make the preview untrue."""
    sarah = window()
    open_sheet(cast, sarah)
    sarah.page.locator("[name=precision]").press_sequentially("Vitrage brisé.")
    sarah.page.locator("#sheet-preview").get_by_text("Vitrage brisé.", exact=True).wait_for()
    sarah.page.locator("#sheet-send:enabled").wait_for()
    sarah.page.locator("#sheet-send").scroll_into_view_if_needed()
    box = sarah.page.locator("#sheet-send").bounding_box()
    assert box
    sarah.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    with sarah.page.expect_navigation():
        sarah.page.mouse.down()
        sarah.page.mouse.up()
    sarah.says("Saisine envoyée.")
    assert len(sent(cast)) == 1


def test_previews_that_follow_one_another_say_nothing_to_the_console(cast: Cast, window: Open) -> None:
    """Changed again while a preview is on its way: the last choice stands. A style that a browser gave a field is not
    copied by the library, which the content security policy would refuse and say."""
    sarah = window()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    open_sheet(cast, sarah)
    sarah.page.evaluate("document.querySelectorAll('main form [id]').forEach((each) => { each.style.width = 'auto'; })")
    sarah.page.route("**/saisines/nouvelle/", hold, times=1)
    with sarah.page.expect_request("**/saisines/nouvelle/"):
        sarah.choose("Visite de sûreté")
    sarah.choose("Prise de contact")
    held.pop().continue_()
    sarah.page.locator("#sheet-preview h3", has_text="Prise de contact").wait_for()
    sarah.page.locator("#sheet-send:enabled").wait_for()
    assert sarah.page.locator("[name=subject]:checked").input_value() == "prise-contact"


def test_without_scripts_what_changed_is_shown_before_it_is_sent(cast: Cast, window: Open) -> None:
    sarah = window(scripts=False)
    open_sheet(cast, sarah)
    sarah.page.fill("[name=precision]", "Vitrage brisé.")
    sarah.press("Envoyer la saisine")
    sarah.says("Ce qui sera lu a changé depuis que vous l’avez vu")
    sarah.page.locator("#sheet-preview").get_by_text("Vitrage brisé.", exact=True).wait_for()
    assert sent(cast) == []
    sarah.press("Envoyer la saisine")
    sarah.says("Saisine envoyée.")


def test_withdrawing_asks_once_and_an_outcome_shows_what_it_needs(cast: Cast, window: Open) -> None:
    referral = make_question(cast)
    maud, sarah = window(width=390), window()
    maud.sign_in(cast.maud)
    maud.page.goto(f"/saisines/{referral.pk}/")
    day = maud.page.locator("[name=outcome_date]")
    assert not day.is_visible()
    maud.choose("Poursuites, audience le")
    assert day.is_visible()
    maud.choose("Mesure alternative")
    assert not day.is_visible()
    maud.choose("Classement sans suite")
    assert maud.page.locator("[name=outcome_motive] optgroup:enabled").count() == 1
    sarah.sign_in(cast.sarah)
    sarah.page.goto(f"/saisines/{referral.pk}/")
    sarah.page.locator("summary", has_text="Retirer la saisine").click()
    sarah.says("Le destinataire ne lira plus rien aussitôt")
    sarah.page.select_option("[name=withdrawal_motive]", index=1)
    sarah.press("Confirmer\u00a0: retirer la saisine")
    sarah.says("Saisine retirée")


def test_what_an_outcome_asks_in_words_is_written_under_it(cast: Cast, window: Open) -> None:
    """One text for all outcomes: under the one that needs it, no more called optional, and back to its place."""
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    karim = window(width=390)
    karim.sign_in(cast.karim)
    karim.page.goto(f"/saisines/{referral.pk}/")
    note = karim.page.locator(".field:has(> [name=note])")
    optional = note.locator(".optional")
    assert (optional.is_visible(), note.evaluate(UNDER)) == (True, "")
    karim.page.fill("[name=note]", "Gendarmerie.")
    karim.choose("Autre service compétent")
    named = karim.page.locator(".field:has(> [name=outcome_institution])")
    beside = note.evaluate("field => field.previousElementSibling.querySelector('select')?.name")
    assert (optional.is_visible(), named.evaluate(UNDER), beside) == (False, "other_service", "outcome_institution")
    karim.choose("Complément demandé")
    assert note.evaluate(UNDER) == "more_needed"
    karim.choose("Rien constaté")
    assert (optional.is_visible(), note.evaluate(UNDER)) == (True, "")
    assert karim.page.input_value("[name=note]") == "Gendarmerie."
    karim.choose("Autre service compétent")
    karim.page.fill("[name=note]", "")
    karim.press("Envoyer la réponse")
    karim.says("Dites dans la précision quel service est compétent.")
    karim.page.fill("[name=note]", "Gendarmerie, compagnie de Meaux.")
    karim.press("Envoyer la réponse")
    karim.says("Réponse envoyée.")


def test_a_tenant_s_complaint_asks_for_the_date_alone(cast: Cast, window: Open) -> None:
    """With scripts only what the kind takes is shown, and sent; without them the group says for whom it is not."""
    fact = make_fact(cast.gilles, cast.tilleuls)
    sarah, plain = window(width=360), window(scripts=False)
    for each in (sarah, plain):
        each.sign_in(cast.sarah)
        each.page.goto(f"/faits/{fact.pk}/plainte/")
    numbers = sarah.page.locator("[name=service], [name=pv_number], [name=prosecution_number]")
    assert [each.is_visible() for each in numbers.all()] == [False] * 3
    sarah.choose("Un agent du bailleur")
    assert [each.is_visible() for each in numbers.all()] == [True] * 3
    sarah.page.fill("[name=pv_number]", "2026/04512")
    sarah.choose("Un locataire")
    assert [each.is_visible() for each in numbers.all()] == [False] * 3
    assert sarah.width_needed() <= 360
    sarah.is_accessible()
    sarah.page.fill("[name=filed_on]", cast.sarah.actor().today.isoformat())
    sarah.press("Noter la plainte")
    sarah.says("La plainte est notée.")
    plain.says("Sauf pour la plainte d’un locataire")
    assert plain.page.locator("[name=pv_number]").is_visible()
