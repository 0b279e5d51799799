"""What crosses to another signatory: key by key what was ticked, and nothing of the rest, in each of the eight ways."""

from itertools import chain, combinations
from typing import Any

import pytest

from incidents.models import Complaint
from referrals.enums import FieldSet
from referrals.field_sets import Drawn
from referrals.projection import project
from tests.people import acting
from tests.reach.house import House

SETS = [
    set(chosen)
    for chosen in chain.from_iterable(combinations([each.value for each in FieldSet], size) for size in range(4))
]
ALWAYS = {"commune", "precision"}
INSIDE: dict[str, set[str]] = {
    "commune": {"name", "code"},
    "place": {"residence", "address", "spots"},
    "facts": {"started_at", "category", "recurrence", "text", "damage_euros"},
    "complaint": {"filed_on", "complainant", "service", "pv_number", "prosecution_number"},
}


def projected(house: House, ticked: set[str]) -> dict[str, Any]:
    fact = house.facts["hall"]
    with acting(house["sarah"]):
        complaint = Complaint.objects.get(incident=fact)
        return project(Drawn(fact.residence, [fact], complaint), chosen=ticked, precision="")


@pytest.mark.parametrize("ticked", SETS, ids=lambda ticked: "+".join(sorted(ticked)) or "nothing")
def test_a_set_that_is_not_ticked_leaves_nothing(house: House, ticked: set[str]) -> None:
    assert set(projected(house, ticked)) == ALWAYS | ticked


def test_each_set_has_its_own_keys_and_no_other(house: House) -> None:
    content = projected(house, {each.value for each in FieldSet})
    (fact,) = content["facts"]
    found = {name: set(fact if name == "facts" else content[name]) for name in INSIDE}
    assert found == INSIDE
    assert [set(spot) for spot in content["place"]["spots"]] == [{"building", "place"}]
