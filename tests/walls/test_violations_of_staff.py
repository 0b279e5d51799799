"""Writes of what is done for an agent that no page makes, tried as the web's role in somebody's context."""

import pytest

from incidents.enums import StaffItem
from incidents.models import Incident, StaffNote
from incidents.services.staff import note_staff
from incidents.staff_rules import Said
from tests.people import Cast, acting, make_fact
from tests.walls.trials import refused

pytestmark = pytest.mark.django_db

NOTE = (
    "INSERT INTO incidents_staffnote (id, incident_id, item, answer, post_id, noted_at)"
    " VALUES (gen_random_uuid(), %s, 'occasion', 'rent', %s, {})"
)
NOW = "app_now()"


@pytest.fixture
def fact(cast: Cast) -> Incident:
    return make_fact(cast.gilles, cast.tilleuls, category="agent-verbal")


def test_it_is_noted_now_by_the_own_post_of_a_fact_that_targets_staff(cast: Cast, fact: Incident) -> None:
    plain, theirs = make_fact(cast.gilles, cast.tilleuls), make_fact(cast.zoe, cast.pommiers, category="agent-verbal")
    with acting(cast.sarah):
        assert not refused(NOTE.format(NOW), fact.pk, cast.sarah.post.pk)
        assert refused(NOTE.format(NOW), fact.pk, cast.victor.post.pk)
        assert refused(NOTE.format("app_now() - interval '1 day'"), fact.pk, cast.sarah.post.pk)
        assert refused(NOTE.format(NOW), plain.pk, cast.sarah.post.pk)
        assert refused(NOTE.format(NOW), theirs.pk, cast.sarah.post.pk)
    for person in (cast.gilles, cast.gaston, cast.victor, cast.dina):
        with acting(person):
            assert refused(NOTE.format(NOW), fact.pk, person.post.pk)


def test_what_was_noted_stays_and_is_the_referents_alone(cast: Cast, fact: Incident) -> None:
    with acting(cast.sarah) as sarah:
        [note] = note_staff(by=sarah, incident=fact, answers={StaffItem.OCCASION: Said("rent")})
        assert refused("UPDATE incidents_staffnote SET answer = 'round' WHERE id = %s", note.pk)
        assert refused("DELETE FROM incidents_staffnote WHERE id = %s", note.pk)
        assert refused("UPDATE incidents_incident SET targets_staff = false WHERE id = %s", fact.pk)
    for person in (cast.gilles, cast.gaston, cast.victor, cast.karim, cast.delphine, cast.adrien, cast.dina):
        with acting(person):
            assert not StaffNote.objects.exists()
    for person in (cast.gilles, cast.gaston):
        with acting(person):
            assert refused("UPDATE incidents_incident SET staff_open = false WHERE id = %s", fact.pk)
