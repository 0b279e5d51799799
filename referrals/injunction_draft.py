"""What somebody says of an injunction to write it down, and the same as plain data that `injunction_rules` is asked."""

from dataclasses import dataclass
from datetime import date

from acting.actor import Actor
from acting.refusals import Refusal
from referrals.injunction_rules import ADDRESS_LENGTH, BASIS, Registration, refusals_of_registration
from referrals.models import LegalBasis
from referrals.permissions import landlords_enjoined_by
from referrals.sharing import cited
from signatories.models import Signatory
from territory.models import Commune, Residence
from territory.permissions import communes_visible_to, residences_visible_to


@dataclass(frozen=True, slots=True, kw_only=True)
class InjunctionDraft:
    """The place is a residence of the landlord, or a commune and the address of a building in it."""

    landlord: Signatory | None
    residence: Residence | None
    commune: Commune | None
    typed: str
    notified_on: date
    ground_stated: bool

    @property
    def place(self) -> Commune | None:
        return self.residence.commune if self.residence else self.commune

    @property
    def address(self) -> str:
        if self.residence is None:
            return self.typed.strip()
        return f"{self.residence.name}, {self.residence.address}"[:ADDRESS_LENGTH].rstrip(", ")


def refusals_of_draft(by: Actor, draft: InjunctionDraft) -> list[Refusal]:
    """What stands against it today, whatever the door it comes by."""
    known_residences = residences_visible_to(by).open_on(by.today).filter(landlord=draft.landlord)
    residence, commune = draft.residence, draft.place
    said = Registration(
        notified_on=draft.notified_on,
        ground_stated=draft.ground_stated,
        basis=cited(injunction_basis()),
        is_party=draft.landlord is not None and landlords_enjoined_by(by).filter(pk=draft.landlord.pk).exists(),
        is_of_landlord=residence is None or known_residences.filter(pk=residence.pk).exists(),
        has_commune=commune is not None and communes_visible_to(by).filter(pk=commune.pk).exists(),
        is_said_twice=residence is not None and bool(draft.commune or draft.typed.strip()),
        typed=None if residence else draft.typed,
    )
    return list(refusals_of_registration(said, by.today))


def injunction_basis() -> LegalBasis:
    """The text that an injunction rests on, with the ground that it asks to be stated."""
    return LegalBasis.objects.get(pk=BASIS)
