"""What a restored backup gives back of this room, and how it goes again."""

from collections.abc import Collection
from uuid import UUID

from acting.actor import Actor
from acting.refusals import Refused
from correspondents.models import Absence, AddressChange, Designation, User
from correspondents.services.absences import end_absence
from correspondents.services.accounts import switch_account
from correspondents.services.designations import cancel_designation, end_designation_now
from journal.services import record
from journal.verbs import Verb


def close_accounts(by: Actor, ids: Collection[UUID]) -> int:
    """The last administrator, who was not the last when it was closed, stays open: somebody has to come in."""
    closed = 0
    for user in User.objects.filter(pk__in=ids, is_active=True):
        try:
            switch_account(by=by, user=user, is_active=False)
        except Refused:
            continue
        closed += 1
    return closed


def cancel_designations(by: Actor, ids: Collection[UUID]) -> int:
    """One whose first day has come meanwhile has begun by mistake: it ends now."""
    found = list(Designation.objects.filter(pk__in=ids, ended_at=None).select_related("post__signatory", "user"))
    for designation in found:
        act = cancel_designation if designation.starts_on > by.today else end_designation_now
        act(by=by, designation=designation)
    return len(found)


def end_designations(by: Actor, ids: Collection[UUID]) -> int:
    """At once, also where the end was for a later day: that day is lost, and a right that nobody vouches for is none.
    The last administrator stays: somebody has to come in."""
    ended = 0
    for designation in Designation.objects.filter(pk__in=ids, ended_at=None).select_related("post__signatory", "user"):
        try:
            end_designation_now(by=by, designation=designation)
        except Refused:
            continue
        ended += 1
    return ended


def end_absences(by: Actor, ids: Collection[UUID]) -> int:
    found = list(Absence.objects.filter(pk__in=ids, ends_on__gte=by.today).select_related("designation__post"))
    for absence in found:
        end_absence(by=by, absence=absence)
    return len(found)


def withdraw_addresses(by: Actor, ids: Collection[UUID]) -> int:
    """An address that somebody asked for and gave up; the entry names the person."""
    waiting = AddressChange.objects.filter(user_id__in=ids, confirmed_at=None)
    people = set(waiting.values_list("user_id", flat=True))
    waiting.delete()
    for person in sorted(people):
        record(by=by, verb=Verb.ACCOUNT_ADDRESS_WITHDRAWN, object_id=person, owner_id=None)
    return len(people)


AGAIN = {
    Verb.ACCOUNT_CLOSED: close_accounts,
    Verb.ACCOUNT_ADDRESS_WITHDRAWN: withdraw_addresses,
    Verb.DESIGNATION_CANCELLED: cancel_designations,
    Verb.DESIGNATION_ENDED: end_designations,
    Verb.DESIGNATION_DECLINED: end_designations,
    Verb.ABSENCE_ENDED: end_absences,
}
UNDONE_BY = {Verb.ACCOUNT_REOPENED: Verb.ACCOUNT_CLOSED}
BY_HAND = {
    Verb.ACCOUNT_ADDRESS_CHANGED: "l’ancienne adresse de ce compte est revenue : prévenir la personne",
    Verb.ACCOUNT_CORRECTED: "l’ancien nom ou téléphone de ce compte est revenu : prévenir la personne",
    Verb.DESIGNATION_CORRECTED: "l’ancien nom ou téléphone de cette désignation est revenu : le corriger",
    Verb.DESIGNATION_READDRESSED: "l’adresse fausse de cette désignation est revenue : la corriger",
    Verb.POST_CHANGED: "l’ancien périmètre, ou les anciens objets, de ce poste sont revenus\u00a0: les revoir",
    Verb.POST_CLOSED: "ce poste est à fermer de nouveau",
}
NOT_AGAIN = {
    Verb.DESIGNATION_SUSPENDED: "suspendue de nouveau par la tâche de la nuit, d’après ses dates",
    Verb.DUE_RESUMED: "un jour reporté par la personne elle-même, rien d’autre",
}
