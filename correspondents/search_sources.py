"""What one box looks through: each room names its kinds of things when it is loaded, and looks them up by its own rule.

Nothing is kept of what was typed; the page tells the journal which case data it showed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.utils.module_loading import import_string

from acting.actor import Actor
from acting.search import Found, Sought
from journal.verbs import Verb


@dataclass(frozen=True, slots=True)
class SearchSource:
    """`verb`: how the journal calls a read of such a thing, None for what is no case data. `forgives`: the source
    finds what is spelt alike by itself."""

    kind: str
    label: str
    opens_to: Callable[[Actor], bool]
    search: Callable[[Actor, Sought], Found]
    verb: Verb | None = None
    forgives: bool = False


# By dotted path, in the order of the page: the models that they read are not there yet when the rooms are named.
SEARCHED: dict[int, str] = {}


@cache
def _source(path: str) -> SearchSource:
    found: SearchSource = import_string(path)
    return found


def sources_for(actor: Actor) -> list[SearchSource]:
    return [source for _, path in sorted(SEARCHED.items()) if (source := _source(path)).opens_to(actor)]
