"""Photos and papers, chosen one by one: their caption, what they belong to, and the fingerprint of the copy that goes
with them. Never the original, never a copy without the blur that was laid over it."""

from typing import Any

from acting.days import day_of
from incidents.models import Attachment
from referrals.field_sets import Drawn, FieldSetModule


def is_filled(drawn: Drawn) -> bool:
    return bool(drawn.attachments)


def project(drawn: Drawn) -> list[dict[str, Any]]:
    return [_piece(number, piece) for number, piece in enumerate(drawn.attachments, start=1)]


def _piece(number: int, piece: Attachment) -> dict[str, Any]:
    fact, step = piece.incident, piece.step
    on = day_of(fact.started_at) if fact else step and step.done_on
    return {
        "number": number,
        "caption": piece.caption,
        "kind": piece.get_kind_display(),
        "of": "Fait" if fact else step.get_rung_display() if step else "",
        "on": on.isoformat() if on else "",
        "sha256": piece.shared_file.sha256,
        "size": piece.shared_file.size,
        "blurred": piece.blurred_id is not None,
    }


FIELD_SET = FieldSetModule(
    name="attachments",
    label="Les pièces choisies",
    hint="photos et documents, un par un\u00a0; la copie floutée s’il y en a une",
    line="Pièces",
    fragment="referrals/field_sets/attachments.html",
    rank=6,
    is_filled=is_filled,
    project=project,
)
