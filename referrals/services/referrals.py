"""The life of a referral: prepared, sent (which freezes what is read), completed, answered, ended.

Each act locks the row, asks the table of moves, derives the grant, journals, and puts into the outbox who must know,
all in one transaction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.db import IntegrityError, connection, transaction

from acting.actor import Actor, known
from acting.refusals import Conflict
from correspondents.models import Post
from correspondents.routing import people_answering, people_to_tell
from incidents.models import Complaint, FollowUp, Incident, Situation
from incidents.permissions import incidents_visible_to
from incidents.references import insert_with_reference, new_referral_reference
from incidents.services.facts import open_situation
from journal.enums import Channel
from journal.services import post_message, record
from referrals.enums import ReferralState, RefusalMotive
from referrals.lifecycle import Act, next_state
from referrals.models import Answer, Disclosure, LegalBasis, Referral, ReferralSource, ReferredIncident, Subject
from referrals.permissions import grant_disclosures, referrals_visible_to, revoke_disclosures, sent_referrals_visible_to
from referrals.projection import Content, digest, project
from signatories.guard import kept
from territory.models import Residence


class NotSendable(Exception):
    """A draft that has become untrue; its text is for the sender."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """What the sender chose on the share sheet: to whom, why, what, and until which day included."""

    residence: Residence
    recipient_post: Post
    subject: Subject
    basis: LegalBasis
    field_sets: Sequence[str]
    until: date
    incidents: tuple[Incident, ...] = ()
    situation: Situation | None = None
    complaint: Complaint | None = None
    precision: str = ""
    widening_reason: str = ""
    routing_reason: str = ""

    def content(self) -> Content:
        """What the recipient would read if it were sent now."""
        return project(
            residence=self.residence,
            incidents=self.incidents,
            complaint=self.complaint,
            field_sets=self.field_sets,
            precision=self.precision,
        )


@transaction.atomic
def prepare_referral(*, by: Actor, sharing: Sharing, submission: UUID, overridden: Iterable[str] = ()) -> Referral:
    """A draft, which nobody but the sender sees. The same submission gives the same referral, once.

    `overridden`, here and below: the kinds of warning about the text that its author read and kept, never the words.
    """
    submission = uuid5(known(by.user_id), f"{by.post_id} {submission}")  # nobody's can meet anybody else's
    referral = Referral(
        sender_id=known(by.signatory_id),
        sender_post_id=known(by.post_id),
        sender_designation_id=known(by.designation_id),
        recipient=sharing.recipient_post.signatory,
        recipient_post=sharing.recipient_post,
        subject=sharing.subject,
        basis=sharing.basis,
        field_sets=list(sharing.field_sets),
        until=sharing.until,
        created_at=by.now,
        submission=submission,
    )
    try:
        insert_with_reference(referral, new_referral_reference)
    except IntegrityError:
        earlier = sent_referrals_visible_to(by).filter(submission=submission).first()
        if earlier is None:
            raise
        _require_same(earlier, sharing)
        return earlier
    _keep_source(by, referral, sharing)
    _record(by, "saisine.preparee", referral, overridden)
    return referral


@transaction.atomic
def send_referral(*, by: Actor, referral: Referral, version: int | None = None) -> Referral:
    """Freezes the projection, grants it to the recipient's post and names who answers there today, if anybody."""
    locked = _move(by, referral, Act.SEND, version)
    if reason := why_not_sendable(locked, by.today):
        raise NotSendable(reason)
    answering = people_answering(locked.recipient_post, by.today)
    locked.recipient_designation = answering[0] if answering else None
    locked.sent_at = by.now
    locked.save()
    _disclose(by, locked, content_to_send(by=by, referral=locked))
    grant_disclosures(locked)
    _follow(locked, FollowUp.Event.PASSED_ON, by)
    _tell(by, locked.recipient_post, "referral_waiting", locked)
    _record(by, "saisine.envoyee", locked)
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
    version: int | None = None,
    overridden: Iterable[str] = (),
) -> Disclosure:
    """A further frozen projection beside the first ones; what was read before stays as it was."""
    locked = _move(by, referral, Act.COMPLETE, version)
    locked.field_sets = [*locked.field_sets, *(chosen for chosen in field_sets if chosen not in locked.field_sets)]
    locked.save()
    for incident in incidents:
        open_situation(by=by, incident=incident)
    ReferredIncident.objects.bulk_create(
        [ReferredIncident(referral=locked, incident=incident) for incident in incidents], ignore_conflicts=True
    )
    content = project(
        residence=locked.source.residence,
        incidents=incidents,
        complaint=complaint,
        field_sets=field_sets,
        precision=precision,
    )
    disclosure = _disclose(by, locked, content)
    if widening_reason:
        locked.source.widening_reason = widening_reason
        locked.source.save(update_fields=["widening_reason"])
    _tell(by, locked.recipient_post, "referral_completed", locked)
    _record(by, "saisine.completee", locked, overridden)
    return disclosure


@transaction.atomic
def withdraw_referral(*, by: Actor, referral: Referral, version: int | None = None) -> Referral:
    """The recipient keeps the stub: reference, dates, its own answer. A draft simply goes."""
    was_sent = referral.sent_at is not None
    locked = _end(by, referral, Act.WITHDRAW, version)
    if was_sent:
        _tell(by, locked.recipient_post, "referral_withdrawn", locked)
    _record(by, "saisine.retiree", locked)
    return locked


@transaction.atomic
def close_referral(*, by: Actor, referral: Referral, version: int | None = None) -> Referral:
    locked = _end(by, referral, Act.CLOSE, version)
    _record(by, "saisine.close", locked)
    return locked


@transaction.atomic
def acknowledge_referral(*, by: Actor, referral: Referral, version: int | None = None) -> Referral:
    locked = _move(by, referral, Act.ACKNOWLEDGE, version)
    locked.acknowledged_at = by.now
    locked.save()
    _record(by, "saisine.accusee", locked)
    return locked


@transaction.atomic
def start_referral(*, by: Actor, referral: Referral, version: int | None = None) -> Referral:
    """Somebody works on it; that it arrived is thereby acknowledged too."""
    locked = _move(by, referral, Act.START, version)
    locked.acknowledged_at = locked.acknowledged_at or by.now
    locked.save()
    _record(by, "saisine.prise_en_charge", locked)
    return locked


@transaction.atomic
def answer_referral(
    *,
    by: Actor,
    referral: Referral,
    outcome: str,
    outcome_date: date | None = None,
    outcome_count: int | None = None,
    outcome_motive: str = "",
    note: str = "",
    version: int | None = None,
    overridden: Iterable[str] = (),
) -> Answer:
    """A closed outcome, appended to those given before. The same one sent twice in a row is one answer."""
    given = {
        "designation_id": by.designation_id,
        "outcome": outcome,
        "outcome_date": outcome_date,
        "outcome_count": outcome_count,
        "outcome_motive": outcome_motive,
        "note": note,
    }
    locked = _locked(by, referral)
    latest = _latest_answer(locked)
    if latest and all(getattr(latest, name) == value for name, value in given.items()):
        return latest
    _step(locked, Act.ANSWER, version)
    locked.acknowledged_at = locked.acknowledged_at or by.now
    locked.answered_at = locked.answered_at or by.now
    locked.save()
    answer = Answer.objects.create(referral=locked, answered_at=by.now, **given)
    _follow(locked, FollowUp.Event.ANSWERED, by)
    _tell(by, locked.sender_post, "referral_answered", locked)
    _record(by, "saisine.repondue", locked, overridden)
    return answer


@transaction.atomic
def refuse_referral(*, by: Actor, referral: Referral, motive: str, version: int | None = None) -> Referral:
    referral.refusal_motive = RefusalMotive(motive)
    locked = _end(by, referral, Act.REFUSE, version)
    _tell(by, locked.sender_post, "referral_refused", locked)
    _record(by, "saisine.refusee", locked)
    return locked


@transaction.atomic
def expire_referral(*, by: Actor, referral: Referral) -> Referral:
    """Only writes down what the rule says already: past its last day nobody but the sender reads it."""
    locked = _end(by, referral, Act.EXPIRE, None)
    _record(by, "saisine.echue", locked)
    return locked


def _require_same(earlier: Referral, sharing: Sharing) -> None:
    """The form came back with other choices than those that were kept: neither may pass for the other."""
    source = earlier.source
    kept = (earlier.recipient_post_id, earlier.subject_id, earlier.basis_id, earlier.field_sets, earlier.until)
    asked = (
        sharing.recipient_post.pk,
        sharing.subject.pk,
        sharing.basis.pk,
        list(sharing.field_sets),
        sharing.until,
    )
    also_kept = (source.precision, source.complaint_id, source.residence_id)
    also_asked = (sharing.precision, sharing.complaint and sharing.complaint.pk, sharing.residence.pk)
    facts = set(earlier.referred_incidents.values_list("incident_id", flat=True))
    if (kept, also_kept, facts) != (asked, also_asked, {incident.pk for incident in sharing.incidents}):
        raise Conflict("the same submission with other choices")


def why_not_sendable(referral: Referral, day: date) -> str:
    """What has become untrue since the draft was kept, in French; "" when it may be sent on that day."""
    post, basis = referral.recipient_post, referral.basis
    ended_basis = basis.in_force_until is not None and basis.in_force_until < day
    reasons = (
        (referral.until < day, "La date de fin d’accès de ce brouillon est passée"),
        (ended_basis, "La base légale de ce brouillon n’est plus en vigueur"),
        (post.closed_on is not None and post.closed_on <= day, "Le poste destinataire est fermé"),
        (not post.signatory.is_party_on(day), "Le destinataire n’est plus partie à la convention"),
    )
    found = next((reason for is_so, reason in reasons if is_so), "")
    return f"{found} : abandonnez-le et préparez une nouvelle saisine." if found else ""


def content_to_send(*, by: Actor, referral: Referral) -> Content:
    """Of a draft: the projection of its source as it stands now, which sending freezes."""
    source = referral.source
    drawn_on = incidents_visible_to(by).filter(referrals_made__referral=referral)
    return project(
        residence=source.residence,
        incidents=list(drawn_on.select_related("category").order_by("started_at", "pk")),
        complaint=source.complaint,
        field_sets=referral.field_sets,
        precision=source.precision,
    )


def _move(by: Actor, referral: Referral, act: Act, version: int | None) -> Referral:
    """The row, locked, in its next state (not saved yet). Raises MoveRefused, or Conflict for a stale `version`."""
    locked = _locked(by, referral, act)
    _step(locked, act, version)
    return locked


def _locked(by: Actor, referral: Referral, act: Act | None = None) -> Referral:
    """The row as it is now, held until the transaction ends; the clock sees every row, people their own."""
    rows = Referral.objects if act == Act.EXPIRE else referrals_visible_to(by)
    return rows.select_for_update(no_key=True).get(pk=referral.pk)


def _step(locked: Referral, act: Act, version: int | None) -> None:
    if version is not None and version != locked.version:
        raise Conflict(f"{act} on version {version}, now {locked.version}")
    locked.state = next_state(act, ReferralState(locked.state))
    locked.version += 1


def _end(by: Actor, referral: Referral, act: Act, version: int | None) -> Referral:
    """What every ending has in common: the recipient's right goes in the same transaction."""
    locked = _move(by, referral, act, version)
    locked.refusal_motive = referral.refusal_motive
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
        commune=sharing.residence.commune,
        residence=sharing.residence,
        situation=situation,
        complaint=sharing.complaint,
        widening_reason=sharing.widening_reason,
        precision=sharing.precision,
        routing_reason=sharing.routing_reason,
    )
    ReferredIncident.objects.bulk_create(
        [ReferredIncident(referral=referral, incident=incident) for incident in sharing.incidents]
    )


def _disclose(by: Actor, referral: Referral, content: Content) -> Disclosure:
    number = referral.disclosures.count() + 1
    return Disclosure.objects.create(
        referral=referral, number=number, content=content, digest=digest(content), disclosed_at=by.now
    )


def _latest_answer(referral: Referral) -> Answer | None:
    return Answer.objects.filter(referral=referral).order_by("-answered_at").first()


def _follow(referral: Referral, event: FollowUp.Event, by: Actor) -> None:
    """The neutral line on each fact that the referral drew on. Whoever answers sees none of them: the database writes
    the lines and tells nothing back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT referrals_follow(%s, %s, %s)", [referral.pk, event, by.now])


def _tell(by: Actor, post: Post, kind: str, referral: Referral) -> None:
    """Whoever answers for the post today and is there, titular and deputies alike; a vacant post gets nothing."""
    for designation in people_to_tell(post, by.today):
        post_message(by=by, kind=kind, recipient_id=designation.user_id, object_id=referral.pk)


def _record(by: Actor, verb: str, referral: Referral, overridden: Iterable[str] = ()) -> None:
    """What was shared is the sender's; so is the entry, whoever acts."""
    record(
        by=by,
        verb=verb,
        object_type="saisine",
        object_id=referral.pk,
        owner_id=referral.sender_id,
        channel=Channel.FORM,
        reason=kept(overridden),
    )
