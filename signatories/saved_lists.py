"""Of which lists filters are kept: each room names its own when it is loaded, and says what of an address it means."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.http import QueryDict
from django.urls import resolve, reverse
from django.utils.http import urlencode
from django.utils.module_loading import import_string

from acting.actor import Actor
from acting.filters import Choice


@dataclass(frozen=True, slots=True)
class SavedList:
    """`choices`: the closed filters that an address sets, as far as the list still offers them to that person."""

    label: str
    choices: Callable[[Actor, QueryDict], Sequence[Choice]]


# By the name of the list's address; dotted paths, since what they read is not there yet when the rooms are named.
LISTS: dict[str, str] = {}


def own_numbers(actor: Actor) -> str:
    """Under which the cache holds how many filters the person keeps of each list (`acting.kept`)."""
    return f"filters {actor.user_id} {actor.convention_id}"


@cache
def _list(path: str) -> SavedList:
    found: SavedList = import_string(path)
    return found


def saved_list(actor: Actor, name: str) -> SavedList | None:
    """None for what is no such list, or no page of that function."""
    if name not in LISTS or actor.function not in resolve(reverse(name)).func.policy:  # type: ignore[attr-defined]
        return None
    return _list(LISTS[name])


def query_of(choices: Iterable[Choice]) -> str:
    return urlencode([(each.name, each.value) for each in choices])


def choices_in(actor: Actor, name: str, query: str) -> Sequence[Choice]:
    """What the address means today."""
    found = saved_list(actor, name)
    return found.choices(actor, QueryDict(query)) if found else ()
