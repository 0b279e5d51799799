"""What is held in one hand: rows that a thumb hits, and what is asked before what is known."""

from collections.abc import Iterator
from typing import Literal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from correspondents.models import Post
from referrals.permissions import answers_visible_to
from tests.convention77.test_list_addresses import LISTS, NO_PAGES
from tests.matrix.world import World
from tests.people import Cast, acting, make_fact, make_question, make_referral
from tests.road.conftest import Open
from tests.road.window import Window

pytestmark = pytest.mark.browser

PHONE = 360
THUMB = 44
OPENED_BY = {"demo_mail_list": "adrien", "charter_list": "adrien", "signatory_list": "adrien"}
OPENED_BY |= {"subject_list": "adrien", "gap_list": "delphine", "theme_list": "gilles", "letter_template_list": "sarah"}
OPENED_BY |= {"due_list": "sarah"}
CARDS = ".list tbody tr:has(.title a), .plain-list li:has(> a:only-of-type), .hit"
# Of each row: its height, and how many of twelve points over its width hit neither its title nor another control.
MISSES = """(rows) => rows.map((row) => {
  row.scrollIntoView({block: "center"});
  const box = row.getBoundingClientRect();
  const hits = [2, box.height / 3, box.height / 2, box.height - 4].flatMap((y) => [2, box.width / 2, box.width - 2].map(
    (x) => document.elementFromPoint(box.left + x, box.top + y)?.closest("a, button, summary")));
  return [Math.round(box.height), hits.filter((hit) => !row.contains(hit) || !hit).length];
})"""

# Of each row of a list and of a table, how it is drawn where little room is: what the style of both must bring about.
DRAWN = """() => {
  const seen = (element) => element && element.getClientRects().length && element.getBoundingClientRect().width > 1;
  const of = (element, pseudo) => getComputedStyle(element, pseudo);
  const before = (element) => { const said = of(element, "::before").content; return said === "none" ? "" : said; };
  const size = (element) => parseFloat(of(element).fontSize);
  const left = (element) => Math.round(element.getClientRects()[0].left);
  const faults = new Set(), must = (holds, what) => holds || faults.add(what);
  for (const head of document.querySelectorAll(".table:not(.scroll) .data thead"))
    must(head.getBoundingClientRect().width <= 1, "the heads of columns are shown");
  for (const row of document.querySelectorAll(".data.list tbody tr:has(.title a)")) {
    const place = row.getBoundingClientRect();
    must(row.matches(":last-child") === !parseFloat(of(row).borderBottomWidth), "a line between rows, none after");
    must(parseFloat(of(row).paddingTop) > 8, "rows touch");
    let inline = false;
    for (const cell of row.children) {
      const block = cell.matches(".title, .state, .act"), label = cell.matches(".said") ? cell.dataset.label : "";
      must(!seen(cell) || cell.matches(".title") || cell.textContent.trim(), "an empty cell is shown");
      if (!seen(cell)) { must(cell.matches(".wide") || !cell.textContent.trim(), "a cell is lost"); continue; }
      must(!cell.matches(".wide"), "a wide cell is shown");
      must(parseFloat(of(cell).borderBottomWidth) === 0 && of(cell).paddingLeft === "0px", "a cell of a table");
      if (block) {
        must(left(cell) === Math.round(place.left), "not at the left edge");
        must(of(cell).textAlign !== "right" && of(cell).display === "block", "not a line of its own");
        must(cell.matches(".title") || parseFloat(of(cell).marginTop) >= 4, "too near what stands above");
      } else {
        must(before(cell).includes("·") === inline, "a dot between two of a line, and nowhere else");
        must(before(cell).includes(label), "a number without its name");
        for (const part of cell.querySelectorAll("div, span:not(.tag, .tag *, .visually-hidden)"))
          must(of(part).display === "inline", "a line is broken");
        for (const part of cell.querySelectorAll("br")) must(of(part).display === "none", "a line is broken");
      }
      for (const other of cell.querySelectorAll(cell.matches(".title") ? ".tag" : "a, button")) {
        if (!seen(other)) continue;
        other.scrollIntoView({block: "center"});
        const box = other.getClientRects()[0];
        const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        must(other.contains(hit), "under the link of the row");
      }
      must(cell.matches(".title") === (size(cell) === size(row)), "title and muted line of one size");
      must(cell.matches(".title") === (of(cell).color === of(row).color), "title and muted line of one colour");
      inline = !block;
    }
  }
  for (const row of document.querySelectorAll(".table:not(.scroll) .data:not(.list) tbody tr")) {
    const last = row.matches(":last-child");
    must(last === !parseFloat(of(row).borderBottomWidth), "a line between rows, none after");
    must(parseFloat(of(row).paddingTop) > 8, "rows touch");
    for (const cell of row.children) {
      must(!seen(cell) || cell.textContent.trim(), "an empty cell is shown");
      if (!seen(cell)) continue;
      must(parseFloat(of(cell).borderBottomWidth) === 0 && parseFloat(of(cell).paddingTop) < 4, "a cell of a table");
      must(of(cell).textAlign !== "right" && left(cell) === left(row), "not at the left edge");
      if (cell.dataset.label) {
        must(before(cell).includes(cell.dataset.label), "a number without its name");
        must(of(cell).display === "grid" && of(cell, "::before").color !== of(cell).color, "a name like its number");
      } else must(of(cell).display === "block", "not a line of its own");
    }
  }
  return [...faults];
}"""

# The rules of cards: how many there are, and what is wrong on a page without one of them.
CARD_RULES = """() => {
  const walk = (rules) => [...rules].flatMap((rule) => [rule, ...walk(rule.cssRules || [])]);
  const all = [...document.styleSheets].flatMap((sheet) => walk(sheet.cssRules));
  window.cards = all.find((rule) => rule.containerName === "table" && rule.cssText.includes(".list tbody tr"));
  return window.cards.cssRules.length;
}"""
DROP = "(n) => { window.kept = window.cards.cssRules[n].cssText; window.cards.deleteRule(n); return window.kept; }"
# Pages that between them have each kind of cell.
WITH_ALL_CELLS = {
    "adrien": ("account_list", "subject_list", "journal"),
    "delphine": ("directory",),
    "karim": ("referral_list",),
}
NOT_DRAWN = {".list caption", ".list tbody tr > *", ".list tbody tr:focus-within", ".list, .list tbody"}
PUT_BACK = "(n) => window.cards.insertRule(window.kept, n)"


def faults_of_rows(window: Window) -> list[str]:
    rows = window.page.locator(CARDS).evaluate_all(MISSES)
    wide, drawn = window.width_needed(), window.page.evaluate(DRAWN)
    missed_rows = [f"{low} px, {missed} missed" for low, missed in rows if low < THUMB or missed]
    return [*missed_rows, *([f"{wide} px wide"] if wide > PHONE else []), *drawn]


def rules_of_cards(window: Window) -> Iterator[tuple[str, bool]]:
    """Each rule, and whether something is wrong on this page without it."""
    for number in range(window.page.evaluate(CARD_RULES)):
        rule = window.page.evaluate(DROP, number)
        yield rule.partition("{")[0].strip(), bool(faults_of_rows(window))
        window.page.evaluate(PUT_BACK, number)


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


def test_without_any_rule_of_the_cards_something_is_wrong(world: World, window: Open) -> None:
    """So what `faults_of_rows` looks for is the whole of what the style brings about, but for a pointer and a focus."""
    missed: dict[str, bool] = {}
    for who, names in WITH_ALL_CELLS.items():
        phone = window(width=PHONE)
        phone.sign_in(world.people[who])
        for name in names:
            phone.page.goto(reverse(name))
            assert faults_of_rows(phone) == []
            for rule, is_missed in rules_of_cards(phone):
                missed[rule] = missed.get(rule, False) or is_missed
    assert {rule for rule, is_missed in missed.items() if not is_missed} == NOT_DRAWN
    assert len(missed) > 20


def tops(window: Window, *titles: str) -> list[float]:
    """How far down each card begins, in px."""
    cards = [window.page.locator("main .card", has=window.page.get_by_role("heading", name=title)) for title in titles]
    boxes = [card.first.bounding_box() for card in cards]
    return [box["y"] for box in boxes if box]


def test_what_is_asked_then_the_act_then_trace_and_rights(world: World, window: Open) -> None:
    referral, fact = f"/saisines/{world.referrals['to_maud'].pk}/", f"/faits/{world.facts['fresh'].pk}/"
    reading = "Qui peut voir ceci, et pourquoi ?"
    shared, to_do = "Ce qui vous est communiqué", "Que faire de ce fait ?"
    orders = (
        ("maud", referral, (shared, "Réponse préparée", "Répondre", "Déroulé", reading), "Accuser réception", 740),
        ("sarah", fact, ("Le fait", to_do, "Ce qu’il est devenu", reading), to_do, 700),
    )
    for who, address, titles, first_act, most in orders:
        phone, desk = window(width=PHONE), window()
        for opened in (phone, desk):
            opened.sign_in(world.people[who])
            opened.page.goto(address)
        down = tops(phone, *titles)
        assert len(down) == len(titles)
        assert down == sorted(down), titles
        assert down[1] < most, f"{address}: the act {down[1]} px down"
        asked, act = tops(desk, titles[0], first_act)
        assert asked == act, "side by side where there is room"


SCREEN = {"width": PHONE, "height": 740}
FACTS = "Échanges rapides sur le parking vers 20 h 35, véhicules extérieurs, accès gêné. Locataires inquiets."
FIRST_CHOICE = {"avis-parquet": 740, "suite-plainte": 560, "presence": 740}  # px down, at the most


def down(window: Window, name: str, role: Literal["button", "link"] = "button") -> float:
    """Where the lower edge of what is to be pressed stands in the first screen, or beyond it."""
    box = window.page.get_by_role(role, name=name).first.bounding_box()
    assert box
    return box["y"] + box["height"]


def test_acknowledging_choosing_and_sending_are_in_reach_of_the_thumb(cast: Cast, window: Open) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls, facts=FACTS)
    usual = {"incident": fact, "field_sets": ("facts", "place")}
    received = {
        "avis-parquet": (cast.maud, make_referral(cast.sarah, cast.maud, cast.tilleuls, **usual)),  # type: ignore[arg-type]
        "suite-plainte": (cast.maud, make_question(cast)),
        "presence": (cast.karim, make_referral(cast.sarah, cast.karim, cast.tilleuls, **usual)),  # type: ignore[arg-type]
    }
    found = {}
    for subject, (person, referral) in received.items():
        phone = window(width=PHONE)
        phone.page.set_viewport_size(SCREEN)  # type: ignore[arg-type]
        phone.sign_in(person)
        phone.page.goto(f"/saisines/{referral.pk}/")
        assert down(phone, "Accuser réception") <= SCREEN["height"]
        choice = phone.page.locator(".act .choice").first.bounding_box()
        assert choice
        found[subject] = round(choice["y"])
        assert not phone.page.get_by_role("button", name="Envoyer la réponse").is_visible()
        keys = "(each) => getComputedStyle(each, '::after').display"
        assert phone.page.locator(".act .choice").first.evaluate(keys) == "none", "no keys where fingers point"
        phone.page.get_by_role("link", name="Répondre").click()
        phone.page.locator(".act .choice").first.click()
        assert down(phone, "Envoyer la réponse") <= SCREEN["height"], "without any further scrolling"
        assert phone.page.get_by_role("button", name="Envoyer la réponse").count() == 1
        assert not phone.page.get_by_role("button", name="Accuser réception").is_visible()
        assert phone.width_needed() == PHONE
        phone.is_accessible()
    assert {subject: px for subject, px in found.items() if px > FIRST_CHOICE[subject]} == {}


def test_people_who_were_removed_are_counted_beneath_the_outcome(cast: Cast, window: Open) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    phone = window(width=PHONE)
    phone.sign_in(cast.karim)
    phone.page.goto(f"/saisines/{referral.pk}/")
    chosen = phone.page.locator(".act .choice", has_text="évincées")
    chosen.click()
    number = phone.page.get_by_label("Nombre de personnes")
    above, below = chosen.bounding_box(), number.bounding_box()
    assert above
    assert below
    assert 0 < below["y"] - (above["y"] + above["height"]) < 80
    phone.press("Envoyer la réponse")
    phone.says("Indiquez le nombre de personnes")
    number.fill("3")
    phone.press("Envoyer la réponse")
    phone.says("Personnes évincées ou verbalisées : 3 personnes")


@pytest.mark.parametrize("width", [PHONE, 1280])
def test_ten_answers_take_thirty_moves_and_twenty_pages(cast: Cast, window: Open, width: int) -> None:
    """Opened from the list once, then outcome, sending, the next; by the list each time it was 39 moves, 29 pages."""
    waiting = [make_referral(cast.sarah, cast.maud, cast.tilleuls) for _ in range(10)]
    maud, pages = window(width=width), []
    maud.sign_in(cast.maud)
    maud.page.goto(reverse("referral_list"))
    maud.page.on("load", lambda page: pages.append(page.url))
    moves = [maud.page.locator("td.title a").first]
    moves[0].click()
    for number in range(10):
        answering = (
            maud.page.locator(".act .choice", has_text="Transmis pour enquête"),
            maud.page.get_by_role("button", name="Envoyer la réponse"),
        )
        for move in answering:
            move.click()
        maud.says("Réponse envoyée.")
        moves += answering
        following = maud.page.get_by_role("link", name="Suivante à traiter")
        if number < 9:
            following.click()
            moves.append(following)
            maud.page.locator(".act .choice").first.wait_for()
    assert following.count() == 0
    assert (len(moves), len(pages)) == (30, 20)
    with acting(cast.maud) as actor:
        assert {answer.referral_id for answer in answers_visible_to(actor)} == {referral.pk for referral in waiting}


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
