"""What the demonstration's landlords handed over to enter with: badges, openings; some back, some overdue."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from acting.actor import Actor
from convention77.demonstration.estates import ESTATES, Estate
from convention77.demonstration.history import moment
from convention77.demonstration.institutions import Cast
from convention77.demonstration.territory import Territory
from territory.enums import AccessHolder, AccessKind
from territory.models import ResidenceAccess
from territory.services.accesses import WRITTEN, AccessDetails, give_access, update_access

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
    upkeep: str = ""
    works: int | None = None
    service: AccessHolder = AccessHolder.FORCE


# Dealt out to the estates in their order, over and over: one in three has nothing.
_DEALT: tuple[tuple[Handover, ...], ...] = (
    (
        Handover(AccessKind.BADGE, 2, 420, -180, note="Halls et parking", upkeep="Recodés par la loge", works=30),
        Handover(AccessKind.OPENING, 1, 420, note="Porte du hall", service=AccessHolder.RESCUE, works=200),
        Handover(AccessKind.AUTHORISATION, 1, 300, note="Parties communes", service=AccessHolder.MUNICIPAL),
    ),
    (),
    (Handover(AccessKind.BADGE, 1, 390, 25, note="Hall et caves"),),
    (
        Handover(
            AccessKind.OPENING, 1, 300, -65, note="Lecteur du hall", upkeep="Prestataire, deux fois l’an", works=120
        ),
    ),
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
            history, who = cast.history, cast.holder_of((estate.landlord, REFERENT))
            holder = "gendarmerie-77" if where.is_gendarmerie(estate) else "police-77"
            key = uuid5(NAMESPACE_URL, f"{estate.landlord} {estate.name} {estate.commune} {rank}")
            given = partial(_give, cast, estate, holder, handover, key)
            history.add(moment(history.day(handover.given), 10, 15), who, given)
            if handover.works is not None:
                history.add(moment(history.day(handover.works), 9, 5), who, partial(_write_day, key, "works_on"))
            if handover.returned is not None:
                returned = partial(_write_day, key, "returned_on")
                history.add(moment(history.day(handover.returned), 16, 40), who, returned)


def _give(cast: Cast, estate: Estate, holder: str, handover: Handover, key: UUID, by: Actor) -> None:
    history = cast.history
    details = AccessDetails(
        service=handover.service,
        holder=cast.signatories[holder] if handover.service == AccessHolder.FORCE else None,
        kind=handover.kind,
        quantity=handover.quantity,
        given_on=by.today,
        ends_on=None if handover.ends is None else history.today - timedelta(days=handover.ends),
        note=handover.note,
        upkeep=handover.upkeep,
    )
    give_access(by=by, residence=cast.residences[estate], details=details, key=key)


def _write_day(key: UUID, column: str, by: Actor) -> None:
    access = ResidenceAccess.objects.select_related("holder").get(pk=key)
    as_it_is: dict[str, Any] = {name: getattr(access, name) for name in WRITTEN}
    update_access(by=by, access=access, details=AccessDetails(**as_it_is | {column: by.today}))
