"""What a recipient reads, as plain data: built from what the sender ticked, frozen at sending, drawn by one template.

Nothing else crosses from one signatory to another.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from incidents.models import Complaint, Incident
from referrals.enums import FieldSet
from territory.models import Residence

NO_LEGAL_EFFECT = "Ne vaut ni plainte ni signalement (CPP, art. 40) ; n’interrompt aucun délai."

Content = dict[str, Any]


def project(
    *,
    residence: Residence,
    incidents: Sequence[Incident],
    complaint: Complaint | None,
    field_sets: Sequence[str],
    precision: str,
) -> Content:
    """Keys: `commune`, `precision`, and one key per field set that is shared; a set not shared has no key at all."""
    content: Content = {
        "commune": {"name": residence.commune.name, "code": residence.commune_id},
        "precision": precision,
    }
    if FieldSet.PLACE in field_sets:
        content["place"] = _place(residence, incidents)
    if FieldSet.FACTS in field_sets and incidents:
        content["facts"] = [_fact(incident) for incident in incidents]
    if FieldSet.COMPLAINT in field_sets and complaint:
        content["complaint"] = _complaint(complaint)
    return content


def digest(content: Content) -> str:
    """SHA-256 of the canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def numbers_of(content: Content) -> set[str]:
    """The numbers by which somebody may look for what was shared, as `number_key` writes them."""
    complaint = content.get("complaint", {})
    return {number_key(complaint.get(name, "")) for name in ("pv_number", "prosecution_number")} - {""}


def number_key(number: str) -> str:
    """Numbers are compared by letters and digits alone: `"PV n° 2026/0417-B"` → `"pvn20260417b"`."""
    return "".join(character for character in number.casefold() if character.isascii() and character.isalnum())


def _place(residence: Residence, incidents: Sequence[Incident]) -> Content:
    """`spots`: building and kind of place of each fact, each once; empty when the residence alone is meant."""
    spots = {(incident.building, incident.get_place_display()): None for incident in incidents}
    return {
        "residence": residence.name,
        "address": residence.address,
        "spots": [{"building": building, "place": place} for building, place in spots],
    }


def _fact(incident: Incident) -> Content:
    return {
        "started_at": timezone.localtime(incident.started_at).isoformat(timespec="minutes"),
        "category": incident.category.label,
        "recurrence": incident.get_recurrence_display(),
        "text": incident.facts,
        "damage_euros": incident.damage_euros,
    }


def _complaint(complaint: Complaint) -> Content:
    return {
        "filed_on": complaint.filed_on.isoformat(),
        "complainant": complaint.get_complainant_display(),
        "service": complaint.service,
        "pv_number": complaint.pv_number,
        "prosecution_number": complaint.prosecution_number,
    }
