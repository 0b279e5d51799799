"""Whom a legal action of the landlord is brought against, by role. Never a victim, never a witness: `PASSED_ON` names
the roles that cross, whatever the list of roles grows to."""

from typing import Any

from incidents.enums import PersonRole
from referrals.field_sets import Drawn, FieldSetModule

PASSED_ON = (PersonRole.AUTHOR, PersonRole.CO_HOLDER, PersonRole.OCCUPANT)


def is_filled(drawn: Drawn) -> bool:
    return any(person.role in PASSED_ON for person in drawn.persons)


def project(drawn: Drawn) -> list[dict[str, Any]]:
    return [
        {
            "role": person.get_role_display(),
            "name": person.named,
            "born_on": person.born_on.isoformat() if person.born_on else "",
            "born_at": person.born_at,
        }
        for person in drawn.persons
        if person.role in PASSED_ON
    ]


FIELD_SET = FieldSetModule(
    name="persons",
    label="Les personnes mises en cause",
    hint="qualité, nom, naissance ; seulement dans une action en justice inscrite à la situation",
    line="Personnes mises en cause",
    fragment="referrals/field_sets/persons.html",
    rank=5,
    is_filled=is_filled,
    project=project,
)
