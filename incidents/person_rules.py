"""Who may be named in a legal action. Forms show it, services raise it."""

from collections.abc import Iterator, Sequence
from datetime import date

from acting.refusals import Refusal
from incidents.enums import ROLES_OF_PLACE
from incidents.models import Person

NO_ACTION = "Inscrivez d’abord l’action en justice : sans elle, personne n’est mis en cause."


def refusals_of_person(
    person: Person, others: Sequence[Person], *, is_of_place: bool, today: date
) -> Iterator[Refusal]:
    """`others` are those of the same action, and of no other."""
    if is_of_place and person.role not in ROLES_OF_PLACE:
        yield Refusal("Un lieu n’a pas de bail, donc pas de cotitulaire.", "role")
    if person.born_on and person.born_on > today:
        yield Refusal("Un jour passé.", "born_on")
    if any(person.may_be(other) for other in others):
        yield Refusal("Déjà inscrite ici. Deux homonymes se distinguent par leur jour de naissance.", "last_name")
