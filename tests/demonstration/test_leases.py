"""Leases of the demonstration: holders who are made up, letters that are drafts."""

import pytest

from incidents.models import Addressee, Letter, Situation
from tests.demonstration.conftest import as_machine


@pytest.mark.usefixtures("seeded")
def test_some_leases_have_holders_and_letters() -> None:
    with as_machine():
        leases = Situation.objects.filter(kind="lease", pk__in=Addressee.objects.values("situation"))
        houses = set(leases.values_list("landlord__code", flat=True))
        assert "deux-morins" in houses
        assert {lease.incidents.count() for lease in leases} == {3}
        assert set(Addressee.objects.values_list("last_name", flat=True)) == {"Exemple"}
        assert set(Letter.objects.drafts().values_list("kind", flat=True)) == {"reminder", "formal_notice"}
        assert not Letter.objects.exclude(step=None).exists()
        assert set(Letter.objects.values_list("situation", flat=True)) == set(leases.values_list("pk", flat=True))
