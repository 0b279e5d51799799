"""The facts themselves: when, what, how often, in the words of whoever saw it. Never who filed them."""

from typing import Any

from django.utils import timezone

from incidents.models import Incident
from referrals.field_sets import Drawn, FieldSetModule


def is_filled(drawn: Drawn) -> bool:
    return bool(drawn.incidents)


def project(drawn: Drawn) -> list[dict[str, Any]]:
    return [_fact(incident) for incident in drawn.incidents]


def _fact(incident: Incident) -> dict[str, Any]:
    return {
        "started_at": timezone.localtime(incident.started_at).isoformat(timespec="minutes"),
        "category": incident.category.label,
        "recurrence": incident.get_recurrence_display(),
        "text": incident.facts,
        "damage_euros": incident.damage_euros,
    }


FIELD_SET = FieldSetModule(
    name="facts",
    label="Les faits",
    hint="date, nature, récurrence, ce qui a été vu, dommage",
    line="Faits",
    has_line=False,
    fragment="referrals/field_sets/facts.html",
    rank=1,
    is_filled=is_filled,
    project=project,
)
