"""What crosses to another signatory: key by key what was ticked, and nothing of the rest, whatever was ticked."""

from itertools import chain, combinations
from typing import Any

import pytest

from correspondents.models import Designation
from files.models import StoredFile
from incidents.models import Attachment, Complaint, Incident, Person, Step
from referrals.enums import FieldSet
from referrals.field_sets import Drawn
from referrals.projection import project
from tests.people import acting
from tests.reach.house import House

SETS = [
    set(chosen)
    for chosen in chain.from_iterable(
        combinations([each.value for each in FieldSet], size) for size in range(len(FieldSet) + 1)
    )
]
ALWAYS = {"commune", "precision"}
INSIDE: dict[str, set[str]] = {
    "commune": {"name", "code"},
    "place": {"residence", "address", "spots"},
    "facts": {"started_at", "category", "recurrence", "text", "damage_euros"},
    "complaint": {"filed_on", "complainant", "service", "pv_number", "prosecution_number"},
    "steps": {"step", "done_on", "reception"},
    "persons": {"role", "name", "born_on", "born_at"},
    "attachments": {"number", "caption", "kind", "of", "on", "sha256", "size", "blurred"},
    "contact": {"post", "name", "phone", "email"},
}
LISTS = ("facts", "steps", "persons", "attachments")


def projected(house: House, ticked: set[str]) -> dict[str, Any]:
    fact = house.facts["hall"]
    with acting(house["sarah"]):
        complaint = Complaint.objects.get(incident=fact)
        return project(drawn_of(fact, complaint), chosen=ticked, precision="")


def drawn_of(fact: Incident, complaint: Complaint) -> Drawn:
    """As if the lease of the house were the fact's: its steps and its person beside everything else of Sarah's."""
    steps, persons = Step.objects.all(), Person.objects.all()
    contact = Designation.objects.get(user__first_name="Sarah", post__function="referent")
    photo = Attachment(kind="image", incident=fact, cleaned=StoredFile(sha256="0" * 64, size=1))
    beside: dict[str, Any] = {"persons": list(persons), "attachments": [photo], "contact": contact}
    return Drawn(fact.residence, [fact], complaint, steps=list(steps), **beside)


@pytest.mark.parametrize("ticked", SETS, ids=lambda ticked: "+".join(sorted(ticked)) or "nothing")
def test_a_set_that_is_not_ticked_leaves_nothing(house: House, ticked: set[str]) -> None:
    assert set(projected(house, ticked)) == ALWAYS | ticked


def test_each_set_has_its_own_keys_and_no_other(house: House) -> None:
    content = projected(house, {each.value for each in FieldSet})
    found = {name: set(content[name][0] if name in LISTS else content[name]) for name in INSIDE}
    assert found == INSIDE
    assert [set(spot) for spot in content["place"]["spots"]] == [{"building", "place"}]
