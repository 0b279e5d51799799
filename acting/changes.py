"""Writing what differs and nothing else, so that a form sent twice leaves one entry in the journal."""

from copy import copy
from typing import Any, TypeVar

from django.db.models import Model

Row = TypeVar("Row", bound=Model)


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
