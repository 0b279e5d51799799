"""The register of how police, gendarmerie and rescue can enter (CSI, art. L. 272-1): who holds what, until when."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from acting.actor import Actor
from acting.changes import same_or_conflict, taken
from acting.pages import ask
from acting.refusals import Refused, refuse, unfit_values
from journal.insertion import insert_once
from journal.services import record
from journal.verbs import Verb
from signatories.enums import FORCES
from signatories.guard import kept
from signatories.models import Signatory
from territory.access_rules import refusals_of_days, refusals_of_kind
from territory.enums import AccessHolder, AccessKind
from territory.models import Residence, ResidenceAccess
from territory.permissions import can_keep_residence


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessDetails:
    """`holder` is the force, None for a service that is no signatory; `overridden` holds the kinds of warning that the
    author read and kept."""

    holder: Signatory | None
    kind: AccessKind | str
    quantity: int
    given_on: date
    ends_on: date | None = None
    returned_on: date | None = None
    note: str = ""
    upkeep: str = ""
    works_on: date | None = None
    service: AccessHolder | str = AccessHolder.FORCE
    overridden: tuple[str, ...] = ()

    def written(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in WRITTEN}


WRITTEN = (
    "service",
    "holder",
    "kind",
    "quantity",
    "given_on",
    "ends_on",
    "returned_on",
    "note",
    "upkeep",
    "works_on",
)


@transaction.atomic
def give_access(*, by: Actor, residence: Residence, details: AccessDetails, key: UUID) -> ResidenceAccess:
    """One more line of the residence's register; with a `key` that was used before, that one.

    Raises Refused, and Conflict when the key comes back with other words or at another residence.
    """
    ask(can_keep_residence, by, residence)
    words = {"residence": residence, **details.written()}
    if earlier := ResidenceAccess.objects.filter(pk=key).first():
        return same_or_conflict(earlier, words)
    wanted = ResidenceAccess(pk=key, **words)
    _refuse_holder(by, residence, details)
    _refuse_unfit(by, wanted)
    access, is_new = insert_once(wanted, words)
    if is_new:
        _record(by, Verb.ACCESS_GIVEN, access, details)
    return access


@transaction.atomic
def update_access(*, by: Actor, access: ResidenceAccess, details: AccessDetails) -> ResidenceAccess:
    """A correction, a longer term, or the return; nothing changed is nothing written. Raises Refused."""
    ask(can_keep_residence, by, access.residence)
    locked = taken(ResidenceAccess.objects.select_related("residence"), access)
    written = details.written()
    if all(getattr(locked, name) == value for name, value in written.items()):
        return locked
    former, returns = (locked.holder_id, locked.service), locked.returned_on is None and details.returned_on is not None
    for name, value in written.items():
        setattr(locked, name, value)
    if (locked.holder_id, locked.service) != former:
        raise Refused(
            "Ce qui a été remis à un service reste le sien : notez son retour, puis une nouvelle remise.", "holder"
        )
    _refuse_unfit(by, locked)
    locked.save(update_fields=list(written))
    _record(by, Verb.ACCESS_RETURNED if returns else Verb.ACCESS_CHANGED, locked, details)
    return locked


def _refuse_holder(by: Actor, residence: Residence, details: AccessDetails) -> None:
    holder = details.holder
    if (holder is None) == (details.service == AccessHolder.FORCE):
        raise Refused("Dites à qui il est remis : choisissez dans la liste.", "holder")
    if holder is None:
        return
    same = holder.convention_id == residence.landlord.convention_id
    if holder.kind not in FORCES or not same or not holder.is_party_on(by.today):
        raise Refused("Seule une force de la convention reçoit un accès : choisissez-la dans la liste.", "holder")


def _refuse_unfit(by: Actor, access: ResidenceAccess) -> None:
    is_over = access.returned_on is not None
    refuse(refusals_of_kind(kind=access.kind, service=access.service, is_over=is_over))
    refuse(unfit_values(access))
    days = {name: getattr(access, name) for name in ("given_on", "ends_on", "returned_on", "works_on")}
    refuse(refusals_of_days(**days, today=by.today))


def _record(by: Actor, verb: Verb, access: ResidenceAccess, details: AccessDetails) -> None:
    record(
        by=by,
        verb=verb,
        object_id=access.pk,
        owner_id=access.residence.landlord_id,
        reason=kept(details.overridden),
    )
