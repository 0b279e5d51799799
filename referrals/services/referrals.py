"""The life of a referral: prepared, sent (which freezes what is read), completed, answered, ended.

Each act locks the row, asks the table of moves, derives the grant, journals, and puts into the outbox who must know,
all in one transaction.
"""

from collections.abc import Sequence
from datetime import date, time
from uuid import UUID, uuid5

from django.db import connection, transaction

from acting.actor import Actor, known
from acting.changes import same_or_conflict, taken
from acting.pages import ask, require
from acting.refusals import Conflict, Refused, refuse
from correspondents.models import Designation, Post
from correspondents.permissions import can_refer
from correspondents.routing import people_to_tell
from incidents.models import Complaint, FollowUp, Incident
from incidents.references import insert_with_reference, new_referral_reference
from incidents.services.situations import open_situation
from journal.enums import Channel
from journal.services import post_message, record
from journal.verbs import Verb
from referrals.asked import Asked, texts_in
from referrals.enums import FieldSet, ReferralState, RefusalMotive, WithdrawalMotive
from referrals.lifecycle import Act, next_state
from referrals.models import (
    Answer,
    DisclosedNumber,
    Disclosure,
    DisclosureSource,
    Referral,
    ReferralSource,
    ReferredIncident,
)
from referrals.outcome_table import refusals_of_answer
from referrals.outcomes import PLANNED, outcome_of
from referrals.permissions import (
    can_do,
    grant_disclosures,
    kind_named_by,
    referrals_visible_to,
    revoke_disclosures,
    sent_referrals_visible_to,
    sources_visible_to,
)
from referrals.piece_copies import freeze_pieces
from referrals.projection import VERSION, digest, numbers_of, project
from referrals.readers import people_answering_it, people_told_of_it
from referrals.sharing import Sharing, addition_to, refusals_of, sharing_of_draft
from referrals.sharing_rules import warned_kinds
from referrals.terms import terms_of
from signatories.guard import kept
from signatories.models import Signatory


@transaction.atomic
def prepare_referral(*, by: Actor, sharing: Sharing, submission: UUID) -> Referral:
    """A draft, which nobody but the sender sees. The same submission gives the same referral, once. Raises Refused."""
    ask(can_refer, by)
    submission = uuid5(known(by.user_id), f"{by.post_id} {submission}")  # nobody's can meet anybody else's
    if earlier := _prepared_before(by, submission, sharing):
        return earlier
    refuse(refusals_of(by, sharing))
    referral = Referral(
        sender_id=known(by.signatory_id),
        sender_post_id=known(by.post_id),
        sender_designation_id=known(by.designation_id),
        recipient=sharing.recipient_post.signatory,
        recipient_post=sharing.recipient_post,
        subject=sharing.subject,
        basis=sharing.basis,
        field_sets=sharing.shared,
        named_readers=list(sharing.readers),
        until=sharing.until,
        condition_stated=sharing.states_condition,
        created_at=by.now,
        submission=submission,
    )
    kept = insert_with_reference(referral, new_referral_reference, lambda: _prepared_before(by, submission, sharing))
    if kept is not referral:
        return kept
    _keep_source(by, referral, sharing)
    _record(by, Verb.REFERRAL_PREPARED, referral, "\n".join((sharing.precision, *texts_in(sharing.said).values())))
    return referral


@transaction.atomic
def send_referral(*, by: Actor, referral: Referral, version: int | None = None) -> Referral:
    """Freezes the projection, grants it to the recipient's post and names who answers there today, if anybody.

    Raises Refused where the rules of the day no longer allow what the draft says.
    """
    locked = moved(by, referral, Act.SEND, version)
    sharing = sharing_of_draft(by, locked)
    refuse(refusals_of(by, sharing))
    answering = people_answering_it(locked, by.today)
    locked.recipient_designation = answering[0] if answering else None
    locked.sent_at = by.now
    locked.save()
    _disclose(by, locked, sharing, answering)
    grant_disclosures(locked)
    _follow(locked, FollowUp.Event.PASSED_ON, by)
    _tell(by, locked.recipient_post, "referral_waiting", locked)
    _record(by, Verb.REFERRAL_SENT, locked)
    return locked


@transaction.atomic
def complete_referral(
    *,
    by: Actor,
    referral: Referral,
    field_sets: Sequence[str],
    incidents: Sequence[Incident] = (),
    complaint: Complaint | None = None,
    precision: str = "",
    widening_reason: str = "",
    not_meant: Sequence[str] = (),
    asked: Asked | None = None,
    attachments: Sequence[UUID] = (),
    version: int | None = None,
) -> Disclosure:
    """A further frozen projection beside the first ones; what was read before stays as it was. What an answer asked
    more about waits again from now on, and that answer stays. Raises Refused."""
    locked = _locked(by, referral, Act.COMPLETE)
    if locked.state == ReferralState.ANSWERED:
        locked.reopened_at = by.now
    _step(by, locked, Act.COMPLETE, version)
    sharing = addition_to(
        locked,
        field_sets=field_sets,
        incidents=incidents,
        complaint=complaint,
        precision=precision,
        widening_reason=widening_reason,
        not_meant=not_meant,
        asked=asked,
        attachments=attachments,
    )
    refuse(refusals_of(by, sharing))
    locked.field_sets = [*locked.field_sets, *(chosen for chosen in field_sets if chosen not in locked.field_sets)]
    locked.save()
    for incident in incidents:
        open_situation(by=by, incident=incident)
    ReferredIncident.objects.bulk_create(
        [ReferredIncident(referral=locked, incident=incident) for incident in incidents], ignore_conflicts=True
    )
    disclosure = _disclose(by, locked, sharing, people_answering_it(locked, by.today))
    _tell(by, locked.recipient_post, "referral_completed", locked)
    _record(by, Verb.REFERRAL_COMPLETED, locked, precision)
    return disclosure


@transaction.atomic
def withdraw_referral(
    *, by: Actor, referral: Referral, withdrawal_motive: str = "", version: int | None = None
) -> Referral:
    """The recipient keeps the stub: reference, dates, its own answer, and is not told the motive. A draft simply goes.
    Raises Refused for a motive that is none of the list."""
    if withdrawal_motive not in ("", *WithdrawalMotive.values):
        raise Refused("Choisissez un motif de la liste.", "withdrawal_motive")
    locked = _end(by, referral, Act.WITHDRAW, version)
    if locked.sent_at:
        if withdrawal_motive:
            sources_visible_to(by).filter(pk=locked.pk).update(withdrawal_motive=withdrawal_motive)
        _tell(by, locked.recipient_post, "referral_withdrawn", locked)
    _record(by, Verb.REFERRAL_WITHDRAWN, locked)
    return locked


@transaction.atomic
def close_referral(*, by: Actor, referral: Referral, version: int | None = None) -> Referral:
    locked = _end(by, referral, Act.CLOSE, version)
    _record(by, Verb.REFERRAL_CLOSED, locked)
    return locked


@transaction.atomic
def acknowledge_referral(*, by: Actor, referral: Referral, version: int | None = None) -> Referral:
    locked = moved(by, referral, Act.ACKNOWLEDGE, version)
    locked.acknowledged_at = by.now
    locked.save()
    _record(by, Verb.REFERRAL_ACKNOWLEDGED, locked)
    return locked


@transaction.atomic
def start_referral(*, by: Actor, referral: Referral, version: int | None = None) -> Referral:
    """Somebody works on it; that it arrived is thereby acknowledged too."""
    locked = moved(by, referral, Act.START, version)
    locked.acknowledged_at = locked.acknowledged_at or by.now
    locked.save()
    _record(by, Verb.REFERRAL_STARTED, locked)
    return locked


@transaction.atomic
def answer_referral(
    *,
    by: Actor,
    referral: Referral,
    outcome: str,
    outcome_date: date | None = None,
    outcome_time: time | None = None,
    outcome_count: int | None = None,
    outcome_motive: str = "",
    outcome_institution: Signatory | None = None,
    outcome_phone: str = "",
    note: str = "",
    replaces_former: bool = False,
    version: int | None = None,
) -> Answer:
    """A closed outcome, appended to those given before; a correction says that it replaces the last one. The same one
    sent twice in a row is one answer, unless the referral was completed between.

    Raises Refused for what is no outcome that the subject takes from the recipient.
    """
    given = {
        "designation_id": by.designation_id,
        "outcome": outcome,
        "outcome_date": outcome_date,
        "outcome_time": outcome_time,
        "outcome_count": outcome_count,
        "outcome_motive": outcome_motive,
        "outcome_institution_id": outcome_institution and outcome_institution.pk,
        "outcome_phone": outcome_phone,
        "note": note,
    }
    locked = _locked(by, referral)
    is_answered = locked.state == ReferralState.ANSWERED
    latest = Answer.objects.filter(referral=locked).order_by("-answered_at").first()
    if latest and is_answered and all(getattr(latest, name) == value for name, value in given.items()):
        return latest
    if replaces_former and not is_answered:
        raise Refused("Il n’y a pas encore de réponse à remplacer.", "replaces_former")
    _step(by, locked, Act.ANSWER, version)
    refuse(
        refusals_of_answer(
            locked.recipient.kind,
            locked.subject_id,
            outcome=outcome,
            on=outcome_date,
            at=outcome_time,
            count=outcome_count,
            motive=outcome_motive,
            institution=kind_named_by(by, outcome_institution),
            phone=outcome_phone,
            note=note,
            today=by.today,
        )
    )
    locked.acknowledged_at = locked.acknowledged_at or by.now
    locked.answered_at = locked.answered_at or by.now
    locked.asks_more = outcome_of(locked.recipient.kind, outcome).asks_more
    locked.planned_on = outcome_date if outcome == PLANNED else None
    locked.save()
    answer = Answer.objects.create(
        referral=locked,
        sender_id=locked.sender_id,
        answered_at=by.now,
        replaces_former=replaces_former,
        **given,
    )
    _follow(locked, FollowUp.Event.ANSWERED, by)
    _tell(by, locked.sender_post, "referral_answered", locked)
    _record(by, Verb.REFERRAL_ANSWERED, locked, note)
    return answer


@transaction.atomic
def refuse_referral(*, by: Actor, referral: Referral, motive: str, version: int | None = None) -> Referral:
    """Raises Refused without a motive of the list."""
    if motive not in RefusalMotive.values:
        raise Refused("Choisissez un motif de la liste.", "motive")
    locked = _end(by, referral, Act.REFUSE, version, RefusalMotive(motive))
    _tell(by, locked.sender_post, "referral_refused", locked)
    _record(by, Verb.REFERRAL_REFUSED, locked)
    return locked


@transaction.atomic
def expire_referral(*, by: Actor, referral: Referral) -> Referral:
    """Only writes down what the rule says already: past its last day nobody but the sender reads it."""
    require(by.is_machine)
    locked = _end(by, referral, Act.EXPIRE, None)
    _record(by, Verb.REFERRAL_EXPIRED, locked)
    return locked


def _prepared_before(by: Actor, submission: UUID, sharing: Sharing) -> Referral | None:
    """What the same form made earlier. Raises Conflict when it comes back with other choices."""
    earlier = sent_referrals_visible_to(by).filter(submission=submission).first()
    return earlier and same_or_conflict(earlier, sharing.words())


def moved(by: Actor, referral: Referral, act: Act, version: int | None) -> Referral:
    """The row, locked, in its next state (not saved yet). Raises Conflict for a stale `version`, and for a move that
    the state it is in does not have."""
    locked = _locked(by, referral, act)
    _step(by, locked, act, version)
    return locked


def _locked(by: Actor, referral: Referral, act: Act | None = None) -> Referral:
    """The row as it is now, held until the transaction ends; the clock sees every row, people their own. Raises
    PermissionDenied for somebody else's, and Conflict for one that is gone."""
    rows = Referral.objects.all() if act == Act.EXPIRE else referrals_visible_to(by)
    try:
        held: Referral = taken(rows, referral)
    except Conflict:
        require(not Referral.objects.filter(pk=referral.pk).exists())
        raise
    return held


def _step(by: Actor, locked: Referral, act: Act, version: int | None) -> None:
    """Raises PermissionDenied for the other side, and past the last day. Of the clock the wall asks the day: one that
    was renewed since it was listed does not expire."""
    require(act == Act.EXPIRE or can_do(by, locked, act))
    if version is not None and version != locked.version:
        raise Conflict(f"{act} on version {version}, now {locked.version}")
    locked.state = next_state(act, ReferralState(locked.state), asks_more=locked.asks_more)
    locked.version += 1


def _end(by: Actor, referral: Referral, act: Act, version: int | None, motive: str = "") -> Referral:
    """What every ending has in common: the recipient's right goes in the same transaction."""
    locked = moved(by, referral, act, version)
    locked.refusal_motive = motive
    locked.ended_at = by.now
    locked.save()
    revoke_disclosures(locked)
    return locked


def _keep_source(by: Actor, referral: Referral, sharing: Sharing) -> None:
    situation = sharing.situation or (
        open_situation(by=by, incident=sharing.incidents[0]) if sharing.incidents else None
    )
    ReferralSource.objects.create(
        referral=referral,
        owner_id=known(by.signatory_id),
        owner_post_id=known(by.post_id),
        commune=sharing.commune,
        residence=sharing.residence,
        situation=situation,
        complaint=sharing.complaint,
        widening_reason=sharing.widening_reason,
        precision=sharing.precision,
        asked=sharing.said,
        attachments=list(sharing.attachments),
        routing_reason=sharing.routing_reason,
        not_meant=list(sharing.not_meant),
    )
    ReferredIncident.objects.bulk_create(
        [ReferredIncident(referral=referral, incident=incident) for incident in sharing.incidents]
    )


def _disclose(by: Actor, referral: Referral, sharing: Sharing, answering: Sequence[Designation]) -> Disclosure:
    """Frozen for the recipient, with its terms and who answers there today; what it was made of, and why it says more
    than usual, stays with the sender."""
    drawn = sharing.drawn(by)
    if len(drawn.attachments) < len(set(sharing.attachments)):
        raise Conflict("a piece was withdrawn while it was sent")
    content = project(drawn, chosen=sharing.shared, precision=sharing.precision, asked=sharing.said)
    disclosure = Disclosure.objects.create(
        referral=referral,
        number=referral.disclosures.count() + 1,
        content=content,
        digest=digest(content),
        terms=terms_of(referral, answering[0] if answering else None),
        version=VERSION,
        disclosed_at=by.now,
    )
    keys = numbers_of(content)
    DisclosedNumber.objects.bulk_create([DisclosedNumber(disclosure=disclosure, key=key) for key in sorted(keys)])
    DisclosureSource.objects.create(
        disclosure=disclosure,
        owner_id=known(by.signatory_id),
        owner_post_id=referral.sender_post_id,
        incidents=[incident.pk for incident in sharing.incidents],
        complaint=sharing.complaint,
        field_sets=sharing.shared,
        attachments=[piece.pk for piece in drawn.attachments],
        widening_reason=sharing.widening_reason,
    )
    if FieldSet.ATTACHMENTS in content:
        freeze_pieces(by, disclosure, drawn.attachments)
    return disclosure


def _follow(referral: Referral, event: FollowUp.Event, by: Actor) -> None:
    """The neutral line on each fact that the referral drew on. Whoever answers sees none of them: the database writes
    the lines and tells nothing back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT referrals_follow(%s, %s, %s)", [referral.pk, event, by.now])


def _tell(by: Actor, post: Post, kind: str, referral: Referral) -> None:
    """Whoever answers for the post today and is there, titular and deputies alike; a vacant post gets nothing. Of what
    is reserved the persons named alone."""
    is_received = post == referral.recipient_post
    for designation in people_told_of_it(referral, by.today) if is_received else people_to_tell(post, by.today):
        post_message(by=by, kind=kind, recipient_id=designation.user_id, object_id=referral.pk)


def _record(by: Actor, verb: Verb, referral: Referral, text: str = "") -> None:
    """What was shared is the sender's; so is the entry, whoever acts. Of a text that was sent although the guard
    pointed at it the kinds are noted, never the words."""
    record(
        by=by,
        verb=verb,
        object_id=referral.pk,
        owner_id=referral.sender_id,
        channel=Channel.FORM,
        reason=kept(warned_kinds(text)),
    )
