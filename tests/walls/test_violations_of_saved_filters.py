"""What somebody could learn of the filters that others keep, or keep in their place, by SQL and by no page."""

from uuid import uuid4

from django.db import connection
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from correspondents.enums import DesignationRole
from signatories.models import Convention, SavedFilter
from tests.people import Cast, Person, acting, appoint, make_user
from tests.roles import as_worker, installing
from tests.second_department import make_convention
from tests.walls.test_violations_of_injunctions import reaches_a_row
from tests.walls.trials import refused

SAVED = (
    "INSERT INTO signatories_savedfilter (id, user_id, convention_id, list_name, place, name, query)"
    " VALUES (gen_random_uuid(), %s, %s, 'directory', %s, 'Forces', 'nature=police')"
)
RENAMED = "UPDATE signatories_savedfilter SET name = 'Autre'"


def laid(person: Person, convention: Convention) -> None:
    with installing():
        said = {"list_name": "directory", "place": 1, "name": str(uuid4()), "query": "nature=police"}
        SavedFilter.objects.create(user_id=person.user.pk, convention=convention, **said)


def test_a_filter_is_read_renamed_and_removed_by_nobody_else(cast: Cast) -> None:
    """A colleague at the same post, a neighbour, whoever keeps the portal; and oneself in another convention."""
    make_convention()
    elsewhere, here = Convention.objects.get(department_code="91"), cast.sarah.signatory.convention
    denise = appoint(make_user("Denise"), cast.sarah.post, role=DesignationRole.SUPPLEANT)
    laid(cast.sarah, here)
    laid(cast.victor, elsewhere)
    for person in (denise, cast.victor, cast.dina, cast.adrien):
        with acting(person), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM signatories_savedfilter")
            assert cursor.fetchone() == (0,), person.user.first_name
            assert not reaches_a_row(RENAMED)
            assert refused("DELETE FROM signatories_savedfilter")
    with acting(cast.sarah):
        assert refused("UPDATE signatories_savedfilter SET query = 'nature=prefecture'")
        assert refused("UPDATE signatories_savedfilter SET user_id = %s", cast.victor.user.pk)
        assert not refused(RENAMED)
        assert not refused("DELETE FROM signatories_savedfilter")


def test_one_keeps_for_oneself_and_here(cast: Cast) -> None:
    make_convention()
    elsewhere, here = Convention.objects.get(department_code="91").pk, cast.sarah.signatory.convention.pk
    with acting(cast.sarah):
        assert refused(SAVED, cast.victor.user.pk, here, 1)
        assert refused(SAVED, cast.sarah.user.pk, elsewhere, 1)
        assert not refused(SAVED, cast.sarah.user.pk, here, 1)


def test_no_job_reads_what_somebody_keeps(cast: Cast) -> None:
    """The nightly one asks whose a filter is, and no more."""
    laid(cast.sarah, cast.sarah.signatory.convention)
    with as_worker(), acting_as(machine_actor(timezone.now())):
        assert refused("SELECT * FROM signatories_savedfilter")
        for column in ("list_name", "name", "query"):
            assert refused(f"SELECT {column} FROM signatories_savedfilter")
        assert refused("UPDATE signatories_savedfilter SET name = 'Autre'")
        assert not refused("SELECT user_id, convention_id FROM signatories_savedfilter")
