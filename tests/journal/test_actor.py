from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from acting.actor import Actor, NoTransactionError, acting_as, machine_actor
from journal.models import Head


def who_acts() -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_user(), app_signatory(), app_post(), app_group(), app_function(), app_today()")
        return tuple(cursor.fetchone())


NOBODY = (None, None, None, None, None, None)


def break_a_constraint() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO journal_job (id, user_id, state, attempts) VALUES (NULL, app_user(), 'queued', 0)")


def test_the_day_is_the_one_of_paris() -> None:
    assert Actor(now=datetime(2026, 6, 30, 22, 30, tzinfo=UTC)).today == date(2026, 7, 1)


@pytest.mark.django_db
@pytest.mark.usefixtures("in_web_role")
def test_the_database_knows_who_acts(sarah: Actor) -> None:
    actor = replace(sarah, post_id=uuid4(), group_id=7)
    with acting_as(actor):
        assert who_acts() == (actor.user_id, actor.signatory_id, actor.post_id, 7, "referent", date(2026, 3, 3))
    assert who_acts() == NOBODY


@pytest.mark.django_db
@pytest.mark.usefixtures("in_web_role")
def test_what_an_actor_lacks_is_null(sarah: Actor) -> None:
    with acting_as(replace(sarah, group_id=7)), acting_as(machine_actor(sarah.now)):
        assert who_acts() == (None, None, None, None, "machine", date(2026, 3, 3))


@pytest.mark.django_db
@pytest.mark.usefixtures("in_web_role")
def test_the_outer_actor_comes_back(sarah: Actor, karim: Actor) -> None:
    with acting_as(sarah):
        with acting_as(karim):
            assert who_acts()[0] == karim.user_id
        assert who_acts()[0] == sarah.user_id


@pytest.mark.django_db
@pytest.mark.usefixtures("in_web_role")
def test_the_outer_actor_comes_back_after_an_error_in_python(sarah: Actor, karim: Actor) -> None:
    with acting_as(sarah):
        with pytest.raises(KeyError), acting_as(karim):
            raise KeyError
        assert who_acts()[0] == sarah.user_id


@pytest.mark.django_db
@pytest.mark.usefixtures("in_web_role")
def test_the_outer_actor_comes_back_after_an_error_in_the_database(sarah: Actor, karim: Actor) -> None:
    with acting_as(sarah):
        with pytest.raises(IntegrityError), transaction.atomic(), acting_as(karim):
            break_a_constraint()
        assert who_acts()[0] == sarah.user_id


def test_nobody_acts_without_a_transaction(own_database: str, sarah: Actor) -> None:
    with pytest.raises(NoTransactionError), acting_as(sarah):
        pass


@pytest.mark.usefixtures("in_web_role")
def test_nothing_leaks_into_the_next_transaction(own_database: str, sarah: Actor) -> None:
    """The connection is kept between requests: it must have forgotten who was there."""
    for error in (None, KeyError, IntegrityError):
        try:
            with transaction.atomic(), acting_as(sarah):
                Head.objects.none().first()
                if error is IntegrityError:
                    break_a_constraint()
                elif error:
                    raise error
        except (KeyError, IntegrityError):
            pass
        assert who_acts() == NOBODY


@pytest.mark.usefixtures("in_web_role")
def test_nothing_leaks_when_the_actor_is_not_restored(own_database: str, sarah: Actor) -> None:
    """Even if the block is left without restoring, the settings end with their transaction."""
    with transaction.atomic():
        abandoned = acting_as(sarah)  # kept, for a collected generator would restore after all
        abandoned.__enter__()
        assert who_acts()[0] == sarah.user_id
    assert who_acts() == NOBODY
