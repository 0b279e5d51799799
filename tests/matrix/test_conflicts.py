"""Whoever comes too late finds on the page what was typed, field by field, whichever form it was."""

import sys
from importlib import import_module
from typing import Any, NoReturn

import pytest
from django.test import Client

from acting.refusals import Conflict
from acting.rows import Rows
from tests.house import APPS
from tests.matrix.test_twice import WRITING, doers
from tests.matrix.trial import Trial
from tests.matrix.trials import trials_of
from tests.matrix.world import World, undone
from tests.rules.trials import NO_RULE, TAKES_AWAY, TRIALS

APPLIES = "territory.services.competences.apply_import"
WRITES = [APPLIES, *TRIALS, *(name for name, reason in NO_RULE.items() if reason == TAKES_AWAY)]
# Buttons, tokens and what a page carries hidden.
NOT_TYPED = {"submission", "version", "seen", "digest", "act", "designation", "absence", "charter", "next", "decision"}
NOT_TYPED |= {"withdrawn", "open", "reviewed", "saved", "form-TOTAL_FORMS", "form-INITIAL_FORMS"}
OWN_PAGE = {
    "answers_to_validate": "names itself each answer that stays, and keeps its words",
    "referral_acknowledge_many": "names itself each that moved, and does the rest",
    "referral_note_outcome": "a button beside what it is about",
    "invitation": "says itself that the key has served, and a password is shown to nobody",
    "own_address_confirm": "says itself what the first click did",
    "residence_import_read": "shows itself what the list would do now",
    "designation_switch": "says under which designation one acts, in one's own session",
    "mail_resend": "one statement, in which nobody comes second",
    "mails_resend": "one statement, in which nobody comes second",
    "job_retry": "tries again what failed, and says when nothing did",
    "jobs_retry": "tries again what failed, and says when nothing did",
}


def too_late(**_: Any) -> NoReturn:
    raise Conflict("somebody was quicker")


def lose_every_race(monkeypatch: pytest.MonkeyPatch) -> None:
    """In every service at once: a real race would need two people at each page."""
    services = {id(getattr(import_module(room), act)) for room, _, act in (name.rpartition(".") for name in WRITES)}
    own = [module for name, module in sys.modules.items() if name.split(".")[0] in APPS]
    for module in own:
        for name, value in list(vars(module).items()):
            if id(value) in services:
                monkeypatch.setattr(module, name, too_late)


@pytest.mark.parametrize("name", sorted(set(WRITING) - set(OWN_PAGE)))
def test_what_was_typed_stays(world: World, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    tried = [(trial, trial.address(name), doers(world, name, trial)[:1]) for trial in trials_of(name, world)]
    lose_every_race(monkeypatch)  # after the addresses: naming one has imported every view
    for trial, address, who in tried:
        for client in [world.clients[each] for each in who]:
            with undone(client):
                expected = typed(client, address, trial)
                response = client.post(address, trial.data)
            assert response.status_code == 409
            assert {each.name for each in response.context["typed"]} == expected
            assert all(each.label and each.words for each in response.context["typed"])


def typed(client: Client, address: str, trial: Trial) -> set[str]:
    """What the trial sends into fields that one sees; into rows, or to a page that only answers a button, all of it."""
    sent = {name for name, value in trial.data.items() if value not in ("", None)} - NOT_TYPED
    sent -= {"password"}  # shown to nobody, the person who typed it included
    page = client.get(address, trial.query)
    form = page.status_code == 200 and not isinstance(page.context.get("rows"), Rows) and page.context.get("form")
    return sent & {bound.html_name for bound in form.visible_fields()} if form else sent - set(trial.query)
