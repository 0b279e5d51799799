"""Every service refuses what its form refuses, at the service and over HTTP; a service without a trial fails."""

import inspect
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from types import ModuleType

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import resolve

from acting.refusals import Conflict, Refused
from tests.house import APPS
from tests.matrix.test_twice import everything
from tests.people import Cast, acting
from tests.rules.trials import NO_RULE, TRIALS


def writes() -> Iterator[str]:
    """Every function of a `services` room that somebody does: it takes `by`."""
    for module in (module for app in APPS for module in rooms_of(f"{app}.services")):
        for name, function in vars(module).items():
            own = inspect.isfunction(function) and inspect.unwrap(function).__module__ == module.__name__
            if own and not name.startswith("_") and "by" in inspect.signature(function).parameters:
                yield f"{module.__name__}.{name}"


def rooms_of(name: str) -> list[ModuleType]:
    if find_spec(name) is None:
        return []
    package = import_module(name)
    return [package, *(import_module(f"{name}.{room.name}") for room in iter_modules(getattr(package, "__path__", ())))]


def test_every_service_has_its_trial_or_a_reason_to_have_none() -> None:
    assert sorted(writes()) == sorted([*TRIALS, *NO_RULE])


@pytest.mark.parametrize("name", TRIALS)
def test_the_service_refuses_it(cast: Cast, name: str) -> None:
    trial = TRIALS[name]
    with pytest.raises((Refused, Conflict, PermissionDenied)), acting(cast.people()[trial.who]) as actor:
        trial.write(cast, actor)


@pytest.mark.parametrize("name", TRIALS)
def test_the_page_refuses_it_and_writes_nothing(cast: Cast, name: str) -> None:
    """Whatever the page answers, what was there stays as it was."""
    trial = TRIALS[name]
    address, data = trial.door(cast)
    before = everything()
    response = cast.people()[trial.who].client().post(address, data)
    assert resolve(address)
    assert response.status_code in (200, 302, 403, 404, 409)  # a redirect may say so in a message
    assert everything() - before == Counter()
    assert before - everything() == Counter()
