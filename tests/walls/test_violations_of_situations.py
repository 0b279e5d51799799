"""Writes of situations that no page makes, tried as the web's role in somebody's context."""

import pytest
from django.db import IntegrityError, connection, transaction

from acting.enums import Function
from incidents.models import Incident, Situation
from incidents.services import situations
from tests.people import Cast, acting, appoint, make_fact, make_post, make_user
from tests.walls.trials import refused

pytestmark = pytest.mark.django_db

UPDATE = "UPDATE incidents_situation SET {} WHERE id = %s"
ENDED_BEFORE = "ended_at = app_now() - interval '3 days', ending = 'settled'"
TURN = "INSERT INTO incidents_situationturn (situation_id, turn, at, post_id, said) VALUES (%s, 'closed', {}, %s, '')"


@pytest.fixture
def situation(cast: Cast) -> Situation:
    fact = make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.sarah) as sarah:
        return situations.open_situation(by=sarah, incident=fact)


@pytest.fixture
def theirs(cast: Cast) -> Situation:
    fact = make_fact(cast.zoe, cast.pommiers)
    with acting(cast.victor) as victor:
        return situations.open_situation(by=victor, incident=fact)


def test_a_situation_ends_on_the_day_and_comes_back_only_open(cast: Cast, situation: Situation) -> None:
    with acting(cast.sarah) as sarah:
        assert refused(UPDATE.format(ENDED_BEFORE), situation.pk)
        situations.close_situation(by=sarah, situation=situation, ending="settled")
        assert refused(UPDATE.format("ending = 'withdrawn'"), situation.pk)


def test_a_situation_is_followed_by_the_house_and_merged_into_its_own(
    cast: Cast, situation: Situation, theirs: Situation
) -> None:
    with acting(cast.sarah):
        assert refused(UPDATE.format(f"assigned_to_id = '{cast.karim.designation.pk}'"), situation.pk)
        assert refused(UPDATE.format(f"assigned_to_id = '{cast.gilles.designation.pk}'"), situation.pk)
        merged = f"ended_at = app_now(), ending = 'merged', merged_into_id = '{theirs.pk}'"
        assert refused(UPDATE.format(merged), situation.pk)
        assert refused(UPDATE.format("residence_id = residence_id"), situation.pk)
        assert refused(UPDATE.format("colour = 'green'"), theirs.pk)


def test_a_turn_is_said_now_by_the_own_post_of_the_own_situation(
    cast: Cast, situation: Situation, theirs: Situation
) -> None:
    with acting(cast.sarah):
        assert refused(TURN.format("app_now()"), theirs.pk, cast.sarah.post.pk)
        assert refused(TURN.format("app_now()"), situation.pk, cast.victor.post.pk)
        assert refused(TURN.format("app_now() - interval '1 day'"), situation.pk, cast.sarah.post.pk)
        assert refused("UPDATE incidents_situationturn SET said = '' WHERE situation_id = %s", situation.pk)


def test_a_turn_has_the_colour_that_its_place_has(cast: Cast, situation: Situation) -> None:
    """What was red and is green is counted from these rows."""
    rated = "INSERT INTO incidents_situationturn (situation_id, turn, at, post_id, said, colour) VALUES {}"
    row = "(%s, '{}', app_now(), %s, '', '{}')"
    with acting(cast.sarah) as sarah:
        situations.rate_situation(by=sarah, situation=situation, gravity=4, recurrence=4)
        own = situation.pk, cast.sarah.post.pk
        assert refused(rated.format(row.format("rated", "green")), *own)
        assert refused("UPDATE incidents_situationturn SET colour = 'green' WHERE situation_id = %s", situation.pk)
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(rated.format(row.format("closed", "red")), own)
        with connection.cursor() as cursor:
            cursor.execute(rated.format(row.format("rated", "red")), own)
            assert cursor.rowcount == 1


def test_the_lawyers_end_facts_with_their_situation_and_take_none(cast: Cast, situation: Situation) -> None:
    post = make_post(cast.sarah.signatory, Function.CONTENTIEUX, "Contentieux")
    claire = appoint(make_user("Claire"), post)
    loose, elsewhere = make_fact(cast.gilles, cast.tilleuls), make_fact(cast.gaston, cast.erables)
    with acting(cast.sarah) as sarah:
        other = situations.open_situation(by=sarah, incident=elsewhere)
    into = "UPDATE incidents_incident SET state = 'attached', situation_id = %s WHERE id = %s"
    with acting(claire) as lawyer:
        assert set(Incident.objects.values_list("pk", flat=True)) == {elsewhere.pk, situation.incidents.get().pk}
        assert refused(into, situation.pk, loose.pk)
        assert refused(into, situation.pk, elsewhere.pk)
        assert refused("UPDATE incidents_incident SET informed_on = app_today() WHERE id = %s", elsewhere.pk)
        situations.close_situation(by=lawyer, situation=other, ending="settled")
        assert Incident.objects.get(pk=elsewhere.pk).state == "closed"


def test_who_looks_after_a_place_notes_the_day_and_no_more(cast: Cast, situation: Situation) -> None:
    """Also of a fact in a situation, which a gardien does not see."""
    with acting(cast.sarah):
        fact = situation.incidents.get()
    with acting(cast.gilles), connection.cursor() as cursor:
        assert refused("UPDATE incidents_incident SET state = 'closed' WHERE id = %s", fact.pk)
        cursor.execute("UPDATE incidents_incident SET informed_on = app_today() WHERE id = %s", [fact.pk])
        assert cursor.rowcount == 1
    with acting(cast.gaston):
        assert refused("UPDATE incidents_incident SET informed_on = app_today() WHERE id = %s", fact.pk)


def test_others_read_none(cast: Cast, situation: Situation) -> None:
    for person in (cast.gilles, cast.victor, cast.karim, cast.maud, cast.delphine, cast.adrien, cast.dina):
        with acting(person), connection.cursor() as cursor:
            cursor.execute("SELECT (SELECT count(*) FROM incidents_situation WHERE id = %s)", [situation.pk])
            assert cursor.fetchone() == (0,)
            cursor.execute("SELECT count(*) FROM incidents_situationturn WHERE situation_id = %s", [situation.pk])
            assert cursor.fetchone() == (0,)
