"""The register of accesses as it is read: what is held, what is overdue, where it leads."""

from collections.abc import Iterable
from dataclasses import dataclass

from acting.actor import Actor
from territory.models import Residence, ResidenceAccess
from territory.permissions import accesses_visible_to, residences_visible_to


@dataclass(frozen=True, slots=True)
class AccessLine:
    """`leads_on` is false for the holder of an access to a residence that is outside its territory meanwhile."""

    access: ResidenceAccess
    is_overdue: bool
    is_given: bool
    leads_on: bool = True


def access_lines(actor: Actor, accesses: Iterable[ResidenceAccess]) -> list[AccessLine]:
    listed = list(accesses)
    wanted = {access.residence_id for access in listed}
    visible = set(residences_visible_to(actor).filter(pk__in=wanted).values_list("pk", flat=True))
    return [
        AccessLine(
            access,
            is_overdue=access.is_overdue_on(actor.today),
            is_given=access.returned_on is None,
            leads_on=access.residence_id in visible,
        )
        for access in listed
    ]


def accesses_of(actor: Actor, residence: Residence) -> list[AccessLine]:
    """What is held first, the latest first."""
    accesses = accesses_visible_to(actor).filter(residence=residence).what_is_held_first()
    return access_lines(actor, accesses)
