"""A correspondent's day by the keyboard: from row to row, acknowledged, ticked, answered; each key has its button."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from referrals.models import Referral
from tests.people import Cast, acting, make_referral
from tests.road.conftest import Open
from tests.road.window import Window

pytestmark = pytest.mark.browser


@pytest.fixture
def received(cast: Cast) -> list[Referral]:
    ages = (9, 7, 5, 3)
    return [
        make_referral(cast.sarah, cast.karim, cast.tilleuls, at=timezone.now() - timedelta(days=age)) for age in ages
    ]


@pytest.fixture
def karim(cast: Cast, received: list[Referral], window: Open) -> Window:
    screen = window(width=1280)
    screen.sign_in(cast.karim)
    return screen


def keys(page: Page, *pressed: str) -> None:
    for key in pressed:
        page.keyboard.press(key)


def states(cast: Cast, rows: list[Referral]) -> list[str]:
    with acting(cast.karim):
        return [Referral.objects.get(pk=row.pk).state for row in rows]


def test_from_row_to_row(cast: Cast, karim: Window, received: list[Referral]) -> None:
    page = karim.page
    keys(page, "a", "r", "x")  # no row has the focus
    expect(page).to_have_url(f"{page.url.split('/saisines')[0]}/saisines/")
    assert page.locator("[data-key=x]:checked").count() == 0
    keys(page, "j", "j", "k", "j", "a")
    page.wait_for_url("**#*")
    assert states(cast, received) == ["sent", "acknowledged", "sent", "sent"]
    expect(page.locator(f"[id='{received[1].pk}'] .title a")).to_be_focused()
    keys(page, "j", "x", "j", "x", "x", "k", "k", "k", "x", "a")  # the first and the third
    page.wait_for_url("**/saisines/?boite=recues")
    assert states(cast, received) == ["acknowledged", "acknowledged", "acknowledged", "sent"]
    keys(page, "j", "Enter")
    page.wait_for_url(f"**/saisines/{received[0].pk}/")


def test_an_answer_is_chosen_and_sent_and_the_next_one_comes(
    cast: Cast, karim: Window, received: list[Referral]
) -> None:
    page = karim.page
    keys(page, "j", "r")
    page.wait_for_url(f"**/saisines/{received[0].pk}/#repondre")
    expect(page.locator("#repondre input[type=radio]").first).to_be_focused()
    keys(page, "1")
    expect(page.locator("#repondre input[type=radio]").first).to_be_checked()
    keys(page, "k")
    page.wait_for_url(f"**/saisines/{received[3].pk}/")
    keys(page, "j")
    page.wait_for_url(f"**/saisines/{received[0].pk}/")
    keys(page, "a")
    page.get_by_text("Accusé de réception donné.").wait_for()
    page.evaluate("document.activeElement.blur()")
    keys(page, "r")
    expect(page.locator("#repondre input[type=radio]").first).to_be_focused()
    keys(page, "1")
    with page.expect_navigation():
        page.get_by_role("button", name="Envoyer la réponse").first.click()
    assert states(cast, received) == ["answered", "sent", "sent", "sent"]


def test_nothing_while_one_writes_and_all_of_it_in_a_dialog(
    cast: Cast, karim: Window, received: list[Referral]
) -> None:
    page = karim.page
    page.focus("#number")
    keys(page, "a", "j", "x", "?")
    expect(page.locator("#number")).to_have_value("ajx?")
    expect(page.locator("#keys")).to_be_hidden()
    page.evaluate("document.activeElement.blur()")
    keys(page, "?")
    expect(page.locator("#keys")).to_be_visible()
    told = page.locator("#keys").inner_text()
    keys(page, "j", "a")
    assert page.evaluate("document.activeElement.closest('dialog') !== null"), "the page behind it rests"
    karim.is_accessible()
    page.get_by_role("button", name="Fermer").click()
    expect(page.locator("#keys")).to_be_hidden()
    carried = set(page.eval_on_selector_all("[data-key]", "all => all.map(each => each.dataset.key)"))
    assert carried == {"a", "r", "x", "?"}
    assert all(f"{key}\n" in told or f"{key} " in told for key in carried | {"j", "k"})
    assert states(cast, received) == ["sent"] * 4


def test_all_are_ticked_at_once(cast: Cast, karim: Window, received: list[Referral]) -> None:
    page = karim.page
    page.get_by_label("Toutes").check()
    page.get_by_label(f"Cocher la saisine {received[2].reference}").uncheck()
    expect(page.get_by_label("Toutes")).not_to_be_checked()
    with page.expect_navigation():
        page.get_by_role("button", name="Accuser réception des cochées").click()
    assert states(cast, received) == ["acknowledged", "acknowledged", "sent", "acknowledged"]
