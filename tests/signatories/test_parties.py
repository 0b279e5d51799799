"""Who is a party on a day: asked of one signatory and of many, it is the same."""

from datetime import date

import pytest

from signatories.enums import SignatoryKind
from signatories.models import Signatory
from tests.people import Cast, make_signatory

JOINED, LEFT = date(2024, 3, 1), date(2024, 9, 30)


@pytest.mark.parametrize(
    ("day", "is_party"),
    [
        (date(2024, 2, 29), False),
        (JOINED, True),
        (date(2024, 6, 1), True),
        (LEFT, True),
        (date(2024, 10, 1), False),
    ],
)
def test_from_the_first_day_to_the_last(cast: Cast, day: date, is_party: bool) -> None:
    marne = make_signatory("marne", SignatoryKind.LANDLORD, "Habitat de la Marne (fictif)")
    marne.joined_on, marne.left_on = JOINED, LEFT
    marne.save()
    assert marne.is_party_on(day) is is_party
    assert Signatory.objects.parties_on(day).filter(pk=marne.pk).exists() is is_party
    assert cast.sarah.signatory in Signatory.objects.parties_on(day)
