"""Leases of the demonstration: holders who are made up, letters that are drafts, persons where a writ was taken."""

import pytest

from incidents.models import Addressee, EvidenceFile, LegalAction, Letter, Person, Situation, Step
from tests.demonstration.conftest import as_machine
from tests.roles import installing


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


@pytest.mark.usefixtures("seeded")
def test_persons_stand_where_a_writ_was_taken_and_nowhere_else() -> None:
    with as_machine():
        writs = set(Step.objects.filter(rung="writ").values_list("situation", flat=True))
        actions = LegalAction.objects.all()
        assert {action.situation_id for action in actions} == writs != set()
        assert {(action.kind, action.stage) for action in actions} == {("termination", "engagée")}
    with installing():
        named = Person.objects.values_list("action__situation", "first_name", "last_name")
        assert sorted(named) == sorted((situation, "Alix", "Modèle") for situation in writs)


@pytest.mark.usefixtures("seeded")
def test_one_dossier_is_frozen_and_another_lacks_proof() -> None:
    with as_machine():
        dossiers = EvidenceFile.objects.filter(situation__landlord__code="deux-morins")
        assert EvidenceFile.objects.count() == dossiers.count() == 2
        frozen, draft = dossiers.get(frozen_at__isnull=False), dossiers.get(frozen_at=None)
        assert frozen.file is not None
        assert frozen.pages
        assert draft.pieces.get(is_attestation=True).missing == ["ties", "penalty", "date", "id_copy"]
