"""Writes on meetings: what was on the agenda, who was there by function, what was decided and how far it is."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Max

from acting.actor import Actor
from acting.changes import as_changed, same_or_conflict, taken, write_changes
from acting.pages import ask
from acting.refusals import Refused, refuse, unfit_values
from journal.insertion import insert_once
from journal.services import record
from journal.verbs import Verb
from signatories.guard import kept
from signatories.meeting_rules import (
    refusals_of_attendances,
    refusals_of_done,
    refusals_of_function,
    refusals_of_moment,
)
from signatories.models import Attendance, Convention, Decision, Meeting, Signatory
from signatories.permissions import can_be_at_meetings, can_follow_decision, can_keep_meetings


@transaction.atomic
def create_meeting(
    *, by: Actor, convention: Convention, submission: UUID, overridden: Iterable[str] = (), **fields: Any
) -> Meeting:
    """The same submission gives the same meeting, once. Raises Refused, and Conflict when it says something else."""
    ask(can_keep_meetings, by, convention.pk)
    wanted = Meeting(id=uuid5(convention.id, submission.hex), convention=convention, **fields)
    _refuse_unfit_meeting(wanted)
    meeting, is_new = insert_once(wanted, fields)
    if is_new:
        _record(by, Verb.MEETING_CREATED, meeting, overridden)
    return meeting


@transaction.atomic
def revise_meeting(*, by: Actor, meeting: Meeting, overridden: Iterable[str] = (), **fields: Any) -> Meeting:
    ask(can_keep_meetings, by, meeting.convention_id)
    locked = taken(Meeting.objects.all(), meeting)
    _refuse_unfit_meeting(as_changed(locked, fields))
    if write_changes(locked, fields):
        locked.revision += 1
        locked.save(update_fields=["revision"])
        _record(by, Verb.MEETING_CHANGED, locked, overridden)
    return locked


@transaction.atomic
def set_attendance(*, by: Actor, meeting: Meeting, attendances: Sequence[dict[str, Any]]) -> None:
    """Who was there, by institution and function, is exactly this; the same again changes nothing. Raises Refused."""
    ask(can_keep_meetings, by, meeting.convention_id)
    refuse(refusals_of_attendances((row["signatory"].pk, row["function"]) for row in attendances))
    for row in attendances:
        _refuse_institution(by, meeting, row["signatory"], "signatory")
        refuse(unfit_values(Attendance(function=row["function"]), "function"))
        refuse(refusals_of_function(row["function"]))
    taken(Meeting.objects.all(), meeting)
    wanted = {(row["signatory"].pk, row["function"], row["was_present"]) for row in attendances}
    if wanted == set(meeting.attendances.values_list("signatory_id", "function", "was_present")):
        return
    meeting.attendances.all().delete()
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, signatory_id=signatory_id, function=function, was_present=was_present)
        for signatory_id, function, was_present in wanted
    )
    _record(by, Verb.MEETING_ATTENDANCE_NOTED, meeting)


@transaction.atomic
def add_decision(
    *, by: Actor, meeting: Meeting, submission: UUID, overridden: Iterable[str] = (), **fields: Any
) -> Decision:
    """Numbered after the last one of its meeting; the same submission gives the same decision, once.

    Raises Refused, and Conflict when the submission comes back with other words.
    """
    ask(can_keep_meetings, by, meeting.convention_id)
    taken(Meeting.objects.all(), meeting)
    identifier = uuid5(meeting.id, submission.hex)
    found = Decision.objects.filter(pk=identifier, meeting=meeting).first()
    if found:
        return same_or_conflict(found, fields)
    last = meeting.decisions.aggregate(last=Max("number"))["last"] or 0
    decision = Decision(id=identifier, meeting=meeting, number=last + 1, **fields)
    _refuse_unfit_decision(by, decision)
    decision.save(force_insert=True)
    _record_decision(by, Verb.DECISION_TAKEN, decision, overridden)
    return decision


@transaction.atomic
def revise_decision(*, by: Actor, decision: Decision, overridden: Iterable[str] = (), **fields: Any) -> Decision:
    ask(can_keep_meetings, by, decision.meeting.convention_id)
    return _write_decision(by, Verb.DECISION_CHANGED, decision, overridden, fields)


@transaction.atomic
def follow_decision(
    *, by: Actor, decision: Decision, follow_up: str, done_on: date | None, overridden: Iterable[str] = ()
) -> Decision:
    """How far it is, as its owner says; what was decided, by whom and for when stays as it is."""
    ask(can_follow_decision, by, decision)
    fields = {"follow_up": follow_up, "done_on": done_on}
    return _write_decision(by, Verb.DECISION_FOLLOWED, decision, overridden, fields)


def _write_decision(
    by: Actor, verb: Verb, decision: Decision, overridden: Iterable[str], fields: dict[str, Any]
) -> Decision:
    locked = taken(Decision.objects.select_related("meeting"), decision)
    wanted = as_changed(locked, fields)
    _refuse_unfit_decision(by, wanted, is_new_owner=wanted.owner_id != locked.owner_id)
    if write_changes(locked, fields):
        _record_decision(by, verb, locked, overridden)
    return locked


def _refuse_unfit_meeting(meeting: Meeting) -> None:
    refuse(unfit_values(meeting))
    refuse(refusals_of_moment(meeting.starts_at))


def _refuse_unfit_decision(by: Actor, decision: Decision, *, is_new_owner: bool = True) -> None:
    refuse(unfit_values(decision))
    refuse(refusals_of_done(decision.done_on, by.today))
    if is_new_owner:
        _refuse_institution(by, decision.meeting, decision.owner, "owner")


def _refuse_institution(by: Actor, meeting: Meeting, signatory: Signatory, field: str) -> None:
    """A party of the meeting's convention; one that has left since may stay where it stands."""
    if signatory.convention_id != meeting.convention_id or not can_be_at_meetings(signatory, by.today):
        stands = field == "signatory" and meeting.attendances.filter(signatory=signatory).exists()
        if not stands:
            raise Refused("Choisissez un signataire de la convention.", field)


def _record(by: Actor, verb: Verb, meeting: Meeting, overridden: Iterable[str] = ()) -> None:
    owner, reason = by.signatory_id, kept(overridden)
    record(by=by, verb=verb, object_id=meeting.id, owner_id=owner, reason=reason)


def _record_decision(by: Actor, verb: Verb, decision: Decision, overridden: Iterable[str]) -> None:
    owner, reason = decision.owner_id, kept(overridden)
    record(by=by, verb=verb, object_id=decision.id, owner_id=owner, reason=reason)
