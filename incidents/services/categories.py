"""The categories of facts: a table that an administrator may change and no code decides."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from incidents.models import Category


@transaction.atomic
def load_categories(rows: Iterable[dict[str, Any]]) -> None:
    """Brings the rows up to date; their order is their rank on screen."""
    for position, row in enumerate(rows):
        Category.objects.update_or_create(code=row["code"], defaults=row | {"position": position})
