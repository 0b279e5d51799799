"""Whoever comes too late finds on the page what was typed, field by field, whichever form it was."""

import sys
from importlib import import_module
from typing import Any, NoReturn

import pytest

from acting.refusals import Conflict
from tests.matrix.test_twice import WRITING, doers
from tests.matrix.trial import Data
from tests.matrix.trials import trials_of
from tests.matrix.world import World, undone
from tests.rules.test_every_write import APPS
from tests.rules.trials import NO_RULE, TAKES_AWAY, TRIALS

WRITES = [*TRIALS, *(name for name, reason in NO_RULE.items() if reason == TAKES_AWAY)]
# Buttons, tokens and what a page carries hidden.
NOT_TYPED = {"submission", "version", "seen", "digest", "act", "designation", "absence", "charter", "next"}
NOT_TYPED |= {"withdrawn", "open", "reviewed", "form-TOTAL_FORMS", "form-INITIAL_FORMS"}
OWN_PAGE = {
    "invitation": "says itself that the key has served, and a password is shown to nobody",
    "residence_import_read": "shows itself what the list would do now",
}


def too_late(**_: Any) -> NoReturn:
    raise Conflict("somebody was quicker")


@pytest.fixture
def everybody_is_too_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every service loses its race: one that many rows and pages would otherwise have to be brought to."""
    services = [getattr(import_module(room), act) for room, _, act in (name.rpartition(".") for name in WRITES)]
    own = [module for name, module in sys.modules.items() if name.split(".")[0] in APPS]
    for module in own:
        for name, value in list(vars(module).items()):
            if any(value is service for service in services):
                monkeypatch.setattr(module, name, too_late)


@pytest.mark.parametrize("name", sorted(set(WRITING) - set(OWN_PAGE)))
def test_what_was_typed_stays(world: World, everybody_is_too_late: None, name: str) -> None:
    tried = 0
    for trial in trials_typed(name, world):
        [who, *_] = doers(world, name, trial)
        with undone(world.clients[who]):
            response = world.clients[who].post(trial.address(name), trial.data)
        assert response.status_code == 409
        assert {each.name for each in response.context["typed"]} == typed(trial.data, trial.query)
        assert all(each.label and each.words for each in response.context["typed"])
        tried += 1
    assert tried or not any(typed(trial.data, trial.query) for trial in trials_of(name, world))


def trials_typed(name: str, world: World) -> list[Any]:
    return [trial for trial in trials_of(name, world) if typed(trial.data, trial.query) and doers(world, name, trial)]


def typed(data: Data, query: Data) -> set[str]:
    return {name for name, value in data.items() if value not in ("", None)} - NOT_TYPED - set(query)
