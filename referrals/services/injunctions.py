"""The life of an injunction as the portal keeps count of it: written down, answered, the judge seized, ended.

Each act notes what was done outside the portal, on the day on which it was; each locks the row, asks the table of
moves, journals, and tells the other side, in one transaction.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from acting.actor import Actor, known
from acting.changes import same_or_conflict, taken, write_changes
from acting.pages import ask, require
from acting.refusals import Conflict, refuse, unfit_values
from correspondents.messages import INJUNCTION_KIND, INJUNCTION_MOVED_KIND
from correspondents.models import Post
from correspondents.routing import people_to_tell
from incidents.references import insert_with_reference, new_injunction_reference
from journal.enums import Channel
from journal.services import post_message, record
from journal.verbs import Verb
from referrals.enums import InjunctionAnswer, InjunctionState
from referrals.injunction_draft import InjunctionDraft, refusals_of_draft
from referrals.injunction_rules import (
    ENJOINED_FUNCTIONS,
    InjunctionAct,
    InjunctionSide,
    next_injunction_state,
    refusals_of_court,
    refusals_of_day,
    refusals_of_lease,
    refusals_of_refusal,
    refusals_of_substitution,
)
from referrals.models import Injunction, InjunctionLease
from referrals.permissions import (
    can_handle_injunctions,
    can_move_injunction,
    can_note_lease,
    injunction_sides,
    injunctions_visible_to,
)
from referrals.sharing_rules import warned_kinds
from signatories.enums import SignatoryKind
from signatories.guard import kept


@transaction.atomic
def note_injunction(*, by: Actor, draft: InjunctionDraft, key: UUID) -> Injunction:
    """Written down once, however often the form is sent; the landlord's people are told, when the préfecture does.

    Raises Refused, and Conflict when the form comes back with other words.
    """
    ask(can_handle_injunctions, by)
    is_of_prefecture = by.signatory_kind == SignatoryKind.PREFECTURE
    words: dict[str, Any] = {
        "landlord": draft.landlord,
        "residence": draft.residence,
        "commune": draft.place,
        "address": draft.address,
        "notified_on": draft.notified_on,
        "ground_stated": draft.ground_stated,
    }
    if earlier := _noted_before(by, key, words):
        return earlier
    refuse(refusals_of_draft(by, draft))
    injunction = Injunction(
        id=key,
        **words,
        issuer_post_id=known(by.post_id) if is_of_prefecture else None,
        noted_by_id=known(by.designation_id),
        noted_at=by.now,
    )
    refuse(unfit_values(injunction))
    noted = insert_with_reference(injunction, new_injunction_reference, lambda: _noted_before(by, key, words))
    if noted is injunction:
        _record(by, Verb.INJUNCTION_NOTED, noted, draft.typed)
        _tell_other_side(by, INJUNCTION_KIND, noted)
    return noted


@transaction.atomic
def accept_injunction(*, by: Actor, injunction: Injunction, answered_on: date, version: int | None = None) -> None:
    """The second clock begins on the day of that answer."""
    locked = _moved(by, injunction, InjunctionAct.ACCEPT, version)
    refuse(refusals_of_day("answered_on", answered_on, since=locked.notified_on, today=by.today))
    locked.answer, locked.answered_on = InjunctionAnswer.ACCEPTED, answered_on
    _done(by, locked, Verb.INJUNCTION_ACCEPTED)


@transaction.atomic
def refuse_injunction(
    *, by: Actor, injunction: Injunction, motive: str, answered_on: date, note: str = "", version: int | None = None
) -> None:
    """With a motive of the list; the préfet may then seize the judge himself."""
    locked = _moved(by, injunction, InjunctionAct.REFUSE, version)
    refuse(refusals_of_refusal(motive, note))
    refuse(refusals_of_day("answered_on", answered_on, since=locked.notified_on, today=by.today))
    locked.answer, locked.answered_on = InjunctionAnswer.REFUSED, answered_on
    locked.refusal_motive, locked.answer_note = motive, note
    _done(by, locked, Verb.INJUNCTION_REFUSED, note)


@transaction.atomic
def note_judge_seized(
    *, by: Actor, injunction: Injunction, seized_on: date, court: str, version: int | None = None
) -> None:
    locked = _moved(by, injunction, InjunctionAct.SEIZE, version)
    refuse(refusals_of_court(court))
    since = locked.answered_on or locked.notified_on
    refuse(refusals_of_day("seized_on", seized_on, since=since, today=by.today))
    locked.seized_on, locked.court = seized_on, court.strip()
    _done(by, locked, Verb.INJUNCTION_SEIZED, court)


@transaction.atomic
def note_substitution(*, by: Actor, injunction: Injunction, substituted_on: date, version: int | None = None) -> None:
    """The préfet seized the judge himself: after a refusal, or once the landlord's time is over."""
    locked = _moved(by, injunction, InjunctionAct.SUBSTITUTE, version)
    refuse(refusals_of_day("substituted_on", substituted_on, since=locked.notified_on, today=by.today))
    refuse(refusals_of_substitution(locked.due_on, substituted_on))
    locked.substituted_on = substituted_on
    _done(by, locked, Verb.INJUNCTION_SUBSTITUTED)


@transaction.atomic
def close_injunction(*, by: Actor, injunction: Injunction, version: int | None = None) -> None:
    locked = _moved(by, injunction, InjunctionAct.CLOSE, version)
    locked.ended_on = by.today
    _done(by, locked, Verb.INJUNCTION_CLOSED)


@transaction.atomic
def withdraw_injunction(*, by: Actor, injunction: Injunction, version: int | None = None) -> None:
    """The préfet lifted it, or it was written down by mistake; it stays in the list of what has ended."""
    locked = _moved(by, injunction, InjunctionAct.WITHDRAW, version)
    locked.ended_on = by.today
    _done(by, locked, Verb.INJUNCTION_WITHDRAWN)


@transaction.atomic
def note_lease(*, by: Actor, injunction: Injunction, number: str) -> InjunctionLease:
    """Under which number the landlord finds the lease in its own books; nobody else ever reads it."""
    ask(can_note_lease, by, injunction)
    refuse(refusals_of_lease(number))
    taken(injunctions_visible_to(by), injunction)
    lease, is_new = InjunctionLease.objects.get_or_create(injunction=injunction, defaults={"number": number})
    if write_changes(lease, {"number": number}) or is_new:
        _record(by, Verb.INJUNCTION_LEASE_NOTED, injunction)
    return lease


def people_enjoined(injunction: Injunction, on: date) -> set[UUID]:
    """Titular and deputies of the landlord's posts that answer an injunction, those who are there."""
    posts = Post.objects.still_open().filter(signatory_id=injunction.landlord_id, function__in=ENJOINED_FUNCTIONS)
    return {designation.user_id for post in posts for designation in people_to_tell(post, on)}


def _noted_before(by: Actor, key: UUID, words: dict[str, Any]) -> Injunction | None:
    earlier = injunctions_visible_to(by).filter(pk=key).first()
    return earlier and same_or_conflict(earlier, words)


def _moved(by: Actor, injunction: Injunction, act: InjunctionAct, version: int | None) -> Injunction:
    """The row, locked, in its next state (not saved yet). Raises PermissionDenied for the other side, Conflict for a
    stale `version` and for a move that the state it is in does not have."""
    require(can_move_injunction(by, injunction, act))
    locked = taken(injunctions_visible_to(by), injunction)
    if version is not None and version != locked.version:
        raise Conflict(f"{act} on version {version}, now {locked.version}")
    locked.state = next_injunction_state(act, InjunctionState(locked.state))
    locked.version += 1
    return locked


def _done(by: Actor, injunction: Injunction, verb: Verb, text: str = "") -> None:
    injunction.save()
    _record(by, verb, injunction, text)
    _tell_other_side(by, INJUNCTION_MOVED_KIND, injunction)


def _tell_other_side(by: Actor, kind: str, injunction: Injunction) -> None:
    """Of one that a landlord noted by itself there is none."""
    if injunction.issuer_post is None:
        return
    if InjunctionSide.LANDLORD in injunction_sides(by, injunction):
        told = {designation.user_id for designation in people_to_tell(injunction.issuer_post, by.today)}
    else:
        told = people_enjoined(injunction, by.today)
    for user_id in sorted(told):
        post_message(by=by, kind=kind, recipient_id=user_id, object_id=injunction.pk)


def _record(by: Actor, verb: Verb, injunction: Injunction, text: str = "") -> None:
    """The estate and the lease are the landlord's, and so is the entry, whoever acts."""
    record(
        by=by,
        verb=verb,
        object_id=injunction.pk,
        owner_id=injunction.landlord_id,
        channel=Channel.FORM,
        reason=kept(warned_kinds(text)),
    )
