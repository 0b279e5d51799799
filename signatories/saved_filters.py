"""The filters that a person keeps, as pages show them: above their list, and all together."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import parse_qsl

from django.http import QueryDict

from acting.actor import Actor
from acting.filters import Choice
from acting.kept import kept
from signatories.models import SavedFilter
from signatories.permissions import saved_filters_visible_to
from signatories.saved_lists import choices_in, own_numbers, query_of, saved_list

OUTLIVED = (
    "« {} » ne vaut plus en entier : un choix qu’il gardait n’existe plus dans cette liste. Elle est montrée sans lui."
)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands above a list: `query` is the address that it is shown by."""

    list_name: str
    query: str
    filters: Sequence[SavedFilter]

    @property
    def current(self) -> SavedFilter | None:
        shown = sorted(parse_qsl(self.query))
        return next((each for each in self.filters if sorted(parse_qsl(each.query)) == shown), None)

    @property
    def may_save(self) -> bool:
        return bool(self.query) and self.current is None


def beside(actor: Actor, list_name: str, query: str) -> Beside:
    """Whoever keeps none of the list, as most do of most lists, costs it no statement."""
    own = saved_filters_visible_to(actor).filter(list_name=list_name)
    return Beside(list_name, query, list(own) if kept(own_numbers(actor), list_name, own.count) else [])


def by_list(actor: Actor) -> list[tuple[str, bool, list[SavedFilter]]]:
    """All of them, under what their lists are called, and whether the list opens: of one that is no page of the
    function any more, too."""
    found = groupby(saved_filters_visible_to(actor), key=lambda each: each.list_name)
    return [(_label(actor, name), saved_list(actor, name) is not None, list(filters)) for name, filters in found]


def opened(actor: Actor, saved: SavedFilter) -> tuple[str, str]:
    """The address of the list as it means it today, and what to say of it: "" while all of it still stands."""
    today = query_of(choices_in(actor, saved.list_name, saved.query))
    stands = sorted(parse_qsl(today)) == sorted(parse_qsl(saved.query))
    return today, "" if stands else OUTLIVED.format(saved.name)


def left_out(asked: QueryDict, choices: Sequence[Choice]) -> bool:
    """Whether the address holds anything that is not kept with it: a text that was typed, a place that a link named."""
    held = {each.name for each in choices} | {"liste", "apres", "avant", "format"}
    return any(value for name, value in asked.items() if name not in held)


def _label(actor: Actor, list_name: str) -> str:
    found = saved_list(actor, list_name)
    return found.label if found else "Liste qui n’est plus ouverte à votre fonction"
