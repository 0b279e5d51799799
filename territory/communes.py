"""Communes found by what somebody types: a name of today or of before, a part of it, a postal code, an INSEE code."""

from django.db.models import Q, QuerySet

from territory.models import Commune
from territory.spelling import spelt


def find_communes(query: str, among: QuerySet[Commune]) -> QuerySet[Commune]:
    """Communes for a name, a part of a name, a postal code or an INSEE code, old names and codes included; exact names
    first. Of several of a name, those of the code beside it, if any.

    `among` are those that the searcher may see. 78 numbers are the INSEE code of one commune and the
    postal code of another: then both are found.
    """
    name, code = spelt(query)
    communes = among.prefetch_related("competences__signatory", "former_codes", "former_names")
    if not name:
        return communes.filter(of_code(code)).distinct() if code else communes.none()
    exact = communes.filter(of_name(name)).distinct()
    part = Q(search_name__contains=name) | Q(former_names__search_name__contains=name)
    found = exact if exact.exists() else communes.filter(part).distinct()
    nearer = found.filter(of_code(code)) if code else found
    return nearer if nearer.exists() else found


def of_name(folded: str) -> Q:
    return Q(search_name=folded) | Q(former_names__search_name=folded)


def of_code(code: str) -> Q:
    return Q(code=code) | Q(postal_codes__contains=code) | Q(former_codes__code=code)
