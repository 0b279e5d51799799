"""Each subject sent and answered once in a real browser, by the posts whose it is; what was asked is on the page of
whoever is to act, and the answer on the sender's."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Locator

from referrals.models import Subject
from referrals.outcome_table import outcomes_for
from referrals.outcomes import FIELDS, Detail, Outcome
from tests.people import ASKED, Cast, Person, make_complaint, make_fact
from tests.road.conftest import Open
from tests.road.window import Window

pytestmark = pytest.mark.browser

ABOUT_A_COMPLAINT = ("suite-plainte", "copie-decision", "rendez-vous-plainte")
WHO = {"landlord": "sarah", "police": "karim", "prosecution": "maud", "prefecture": "pascale"}
PRECISION = "Rappeler l’agence avant midi."
# What an outcome asks for, as it is typed.
DETAILS = {
    Detail.DATE: "2099-02-03",
    Detail.COUNT: "2",
    Detail.NOTE: "Vu avec le service.",
    Detail.PHONE: "01 60 00 00 00",
}


def fill(field: Locator, value: object) -> None:
    """As a hand would: boxes ticked, choices taken, the rest typed."""
    kind = field.first.evaluate("field => field.tagName === 'SELECT' ? 'select' : field.type")
    if kind in ("checkbox", "radio"):
        for each in value if isinstance(value, list) else [value]:
            field.page.locator(f"[name={field.first.get_attribute('name')}][value='{each}']").set_checked(True)
    elif kind == "select":
        field.first.select_option(str(value))
    else:
        field.first.fill(str(value))


def matter_of(cast: Cast, sender: Person, subject: str) -> str:
    """A landlord writes from a fact, a partner about a residence."""
    if sender is not cast.sarah:
        return f"residence={cast.tilleuls.pk}"
    fact = make_fact(cast.gilles, cast.tilleuls, at=timezone.now() - timedelta(days=200))
    if subject in ABOUT_A_COMPLAINT:
        make_complaint(cast.sarah, fact)
    return f"incident={fact.pk}"


def send(window: Window, address: str, asked: dict[str, Any], *, needs_precision: bool) -> None:
    page = window.page
    page.goto(address)
    for name in ("complaint", "basis"):
        choices = page.locator(f"main [name={name}]")
        if choices.count() and choices.first.get_attribute("type") == "radio":
            choices.first.set_checked(True)
    if page.locator("[name=condition_stated]").count():
        page.locator("[name=condition_stated]").set_checked(True)
    for name, value in asked.items():
        fill(page.locator(f"main [name=asked_{name}]"), value)
    if needs_precision:
        page.fill("[name=precision]", PRECISION)
    page.keyboard.press("Tab")
    page.locator("#sheet-send:enabled").wait_for()
    window.press("Envoyer la saisine")
    window.says("Saisine envoyée.")


def answer(window: Window, outcome: Outcome) -> None:
    page = window.page
    page.locator(f"#answer [name=outcome][value={outcome.code}]").set_checked(True)
    if outcome.detail == Detail.MOTIVE:
        page.locator("[name=outcome_motive] option:enabled:not([value=''])").first.evaluate(
            "option => { option.selected = true; }"
        )
    elif outcome.detail in DETAILS:
        page.fill(f"#answer [name={FIELDS[outcome.detail]}]", DETAILS[outcome.detail])
    window.press("Envoyer la réponse")
    window.says("Réponse envoyée.")


@pytest.mark.long
def test_each_subject_is_sent_and_answered_by_real_posts(cast: Cast, window: Open) -> None:
    windows: dict[str, Window] = {}
    for name in WHO.values():
        windows[name] = window()
        windows[name].sign_in(cast.people()[name])
    tried, wrong = set(), list[tuple[str, ...]]()
    for subject in Subject.objects.all():
        for sender_kind in set(subject.sender_kinds) & set(WHO):
            recipient_kind = next(kind for kind in WHO if kind in subject.recipient_kinds)
            sender, recipient = cast.people()[WHO[sender_kind]], cast.people()[WHO[recipient_kind]]
            matter = matter_of(cast, sender, subject.pk)
            address = f"/saisines/nouvelle/?{matter}&recipient={recipient.post.pk}&subject={subject.pk}"
            asked = ASKED.get(subject.pk, {})
            try:
                send(windows[WHO[sender_kind]], address, asked, needs_precision=subject.needs_precision)
                there = windows[WHO[recipient_kind]]
                there.page.goto(windows[WHO[sender_kind]].page.url)
                there.says(subject.label)
                shown = there.text().replace("\u00a0", " ").lower()
                typed = [each for each in asked.values() if isinstance(each, str) and " " in each]
                wrong += [(subject.pk, each) for each in typed if each.lower() not in shown]
                outcome = outcomes_for(recipient_kind, subject.pk)[0]
                answer(there, outcome)
                windows[WHO[sender_kind]].page.reload()
                windows[WHO[sender_kind]].says(outcome.label.split(",")[0].rstrip("…"))
            except BrowserError as trouble:  # all that go wrong are named, not the first alone
                wrong.append((subject.pk, sender_kind, str(trouble)[:300], windows[WHO[sender_kind]].text()[:2000]))
            tried.add((subject.pk, sender_kind))
    assert wrong == []
    assert tried == {(each.pk, kind) for each in Subject.objects.all() for kind in set(each.sender_kinds) & set(WHO)}
