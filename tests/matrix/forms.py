"""The forms of a page as they stand in it: what each carries; what nothing takes back asks once, and not by Enter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.urls import resolve

from acting.checks import own_patterns

TYPED = ("hidden", "submit", "button", "reset", "image")
# What a form is made of; between such tags nothing is read, which takes most of a page. A `>` that is said is escaped.
OF_FORMS = re.compile(r"</?(?:details|form|button|select|textarea|input|fieldset|output)\b[^>]*>")

# On which page the form of an act that nothing takes back stands, where that is not its own.
PAGE_OF = {
    "account_switch": "account_detail",
    "competence_import_apply": "competence_import",
    "competence_import_refuse": "competence_import",
    "designation_accept": "own_designations",
    "designation_agree": "post_manage",
    "designation_decline": "own_designations",
    "designation_stop": "post_manage",
    "document_remove": "convention_text",
    "publication_publish": "publication_detail",
    **{
        f"injunction_{act}": "injunction_detail"
        for act in ("accept", "refuse", "seize", "substitute", "close", "withdraw")
    },
    "fact_import_undo": "fact_import_detail",
    "evidence_freeze": "evidence_detail",
    "exceptional_approve": "exceptional_detail",
    "exceptional_end": "exceptional_detail",
    "person_remove": "person_list",
    "post_reopen": "post_manage",
    "referral_answer": "referral_detail",
    "referral_close": "referral_detail",
    "referral_refuse": "referral_detail",
    "referral_rename": "referral_detail",
    "referral_send": "referral_detail",
    "referral_withdraw": "referral_detail",
    "review_freeze": "review_detail",
}
# Nobody of the world is named for a day to come; the other one stands on the page that a POST from the inbox shows.
NOT_HERE = {"designation_cancel", "answer_many"}


@dataclass
class SeenForm:
    """A form as it stands in a page: where it posts, its submit buttons in order, and whether something opens it;
    its long texts, of which drafts are kept, and the fields that say what it is about and for whom."""

    action: str
    is_folded: bool
    names: set[str] = field(default_factory=set)
    fields: int = 0
    texts: set[str] = field(default_factory=set)
    about: tuple[str, str] = ("", "")
    keeps_draft: bool = True
    buttons: list[dict[str, str | None]] = field(default_factory=list)

    def is_dangerous(self) -> bool:
        return any("danger" in (button.get("class") or "").split() for button in self.buttons)

    def enter_is_harmless(self) -> bool:
        """The first submit button is what Enter in a field presses; one that is disabled sends nothing."""
        return "disabled" in self.buttons[0] or self.buttons[0].get("value") == "preview"


class Forms(HTMLParser):
    def __init__(self, page: str, address: str) -> None:
        super().__init__()
        self.found: list[SeenForm] = []
        self._address, self._open, self._folds = address, False, 0
        self.feed("".join(OF_FORMS.findall(page)))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "details":
            self._folds += 1
        elif tag == "form":
            self._open = given.get("method") == "post"
            if self._open:
                about = (given.get("data-about") or "", given.get("data-to") or "")
                seen = SeenForm(given.get("action") or self._address, bool(self._folds), about=about)
                seen.keeps_draft = "data-no-draft" not in given
                self.found.append(seen)
        if self._open and given.get("name"):
            self.found[-1].names.add(given["name"] or "")
        if self._open and tag == "textarea":
            self.found[-1].texts.add(given.get("name") or "")
        if self._open and (tag == "button" and given.get("type", "submit") == "submit"):
            self.found[-1].buttons.append(given)
        elif self._open and (tag in ("select", "textarea") or (tag == "input" and given.get("type") not in TYPED)):
            self.found[-1].fields += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "details":
            self._folds -= 1
        elif tag == "form":
            self._open = False


def acts_in(answer: Any, address: str) -> Iterator[tuple[str, SeenForm]]:
    """(address name of the act, form) of every form of a page that posts to an own address."""
    if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
        for form in Forms(answer.content.decode(), address).found:
            yield resolve(urlsplit(form.action).path).url_name or "", form


def faults_in(page: str, answer: Any, address: str) -> set[str]:
    faults = set()
    for act, form in acts_in(answer, address):
        if act in acts_under_a_designation() and "acting_as" not in form.names:
            faults.add(f"{act} does not say under which designation it was opened")
        if act in irrevocable_acts() or form.is_dangerous():
            if form.fields and not form.enter_is_harmless():
                faults.add(f"Enter sends {act}")
            if not form.fields and not form.is_folded and page != act:
                faults.add(f"{act} does not ask")
    return faults


def irrevocable_on(page: str) -> set[str]:
    """The acts whose form must stand on that page."""
    return {act for act in irrevocable_acts() if PAGE_OF.get(act, act) == page}


@cache
def acts_under_a_designation() -> set[str]:
    return {str(p.name) for p in own_patterns() if isinstance(getattr(p.callback, "policy", ""), frozenset)}


@cache
def irrevocable_acts() -> set[str]:
    return {str(p.name) for p in own_patterns() if getattr(p.callback, "is_irrevocable", False)}
