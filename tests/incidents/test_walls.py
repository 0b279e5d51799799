"""The second wall: with every filter of the ORM taken away, the database alone shows each person the same rows."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from acting.actor import Actor, acting_as, machine_actor
from incidents import permissions
from incidents.models import Complaint, ComplaintChange, FollowUp, Incident, Situation
from referrals import permissions as crossing
from referrals.models import (
    Answer,
    Disclosure,
    Referral,
    ReferralGroupObjectPermission,
    ReferralSource,
    ReferredIncident,
)
from tests.people import Cast, acting
from tests.roles import as_web
from tests.walls.world import fill_cases

InRole = Callable[[], AbstractContextManager[None]]

RULES: dict[type[Model], Callable[[Actor], Any]] = {
    Incident: permissions.incidents_visible_to,
    Situation: permissions.situations_visible_to,
    Complaint: permissions.complaints_visible_to,
    ComplaintChange: permissions.complaint_changes_visible_to,
    Referral: crossing.referrals_visible_to,
    ReferralSource: crossing.sources_visible_to,
    ReferredIncident: crossing.facts_referred_visible_to,
    Disclosure: crossing.disclosures_visible_to,
    Answer: crossing.answers_visible_to,
    FollowUp: permissions.follow_ups_visible_to,
}


TABLES = [*(model._meta.db_table for model in RULES), ReferralGroupObjectPermission._meta.db_table]


@pytest.fixture(scope="module")
def _busy(standing_cast: Cast, django_db_blocker: pytest.FixtureRequest) -> Cast:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        fill_cases(standing_cast)
    return standing_cast


@pytest.fixture
def busy(_busy: Cast, db: None) -> Cast:
    """Facts at three residences; referrals live, answered, withdrawn, in draft, the other way, from a neighbour."""
    return _busy


@pytest.mark.parametrize("model", RULES)
def test_the_wall_says_the_same_as_the_rule_for_everybody(busy: Cast, model: type[Model], as_worker: InRole) -> None:
    """The rule is read where the wall is open (the machine), the wall where no rule is asked."""
    walls, rules = {}, {}
    for name, person in busy.people().items():
        with acting(person):
            walls[name] = set(model._base_manager.values_list("pk", flat=True))
        with transaction.atomic(), as_worker(), acting_as(machine_actor(timezone.now())):
            rules[name] = set(RULES[model](person.actor()).values_list("pk", flat=True))
    assert walls == rules
    assert any(walls.values()), "nothing that could leak"
    assert not all(walls.values()), "nobody who must not see"


def test_the_exact_number_of_rows_that_each_person_holds(busy: Cast) -> None:
    held = {}
    for name, person in busy.people().items():
        with acting(person):
            held[name] = (Incident.objects.count(), Referral.objects.count(), Disclosure.objects.count())
    assert {name: rows for name, rows in held.items() if any(rows)} == {
        "sarah": (2, 5, 4),
        "gilles": (1, 0, 0),
        "gaston": (1, 0, 0),
        "victor": (1, 2, 2),
        "zoe": (1, 0, 0),
        "karim": (0, 3, 3),
        "maud": (0, 1, 1),
        "perrine": (0, 1, 1),
        "paul": (0, 1, 0),
        "pascale": (0, 1, 1),
    }


@pytest.mark.parametrize("model", [*RULES, ReferralGroupObjectPermission])
def test_without_context_there_is_nothing(busy: Cast, model: type[Model]) -> None:
    with transaction.atomic(), as_web():
        assert not model._base_manager.exists()
        with acting_as(machine_actor(timezone.now())):
            assert not model._base_manager.exists(), "the machine is obeyed in the worker's role only"


def refused(statement: str, *parameters: Any) -> bool:
    """Refused with an error, or done to no row."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return bool(cursor.rowcount == 0)
    except DatabaseError:
        return True


def test_nobody_writes_what_belongs_to_another(busy: Cast) -> None:
    with acting(busy.sarah):
        referral = Referral.objects.get(recipient_post=busy.maud.post)
        fact = Incident.objects.get(residence=busy.tilleuls)
    with acting(busy.paul):
        assert refused("UPDATE referrals_referral SET until = '2099-01-01' WHERE id = %s", referral.pk)
        assert refused(
            "INSERT INTO referrals_disclosure (id, referral_id, number, content, digest, disclosed_at)"
            " VALUES (gen_random_uuid(), %s, 9, '{}', '', now())",
            referral.pk,
        )
        assert refused(
            "INSERT INTO referrals_referralgroupobjectpermission (content_object_id, group_id, permission_id)"
            " SELECT %s, %s, id FROM auth_permission WHERE codename = 'view_referral'",
            referral.pk,
            busy.paul.post.group_id,
        )
    for person in (busy.victor, busy.maud, busy.gilles):
        with acting(person):
            assert refused("UPDATE incidents_incident SET facts = 'autre' WHERE id = %s", fact.pk)


@pytest.mark.parametrize("table", TABLES)
def test_the_wall_stands_on_every_case_table(db: None, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", [table])
        assert cursor.fetchone() == (True, True)


@pytest.mark.parametrize("name", ["incidents_visible_to", "referrals_visible_to"])
def test_a_view_that_lost_its_filter_still_leaks_nothing(
    busy: Cast, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every module that filters forgets to: no page of a stranger shows the reference of another's row."""
    model: type[Model] = {"incidents_visible_to": Incident, "referrals_visible_to": Referral}[name]
    for module in _modules_that_know(name):
        monkeypatch.setattr(module, name, lambda actor: model._default_manager.all())
    with acting(busy.sarah):
        hidden = [*Incident.objects.values_list("reference", flat=True), *_references_kept_from(busy)]
        addresses = [f"/faits/{pk}/" for pk in Incident.objects.values_list("pk", flat=True)]
        addresses += [
            f"/saisines/{pk}/"
            for pk in Referral.objects.filter(recipient_post=busy.maud.post).values_list("pk", flat=True)
        ]
    client = busy.victor.client()
    for address in (*addresses, "/faits/", "/saisines/", "/saisines/?boite=recues", "/saisines/nouvelle/"):
        body = client.get(address).content.decode()
        assert [reference for reference in hidden if reference in body] == []


def _references_kept_from(busy: Cast) -> list[str]:
    return list(Referral.objects.exclude(recipient=busy.victor.signatory).values_list("reference", flat=True))


def _modules_that_know(name: str) -> list[Any]:
    rooms = ("incidents.", "referrals.", "reports.", "convention77.")
    loaded = [module for key, module in sys.modules.items() if key.startswith(rooms)]
    return [module for module in loaded if hasattr(module, name)]
