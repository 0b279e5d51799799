"""How a row is taken for a write, and written: what is there now decides, what differs is written and nothing else.

So that a form sent twice leaves one entry in the journal, and nobody acts on what somebody else has just ended.
"""

from collections.abc import Mapping
from copy import copy
from typing import Any, TypeVar

from django.db.models import Manager, Model, QuerySet

from acting.refusals import Conflict

Row = TypeVar("Row", bound=Model)


def taken(rows: QuerySet[Row], row: Row) -> Row:
    """The row as it is now, held until the transaction ends. Raises Conflict when it is gone, or out of `rows`.

    Every service that changes or ends a row takes it this way: the one it is given was read before it held anything.
    """
    held = rows.select_for_update(of=("self",), no_key=True).filter(pk=row.pk).first()
    if held is None:
        raise Conflict(f"{row._meta.label} {row.pk} is gone")
    return held


def same_or_conflict(earlier: Row, wanted: Mapping[str, object]) -> Row:
    """What the same form wrote before. Raises Conflict when it comes back with other words, or when the row has been
    changed since: neither may pass for the other. A name may lead over relations ("file__sha256"); of several rows it
    is the set."""
    other = [name for name, value in wanted.items() if _said(earlier, name) != value]
    if other:
        raise Conflict(f"{earlier._meta.label} {earlier.pk} has other words: {', '.join(other)}")
    return earlier


def as_changed(row: Row, fields: dict[str, Any]) -> Row:
    """The row as it would be written, for the rules to be asked first; `row` itself stays as it is."""
    wanted = copy(row)
    for name, value in fields.items():
        setattr(wanted, name, value)
    return wanted


def write_changes(row: Model, fields: dict[str, Any]) -> bool:
    """Whether anything differed; `row` is locked by the caller."""
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, fields[name])
    if changed:
        row.save(update_fields=changed)
    return bool(changed)


def _said(row: Model, name: str) -> object:
    value: object = row
    for part in name.split("__"):
        if isinstance(value, Manager):
            value = {getattr(each, part) for each in value.all()}
        else:
            value = None if value is None else getattr(value, part)
    return set(value.all()) if isinstance(value, Manager) else value
