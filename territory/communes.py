"""Communes found by what somebody types: a name of today or of before, a part of it, a postal code, an INSEE code."""

from collections.abc import Callable

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import Exists, Func, Max, Q, QuerySet
from django.db.models.functions import Greatest

from territory.models import Commune
from territory.spelling import spelt

SHORTEST_FORGIVEN = 4  # with three letters everything is alike
CLOSE_NAME = 0.55  # nearly right
AS_CLOSE = 0.15  # further than that from the nearest, nobody meant it
MOST_ALIKE = 8


def find_communes(query: str, among: QuerySet[Commune]) -> QuerySet[Commune]:
    """Communes for a name, a part of a name, a postal code or an INSEE code, old names and codes included; exact names
    first. Of several of a name, those of the code beside it, if any.

    `among` are those that the searcher may see. 78 numbers are the INSEE code of one commune and the
    postal code of another: then both are found.
    """
    name, code = spelt(query)
    if not name:
        return among.filter(of_code(code)).distinct() if code else among.none()
    part = Q(search_name__contains=name) | Q(former_names__search_name__contains=name)
    found = among.filter(of_name(name) | part & ~Exists(among.filter(of_name(name)))).distinct()
    return found.filter(of_code(code) | ~Exists(found.filter(of_code(code)))) if code else found


def communes_alike(query: str, among: QuerySet[Commune]) -> list[Commune]:
    """Where no name is spelt so: those of which a part is spelt nearly so, today or before; the nearest whole name
    first, and with it what is about as near."""
    name, _ = spelt(query)
    if len(name) < SHORTEST_FORGIVEN:
        return []
    alike = _closest(lambda column: TrigramWordSimilarity(name, column))
    whole = _closest(lambda column: TrigramSimilarity(column, name))
    near = among.annotate(alike=alike, closeness=alike + whole).filter(alike__gte=CLOSE_NAME)
    found = list(near.order_by("-closeness", "search_name")[:MOST_ALIKE])
    least = found[0].closeness - AS_CLOSE if found else 0
    return [commune for commune in found if commune.closeness >= least]


def of_name(folded: str) -> Q:
    return Q(search_name=folded) | Q(former_names__search_name=folded)


def of_code(code: str) -> Q:
    return Q(code=code) | Q(postal_codes__contains=code) | Q(former_codes__code=code)


def _closest(likeness: Callable[[str], Func]) -> Greatest:
    return Greatest(likeness("search_name"), Max(likeness("former_names__search_name")))
