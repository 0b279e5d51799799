"""Addressees of a situation of a lease: written down, corrected, ended."""

from datetime import date
from typing import TypedDict
from uuid import UUID

from django.db import transaction

from acting.actor import Actor
from acting.changes import as_changed, same_or_conflict, taken, write_changes
from acting.pages import ask
from acting.refusals import Conflict, Refused, refuse, unfit_values
from incidents.addressee_rules import refusals_of_addressee, tidied
from incidents.models import Addressee, Situation
from incidents.permissions import addressees_visible_to, can_keep_situation, situations_visible_to
from incidents.situation_rules import CLOSED
from journal.services import record
from journal.verbs import Verb

WORDS = ("title", "last_name", "first_name", "address", "starts_on", "ends_on")


class Words(TypedDict):
    """What is kept of a holder of a lease, and nothing besides."""

    title: str
    last_name: str
    first_name: str
    address: str
    starts_on: date
    ends_on: date | None


@transaction.atomic
def add_addressee(*, by: Actor, situation: Situation, key: UUID, words: Words) -> Addressee:
    """A holder of the lease; the same `key` adds one. Raises Refused, and Conflict when the same form comes back with
    other words."""
    ask(can_keep_situation, by, situation)
    locked = taken(situations_visible_to(by), situation)
    said = _said(words)
    if earlier := addressees_visible_to(by).filter(pk=key).first():
        return same_or_conflict(earlier, {**said})
    if locked.ended_at:
        raise Refused(CLOSED)
    if locked.is_of_place:
        raise Refused("Une situation d’un lieu n’a pas de destinataire : ouvrez-en une du bail.")
    addressee = Addressee(id=key, situation=locked, **said)
    _refuse_unfit(by, addressee)
    addressee.save(force_insert=True)
    _record(by, Verb.ADDRESSEE_ADDED, addressee)
    return addressee


@transaction.atomic
def correct_addressee(*, by: Actor, addressee: Addressee, words: Words) -> Addressee:
    """What was wrong, or the day on which the person left the lease. Raises Refused, and Conflict where the situation
    has ended."""
    ask(can_keep_situation, by, addressee.situation)
    locked = taken(addressees_visible_to(by), addressee)
    if locked.situation.ended_at:
        raise Conflict("the situation has ended")
    said = _said(words)
    _refuse_unfit(by, as_changed(locked, {**said}))
    is_end = said["ends_on"] != locked.ends_on and said["ends_on"] is not None
    if write_changes(locked, {**said}):
        _record(by, Verb.ADDRESSEE_ENDED if is_end else Verb.ADDRESSEE_CHANGED, locked)
    return locked


def _said(words: Words) -> Words:
    said = words.copy()
    said["last_name"], said["first_name"] = " ".join(words["last_name"].split()), " ".join(words["first_name"].split())
    said["address"] = tidied(words["address"])
    return said


def _refuse_unfit(by: Actor, addressee: Addressee) -> None:
    refuse(unfit_values(addressee, *WORDS))
    others = addressees_visible_to(by).filter(situation=addressee.situation).exclude(pk=addressee.pk)
    refuse(refusals_of_addressee(addressee, addressee.situation.lease_from, by.today, others))


def _record(by: Actor, verb: Verb, addressee: Addressee) -> None:
    record(by=by, verb=verb, object_id=addressee.pk, owner_id=addressee.situation.landlord_id)
