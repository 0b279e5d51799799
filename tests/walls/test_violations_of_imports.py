"""What a hand at the database could do with a file of the past, and cannot."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone

from acting.actor import acting_as
from correspondents.enums import DesignationRole
from incidents.models import FactImport, ImportMemory, Incident
from journal.models import Job
from tests.imports import done_by, failed_by, read_by, unmapped_by
from tests.people import Cast, Person, acting, appoint, make_fact, make_user
from tests.roles import as_worker
from tests.walls.trials import refused

COPY = """
INSERT INTO incidents_incident (id, reference, landlord_id, residence_id, place, building, category_id, started_at,
    recurrence, facts, police_called, is_pressing, state, filed_by_id, filed_post_id, filed_at, submission,
    own_reference, fact_import_id)
SELECT gen_random_uuid(), %s, landlord_id, coalesce(%s::uuid, residence_id), place, building, category_id, started_at,
    recurrence, facts, police_called, is_pressing, coalesce(%s, state), filed_by_id, filed_post_id,
    coalesce(%s, filed_at), gen_random_uuid(), %s, %s
FROM incidents_incident WHERE id = %s"""


@contextmanager
def working_for(person: Person) -> Iterator[None]:
    with transaction.atomic(), as_worker(), acting_as(person.actor()):
        yield


def running(person: Person) -> tuple[FactImport, Incident]:
    """An import that is being written, and a fact that it has brought."""
    done = done_by(person)
    FactImport.objects.filter(pk=done.pk).update(state="importing")
    return done, Incident.objects.get(fact_import=done)


def copied(fact: Incident, *, residence: Any = None, state: Any = None, at: Any = None, own: str = "Z-1") -> bool:
    values = ["F-ZZZZ-ZZ", residence, state, at, own, fact.fact_import_id and str(fact.fact_import_id), str(fact.pk)]
    return not refused(COPY, *values)


def test_a_past_fact_comes_by_the_worker_from_a_file_that_is_being_written(cast: Cast) -> None:
    done, fact = running(cast.sarah)
    with acting(cast.sarah):
        assert not copied(fact)
    with working_for(cast.sarah):
        assert copied(fact)
        assert not copied(fact, own="")
        assert not copied(fact, state="filed")
        assert not copied(fact, state="closed")
        assert not copied(fact, residence=str(cast.pommiers.pk))
        assert not copied(fact, at=timezone.now())
    for other in (cast.gilles, cast.victor, cast.dina):
        with working_for(other):
            assert not copied(fact)
    FactImport.objects.filter(pk=done.pk).update(state="done")
    with working_for(cast.sarah):
        assert not copied(fact)


def test_a_fact_that_somebody_files_comes_from_no_file(cast: Cast) -> None:
    _, past = running(cast.sarah)
    fact = make_fact(cast.sarah, cast.tilleuls)
    with acting(cast.sarah):
        assert copied(fact, own="")
        assert not copied(fact, own="Z-2")
        fact.fact_import_id = past.fact_import_id
        assert not copied(fact, own="")


def test_a_person_takes_no_fact_away(cast: Cast) -> None:
    _, fact = running(cast.sarah)
    with acting(cast.sarah):
        assert refused("DELETE FROM incidents_incident WHERE id = %s", str(fact.pk))
    with working_for(cast.sarah):
        assert refused("DELETE FROM incidents_incident WHERE id = %s", str(fact.pk))


def test_an_import_names_papers_of_its_own_house(cast: Cast) -> None:
    own, theirs = read_by(cast.sarah), read_by(cast.victor)
    name = "UPDATE incidents_factimport SET {} = %s WHERE id = %s"
    with acting(cast.sarah):
        for column in ("report_id", "wrong_id"):
            assert refused(name.format(column), str(theirs.file_id), str(own.pk))
            assert refused(name.format(column), str(own.file_id), str(theirs.pk))
        assert refused("UPDATE incidents_factimport SET landlord_id = landlord_id WHERE id = %s", str(own.pk))


def test_an_import_is_taken_over_in_the_own_name_alone(cast: Cast) -> None:
    """A worker writes in the name that stands there: nobody lends that of a colleague."""
    denise = appoint(make_user("Denise"), cast.sarah.post, role=DesignationRole.SUPPLEANT)
    sent = read_by(cast.sarah)
    name = "UPDATE incidents_factimport SET asked_by_id = %s, designation_id = %s WHERE id = %s"
    with acting(cast.sarah):
        assert refused(name, str(cast.sarah.user.pk), str(denise.designation.pk), str(sent.pk))
        assert refused(name, str(denise.user.pk), str(denise.designation.pk), str(sent.pk))
        confirmed = "UPDATE incidents_factimport SET applied_at = {} WHERE id = %s"
        assert refused(confirmed.format("app_now() - interval '1 day'"), str(sent.pk))
        assert not refused(confirmed.format("app_now()"), str(sent.pk))
    with acting(denise):
        assert not refused(name, str(denise.user.pk), str(denise.designation.pk), str(sent.pk))


def test_a_job_is_seen_by_the_house_whose_file_it_reads(cast: Cast) -> None:
    denise = appoint(make_user("Denise"), cast.sarah.post, role=DesignationRole.SUPPLEANT)
    job = failed_by(cast.sarah).job_id
    seen: dict[str, bool] = {}
    cancel = "UPDATE journal_job SET state = 'cancelled', finished_at = app_now()"
    for person in (cast.sarah, denise, cast.victor, cast.gilles, cast.dina):
        with acting(person):
            seen[person.user.email] = Job.objects.filter(pk=str(job)).exists()
            assert person == cast.sarah or refused(cancel)
    assert {email for email, is_seen in seen.items() if is_seen} == {cast.sarah.user.email, denise.user.email}


def test_a_file_is_erased_now_and_by_its_house(cast: Cast) -> None:
    """Of all rows at once, so that no wall that hides them helps."""
    erase = "UPDATE files_storedfile SET path = '', name = '', erased_at = {}"
    unmapped_by(cast.sarah)
    for other in (cast.victor, cast.gilles, cast.dina):
        with acting(other):
            assert refused(erase.format("app_now()"))
    with acting(cast.sarah):
        assert refused(erase.format("app_now() - interval '1 day'"))
        assert not refused(erase.format("app_now()"))


def test_what_is_remembered_and_decided_is_the_house_s(cast: Cast) -> None:
    sent = unmapped_by(cast.sarah)
    ImportMemory.objects.create(landlord=sent.landlord, kind="facts")
    for other in (cast.victor, cast.gilles, cast.dina):
        with acting(other):
            assert refused("UPDATE incidents_importmemory SET words = '{}'")
            assert refused("UPDATE incidents_factimport SET problem = ''")
    with acting(cast.sarah):
        assert not refused("UPDATE incidents_importmemory SET words = '{}'")
        assert not refused("UPDATE incidents_factimport SET problem = ''")
