"""The pieces of the landlord's case that a sender chose, one by one, and their copies, frozen with what is sent."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Q

from acting.actor import Actor, known
from acting.refusals import Conflict
from files.enums import HELD, Scan
from files.media import MediaKind
from files.models import StoredFile
from files.services import FileGoneError, read_verified, store_bytes
from incidents.models import Attachment, AttachmentQuerySet, Incident, Situation
from incidents.permissions import attachments_visible_to
from referrals.models import DisclosedPiece, Disclosure

PURPOSE = "pièce communiquée"
# As `Attachment.can_be_opened` says it: what was found in the original closes the copies too; a picture was drawn anew
# and needs no antivirus to have spoken, a paper does. And what is not looked at itself is read from no store.
HELD_BACK = (
    Q(original__scan=Scan.INFECTED)
    | Q(original__scan=Scan.WAITING) & ~Q(kind=MediaKind.IMAGE)
    | Q(cleaned__scan=Scan.INFECTED)
    | Q(blurred=None, cleaned__scan=Scan.WAITING)
    | Q(blurred__scan__in=HELD)
)


def attachments_offered(
    actor: Actor, incidents: Sequence[Incident], situation: Situation | None = None
) -> AttachmentQuerySet:
    """Of these facts and of the steps of their situation, in order: what stands, and what no antivirus holds."""
    of = Q(incident__in=[incident.pk for incident in incidents])
    if situation:
        of |= Q(step__situation=situation, step__withdrawn_at=None)
    standing = attachments_visible_to(actor).filter(of).standing().with_files().select_related("incident", "step")
    return standing.exclude(HELD_BACK).order_by(
        "incident__started_at", "step__done_on", "position", "deposited_at", "id"
    )


def attachments_chosen(
    actor: Actor, chosen: Collection[UUID], incidents: Sequence[Incident], situation: Situation | None
) -> tuple[Attachment, ...]:
    """Those of them that are still there: no query where nothing was chosen."""
    if not chosen:
        return ()
    return tuple(attachments_offered(actor, incidents, situation).filter(pk__in=list(chosen)))


def of_other_facts(actor: Actor, pieces: Collection[UUID], incidents: Sequence[Incident]) -> int:
    """How many of them stand there, but belong to facts beside these."""
    standing = attachments_visible_to(actor).filter(pk__in=list(pieces), incident__isnull=False).standing()
    return standing.exclude(HELD_BACK).exclude(incident__in=[incident.pk for incident in incidents]).count()


def freeze_pieces(by: Actor, disclosure: Disclosure, pieces: Sequence[Attachment]) -> None:
    """Raises Conflict where a piece is no longer what the content says: blurred or erased in between."""
    for number, piece in enumerate(pieces, start=1):
        if piece.shared_file.sha256 != disclosure.content["attachments"][number - 1]["sha256"]:
            raise Conflict("a piece has changed while it was sent")
        copies = {"file": _copy(by, piece.shared_file)}
        if piece.thumbnail:
            copies["thumbnail"] = _copy(by, piece.thumbnail)
        DisclosedPiece(disclosure=disclosure, number=number, **copies).save(force_insert=True)


def _copy(by: Actor, stored: StoredFile) -> StoredFile:
    try:
        content = read_verified(stored)
    except FileGoneError as error:
        raise Conflict("a piece was erased while it was sent") from error
    return store_bytes(
        by=by,
        content=content,
        name=stored.name,
        content_type=stored.content_type,
        owner_id=known(by.signatory_id),
        purpose=PURPOSE,
        purge_on=None,
        is_own_work=True,  # what it is a copy of was let through
    )
