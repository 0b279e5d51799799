"""The register of accesses as it is read: what is held, what is overdue, where it leads."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.http import QueryDict

from acting.actor import Actor
from acting.filters import Choice
from acting.lists import Listing
from files.tables.export import Line, Sheet, day_cell
from journal.verbs import Verb
from signatories.saved_lists import SavedList
from territory.models import HELD_FIRST, Residence, ResidenceAccess
from territory.permissions import accesses_visible_to, is_of_landlord, residences_visible_to

PAGE_SIZE = 25
STATES = {"": "Détenus", "echus": "À rendre", "tous": "Tous"}


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


class AccessList:
    """`etat` comes from the address."""

    def __init__(self, actor: Actor, params: Mapping[str, str]) -> None:
        self.actor, self.params, asked = actor, params, params.get("etat", "")
        self.state = asked if asked in STATES else ""

    def listing(self) -> Listing[ResidenceAccess]:
        accesses = accesses_visible_to(self.actor).select_related("residence__landlord")
        narrowed = {"": accesses.given(), "echus": accesses.overdue_on(self.actor.today), "tous": accesses}
        return Listing(narrowed[self.state], HELD_FIRST, self.params, size=PAGE_SIZE)

    def querystring(self) -> str:
        return f"etat={self.state}" if self.state else ""

    @property
    def narrowed_by(self) -> list[str]:
        return [STATES[self.state].lower()]

    def states(self) -> list[dict[str, object]]:
        return [{"key": key, "label": label, "current": key == self.state} for key, label in STATES.items()]

    def sheet(self) -> Sheet:
        partner = "Détenu par" if is_of_landlord(self.actor) else "Bailleur"
        header = (
            "Résidence", "Commune", "Quoi", "Nombre", "Note", "En état", "Essayé le", partner, "Remis le", "Jusqu’au",
            "À savoir",
        )  # fmt: skip
        return Sheet("Registre des accès", Verb.ACCESS_READ, header, self._lines(), self.narrowed_by)

    def _lines(self) -> Iterator[Line]:
        is_own = is_of_landlord(self.actor)
        for part in self.listing().parts():
            for line in access_lines(self.actor, part):
                landlord = line.access.residence.landlord
                yield Line(
                    landlord.pk, line.access.pk, _cells(line, line.access.held_by if is_own else landlord.short_name)
                )


def _cells(line: AccessLine, partner: str) -> list[str]:
    access = line.access
    ended = "" if line.is_given else f"rendu ou retiré le {day_cell(access.returned_on)}"
    return [
        access.residence.name,
        access.residence.commune.name,
        access.get_kind_display(),
        str(access.quantity),
        access.note,
        access.upkeep,
        day_cell(access.works_on) or ("jamais essayé" if line.is_given else ""),
        partner,
        day_cell(access.given_on),
        (day_cell(access.ends_on) or "sans terme") if line.is_given else "",
        "à rendre" if line.is_overdue else ended,
    ]


def _choices(actor: Actor, asked: QueryDict) -> list[Choice]:
    state = AccessList(actor, asked).state
    return [Choice("etat", "État", state, STATES[state])] if state else []


ACCESSES = SavedList("Registre des accès", _choices)
