"""Evidence files: begun, arranged, completed by papers of their own, frozen. Their PDF is made by `reports`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID, uuid5

from django.db import transaction

from acting.actor import Actor, known
from acting.changes import as_changed, same_or_conflict, taken, write_changes
from acting.pages import ask
from acting.refusals import Conflict, Refused, refuse, unfit_values
from files.media import Prepared
from files.models import StoredFile
from files.services import erase, store_bytes
from incidents.evidence_rules import (
    MOST_PIECES,
    NOTHING,
    refusals_of_attestation,
    refusals_of_freezing,
    refusals_of_number,
)
from incidents.evidence_sources import pieces_of, sources_left, sources_of
from incidents.evidence_walls import OWN_PAPER
from incidents.models import EvidenceFile, Piece, Situation
from incidents.permissions import (
    can_keep_situation,
    evidence_files_visible_to,
    pieces_visible_to,
    situations_visible_to,
)
from incidents.references import insert_with_reference, new_evidence_reference
from journal.enums import Channel
from journal.services import record
from journal.verbs import Verb


@dataclass(frozen=True, slots=True)
class PaperWords:
    """What is said of a paper that is deposited for a dossier alone."""

    title: str
    dated_on: date | None = None
    is_attestation: bool = False
    holds: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The whole of a draft as it is wanted: its title, its pieces in order, and which goes."""

    title: str
    order: Sequence[UUID]
    without: UUID | None = None


@transaction.atomic
def begin_evidence(
    *, by: Actor, situation: Situation, title: str, key: UUID, former: EvidenceFile | None = None
) -> EvidenceFile:
    """With every piece that the situation holds, in the order of their days and as many as a dossier takes, or with
    those of `former` that it still holds; the same `key` begins one. Raises Refused, and Conflict when the same form
    comes back with other words."""
    ask(can_keep_situation, by, situation)
    held = taken(situations_visible_to(by), situation)
    said = {"title": title.strip(), "made_from": former}
    if earlier := evidence_files_visible_to(by).filter(pk=key).select_related("made_from").first():
        return same_or_conflict(earlier, said | {"situation_id": held.pk})
    wanted = EvidenceFile(
        id=key,
        situation=held,
        reference=new_evidence_reference(),
        post_id=known(by.post_id),
        made_at=by.now,
        **said,
    )
    refuse(unfit_values(wanted, "title"))
    begun = insert_with_reference(
        wanted, new_evidence_reference, lambda: evidence_files_visible_to(by).filter(pk=key).first()
    )
    if former:
        here = {source.of for source in sources_of(by, held)}
        pieces = [
            as_changed(each, {"evidence": begun, "id": uuid5(key, str(each.pk))})
            for each in pieces_of(by, former)
            if each.is_there and (each.paper_id or each.of in here)
        ]
    else:
        pieces = [source.piece(begun, 0) for source in sources_of(by, held)[:MOST_PIECES]]
    _insert(pieces, 1)
    _record(by, Verb.EVIDENCE_BEGUN, begun)
    return begun


@transaction.atomic
def arrange_evidence(*, by: Actor, evidence: EvidenceFile, wanted: Arrangement) -> EvidenceFile:
    """Title and order; one piece may go. Raises Refused, and Conflict where somebody else has frozen it, or put
    a piece in or taken one out."""
    locked = _draft(by, evidence)
    pieces = {piece.pk: piece for piece in pieces_of(by, locked)}
    if set(wanted.order) != pieces.keys() or len(wanted.order) != len(pieces):
        raise Conflict("the pieces are others by now")
    title = {"title": wanted.title.strip()}
    refuse(unfit_values(as_changed(locked, title), "title"))
    changed = write_changes(locked, title)
    if wanted.without in pieces:
        _take_out(by, locked, pieces.pop(wanted.without))
        changed = True
    order = [pieces[key] for key in wanted.order if key in pieces]
    if [piece.position for piece in order] != [*range(1, len(order) + 1)]:
        _put(order, 1)
        Piece.objects.bulk_update(order, ["position"])  # in one statement, at whose end no two stand in one place
        changed = True
    if changed:
        _record(by, Verb.EVIDENCE_CHANGED, locked)
    return locked


@transaction.atomic
def add_pieces(*, by: Actor, evidence: EvidenceFile, keys: Collection[str]) -> list[Piece]:
    """What the situation holds and the dossier did not, at its end, in the order of their days; what stands there
    already is not put in twice. Raises Refused, and Conflict where somebody else has frozen it."""
    locked = _draft(by, evidence)
    pieces = pieces_of(by, locked)
    if not keys or not set(keys) <= {source.key for source in sources_of(by, locked.situation)}:
        raise Refused(NOTHING, "pieces")
    new = [source.piece(locked, 0) for source in sources_left(by, locked, pieces) if source.key in keys]
    refuse(refusals_of_number(len(pieces) + len(new)))
    _insert(new, len(pieces) + 1)
    if new:
        _record(by, Verb.EVIDENCE_CHANGED, locked)
    return new


@transaction.atomic
def add_paper(*, by: Actor, evidence: EvidenceFile, key: UUID, prepared: Prepared, words: PaperWords) -> Piece:
    """A paper that hangs on no fact and no step: an attestation, a constat; the same `key` adds one. Raises Refused,
    and Conflict when the same form comes back with other words."""
    locked = _draft(by, evidence)
    said = {
        "title": words.title.strip(),
        "dated_on": words.dated_on,
        "is_attestation": words.is_attestation,
        "holds": sorted(words.holds),
    }
    content = sha256(prepared.original).hexdigest()
    if earlier := pieces_visible_to(by).filter(pk=key).select_related("original").first():
        return same_or_conflict(earlier, said | {"evidence_id": locked.pk, "original__sha256": content})
    refuse(refusals_of_attestation(is_attestation=words.is_attestation, holds=words.holds))
    position = len(pieces_of(by, locked)) + 1
    refuse(refusals_of_number(position))
    piece = Piece(id=key, evidence=locked, position=position, **said)
    refuse(unfit_values(piece, "title", "dated_on", "holds"))
    piece.paper = _store(by, locked, prepared.clean, prepared.name, prepared.clean_type)
    piece.original = _store(by, locked, prepared.original, prepared.name, prepared.original_type)
    piece.save(force_insert=True)
    _record(by, Verb.EVIDENCE_CHANGED, locked)
    return piece


@transaction.atomic
def describe_piece(*, by: Actor, piece: Piece, title: str, holds: Collection[str] = ()) -> Piece:
    """What the bordereau calls it, and what was found on an attestation of what the law asks. Raises Refused, and
    Conflict where the dossier is frozen or the piece was taken out."""
    locked = _draft(by, piece.evidence)
    held = taken(pieces_visible_to(by), piece)
    said = {"title": title.strip(), "holds": sorted(holds)}
    refuse(refusals_of_attestation(is_attestation=held.is_attestation, holds=holds))
    refuse(unfit_values(as_changed(held, said), *said))
    if write_changes(held, said):
        _record(by, Verb.EVIDENCE_CHANGED, locked)
    return held


@transaction.atomic
def keep_bound_paper(*, by: Actor, evidence: EvidenceFile, stored: StoredFile, pages: int, digest: str) -> None:
    """The PDF of a draft in the place of the one before; `digest` is of what it binds. Raises Conflict where the
    dossier was frozen, or binds something else by now."""
    locked = _draft(by, evidence)
    if locked.digest(pieces_of(by, locked)) != digest:
        raise Conflict("the dossier has changed meanwhile")
    former = locked.file
    locked.file, locked.pages, locked.printed = stored, pages, digest
    locked.save(update_fields=["file", "pages", "printed"])
    if former:
        erase(by=by, stored=former)
    _record(by, Verb.EVIDENCE_PRINTED, locked)


@transaction.atomic
def freeze_evidence(*, by: Actor, evidence: EvidenceFile) -> EvidenceFile:
    """As its PDF is: from now on nothing of it changes, and whoever holds number and PDF has it verified. Raises
    Refused, and Conflict where somebody else has frozen it."""
    locked = _draft(by, evidence)
    refuse(refusals_of_freezing(locked, pieces_of(by, locked)))
    locked.frozen_at = by.now
    locked.save(update_fields=["frozen_at"])
    _record(by, Verb.EVIDENCE_FROZEN, locked)
    return locked


def note_evidence_download(*, by: Actor, evidence: EvidenceFile) -> None:
    record(
        by=by,
        verb=Verb.EVIDENCE_READ,
        object_id=evidence.pk,
        owner_id=evidence.situation.landlord_id,
        channel=Channel.PDF,
    )


def _draft(by: Actor, evidence: EvidenceFile) -> EvidenceFile:
    """Taken, not frozen. Raises Conflict."""
    ask(can_keep_situation, by, evidence.situation)
    locked = taken(evidence_files_visible_to(by).for_display(), evidence)
    if locked.frozen_at:
        raise Conflict("the dossier is frozen")
    return locked


def _insert(pieces: Sequence[Piece], first: int) -> None:
    _put(pieces, first)
    Piece.objects.bulk_create(pieces)


def _put(pieces: Sequence[Piece], first: int) -> None:
    for position, piece in enumerate(pieces, start=first):
        piece.position = position


def _take_out(by: Actor, evidence: EvidenceFile, piece: Piece) -> None:
    """A paper of its own goes with it, unless another dossier holds it too. The situation is taken, as by whoever
    begins from this dossier: nobody copies a piece whose paper goes."""
    taken(situations_visible_to(by), evidence.situation)
    own = [stored for stored in (piece.paper, piece.original) if stored]
    if own and pieces_visible_to(by).filter(paper=piece.paper).count() == 1:
        for stored in own:
            erase(by=by, stored=stored)
    piece.delete()


def _store(by: Actor, evidence: EvidenceFile, content: bytes, name: str, content_type: str) -> StoredFile:
    return store_bytes(
        by=by,
        content=content,
        name=name,
        content_type=content_type,
        owner_id=evidence.situation.landlord_id,
        purpose=OWN_PAPER,
        purge_on=None,
    )


def _record(by: Actor, verb: Verb, evidence: EvidenceFile) -> None:
    record(by=by, verb=verb, object_id=evidence.pk, owner_id=evidence.situation.landlord_id)
