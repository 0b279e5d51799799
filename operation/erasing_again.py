"""Doing again, after a restoration, what was erased since the backup: each room says how, in its `erasures.py`.

AGAIN holds, by verb, a function that takes the machine and the identifiers of the journal's entries, and returns how
many were there again; UNDONE_BY, which verb takes that back: the last word counts. NOT_AGAIN holds the reason why a
verb that takes something away is not done again; BY_HAND what a person alone can do, which the restoration lists.
"""

from collections.abc import Callable, Collection
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any
from uuid import UUID

from django.apps import apps

from acting.actor import Actor
from journal.verbs import Verb

Again = Callable[[Actor, Collection[UUID]], int]


def modules() -> list[ModuleType]:
    """The upper rooms first: what they hang on a lower one's row goes before it."""
    names = [app.name for app in apps.get_app_configs() if "." not in app.name and find_spec(f"{app.name}.erasures")]
    return [import_module(f"{name}.erasures") for name in reversed(names) if name != "operation"]


def _gathered(name: str) -> dict[Verb, Any]:
    found: dict[Verb, Any] = {}
    for module in modules():
        found |= getattr(module, name, {})
    return found


def done_again() -> dict[Verb, Again]:
    return _gathered("AGAIN")


def undoing() -> dict[Verb, Verb]:
    """What takes back the act of another verb: `reopened → closed`."""
    return _gathered("UNDONE_BY")


def by_hand() -> dict[Verb, str]:
    return _gathered("BY_HAND")


def not_again() -> dict[Verb, str]:
    return _gathered("NOT_AGAIN")


def verbs_done_again() -> set[str]:
    """What the register keeps: also what is done by hand, which somebody must be told of."""
    return {*map(str, done_again()), *map(str, undoing()), *map(str, by_hand())}
