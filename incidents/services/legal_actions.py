"""A legal action of a situation: stated, begun, withdrawn."""

from datetime import date
from typing import TypedDict
from uuid import UUID

from django.db import transaction

from acting.actor import Actor, known
from acting.changes import as_changed, same_or_conflict, taken, write_changes
from acting.pages import ask
from acting.refusals import Conflict, Refused, refuse, unfit_values
from incidents.chronology import first_fact_on
from incidents.legal_action_rules import RUNNING, refusals_of_action, refusals_of_begin, refusals_of_withdrawal
from incidents.models import LegalAction, Situation
from incidents.permissions import (
    can_keep_situation,
    legal_actions_visible_to,
    persons_visible_to,
    situations_visible_to,
)
from incidents.situation_rules import CLOSED
from journal.services import record
from journal.verbs import Verb


class ActionWords(TypedDict):
    kind: str
    stated_on: date
    early_why: str
    begun_on: date | None


@transaction.atomic
def state_legal_action(*, by: Actor, situation: Situation, key: UUID, words: ActionWords) -> LegalAction:
    """One at a time in a situation; the same `key` states one. Raises Refused, and Conflict when the same form comes
    back with other words."""
    ask(can_keep_situation, by, situation)
    locked = taken(situations_visible_to(by), situation)
    said = {**words, "early_why": words["early_why"].strip()}
    if earlier := legal_actions_visible_to(by).filter(pk=key).first():
        return same_or_conflict(earlier, said)
    if locked.ended_at:
        raise Refused(CLOSED)
    if legal_actions_visible_to(by).running().filter(situation=locked).exists():
        raise Refused(RUNNING)
    action = LegalAction(id=key, situation=locked, post_id=known(by.post_id), noted_at=by.now, **said)
    refuse(unfit_values(action, *said))
    refuse(refusals_of_action(action, first_fact_on(by, locked), by.today))
    action.save(force_insert=True)
    _record(by, Verb.LEGAL_ACTION_STATED, action)
    return action


@transaction.atomic
def note_action_begun(*, by: Actor, action: LegalAction, begun_on: date) -> LegalAction:
    """Since when it is before a court, the parquet or the police; a wrong day is noted again. Raises Refused, and
    Conflict where it was withdrawn meanwhile."""
    locked = _running(by, action)
    refuse(unfit_values(as_changed(locked, {"begun_on": begun_on}), "begun_on"))
    refuse(refusals_of_begin(locked, begun_on, by.today))
    if write_changes(locked, {"begun_on": begun_on}):
        _record(by, Verb.LEGAL_ACTION_BEGUN, locked)
    return locked


@transaction.atomic
def withdraw_legal_action(*, by: Actor, action: LegalAction, why: str) -> LegalAction:
    """It is given up, over, or was written by mistake: it stays to be read. Raises Refused while it names anybody, and
    Conflict where somebody else has withdrawn it."""
    locked = _running(by, action)
    refuse(refusals_of_withdrawal(why, holds_persons=persons_visible_to(by).filter(action=locked).exists()))
    write_changes(locked, {"withdrawn_at": by.now, "withdrawn_why": why.strip()})
    _record(by, Verb.LEGAL_ACTION_WITHDRAWN, locked)
    return locked


def _running(by: Actor, action: LegalAction) -> LegalAction:
    """Taken, in an open situation of the house. Raises Conflict."""
    ask(can_keep_situation, by, action.situation)
    locked = taken(legal_actions_visible_to(by), action)
    if locked.withdrawn_at or locked.situation.ended_at:
        raise Conflict("the action is withdrawn, or its situation has ended")
    return locked


def _record(by: Actor, verb: Verb, action: LegalAction) -> None:
    record(by=by, verb=verb, object_id=action.pk, owner_id=action.situation.landlord_id)
