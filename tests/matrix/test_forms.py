"""What a draft is kept by, over every form with a long text."""

from itertools import product
from urllib.parse import urlsplit
from uuid import UUID

from django.urls import resolve

from tests.matrix.expectations import ROWS
from tests.matrix.forms import SeenForm, acts_in
from tests.matrix.test_offers import WALKERS
from tests.matrix.trials import trials_of
from tests.matrix.world import World, undone

# Where a draft belongs to the address alone: a new thing, of which there is one form.
NEW_THINGS = {
    "article_new",
    "charter_list",
    "incident_new",
    "letter_template_edit",
    "mailing_new",
    "meeting_new",
    "post_new",
    "theme_new",
}
# Whose fields say what it is about and for whom.
CHOSEN_IN_IT = {"referral_new": {("incident", "recipient"), ("residence", "recipient")}}


def test_a_draft_is_kept_by_what_the_form_is_about_and_for_whom(world: World) -> None:
    """Of every form with a long text that is kept: it posts to an object's own address, or its fields say so, or it is
    of a list. What a draft is named by says `static/js/portal.js`; that it comes back there alone,
    `tests/road/test_drafts.py`."""
    kept = [(act, form) for name in ROWS for act, form in forms_on(name, world) if form.keeps_draft]
    found = {(act, form.about, has_object(form.action)) for act, form in kept}
    by_address = {act for act, about, is_of_object in found if about == ("", "") and not is_of_object}
    assert by_address == NEW_THINGS
    chosen = {act: {about for each, about, _ in found if each == act} for act, about, _ in found if about != ("", "")}
    assert chosen == CHOSEN_IN_IT
    assert {"decision_edit", "meeting_edit", "referral_answer", "referral_complete", "theme_edit"} <= {
        act for act, _, is_of_object in found if is_of_object
    }


def test_who_is_named_in_a_form_is_kept_on_no_device(world: World) -> None:
    """Of every form with a long text that asks for somebody's name."""
    naming = [
        (act, form.keeps_draft) for name in ROWS for act, form in forms_on(name, world) if "last_name" in form.names
    ]
    assert {act for act, keeps in naming if not keeps} >= {"addressee_new", "addressee_edit"}
    assert {act for act, keeps in naming if keeps} == set()


def forms_on(name: str, world: World) -> list[tuple[str, SeenForm]]:
    """Those of that page with a long text, as whoever it is open to."""
    with undone(world.clients["sarah"]):
        open_to = [who for who in WALKERS if not ROWS[name].is_closed_to(world.column_of(who))]
        found = []
        for trial, who in product(trials_of(name, world), open_to):
            address = trial.address(name)
            found += [each for each in acts_in(world.clients[who].get(address, trial.query), address) if each[1].texts]
        return found


def has_object(action: str) -> bool:
    return any(isinstance(value, UUID) for value in resolve(urlsplit(action).path).kwargs.values())
