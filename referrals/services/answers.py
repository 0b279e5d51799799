"""Answers that somebody prepares and somebody else sends, and one outcome given to several referrals.

Each leaves by the act of its own page; one that has moved meanwhile is left as it is, and named.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from acting.actor import Actor, known
from acting.changes import taken, write_changes
from acting.pages import ask, require
from acting.refusals import Conflict, Refused, refuse
from correspondents.permissions import can_refer
from journal.enums import Channel
from journal.insertion import get_or_insert
from journal.services import record
from journal.verbs import Verb
from referrals.enums import ReferralState
from referrals.lifecycle import WAITING, Act, Side, next_state
from referrals.models import OUTCOME_FIELDS, Answer, PreparedAnswer, Referral
from referrals.outcome_table import outcomes_for, refusals_of_answer
from referrals.permissions import (
    can_drop_prepared,
    can_prepare,
    can_validate,
    is_read_by,
    kind_named_by,
    prepared_answers_visible_to,
    received_referrals_visible_to,
    side_of,
)
from referrals.services.referrals import answer_referral
from signatories.models import Signatory

CHANGED_SINCE = "changée depuis que vous l’avez lue"
OF_ANOTHER_SUBJECT = "cette suite n’est pas de cet objet"


@dataclass(frozen=True, slots=True)
class Left:
    """A referral to which nothing was sent, as it is now, and why."""

    referral: Referral
    why: str


@dataclass(frozen=True, slots=True)
class Sent:
    done: list[Referral] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


@transaction.atomic
def prepare_answer(
    *,
    by: Actor,
    referral: Referral,
    outcome: str,
    version: int | None = None,
    outcome_institution: Signatory | None = None,
    **details: Any,
) -> PreparedAnswer:
    """Written at the post, over what was prepared there before; nothing leaves. Raises Refused for what could not be
    sent, and Conflict where the referral takes no answer, or has moved since it was read."""
    ask(can_prepare, by, referral)
    now = received_referrals_visible_to(by).get(pk=referral.pk)
    next_state(Act.ANSWER, ReferralState(now.state), asks_more=now.asks_more)
    if version is not None and version != now.version:
        raise Conflict(f"prepared for version {version}, now {now.version}")
    given: dict[str, Any] = {"outcome_motive": "", "outcome_phone": "", "note": "", "replaces_former": False} | details
    given |= {"outcome": outcome, "outcome_institution": outcome_institution}
    said: dict[str, Any] = {name: given.get(name) for name in OUTCOME_FIELDS}
    refuse(
        refusals_of_answer(
            now.recipient.kind,
            now.subject_id,
            outcome=outcome,
            on=said["outcome_date"],
            at=said["outcome_time"],
            count=said["outcome_count"],
            motive=given["outcome_motive"],
            institution=kind_named_by(by, outcome_institution),
            phone=given["outcome_phone"],
            note=given["note"],
            today=by.today,
        )
    )
    who = {"designation_id": known(by.designation_id), "prepared_at": by.now}
    prepared, is_new = get_or_insert(
        prepared_answers_visible_to(by), referral=now, defaults={"post_id": known(by.post_id), **said, **who}
    )
    if not is_new:
        prepared = taken(prepared_answers_visible_to(by), prepared)
        if all(getattr(prepared, name) == value for name, value in said.items()):
            return prepared
        write_changes(prepared, {**said, **who, "version": prepared.version + 1})
    _record(by, Verb.ANSWER_PREPARED, prepared)
    return prepared


@transaction.atomic
def drop_prepared(*, by: Actor, prepared: PreparedAnswer) -> None:
    ask(can_drop_prepared, by, prepared)
    held = taken(prepared_answers_visible_to(by), prepared)
    _record(by, Verb.PREPARED_ANSWER_DROPPED, held)
    held.delete()


@transaction.atomic
def answer_in_place_of(*, by: Actor, referral: Referral, prepared: int | None, **given: Any) -> Answer:
    """An answer on the page of its referral; the `prepared` one that stood in the form, by its version, is settled."""
    answer = answer_referral(by=by, referral=referral, **given)
    if prepared is not None:
        prepared_answers_visible_to(by).filter(referral=referral, version=prepared).delete()
    return answer


@transaction.atomic
def validate_answers(*, by: Actor, seen: Mapping[UUID, str]) -> Sent:
    """Each prepared answer by its key, as it was `seen` (see `mark_of`): sent as it stands, and no more prepared."""
    ask(can_validate, by)
    sent = Sent()
    for key in sorted(seen):
        held = prepared_answers_visible_to(by).select_for_update(of=("self",), no_key=True)
        row = held.select_related("referral", "outcome_institution").filter(pk=key).first()
        if row is None:
            continue  # sent or given up by a colleague: there is nothing left of it
        said = {name: getattr(row, name) for name in OUTCOME_FIELDS}
        if mark_of(row) != seen[key]:
            sent.left.append(_left(by, row.referral))
            continue
        try:
            answer_referral(by=by, referral=row.referral, version=row.referral.version, **said)
        except (Conflict, PermissionDenied):
            sent.left.append(_left(by, row.referral))
        except Refused as refused:
            sent.left.append(Left(row.referral, refused.sentence))
        else:
            row.delete()
            sent.done.append(row.referral)
    return sent


def mark_of(prepared: PreparedAnswer) -> str:
    """What a page showed of it: its own version, and its referral's."""
    return f"{prepared.version}.{prepared.referral.version}"


@transaction.atomic
def answer_referrals(
    *, by: Actor, referrals: Iterable[Referral], seen: Mapping[UUID, int], outcome: str, **given: Any
) -> Sent:
    """One outcome to each, at the version that was `seen`. Raises PermissionDenied for what was sent to somebody else,
    and Refused for an outcome that is not whole."""
    ask(can_refer, by)
    sent = Sent()
    for referral in sorted(referrals, key=lambda each: each.pk):
        require(side_of(by, referral) == Side.RECIPIENT)
        taken_here = {each.code for each in outcomes_for(referral.recipient.kind, referral.subject_id)}
        read = received_referrals_visible_to(by).filter(is_read_by(by), pk=referral.pk)
        if outcome not in taken_here and read.exists():
            sent.left.append(Left(referral, OF_ANOTHER_SUBJECT))
            continue
        try:
            answer_referral(by=by, referral=referral, outcome=outcome, version=seen.get(referral.pk, 0), **given)
            sent.done.append(referral)
        except (Conflict, PermissionDenied):
            sent.left.append(_left(by, referral))
    return sent


def _left(by: Actor, referral: Referral) -> Left:
    """In the state of today; one that still waits was read otherwise."""
    now = received_referrals_visible_to(by).for_display().get(pk=referral.pk)
    state = now.state_on(by.today)
    return Left(now, CHANGED_SINCE if state in WAITING else state.label.lower())


def _record(by: Actor, verb: Verb, prepared: PreparedAnswer) -> None:
    """The post's own: nothing of it stands in the journal of whoever sent the referral."""
    owner = known(by.signatory_id)
    record(by=by, verb=verb, object_id=prepared.pk, owner_id=owner, channel=Channel.FORM)
