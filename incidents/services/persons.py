"""Persons of a legal action: written down, and taken away without a trace of who they were."""

from datetime import date
from typing import TypedDict
from uuid import UUID

from django.db import transaction

from acting.actor import Actor
from acting.changes import same_or_conflict, taken
from acting.pages import ask
from acting.refusals import Conflict, Refused, refuse, unfit_values
from incidents.models import Person, Situation
from incidents.permissions import (
    can_keep_situation,
    legal_actions_visible_to,
    persons_visible_to,
    situations_visible_to,
)
from incidents.person_rules import NO_ACTION, refusals_of_person
from incidents.situation_rules import CLOSED
from journal.services import record
from journal.verbs import Verb


class PersonWords(TypedDict):
    """What finds somebody's file at the police and the parquet, and nothing besides."""

    role: str
    last_name: str
    first_name: str
    born_on: date | None
    born_at: str


@transaction.atomic
def add_person(*, by: Actor, situation: Situation, key: UUID, words: PersonWords) -> Person:
    """In the action that stands there; the same `key` adds one. Raises Refused, and Conflict when the same form comes
    back with other words."""
    ask(can_keep_situation, by, situation)
    locked = taken(situations_visible_to(by), situation)
    said = words.copy()
    said["last_name"], said["first_name"] = words["last_name"].strip(), words["first_name"].strip()
    said["born_at"] = words["born_at"].strip()
    if earlier := persons_visible_to(by).filter(pk=key).first():
        return same_or_conflict(earlier, {**said})
    if locked.ended_at:
        raise Refused(CLOSED)
    action = legal_actions_visible_to(by).running().filter(situation=locked).first()
    if action is None:
        raise Refused(NO_ACTION)
    person = Person(id=key, action=taken(legal_actions_visible_to(by).running(), action), **said)
    refuse(unfit_values(person, *said))
    others = persons_visible_to(by).filter(action=action)
    refuse(refusals_of_person(person, list(others), is_of_place=locked.is_of_place, today=by.today))
    person.save(force_insert=True)
    record(by=by, verb=Verb.PERSON_ADDED, object_id=person.pk, owner_id=locked.landlord_id)
    return person


@transaction.atomic
def remove_person(*, by: Actor, person: Person) -> None:
    """The row goes, and the journal says that one went. Raises Conflict where it has gone, or its situation has
    ended."""
    situation = person.action.situation
    ask(can_keep_situation, by, situation)
    # The situation is held, and not the row: the web has no right to change one, and to hold it is such a right.
    if taken(situations_visible_to(by), situation).ended_at:
        raise Conflict("the situation has ended")
    gone, _ = persons_visible_to(by).filter(pk=person.pk).delete()
    if not gone:
        raise Conflict("the person is gone")
    record(by=by, verb=Verb.PERSON_REMOVED, object_id=person.pk, owner_id=situation.landlord_id)
