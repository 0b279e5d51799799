"""Where things stand on a screen: no table is cut off, and what the guard says stands under what it is about."""

import pytest
from django import forms
from django.db import transaction
from django.urls import get_resolver, reverse

from incidents.forms.facts import FactForm
from signatories.guarded import ReviewedForm
from tests.figures import publish
from tests.matrix.expectations import ROWS
from tests.matrix.gatherings import make_decision, make_meeting
from tests.matrix.test_matrix import expected
from tests.matrix.trial import Trial
from tests.matrix.trials import trials_of
from tests.matrix.world import World
from tests.people import PASSWORD, Cast, make_residence
from tests.reports.conftest import file_many, text_of
from tests.road.conftest import Open, manage
from tests.road.window import Window

pytestmark = pytest.mark.browser

WIDTHS = (360, 768, 1280, 1920)
PHONE = 360
NEAR = 24  # px
# Of each table that is shown: by how many px its box is too narrow for it, unless one sees and can scroll that there is
# more; and by how many px the page is.
CUT = """() => {
  document.querySelectorAll("details").forEach((each) => { each.open = true; });
  const page = document.scrollingElement;
  const shown = [...document.querySelectorAll("main table")].filter((each) => each.getClientRects().length);
  const cut = shown.map((each) => {
    const box = each.closest(".table") || each.parentElement;
    const said = box.matches(".scroll[tabindex='0'][aria-label]");
    const shaded = getComputedStyle(box).backgroundImage.split("linear-gradient").length > 4;
    return said && shaded && getComputedStyle(box).overflowX === "auto" ? 0 : box.scrollWidth - box.clientWidth;
  });
  return [page.scrollWidth - page.clientWidth, ...cut].filter((px) => px > 0);
}"""
# Types in each guarded field what the guard speaks of, and sends the form without what a script would stop.
TYPE = """(names) => {
  const fields = names.map((name) => document.querySelector(`main [name=${name}]`));
  for (const field of fields) field.value = "Rappeler au 06 12 34 56 78.";
  HTMLFormElement.prototype.submit.call(fields[0].form);
}"""
# From the lower edge of a field to the upper one of what the guard says of it.
BELOW = """(name) => {
  const field = document.querySelector(`main [name=${name}]`);
  const advice = document.getElementById(`${field.id}_advice`);
  return advice && Math.round(advice.getBoundingClientRect().top - field.getBoundingClientRect().bottom);
}"""

# What has focus, where that can be seen.
HELD = """() => {
  const held = document.activeElement, box = held.getBoundingClientRect();
  return box.top >= 0 && box.top < window.innerHeight ? held.id : "";
}"""


def pages_with_tables(world: World) -> dict[str, set[str]]:
    """By who opens them. What an address needs to show one stays, whatever else is made for a trial goes again."""
    found: dict[str, set[str]] = {}
    for name in ROWS:
        with transaction.atomic():
            trial = trials_of(name, world)[0]
            who = next((who for who in sorted(world.people) if shows_a_table(world, name, trial, who)), "")
            transaction.set_rollback(not who)
        if who:
            found.setdefault(who, set()).add(trial.address(name))
    return found


def shows_a_table(world: World, name: str, trial: Trial, who: str) -> bool:
    if expected(world, ROWS[name], trial, who, "get") != 200:
        return False
    answer = world.clients[who].get(trial.address(name), trial.query)
    return not answer.streaming and b"<table" in answer.content


def test_no_table_is_cut_off_at_any_width(own_database: str, world: World, window: Open) -> None:
    cast = world.cast
    with transaction.atomic():
        carmes = make_residence(cast.victor.signatory, "Les Carmes", "77288")
        file_many(cast.sarah, [cast.tilleuls, cast.erables], 40, seed=1)
        file_many(cast.victor, [cast.pommiers, carmes], 30, seed=2)
    manage("WORKER_DATABASE_URL", own_database, "prepare_publications")
    with transaction.atomic():
        publish(cast.delphine)
    pages = pages_with_tables(world)
    pages.setdefault("delphine", set()).add("/tableau-de-bord/")
    pages.setdefault("sarah", set()).add("/tableau-de-bord/")
    assert sum(map(len, pages.values())) > 20
    cut = {}
    for who, addresses in sorted(pages.items(), key=lambda each: each[0] == "sarah"):
        screen = window()
        screen.sign_in(world.people[who])
        for address in sorted(addresses):
            answer = screen.page.goto(address)
            assert answer is None or answer.ok, address
            for width in WIDTHS:
                screen.page.set_viewport_size({"width": width, "height": 844})
                if px := screen.page.evaluate(CUT):
                    cut[who, address, width] = px
    assert cut == {}
    for who in ("delphine", "sarah"):
        screen = window(width=1280)
        screen.sign_in(world.people[who])
        screen.page.goto("/tableau-de-bord/")
        screen.page.locator("summary", has_text="Voir le tableau").first.click()
        months = screen.page.locator(".table.scroll").first
        assert months.evaluate("(box) => box.scrollWidth - box.clientWidth") == 0, "the months of a year, at a desk"
    screen.page.set_viewport_size({"width": PHONE, "height": 844})
    screen.page.goto("/tableau-de-bord/")
    unmarked = "(box) => { box.style.background = 'none'; box.firstElementChild.style.minWidth = '60rem'; }"
    screen.page.locator(".table.scroll").first.evaluate(unmarked)
    assert screen.page.evaluate(CUT), "a table of many columns that does not show that it goes on is cut off"


# How far apart the upper edges of the fields of one row are, and the lower edge of the row above the button: with an
# error under two of them they stay in line, and the button is not pushed among them.
ROWS_OF_FIELDS = """() => {
  const all = (found) => [...document.querySelectorAll(`main .filters ${found}`)];
  const fields = all(":is(input, select)").filter((each) => each.offsetWidth > 1);
  const rows = new Map();
  for (const each of fields) {
    const label = Math.round(each.closest(".field").getBoundingClientRect().top);
    rows.set(label, [...(rows.get(label) || []), Math.round(each.getBoundingClientRect().top)]);
  }
  const button = all(".btn")[0].getBoundingClientRect();
  const low = Math.max(...all(".field").map((each) => each.getBoundingClientRect().bottom));
  return [[...rows.values()].map((tops) => Math.max(...tops) - Math.min(...tops)), Math.round(button.top - low)];
}"""


@pytest.mark.parametrize("width", WIDTHS)
def test_an_error_leaves_a_row_of_filters_in_line(world: World, window: Open, width: int) -> None:
    screen = window(width=width)
    screen.sign_in(world.people["dina"])
    screen.page.goto("/journal/?since=2026-05-02&until=2026-05-01&reference=zzz")
    screen.says("Aucun fait ni aucune saisine")
    apart, below = screen.page.evaluate(ROWS_OF_FIELDS)
    assert set(apart) == {0}
    assert 0 < below <= NEAR
    assert screen.width_needed() == width


ONLY_TO_REREAD = {
    "ActionWithdrawalForm",
    "AttachmentWithdrawalForm",
    "CaptionForm",
    "CommentaryForm",
    "OutcomeForm",
    "ReferralForm",
    "CompletionForm",
    "MeetingForm",
    "DecisionForm",
    "EvidenceForm",
    "ArrangementForm",
    "PieceForm",
    "FollowUpForm",
    "SavedFilterForm",
    "SeizureForm",
    "TemplateForm",
    "WithdrawalForm",
}


def forms_with_guard() -> set[tuple[type[forms.Form], tuple[str, ...]]]:
    """All that are sent: those that others are made of have no guarded fields of their own. The addresses bring in
    every view with its forms."""
    assert get_resolver().url_patterns
    found: list[type[ReviewedForm]] = [ReviewedForm]
    for each in found:
        found += each.__subclasses__()
    return {(each, each.guarded) for each in found if "guarded" in vars(each)} | {(FactForm, ("building", "facts"))}


def places(world: World) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """Each guarded form: who opens it, where, and what is guarded there."""
    with transaction.atomic():
        meeting = make_meeting(world.cast.sarah.signatory.convention, "Comité technique")
        decision = make_decision(meeting, world.cast.karim.signatory, "Vérifier l’éclairage des parkings.")
    sent, received = world.referrals["to_maud"].pk, world.referrals["to_maud"].pk
    decided = f"/reunions/decisions/{decision.pk}/"
    return {
        "FactForm": ("gilles", "/faits/nouveau/", ("building", "facts")),
        "ReferralForm": ("sarah", f"/saisines/nouvelle/?incident={world.facts['fresh'].pk}", ("precision",)),
        "CompletionForm": ("sarah", f"/saisines/{sent}/completer/", ("precision",)),
        "OutcomeForm": ("maud", f"/saisines/{received}/", ("note",)),
        "InjunctionForm": ("sarah", "/injonctions/nouvelle/", ("address",)),
        "InjunctionRefusalForm": ("sarah", f"/injonctions/{world.injunctions['notified'].pk}/", ("note",)),
        "SeizureForm": ("sarah", f"/injonctions/{world.injunctions['accepted'].pk}/", ("court",)),
        "TemplateForm": ("sarah", "/lettres/modeles/reminder/", ("body",)),
        "WordsForm": ("sarah", f"/situations/{world.situations['lease'].pk}/lettres/reminder/", ("body",)),
        "RatingForm": ("sarah", f"/situations/{world.situations['hall'].pk}/cotation/", ("reason",)),
        "StepForm": ("sarah", f"/situations/{world.situations['hall'].pk}/demarches/reminder/", ("note",)),
        "WithdrawalForm": ("sarah", f"/demarches/{world.steps['hall'].pk}/retirer/", ("why",)),
        "CaptionForm": ("gilles", f"/pieces/{world.attachments['hall'].pk}/", ("caption",)),
        "AttachmentWithdrawalForm": ("gilles", f"/pieces/{world.attachments['hall'].pk}/retirer/", ("why",)),
        "LegalActionForm": ("sarah", f"/situations/{world.situations['hall'].pk}/action-en-justice/", ("early_why",)),
        "EvidenceForm": ("sarah", f"/situations/{world.situations['lease'].pk}/dossiers/nouveau/", ("title",)),
        "ArrangementForm": ("sarah", f"/dossiers/{world.dossier.pk}/", ("title",)),
        "PieceForm": ("sarah", f"/dossiers/{world.dossier.pk}/pieces/{world.attestation.pk}/", ("title",)),
        "PaperForm": ("sarah", f"/dossiers/{world.dossier.pk}/papiers/nouveau/", ("title",)),
        "ActionWithdrawalForm": ("sarah", f"/actions-en-justice/{world.action.pk}/retirer/", ("why",)),
        "CommentaryForm": (
            "delphine",
            f"/rapports/bilans/{world.bilans['in writing'].pk}/chapitres/saisines/",
            ("text",),
        ),
        "SavedFilterForm": ("karim", "/mes-filtres/nouveau/?liste=directory&nature=police", ("name",)),
        "MonthWithdrawalForm": (
            "delphine",
            f"/tableau-de-bord/publications/{world.publications['published'].pk}/retirer/",
            ("reason",),
        ),
        "MeetingForm": ("delphine", f"/reunions/{meeting.pk}/modifier/", ("title", "place", "agenda", "minutes")),
        "DecisionForm": ("delphine", decided, ("text", "owner_function", "follow_up")),
        "FollowUpForm": ("karim", f"{decided}suivi/", ("follow_up",)),
        "ExceptionalAccessForm": ("adrien", "/administration/acces-exceptionnel/", ("reason",)),
        "AccessForm": ("sarah", f"/residences/{world.cast.tilleuls.pk}/acces/", ("note", "upkeep")),
    }


def test_what_the_guard_says_stands_under_what_it_is_about(world: World, window: Open) -> None:
    where = places(world)
    assert {(form.__name__, names) for form, names in forms_with_guard()} == {
        (form, names) for form, (_, _, names) in where.items()
    }
    far, boxes, held = {}, {}, {}
    for form, (who, address, names) in where.items():
        phone: Window = window(width=PHONE)
        phone.sign_in(world.people[who])
        phone.page.goto(address)
        with phone.page.expect_navigation():
            phone.page.evaluate(TYPE, list(names))
        for name in names:
            px = phone.page.evaluate(BELOW, name)
            if px is None or not 0 <= px <= NEAR:
                far[form, name] = px
        held[form] = phone.page.evaluate(HELD) == f"id_{names[0]}_advice"
        boxes[form] = phone.page.locator("main [name=reviewed]").count()
        assert phone.width_needed() == PHONE
        phone.is_accessible()
    assert far == {}
    assert set(boxes.values()) == {1}
    # The others are sent with more wrong than a text: the summary above takes focus.
    assert {form for form, is_held in held.items() if is_held} == ONLY_TO_REREAD, "on the first words, and in sight"


# How far each notice of a card is from what stands before and after it.
AROUND = """() => [...document.querySelectorAll("main .card .notice")].flatMap((notice) => {
  const { top, bottom } = notice.getBoundingClientRect();
  const [before, after] = [notice.previousElementSibling, notice.nextElementSibling];
  return [before && top - before.getBoundingClientRect().bottom, after && after.getBoundingClientRect().top - bottom];
}).filter((px) => px !== null)"""


@pytest.mark.parametrize("width", [PHONE, 1280])
def test_a_notice_in_a_card_touches_nothing(cast: Cast, window: Open, width: int) -> None:
    """A change of address that waits is said among what stands of the address."""
    screen = window(width=width)
    screen.sign_in(cast.maud)
    screen.page.goto(reverse("own_address"))
    screen.page.fill("[name=email]", "maud.nouvelle@tj-meaux.example")
    screen.page.fill("[name=password]", PASSWORD)
    screen.press("Envoyer le lien")
    screen.page.goto(reverse("mfa_index"))
    screen.says("Vous avez demandé le")
    around = screen.page.evaluate(AROUND)
    assert len(around) == 2
    assert min(around) >= 8


@pytest.mark.parametrize("width", [PHONE, 1280])
def test_the_steering_is_accessible_with_every_table_open(world: World, window: Open, width: int) -> None:
    screen = window(width=width)
    screen.sign_in(world.people["sarah"])
    screen.page.goto("/pilotage/?periode=annee")
    for summary in screen.page.locator("main summary").all():
        summary.click()
    assert screen.page.locator("main table:visible").count() == 13
    assert screen.width_needed() == width
    screen.is_accessible()
    assert screen.troubles == []


@pytest.mark.parametrize(
    ("who", "address"),
    [("sarah", "/pilotage/"), ("karim", "/pilotage/charge/"), ("delphine", "/tableau-de-bord/")],
)
def test_no_figure_is_lost_on_paper(world: World, window: Open, who: str, address: str) -> None:
    """Each card by its title: a printer cuts off what it cannot break."""
    screen = window(width=1280)
    screen.sign_in(world.people[who])
    screen.page.goto(address)
    titles = [" ".join(title.split()) for title in screen.page.locator("main :is(h2, h3)").all_inner_texts()]
    printed = text_of(screen.page.pdf(format="A4"))
    assert [title for title in titles if title not in printed] == []
    assert len(titles) > 5


@pytest.mark.parametrize(("who", "tables"), [("karim", 8), ("pascale", 9)])
@pytest.mark.parametrize("width", [PHONE, 1280])
def test_the_load_of_a_partner_is_accessible(world: World, window: Open, width: int, who: str, tables: int) -> None:
    screen = window(width=width)
    screen.sign_in(world.people[who])
    screen.page.goto("/pilotage/charge/?periode=annee")
    for summary in screen.page.locator("main summary").all():
        summary.click()
    assert screen.page.locator("main table:visible").count() == tables
    assert screen.width_needed() == width
    screen.is_accessible()
    assert screen.troubles == []
