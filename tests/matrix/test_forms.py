"""Every form of every page, as every function: what it carries; what nothing takes back asks once, and not by Enter."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import product
from urllib.parse import urlsplit

from django.db import transaction
from django.urls import resolve

from acting.checks import own_patterns
from tests.matrix.expectations import ROWS
from tests.matrix.test_offers import WALKERS
from tests.matrix.trials import trials_of
from tests.matrix.world import World

TYPED = ("hidden", "submit", "button", "reset", "image")


# Nobody of this world is named for a day to come.
NOT_HERE = {"designation_cancel"}


@dataclass
class SeenForm:
    """A form as it stands in a page: where it posts, its submit buttons in order, and whether something opens it."""

    action: str
    is_folded: bool
    names: set[str] = field(default_factory=set)
    fields: int = 0
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
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "details":
            self._folds += 1
        elif tag == "form":
            self._open = given.get("method") == "post"
            if self._open:
                self.found.append(SeenForm(given.get("action") or self._address, bool(self._folds)))
        if self._open and given.get("name"):
            self.found[-1].names.add(given["name"] or "")
        if self._open and (tag == "button" and given.get("type", "submit") == "submit"):
            self.found[-1].buttons.append(given)
        elif self._open and (tag in ("select", "textarea") or (tag == "input" and given.get("type") not in TYPED)):
            self.found[-1].fields += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "details":
            self._folds -= 1
        elif tag == "form":
            self._open = False


def forms_met(world: World, name: str) -> Iterator[tuple[str, SeenForm]]:
    """(address name of the act, form) of every form that posts to an own address, on each page of that name."""
    open_to = [who for who in WALKERS if not ROWS[name].is_closed_to(world.column_of(who))]
    for trial, who in product(trials_of(name, world), open_to):
        address = trial.address(name)
        answer = world.clients[who].get(address, trial.query)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            for form in Forms(answer.content.decode(), address).found:
                yield resolve(urlsplit(form.action).path).url_name or "", form


def test_an_irrevocable_act_asks_once_and_enter_does_not_send_it(world: World) -> None:
    own = {str(p.name) for p in own_patterns() if isinstance(getattr(p.callback, "policy", ""), frozenset)}
    irrevocable = {str(p.name) for p in own_patterns() if getattr(p.callback, "is_irrevocable", False)}
    met, unasked, sent_by_enter, unsigned = set(), set(), set(), set()
    for page in ROWS:
        with transaction.atomic():
            for act, form in forms_met(world, page):
                if act in own and "acting_as" not in form.names:
                    unsigned.add((page, act))
                if act not in irrevocable and not form.is_dangerous():
                    continue
                met.add(act)
                if form.fields and not form.enter_is_harmless():
                    sent_by_enter.add((page, act))
                if not form.fields and not form.is_folded and page != act:
                    unasked.add((page, act))
            transaction.set_rollback(True)
    assert unsigned == set(), "a form that does not say under which designation it was opened"
    assert sent_by_enter == set()
    assert unasked == set()
    assert irrevocable - met == NOT_HERE, "these forms were on no page"
