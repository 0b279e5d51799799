"""Writing a row that may be there already, without an error: the database's log repeats a failed statement whole."""

from typing import Any, TypeVar

from django.db import models
from django.db.models import QuerySet

Row = TypeVar("Row", bound=models.Model)


def inserted(row: models.Model) -> bool:
    """Whether the row is new. False when any unique or exclusion constraint forbids it; whoever asks knows which.

    The row must have its primary key, drawn by us, and be visible to whoever writes it.
    """
    rows: QuerySet[models.Model] = QuerySet(type(row))
    rows.bulk_create([row], ignore_conflicts=True)
    return rows.filter(pk=row.pk).exists()


def get_or_insert(rows: QuerySet[Row], *, defaults: dict[str, Any], **lookup: Any) -> tuple[Row, bool]:
    """The row, and whether it is new: like Django's get_or_create, also when two requests write it at one moment."""
    found = rows.filter(**lookup).first()
    if found is None and inserted(new := rows.model(**lookup, **defaults)):
        return new, True
    return found or rows.get(**lookup), False
