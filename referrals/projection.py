"""What a recipient reads, as plain data: built from what the sender ticked, frozen at sending, drawn by one template.

Nothing else crosses from one signatory to another.
"""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from incidents.references import number_key
from referrals.asked import Asked
from referrals.field_sets import Drawn, FieldSetModule, field_sets

NO_LEGAL_EFFECT = "Ne vaut ni plainte ni signalement (CPP, art. 40) ; n’interrompt aucun délai."
VERSION = 2  # the shape of the frozen content, kept beside it; the first had neither contact, steps, persons nor asked

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A field set as it stands in a content: what was shared of it, or nothing."""

    field_set: FieldSetModule
    shared: Any
    is_shared: bool


def project(drawn: Drawn, *, chosen: Collection[str], precision: str, asked: Asked | None = None) -> Content:
    """Keys: `commune`, `precision`, `asked` where the request says something in fields of its own, and one key per
    field set that is shared; a set not shared has no key at all."""
    content: Content = {"commune": {"name": drawn.commune.name, "code": drawn.commune.pk}, "precision": precision}
    if asked:
        content["asked"] = dict(asked)
    for name, field_set in field_sets().items():
        if name in chosen and field_set.is_filled(drawn):
            content[name] = field_set.project(drawn)
    return content


def words_in(content: Any) -> list[str]:
    """Every text of a content, whatever the field set and however deep."""
    if isinstance(content, dict):
        content = list(content.values())
    if isinstance(content, list):
        return [text for part in content for text in words_in(part)]
    return [content] if isinstance(content, str) else []


def parts_of(content: Content) -> list[Part]:
    """Every field set, shared or not, in their order."""
    return [Part(each, content.get(name), name in content) for name, each in field_sets().items()]


def place_in_words(contents: Sequence[Content]) -> str:
    """`"Résidence des Tilleuls, Meaux"`, or the commune alone when no more was shared; "" without anything."""
    if not contents:
        return ""
    commune = str(contents[0]["commune"]["name"])
    places = [content["place"]["residence"] for content in contents if content.get("place")]
    return f"{places[0]}, {commune}" if places else commune


def digest(content: Content) -> str:
    """SHA-256 of the canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def numbers_of(content: Content) -> set[str]:
    """The numbers by which somebody may look for what was shared, as `number_key` writes them."""
    complaint = content.get("complaint", {})
    told = content.get("asked", {}).get("complaint_number", "")
    numbers = [told, *(complaint.get(name, "") for name in ("pv_number", "prosecution_number"))]
    return {number_key(number) for number in numbers} - {""}
