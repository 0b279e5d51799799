"""Where the days come from that somebody must not miss: each upper room names its source when it is loaded.

A source reads through its room's visibility rules, by an index, what is nearest to today on either side; nothing is
kept here that could differ from the rows themselves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.module_loading import import_string

from acting.actor import Actor
from correspondents.due_rules import Due

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Reach:
    """From where one looks, how far ahead, and how many of each kind on either side; the past has no end."""

    today: date
    until: date
    most: int


@dataclass(frozen=True, slots=True)
class DueSource:
    """`opens_to`: who has any of its days to watch."""

    opens_to: Callable[[Actor], bool]
    rows: Callable[[Actor, Reach], list[Due]]


# By dotted path: the models that they read are not there yet when the rooms are named.
SOURCES: dict[str, str] = {}


@cache
def _source(path: str) -> DueSource:
    found: DueSource = import_string(path)
    return found


def sources_of(actor: Actor) -> list[DueSource]:
    return [source for source in map(_source, SOURCES.values()) if source.opens_to(actor)]


def nearest(
    rows: "QuerySet[Row, Any]",
    shown: "QuerySet[Row, Any]",
    column: str,
    reach: Reach,
    days: Callable[[date], Any] = lambda day: day,
) -> list[Row]:
    """Those of `rows` that are nearest to today on either side, as `shown` reads them, in one statement: their keys
    first, by the index of the day, and then what is joined to them. `days` says a day in the words of the column."""
    past = rows.filter(**{f"{column}__lt": days(reach.today)}).order_by(f"-{column}", "-pk").values("pk")
    ahead = rows.filter(**{f"{column}__gte": days(reach.today), f"{column}__lte": days(reach.until)})
    nearest_ahead = ahead.order_by(column, "pk").values("pk")[: reach.most]
    return list(shown.filter(pk__in=past[: reach.most].union(nearest_ahead, all=True)))


def all_due(actor: Actor, reach: Reach) -> list[Due]:
    """Of every source that opens to the actor, by day; those of one day in the order of their references."""
    found = [due for source in sources_of(actor) for due in source.rows(actor, reach)]
    return sorted(found, key=lambda due: (due.due_on, due.reference, due.kind))
