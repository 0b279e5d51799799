"""Pieces of a fact or a step: kept as they came and as one may see them, captioned, blurred by hand, withdrawn."""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

from django.db import transaction
from django.db.models import Max

from acting.actor import Actor, known
from acting.changes import taken, write_changes
from acting.pages import ask, require
from acting.refusals import Conflict, Refused, refuse
from files.media import MediaKind, Prepared, Rectangle, blur, thumbnail_of
from files.models import StoredFile
from files.services import erase, read_verified, store_bytes
from incidents.attachment_rules import (
    CLOSED_THERE,
    HELD_FOR,
    KEPT_WHEN_WITHDRAWN,
    NO_LONGER_HELD,
    PIECES,
    refusals_of_adding,
    refusals_of_blur,
    refusals_of_caption,
    refusals_of_holding,
    refusals_of_withdrawal,
)
from incidents.models import Attachment, AttachmentQuerySet, Incident, Step
from incidents.models.attachment import belonging_to
from incidents.permissions import (
    attachments_visible_to,
    can_add_to_fact,
    can_add_to_step,
    can_change_attachment,
    can_file,
    incidents_visible_to,
    steps_visible_to,
)
from journal.enums import Channel
from journal.services import record
from journal.verbs import Verb
from signatories.guard import kept

PURPOSE = "pièce jointe"
REQUESTS_OVER = timedelta(hours=1)


@transaction.atomic
def hold_attachments(*, by: Actor, pieces: Sequence[Prepared]) -> list[Attachment]:
    """What was sent with a form that comes back: its author's alone, for a day. What is held already is not held
    twice. Raises Refused."""
    ask(can_file, by)
    own = {each.original_sha256: each for each in attachments_visible_to(by).held()}
    by_content = contents_of(pieces)
    refuse(refusals_of_holding(held=len(own), added=len(by_content.keys() - own.keys())))
    for content, piece in by_content.items():
        if content not in own:
            own[content] = _deposit(by, piece, held_until=by.now + HELD_FOR)
            _record(by, Verb.ATTACHMENT_HELD, own[content])
    return [own[content] for content in by_content]


@transaction.atomic
def add_attachments(
    *, by: Actor, to: Incident | Step, pieces: Sequence[Prepared] = (), held: Collection[Attachment] = ()
) -> list[Attachment]:
    """What was held and what came now, behind the pieces that stand there; returns those that are new. The same photo
    twice is one piece. Raises Refused, and Conflict where the fact or the step was closed meanwhile."""
    parent: Incident | Step
    if isinstance(to, Incident):
        ask(can_add_to_fact, by, to)
        parent = fact = taken(incidents_visible_to(by), to)
        require_open(by.is_machine or can_add_to_fact(by, fact))
    else:
        ask(can_add_to_step, by, to)
        parent = step = taken(steps_visible_to(by), to)
        require_open(by.is_machine or can_add_to_step(by, step))
    there = pieces_of(parent)
    known_contents = set(there.values_list("original_sha256", flat=True))
    place = (there.aggregate(last=Max("position"))["last"] or 0) + 1
    new_held = [each for each in _taken_held(by, held) if each.original_sha256 not in known_contents]
    known_contents |= {each.original_sha256 for each in new_held}
    new = [piece for content, piece in contents_of(pieces).items() if content not in known_contents]
    refuse(refusals_of_adding(standing=there.count(), added=len(new_held) + len(new)))
    added = []
    coming: list[Attachment | Prepared] = [*new_held, *new]
    for position, each in enumerate(coming, start=place):
        if isinstance(each, Attachment):
            write_changes(each, {"held_until": None, "position": position} | belonging_to(parent))
            added.append(each)
        else:
            added.append(_deposit(by, each, position=position, **belonging_to(parent)))
        _record(by, Verb.ATTACHMENT_ADDED, added[-1])
    return added


@transaction.atomic
def caption_attachment(
    *, by: Actor, attachment: Attachment, caption: str, overridden: Iterable[str] = ()
) -> Attachment:
    """What it shows, in the words of whoever saw it. Raises Refused."""
    locked = _taken(by, attachment)
    refuse(refusals_of_caption(caption))
    if write_changes(locked, {"caption": caption}):
        _record(by, Verb.ATTACHMENT_CAPTIONED, locked, reason=kept(overridden))
    return locked


@transaction.atomic
def blur_attachment(*, by: Actor, attachment: Attachment, rectangles: Sequence[Rectangle]) -> Attachment:
    """Faces and plates, covered on the copy that is shown and shared from now on; always from the clean copy, so that
    one may begin again. Raises Refused."""
    locked = _taken(by, attachment)
    refuse(refusals_of_blur(locked.kind))
    covered = blur(read_verified(locked.cleaned), rectangles)
    if locked.blurred and locked.blurred.sha256 == sha256(covered).hexdigest():
        return locked
    name, small = locked.cleaned.name, thumbnail_of(covered)
    for former in filter(None, (locked.blurred, locked.thumbnail)):
        erase(by=by, stored=former)  # while the row still names them
    locked.blurred, locked.thumbnail = _drawn(by, covered, name), _drawn(by, small, name)
    locked.save(update_fields=["blurred", "thumbnail"])
    _record(by, Verb.ATTACHMENT_BLURRED, locked)
    return locked


@transaction.atomic
def withdraw_attachment(*, by: Actor, attachment: Attachment, why: str) -> Attachment:
    """No page shows it any more from now on; that it was there, by whom it was withdrawn and why stays to be read. The
    bytes go thirty days later. Raises Refused."""
    locked = _taken(by, attachment)
    refuse(refusals_of_withdrawal(why))
    write_changes(locked, {"withdrawn_at": by.now, "withdrawn_why": why.strip()})
    _record(by, Verb.ATTACHMENT_WITHDRAWN, locked)
    return locked


@transaction.atomic
def discard_held(*, by: Actor, held: Collection[Attachment]) -> None:
    """What somebody held and does not want to keep, at once."""
    ask(can_file, by)
    own = attachments_visible_to(by).held().filter(pk__in=[each.pk for each in held])
    _erase(by, own.select_for_update(of=("self",), no_key=True))


def note_attachment_read(*, by: Actor, attachment: Attachment, part: str) -> None:
    record(
        by=by,
        verb=Verb.ATTACHMENT_READ,
        object_id=attachment.pk,
        owner_id=attachment.landlord_id,
        channel=Channel.FILE,
        reason=part,
    )


@transaction.atomic
def purge_attachments(*, by: Actor) -> int:
    """What was held past its hour goes, row and bytes; of what was withdrawn thirty days ago, the bytes. Returns how
    many. Nobody sees it from its hour on; it goes an hour later, when no request can be filing it any more."""
    require(by.is_machine)
    past = Attachment.objects.held().filter(held_until__lte=by.now - REQUESTS_OVER)
    erased = _erase(by, past)
    withdrawn = Attachment.objects.filter(
        withdrawn_at__lte=by.now - KEPT_WHEN_WITHDRAWN, original__erased_at=None
    ).with_files()
    for attachment in withdrawn:
        _erase_files(by, attachment)
        erased += 1
    return erased


@transaction.atomic
def erase_attachments(*, by: Actor, attachments: AttachmentQuerySet) -> int:
    """With the fact or the step that is erased: rows and bytes. Returns how many."""
    require(by.is_machine)
    return _erase(by, attachments)


def pieces_of(parent: Incident | Step) -> AttachmentQuerySet:
    """Those that stand there, in their order; the caller has taken or shown the parent."""
    return Attachment.objects.of(parent).standing().in_order()


def contents_of(pieces: Iterable[Prepared]) -> dict[str, Prepared]:
    """Each once, by the SHA-256 of its original."""
    return {sha256(piece.original).hexdigest(): piece for piece in pieces}


def require_open(is_open: bool) -> None:
    if not is_open:
        raise Conflict(CLOSED_THERE)


def _taken(by: Actor, attachment: Attachment) -> Attachment:
    """As it is now, and still to be changed by who acts."""
    ask(can_change_attachment, by, attachment)
    locked = taken(attachments_visible_to(by), attachment)
    if locked.withdrawn_at or not (by.is_machine or can_change_attachment(by, locked)):
        raise Conflict("the piece was withdrawn, or what it belongs to was closed")
    return locked


def _taken_held(by: Actor, held: Collection[Attachment]) -> list[Attachment]:
    own = attachments_visible_to(by).held().filter(pk__in=[each.pk for each in held])
    found = list(own.select_for_update(of=("self",), no_key=True).order_by("deposited_at", "id"))
    if len(found) < len({each.pk for each in held}):
        raise Refused(NO_LONGER_HELD, PIECES)
    return found


def _deposit(by: Actor, piece: Prepared, **where: object) -> Attachment:
    """Under a name that says nothing: what somebody called a photo may name a person."""
    content = sha256(piece.original).hexdigest()
    name = f"piece-{content[:8]}"
    suffix = "jpg" if piece.clean_type == "image/jpeg" else "pdf"
    attachment = Attachment(
        id=uuid4(),
        landlord_id=known(by.signatory_id),
        kind=piece.kind,
        original=_store(by, piece.original, f"{name}-original", piece.original_type),
        # A picture was drawn anew, point by point; of a paper more is left, which an antivirus looks at.
        cleaned=_store(
            by, piece.clean, f"{name}.{suffix}", piece.clean_type, is_own_work=piece.kind == MediaKind.IMAGE
        ),
        thumbnail=_drawn(by, piece.thumbnail, f"{name}-vignette.jpg") if piece.thumbnail else None,
        original_sha256=content,
        removed=", ".join(piece.removed)[:300],
        deposited_by_id=known(by.user_id),
        deposited_post_id=known(by.post_id),
        deposited_at=by.now,
        **where,
    )
    attachment.save(force_insert=True)
    return attachment


def _drawn(by: Actor, content: bytes, name: str) -> StoredFile:
    return _store(by, content, name, "image/jpeg", is_own_work=True)


def _store(by: Actor, content: bytes, name: str, content_type: str, *, is_own_work: bool = False) -> StoredFile:
    return store_bytes(
        by=by,
        content=content,
        name=name,
        content_type=content_type,
        owner_id=known(by.signatory_id),
        purpose=PURPOSE,
        purge_on=None,
        is_own_work=is_own_work,
    )


def _erase(by: Actor, attachments: AttachmentQuerySet) -> int:
    """Files first: the wall opens them by the row that names them."""
    found = list(attachments.select_related("original", "cleaned", "thumbnail", "blurred"))
    for attachment in found:
        _erase_files(by, attachment)
        _record(by, Verb.ATTACHMENT_ERASED, attachment)
        attachment.delete()
    return len(found)


def _erase_files(by: Actor, attachment: Attachment) -> None:
    for stored in (attachment.original, attachment.cleaned, attachment.thumbnail, attachment.blurred):
        if stored:
            erase(by=by, stored=stored)


def _record(by: Actor, verb: Verb, attachment: Attachment, reason: str = "") -> None:
    record(by=by, verb=verb, object_id=attachment.pk, owner_id=attachment.landlord_id, reason=reason)
