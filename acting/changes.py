"""Writing what differs and nothing else, so that a form sent twice leaves one entry in the journal."""

from typing import Any

from django.db.models import Model


def write_changes(row: Model, fields: dict[str, Any]) -> bool:
    """Whether anything differed; `row` is locked by the caller."""
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, fields[name])
    if changed:
        row.save(update_fields=changed)
    return bool(changed)
