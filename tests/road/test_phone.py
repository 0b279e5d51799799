"""What is held in one hand: rows that a thumb hits, and what is asked before what is known."""

from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django import Settings

from correspondents.models import Post
from tests.convention77.test_list_addresses import LISTS, NO_PAGES
from tests.matrix.world import World, make_world
from tests.portal import Portal
from tests.road.conftest import Open
from tests.road.window import Window

pytestmark = pytest.mark.browser

PHONE = 360
THUMB = 44
OPENED_BY = {"demo_mail_list": "adrien", "charter_list": "adrien", "mail_list": "adrien", "signatory_list": "adrien"}
OPENED_BY |= {"subject_list": "adrien", "gap_list": "delphine", "theme_list": "gilles"}
CARDS = ".list tbody tr:has(.title a), .plain-list li:has(> a:only-of-type), .hit"
# Of each row: its height, and how many of twelve points over its width hit neither its title nor another control.
MISSES = """(rows) => rows.map((row) => {
  row.scrollIntoView({block: "center"});
  const box = row.getBoundingClientRect();
  const hits = [2, box.height / 3, box.height / 2, box.height - 4].flatMap((y) => [2, box.width / 2, box.width - 2].map(
    (x) => document.elementFromPoint(box.left + x, box.top + y)?.closest("a, button, summary")));
  return [Math.round(box.height), hits.filter((hit) => !row.contains(hit) || !hit).length];
})"""


@pytest.fixture
def world(live_portal: Portal, settings: Settings, tmp_path: Path) -> World:
    """Committed: something stands in each list."""
    settings.PASSWORD_HASHERS = ["tests.people.ReckonedOnce"]
    with override_settings(PRIVATE_ROOT=tmp_path / "private"), transaction.atomic():
        return make_world()


def faults_of_rows(window: Window) -> list[str]:
    rows = window.page.locator(CARDS).evaluate_all(MISSES)
    wide = window.width_needed()
    return [f"{low} px, {missed} missed" for low, missed in rows if low < THUMB or missed] + (
        [f"{wide} px wide"] if wide > PHONE else []
    )


def test_each_row_of_each_list_is_one_target_on_a_phone(world: World, window: Open) -> None:
    opened = {(who, reverse(name)) for name, who, _ in LISTS} | {
        (who, reverse(name)) for name, who in OPENED_BY.items()
    }
    assert set(OPENED_BY) == set(NO_PAGES)
    opened |= {("maud", "/competence/?q=fert"), ("sarah", "/saisines/nouvelle/"), ("sarah", "/faits/?etat=filed")}
    opened |= {("maud", reverse("referral_list")), ("sarah", f"/faits/{world.facts['hall'].pk}/")}
    faults, unlike, seen = {}, [], 0
    for who in sorted({who for who, _ in opened}):
        phone = window(width=PHONE)
        phone.sign_in(world.people[who])
        for address in sorted(address for each, address in opened if each == who):
            phone.page.goto(address)
            phone.page.locator("[hx-trigger=load]").first.wait_for(state="detached")
            if found := faults_of_rows(phone):
                faults[who, address] = found
            if phone.page.locator(".data:not(.list) tbody td:first-child a").count():
                unlike.append((who, address))
            seen += phone.page.locator(CARDS).count()
    assert faults == {}
    assert unlike == [], "a list whose rows lead on, drawn in another way"
    assert seen > 60


def tops(window: Window, *titles: str) -> list[float]:
    """How far down each card begins, in px."""
    cards = [window.page.locator("main .card", has=window.page.get_by_role("heading", name=title)) for title in titles]
    boxes = [card.first.bounding_box() for card in cards]
    return [box["y"] for box in boxes if box]


def test_what_is_asked_then_the_act_then_trace_and_rights(world: World, window: Open) -> None:
    referral, fact = f"/saisines/{world.referrals['to_maud'].pk}/", f"/faits/{world.facts['fresh'].pk}/"
    reading = "Qui peut voir ceci, et pourquoi ?"
    orders = (
        ("maud", referral, ("Ce qui vous est communiqué", "Accuser réception", "Répondre", "Déroulé", reading), 1100),
        ("sarah", fact, ("Le fait", "Que faire de ce fait ?", "Ce qu’il est devenu", reading), 700),
    )
    for who, address, titles, most in orders:
        phone, desk = window(width=PHONE), window()
        for opened in (phone, desk):
            opened.sign_in(world.people[who])
            opened.page.goto(address)
        down = tops(phone, *titles)
        assert len(down) == len(titles)
        assert down == sorted(down), titles
        assert down[1] < most, f"{address}: the act {down[1]} px down"
        asked, act = tops(desk, *titles[:2])
        assert asked == act, "side by side where there is room"


def test_who_is_competent_says_whom_to_call_first(world: World, window: Open) -> None:
    Post.objects.filter(pk=world.cast.maud.post.pk).update(phone="01 99 00 77 03")
    phone = window(width=PHONE)
    phone.sign_in(world.people["sarah"])
    phone.page.goto("/competence/?q=meaux")
    card = phone.page.locator("main .card").first
    said = card.inner_text()
    assert said.index("Magistrat référent") < said.index("Saisir") < said.index("Maud Fictif") < said.index("Pourquoi")
    assert "Millésime" not in said
    number, act = (card.get_by_role("link", name=name).bounding_box() for name in ("01 99 00 77 03", "Saisir"))
    assert number
    assert act
    assert act["y"] < number["y"] + number["height"] < act["y"] + act["height"] + number["height"], "in one row"
    assert act["y"] < 560, "on the first screen"
    assert phone.width_needed() <= PHONE
    phone.is_accessible()
    desk = window()
    desk.sign_in(world.people["sarah"])
    desk.page.goto("/competence/?q=meaux")
    boxes = [box for each in desk.page.locator("main .card").all() if (box := each.bounding_box())]
    assert len(boxes) == 4
    assert [round(box["width"]) for box in boxes] == [round(boxes[0]["width"])] * 4
    assert (boxes[0]["y"], boxes[2]["y"]) == (boxes[1]["y"], boxes[3]["y"]), "two and two, none alone in its row"
    card.get_by_role("link", name="Saisir").click()
    phone.says("Résidence des Tilleuls, Meaux")
    assert "Melun" not in phone.text()


def test_who_is_competent_is_found_while_one_types(world: World, window: Open) -> None:
    """By touch the answer itself; by keyboard down along the communes, and back to what was typed."""
    phone = window(width=PHONE)
    phone.sign_in(world.people["sarah"])
    phone.page.goto(reverse("competence"))
    field = phone.page.get_by_role("searchbox")
    field.press_sequentially("Meeaux")
    phone.says("La plus proche : Meaux")
    expect(phone.page.locator("#live")).to_have_text("Meaux : 3 institutions compétentes")
    assert phone.page.url.endswith("?q=Meeaux")
    field.fill("ferte")
    phone.says("La Ferté-Gaucher")
    expect(field).to_be_focused()
    field.press("ArrowDown")
    phone.page.keyboard.press("ArrowDown")
    expect(phone.page.get_by_role("link", name="La Ferté-sous-Jouarre")).to_be_focused()
    phone.page.keyboard.press("ArrowUp")
    phone.page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    field.press("ArrowDown")
    phone.page.keyboard.press("Enter")
    phone.says("INSEE 77182")
