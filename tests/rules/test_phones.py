"""A telephone that nobody can dial is kept nowhere, through whichever door it comes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Field

from acting.actor import Actor
from acting.enums import Function
from acting.phones import NOT_DIALLED, check_dialled
from acting.refusals import Refused
from correspondents.enums import DesignationRole
from correspondents.named_person import NamedPerson
from correspondents.services.designations import designate
from correspondents.services.persons import correct_designation, correct_own_words
from correspondents.services.posts import create_post, update_post
from signatories.models import Theme
from signatories.services.themes import set_contacts
from tests.people import Cast, Person, acting

BAD = "01 99 00"
Write = Callable[[Cast, Actor, str], Any]


def _named(cast: Cast, by: Actor, phone: str) -> Any:
    person = NamedPerson(email="nouveau@tests.example", first_name="Noé", last_name="Fictif", phone=phone)
    post, role = cast.karim.post, DesignationRole.SUPPLEANT
    return designate(by=by, post=post, user=person, role=role, starts_on=by.today)


def _corrected(cast: Cast, by: Actor, phone: str) -> Any:
    named = _named(cast, by, "")
    return correct_designation(by=by, designation=named, first_name="Noé", last_name="Fictif", phone=phone)


DOORS: dict[str, tuple[str, Write]] = {
    "a person is named": ("karim", _named),
    "what the house wrote is corrected": ("karim", _corrected),
    "one's own": (
        "karim",
        lambda cast, by, phone: correct_own_words(
            by=by, user=cast.karim.user, first_name="Karim", last_name="Fictif", phone=phone
        ),
    ),
    "a post is opened": (
        "adrien",
        lambda cast, by, phone: create_post(
            by=by, signatory=cast.karim.signatory, function=Function.CORRESPONDANT, label="Relève", phone=phone
        ),
    ),
    "a post is changed": (
        "adrien",
        lambda cast, by, phone: update_post(by=by, post=cast.maud.post, label="Section", communes=(), phone=phone),
    ),
    "an objet de travail": (
        "adrien",
        lambda cast, by, phone: set_contacts(
            by=by, theme=Theme.objects.get(code="radicalisation"), contacts=[{"label": "Cellule", "phone": phone}]
        ),
    ),
}


@pytest.mark.parametrize("door", DOORS)
def test_each_door_refuses_what_nobody_can_dial(cast: Cast, door: str) -> None:
    who, write = DOORS[door]
    person: Person = getattr(cast, who)
    with acting(person) as by, pytest.raises(Refused) as refused:
        write(cast, by, BAD)
    assert (refused.value.sentence, refused.value.field) == (NOT_DIALLED, "phone")


def test_every_column_of_a_telephone_asks_the_same() -> None:
    columns = [
        field
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, Field) and field.name.endswith("phone") and field.name != "by_phone"
    ]
    assert {f"{field.model.__name__}.{field.name}" for field in columns} == {
        "Answer.outcome_phone",
        "Designation.named_phone",
        "Post.phone",
        "PreparedAnswer.outcome_phone",
        "ThemeContact.phone",
        "User.phone",
    }
    assert [field for field in columns if check_dialled not in field.validators] == []
