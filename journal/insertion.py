"""Writing a row that may be there already, without an error: the database's log repeats a failed statement whole."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import QuerySet

from acting.changes import same_or_conflict
from acting.refusals import Conflict

Row = TypeVar("Row", bound=models.Model)


def inserted(row: models.Model) -> bool:
    """Whether this very statement wrote the row. False when any unique or exclusion constraint forbids it; whoever
    asks knows which. The row must have its primary key, drawn by us.

    Asking afterwards whether the key is there would say yes for the row of somebody else, or of a twin request.
    """
    written: list[int] = []

    def count(execute: Callable[..., Any], sql: str, values: Any, many: bool, context: dict[str, Any]) -> Any:
        result = execute(sql, values, many, context)
        written.append(context["cursor"].rowcount)
        return result

    rows: QuerySet[models.Model] = QuerySet(type(row))
    with connection.execute_wrapper(count):
        rows.bulk_create([row], ignore_conflicts=True)
    return written == [1]


def get_or_insert(rows: QuerySet[Row], *, defaults: dict[str, Any], **lookup: Any) -> tuple[Row, bool]:
    """The row, and whether it is new: like Django's get_or_create, also when two requests write it at one moment."""
    found = rows.filter(**lookup).first()
    if found is None and inserted(new := rows.model(**lookup, **defaults)):
        return new, True
    return found or rows.get(**lookup), False


def insert_once(row: Row, words: Iterable[str]) -> tuple[Row, bool]:
    """The row of a form, whose key is its primary key, and whether it is new: sent again, it is the one written before.

    Raises Conflict when that one says something else in `words`, the fields that were typed; also when another row
    stands in the way of this one.
    """
    if inserted(row):
        return row, True
    earlier = QuerySet(type(row)).filter(pk=row.pk).first()
    if earlier is None:
        raise Conflict(f"another row stands where {row._meta.label} {row.pk} would be")
    return same_or_conflict(earlier, {name: getattr(row, name) for name in words}), False
