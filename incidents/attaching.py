"""The pieces of a fact or a step, as its page shows them."""

from dataclasses import dataclass

from acting.actor import Actor
from incidents.models import Attachment, AttachmentQuerySet, Incident, Step
from incidents.permissions import attachments_visible_to


@dataclass(frozen=True, slots=True)
class Beside:
    """Where a piece stands among those of its fact or step."""

    place: int
    count: int
    before: Attachment | None
    after: Attachment | None


def pieces_beside(actor: Actor, piece: Attachment) -> Beside:
    pieces = list(pieces_seen(actor, piece.parent)) if piece.parent else [piece]
    at = next(place for place, each in enumerate(pieces) if each.pk == piece.pk)
    before = pieces[at - 1] if at else None
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    return Beside(place=at + 1, count=len(pieces), before=before, after=after)


def pieces_seen(actor: Actor, parent: Incident | Step) -> AttachmentQuerySet:
    """Those that stand there, in their order."""
    return attachments_visible_to(actor).of(parent).standing().with_files().in_order()
