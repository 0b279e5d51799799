"""Communes found by what somebody types: a name or a part of it, a postal code, an INSEE code."""

import re

from django.db.models import Q, QuerySet

from acting.fold import fold
from territory.models import Commune

CODE = re.compile(r"^\d{5}$")


def find_communes(query: str, among: QuerySet[Commune]) -> QuerySet[Commune]:
    """Communes for a name, a part of a name, a postal code or an INSEE code, old codes included; exact names first.

    `among` are those that the searcher may see. 78 numbers are the INSEE code of one commune and the
    postal code of another: then both are found.
    """
    text, folded = query.strip(), fold(query)
    communes = among.prefetch_related("competences__signatory", "former_codes")
    if not folded:
        return communes.none()
    if CODE.match(text):
        found = Q(code=text) | Q(postal_codes__contains=text) | Q(former_codes__code=text)
        return communes.filter(found).distinct()
    exact = communes.filter(search_name=folded)
    return exact if exact.exists() else communes.filter(search_name__contains=folded)
