"""The numbers by which the portal is watched: what a name means, and how the latest value is kept.

Written by the worker; read by the page of the administrator and by `/metrics`. No name of a person, a signatory or a
case is ever a label.
"""

from datetime import datetime

from operation.models import Measure


def note(name: str, value: float, *, at: datetime, label: str = "") -> None:
    """Keep the latest value. `name` as Prometheus writes it, without the portal's prefix: `backup_finished_seconds`."""
    Measure.objects.bulk_create(
        [Measure(name=name, label=label, value=value, at=at)],
        update_conflicts=True,
        unique_fields=["name", "label"],
        update_fields=["value", "at"],
    )
