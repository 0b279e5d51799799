"""Exceptional access: asked for by an administrator, looked up by the machine, approved by the organisation that owns
the case, read for an hour, ended at once where that organisation says so."""

from uuid import UUID

from django.db import transaction

from acting.actor import Actor, known
from acting.changes import taken
from acting.enums import Function
from acting.pages import ask, require
from acting.refusals import Conflict, refuse, unfit_values
from correspondents.messages import EXCEPTIONAL_ASKED_KIND, EXCEPTIONAL_GIVEN_KIND, EXCEPTIONAL_OPENED_KIND
from correspondents.models import Designation
from incidents.models import Incident, Situation
from incidents.references import as_printed
from journal.enums import Channel
from journal.insertion import insert_once, inserted
from journal.services import enqueue_job, post_message, record
from journal.verbs import Verb
from referrals.exceptional_content import content_of, rows_of_machine
from referrals.exceptional_rules import LASTS, AccessState, MatterKind, refusals_of_request
from referrals.models import ExceptionalAccess, ExceptionalMatter, ExceptionalReading, Referral
from referrals.permissions import (
    can_approve_exceptional_access,
    can_ask_exceptional_access,
    exceptional_accesses_asked_by,
    exceptional_accesses_of_house,
    who_may_approve,
)
from referrals.sharing_rules import warned_kinds
from signatories.enums import SignatoryKind
from signatories.guard import kept

SEEK, COPY = "referrals.tasks.seek_exceptional_matter", "referrals.tasks.copy_exceptional_matter"


@transaction.atomic
def ask_exceptional_access(*, by: Actor, reference: str, reason: str, key: UUID) -> ExceptionalAccess:
    """Written down whatever the reference: whether it exists a worker finds out, and who asked does not.

    Raises Refused, and Conflict when the form comes back with other words.
    """
    ask(can_ask_exceptional_access, by)
    access = ExceptionalAccess(
        id=key,
        convention_id=known(by.convention_id),
        asker_id=known(by.user_id),
        asker_designation_id=known(by.designation_id),
        reference=as_printed(reference),
        reason=reason.strip(),
        asked_at=by.now,
    )
    own = exceptional_accesses_asked_by(by)
    if not own.filter(pk=key).exists():
        refuse(refusals_of_request(reference, reason, own.waiting_at(by.now).count()))
        refuse(unfit_values(access))
    written, is_new = insert_once(access, ("reference", "reason"))
    if is_new:
        warned = kept(warned_kinds(reason))
        _record(by, Verb.EXCEPTIONAL_ACCESS_ASKED, written.pk, None, warned)
        enqueue_job(by=by, task=SEEK, object_id=written.pk)
    return written


@transaction.atomic
def seek_matter(*, by: Actor, access_id: UUID) -> None:
    """Whose the case is, and those who may decide are told; of a reference that does not exist in the convention, or of
    a draft, nobody hears."""
    require(by.is_machine)
    access = ExceptionalAccess.objects.get(pk=access_id)
    matter = _matter_of(access)
    if matter is None or not inserted(matter):
        return
    _record(by, Verb.EXCEPTIONAL_ACCESS_PASSED_ON, access.pk, matter.owner_id)
    answering = set(who_may_approve(matter, by.today).values_list("user_id", flat=True))
    _tell(by, EXCEPTIONAL_ASKED_KIND, answering | _protecting(by, matter), access.pk)


@transaction.atomic
def approve_exceptional_access(*, by: Actor, access: ExceptionalAccess) -> None:
    """For an hour from now. Raises Conflict when somebody else has approved it, or when it waits no more."""
    held = _decided(by, access, AccessState.WAITING)
    held.approver_id, held.approver_designation_id = known(by.user_id), known(by.designation_id)
    held.approved_at, held.until = by.now, by.now + LASTS
    held.save(update_fields=["approver", "approver_designation", "approved_at", "until"])
    _record(by, Verb.EXCEPTIONAL_ACCESS_APPROVED, held.pk, by.signatory_id)
    enqueue_job(by=by, task=COPY, object_id=held.pk)


@transaction.atomic
def end_exceptional_access(*, by: Actor, access: ExceptionalAccess) -> None:
    """From the next request on. Raises Conflict when it is not open."""
    held = _decided(by, access, AccessState.OPEN)
    held.ended_at = by.now
    held.save(update_fields=["ended_at"])
    _record(by, Verb.EXCEPTIONAL_ACCESS_ENDED, held.pk, by.signatory_id)


@transaction.atomic
def copy_matter(*, by: Actor, access_id: UUID) -> None:
    """What is read for the hour; who asked and the DPO of the owner are told that it is there. Nothing when the access
    was ended meanwhile, or the case is gone."""
    require(by.is_machine)
    access = ExceptionalAccess.objects.open_at(by.now).filter(pk=access_id).select_related("matter").first()
    content = access and content_of(rows_of_machine(), access.matter.kind, access.matter.object_id)
    if access is None or content is None:
        return
    matter = access.matter
    copy = ExceptionalReading(
        access=access,
        owner_id=matter.owner_id,
        kind=matter.kind,
        object_id=matter.object_id,
        content=content,
        made_at=by.now,
    )
    if inserted(copy):
        _tell(by, EXCEPTIONAL_GIVEN_KIND, {access.asker_id}, access.pk)
        _tell(by, EXCEPTIONAL_OPENED_KIND, _protecting(by, matter), access.pk)


@transaction.atomic
def forget_readings(*, by: Actor) -> int:
    """The copies whose hour is over, or that were ended; returns how many. The rule waits for no job."""
    require(by.is_machine)
    is_open = ExceptionalAccess.objects.open_at(by.now).values("pk")
    return ExceptionalReading.objects.exclude(access__in=is_open).delete()[0]


def _matter_of(access: ExceptionalAccess) -> ExceptionalMatter | None:
    kind, of = access.reference[:1], {"convention": access.convention_id}
    if kind == MatterKind.REFERRAL:
        sent = Referral.objects.filter(reference=access.reference, sent_at__isnull=False)
        referral = sent.filter(sender__convention=of["convention"]).select_related("sender").first()
        if referral is None:
            return None
        post_id = None if referral.sender.kind == SignatoryKind.LANDLORD else referral.sender_post_id
        owner_id, object_id = referral.sender_id, referral.pk
    else:
        rows = Situation.objects if kind == MatterKind.SITUATION else Incident.objects
        case = rows.filter(reference=access.reference, landlord__convention=of["convention"]).first()
        if case is None:
            return None
        post_id, owner_id, object_id = None, case.landlord_id, case.pk
    return ExceptionalMatter(access=access, owner_id=owner_id, post_id=post_id, kind=kind, object_id=object_id)


def _decided(by: Actor, access: ExceptionalAccess, state: AccessState) -> ExceptionalAccess:
    """The row, held, in the state that the decision needs."""
    ask(can_approve_exceptional_access, by, access)
    held = taken(exceptional_accesses_of_house(by), access)
    if held.state_at(by.now) != state:
        raise Conflict(f"exceptional access {held.pk} is {held.state_at(by.now)}, not {state}")
    return held


def _protecting(by: Actor, matter: ExceptionalMatter) -> set[UUID]:
    """The DPO of the owner."""
    people = Designation.objects.running_on(by.today).filter(post__signatory_id=matter.owner_id)
    return set(people.filter(post__function=Function.DPO).values_list("user_id", flat=True))


def _tell(by: Actor, kind: str, people: set[UUID], access_id: UUID) -> None:
    for user_id in sorted(people):
        post_message(by=by, kind=kind, recipient_id=user_id, object_id=access_id)


def _record(by: Actor, verb: Verb, access_id: UUID, owner_id: UUID | None, reason: str = "") -> None:
    record(by=by, verb=verb, object_id=access_id, owner_id=owner_id, channel=Channel.FORM, reason=reason)
