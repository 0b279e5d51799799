"""Who reads which entries: the rule and the database's own wall say the same."""

from dataclasses import replace
from uuid import UUID

import pytest
from django.db.models import QuerySet

from acting.actor import Actor, acting_as, machine_actor
from journal.models import Entry, Job
from journal.permissions import entries_visible_to, jobs_visible_to
from journal.services import enqueue_job, record
from journal.verbs import Verb
from tests.journal.conftest import DPO, HABITAT, KARIM, NOON, POLICE
from tests.journal.test_walls import InRole
from tests.roles import installing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_web_role")]


@pytest.fixture(autouse=True)
def written(sarah: Actor, karim: Actor) -> None:
    """Sarah wrote at home, Karim read her landlord's data and wrote at home, an administrator invited somebody."""
    admin = Actor(now=NOON, user_id=UUID(int=9), signatory_id=UUID(int=8), function="administrateur")
    for actor, verb, owner in [
        (sarah, Verb.FACT_FILED, HABITAT),
        (sarah, Verb.PAGE_REFUSED, None),
        (karim, Verb.REFERRAL_READ, HABITAT),
        (karim, Verb.DESIGNATION_CONFIRMED, POLICE),
        (admin, Verb.ACCOUNT_INVITED, None),
    ]:
        record(by=actor, verb=verb, object_id=None, owner_id=owner)


def verbs(entries: QuerySet[Entry]) -> set[str]:
    return set(entries.values_list("verb", flat=True))


def dpo_of(signatory: UUID) -> Actor:
    return Actor(now=NOON, user_id=DPO, signatory_id=signatory, function="dpo")


ADMINISTRATOR = Actor(now=NOON, user_id=UUID(int=9), signatory_id=UUID(int=8), function="administrateur")
EXPECTED = [
    (Actor(now=NOON, user_id=KARIM, function="correspondant"), {Verb.REFERRAL_READ, Verb.DESIGNATION_CONFIRMED}),
    (dpo_of(HABITAT), {Verb.FACT_FILED, Verb.PAGE_REFUSED, Verb.REFERRAL_READ}),
    (dpo_of(POLICE), {Verb.DESIGNATION_CONFIRMED, Verb.REFERRAL_READ}),
    (dpo_of(UUID(int=5)), set()),
    (ADMINISTRATOR, {Verb.PAGE_REFUSED, Verb.ACCOUNT_INVITED}),
    (Actor(now=NOON, user_id=UUID(int=7), signatory_id=HABITAT, function="delegue"), set()),
    (Actor(now=NOON, user_id=UUID(int=7), signatory_id=HABITAT, function="referent"), set()),
    (machine_actor(NOON), set()),
    (Actor(now=NOON), set()),
]


@pytest.mark.parametrize(("actor", "expected"), EXPECTED)
def test_the_database_alone_shows_no_more(actor: Actor, expected: set[str]) -> None:
    with acting_as(actor):
        assert verbs(Entry.objects.all()) == expected


@pytest.mark.parametrize(("actor", "expected"), EXPECTED)
def test_the_rule_agrees_with_the_database(actor: Actor, expected: set[str], as_worker: InRole) -> None:
    """Read where the wall is open, to see the rule by itself."""
    everything = machine_actor(NOON)
    with as_worker(), acting_as(everything):
        assert verbs(entries_visible_to(actor)) == expected


def test_nobody_sees_anything_without_context() -> None:
    assert not Entry.objects.exists()


def test_the_machine_reads_all_in_the_workers_role_only(as_worker: InRole) -> None:
    with acting_as(machine_actor(NOON)):
        assert not Entry.objects.exists()
    with as_worker(), acting_as(machine_actor(NOON)):
        assert Entry.objects.count() == 5


def test_a_job_is_seen_by_who_asked_and_the_administrator(sarah: Actor, karim: Actor) -> None:
    """The rule by itself; what the wall shows stands in `tests/walls`."""
    with installing():
        job = enqueue_job(by=sarah, task="x", object_id=UUID(int=1))
        assert set(jobs_visible_to(sarah)) == {job} == set(jobs_visible_to(ADMINISTRATOR))
        assert not jobs_visible_to(karim).exists()
        assert not jobs_visible_to(replace(sarah, user_id=None)).exists()
        assert Job.objects.count() == 1
