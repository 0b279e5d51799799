"""The place: the residence, its address, the buildings. Without it the commune alone is told."""

from typing import Any

from referrals.field_sets import Drawn, FieldSetModule


def is_filled(drawn: Drawn) -> bool:
    return drawn.residence is not None


def project(drawn: Drawn) -> dict[str, Any]:
    """`spots`: building and kind of place of each fact, each once; empty when the residence alone is meant.

    Raises ValueError without a residence: `is_filled` is asked first.
    """
    residence = drawn.residence
    if residence is None:
        raise ValueError("no residence to project")
    spots = {(incident.building, incident.get_place_display()): None for incident in drawn.incidents}
    return {
        "residence": residence.name,
        "address": residence.address,
        "spots": [{"building": building, "place": place} for building, place in spots],
    }


FIELD_SET = FieldSetModule(
    name="place",
    label="Le lieu précis",
    hint="résidence, adresse, bâtiment",
    line="Lieu",
    fragment="referrals/field_sets/place.html",
    rank=2,
    is_filled=is_filled,
    project=project,
)
