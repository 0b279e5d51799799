"""What the demonstration's landlords handed to the forces: badges, keys, authorisations; some back, some overdue."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import NAMESPACE_URL, UUID, uuid5

from acting.actor import Actor
from convention77.demonstration.courses import GENDARMERIE
from convention77.demonstration.estates import ESTATES, Estate
from convention77.demonstration.history import moment
from convention77.demonstration.institutions import Cast
from convention77.demonstration.territory import Territory
from territory.enums import AccessKind
from territory.models import ResidenceAccess
from territory.services.accesses import AccessDetails, give_access, update_access

REFERENT = "Référent sûreté"


@dataclass(frozen=True, slots=True)
class Handover:
    """Days are counted back from today; a negative end lies ahead."""

    kind: AccessKind
    quantity: int
    given: int
    ends: int | None = None
    returned: int | None = None
    note: str = ""


# Dealt out to the estates in their order, over and over: one in three has nothing.
_DEALT: tuple[tuple[Handover, ...], ...] = (
    (
        Handover(AccessKind.BADGE, 2, 420, -180, note="Halls et parking"),
        Handover(AccessKind.AUTHORISATION, 1, 420, note="Parties communes, jour et nuit"),
    ),
    (),
    (Handover(AccessKind.BADGE, 1, 390, 25, note="Hall et caves"),),
    (Handover(AccessKind.AUTHORISATION, 1, 300, -65, note="Parties communes"),),
    (),
    (
        Handover(AccessKind.BADGE, 3, 510, 140, 150, note="Halls"),
        Handover(AccessKind.BADGE, 3, 150, -215, note="Halls"),
    ),
)


def plan_accesses(cast: Cast, where: Territory) -> None:
    """The landlord's référent hands over to the force of the commune, and writes down what comes back."""
    for number, estate in enumerate(ESTATES):
        for rank, handover in enumerate(_DEALT[number % len(_DEALT)]):
            _plan(cast, where, estate, rank, handover)


def _plan(cast: Cast, where: Territory, estate: Estate, rank: int, handover: Handover) -> None:
    history, who = cast.history, cast.holder_of((estate.landlord, REFERENT))
    holder = "gendarmerie-77" if where.covers(GENDARMERIE, estate) else "police-77"
    key = uuid5(NAMESPACE_URL, f"{estate.landlord} {estate.name} {estate.commune} {rank}")
    given = partial(_give, cast, estate, holder, handover, key)
    history.add(moment(history.day(handover.given), 10, 15), who, given)
    if handover.returned is not None:
        history.add(moment(history.day(handover.returned), 16, 40), who, partial(_take_back, key))


def _give(cast: Cast, estate: Estate, holder: str, handover: Handover, key: UUID, by: Actor) -> None:
    history = cast.history
    details = AccessDetails(
        holder=cast.signatories[holder],
        kind=handover.kind,
        quantity=handover.quantity,
        given_on=by.today,
        ends_on=None if handover.ends is None else history.today - timedelta(days=handover.ends),
        note=handover.note,
    )
    give_access(by=by, residence=cast.residences[estate], details=details, key=key)


def _take_back(key: UUID, by: Actor) -> None:
    access = ResidenceAccess.objects.select_related("holder").get(pk=key)
    details = AccessDetails(
        holder=access.holder,
        kind=access.kind,
        quantity=access.quantity,
        given_on=access.given_on,
        ends_on=access.ends_on,
        returned_on=by.today,
        note=access.note,
    )
    update_access(by=by, access=access, details=details)
