"""Who is told that designations are to confirm: of the own signatory, else of the own convention."""

from datetime import timedelta

from django.utils import timezone

from acting.actor import machine_actor
from acting.enums import Function
from correspondents.models import Designation
from correspondents.services.confirmations import _managers
from tests.reach.house import House


def test_where_nobody_of_the_signatory_can_the_delegate_of_the_convention_is_told(house: House) -> None:
    by = machine_actor(timezone.now())
    fontainebleau = house["fanny"].signatory
    assert _managers(by, fontainebleau, Function.DELEGUE) == {house["fanny"].user.pk}
    yesterday = by.today - timedelta(days=1)
    Designation.objects.filter(pk=house["fanny"].designation.pk).update(ends_on=yesterday)
    assert _managers(by, fontainebleau, Function.DELEGUE) == {house["delphine"].user.pk}
    assert _managers(by, fontainebleau, Function.ADMINISTRATEUR) == {house["adrien"].user.pk}
