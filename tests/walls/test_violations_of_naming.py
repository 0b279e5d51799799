"""What somebody could still do by SQL to let a person in: without a voice, in another's voice, or into the past."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from acting.actor import acting_as, visitor
from correspondents.enums import DesignationRole
from correspondents.models import Designation, User
from correspondents.named_person import NamedPerson
from correspondents.services.designations import designate
from tests.people import Cast, acting
from tests.roles import as_web
from tests.walls.trials import refused

NAMED = (
    "INSERT INTO correspondents_designation (id, post_id, user_id, role, starts_on, act_reference, named_first_name,"
    " named_last_name, named_email, named_phone, ended_from_outside, proposed_by_id, proposed_as, agreed_by_id,"
    " agreed_at, accepted_at)"
    " VALUES (gen_random_uuid(), %s, %s, 'suppleant', {starts_on}, '', '', '', '', '', false, {by}, {function},"
    " {agreed_by}, {agreed_at}, {accepted_at})"
)
PLAIN = {
    "starts_on": "app_today()",
    "by": "app_user()",
    "function": "app_function()",
    "agreed_by": "NULL",
    "agreed_at": "NULL",
    "accepted_at": "NULL",
}
AT_ONCE = {"agreed_by": "app_user()", "agreed_at": "now()"}
CHANGED = "UPDATE correspondents_designation SET {} WHERE id = %s"


def named(**changes: str) -> str:
    return NAMED.format(**PLAIN | changes)


@contextmanager
def coming_in(user: User) -> Iterator[None]:
    with transaction.atomic(), as_web(), acting_as(visitor(user.pk, timezone.now())):
        yield


def proposal(cast: Cast, who: str) -> Designation:
    """At Karim's post: agreed by the way when it is his."""
    nour = NamedPerson(email="nour@tests.example", first_name="Nour", last_name="Fictif")
    with acting(cast.people()[who]) as by:
        given: dict[str, Any] = {"role": DesignationRole.SUPPLEANT, "starts_on": by.today}
        return designate(by=by, post=cast.karim.post, user=nour, **given)


def test_nobody_names_oneself_nor_anybody_elsewhere(cast: Cast) -> None:
    posts = (cast.sarah.post, cast.maud.post, cast.adrien.post, cast.delphine.post)
    for person in (cast.sarah, cast.maud, cast.adrien, cast.delphine):
        with acting(person):
            for post in posts:
                assert refused(named(), post.pk, person.user.pk)
    with acting(cast.sarah):
        assert refused(named(), cast.victor.post.pk, cast.gilles.user.pk)
        assert not refused(named(), cast.sarah.post.pk, cast.gilles.user.pk)
    with acting(cast.delphine):
        assert refused(named(), cast.gilles.post.pk, cast.maud.user.pk), "a gardien's post is its landlord's"
        assert not refused(named(), cast.karim.post.pk, cast.maud.user.pk)
    for person in (cast.gilles, cast.perrine, cast.dina):
        with acting(person):
            assert refused(named(), person.post.pk, cast.geraldine.user.pk)


def test_a_proposal_opens_nothing_and_says_who_makes_it(cast: Cast) -> None:
    about = cast.sarah.post.pk, cast.gilles.user.pk
    with acting(cast.sarah):
        assert not refused(named(**AT_ONCE), *about)
        for wrong in (
            AT_ONCE | {"accepted_at": "now()"},
            {"by": "NULL"},
            {"function": "'delegue'"},
            AT_ONCE | {"agreed_by": "NULL"},
            AT_ONCE | {"starts_on": "app_today() - 1"},
            {"starts_on": "app_today() - 32"},
        ):
            assert refused(named(**wrong), *about), wrong
    with acting(cast.delphine):
        assert refused(named(**AT_ONCE), cast.karim.post.pk, cast.maud.user.pk), "in the signatory's voice"


def test_nobody_agrees_in_the_voice_of_another(cast: Cast) -> None:
    agreed = CHANGED.format("agreed_at = now(), agreed_by_id = app_user()")
    mine = proposal(cast, "delphine")
    for person in (cast.delphine, cast.adrien):
        with acting(person):
            assert refused(agreed, mine.pk)
    with acting(cast.karim):
        assert refused(CHANGED.format("agreed_at = now()"), mine.pk)
        assert not refused(agreed, mine.pk)


def test_nobody_accepts_for_the_person_named(cast: Cast) -> None:
    called = proposal(cast, "karim")
    for person in (cast.karim, cast.adrien):
        with acting(person):
            assert refused(CHANGED.format("accepted_at = now()"), called.pk)


def test_the_person_named_accepts_and_says_nothing_else(cast: Cast) -> None:
    called = proposal(cast, "karim")
    with coming_in(called.user):
        assert refused(CHANGED.format("accepted_at = now(), ends_on = '2090-01-01'"), called.pk)
        assert not refused(CHANGED.format("accepted_at = now()"), called.pk)


def test_the_person_named_declines_and_says_nothing_else(cast: Cast) -> None:
    called = proposal(cast, "karim")
    with coming_in(called.user):
        assert refused(CHANGED.format("ends_on = '2090-01-01'"), called.pk)
        assert not refused(CHANGED.format("ended_at = now()"), called.pk)


def test_what_is_not_agreed_cannot_be_accepted(cast: Cast) -> None:
    mine = proposal(cast, "delphine")
    with (
        pytest.raises(IntegrityError, match="designation_agreed_before_accepted"),
        coming_in(mine.user),
        connection.cursor() as cursor,
    ):
        cursor.execute(CHANGED.format("accepted_at = now()"), [mine.pk])


def test_who_serves_elsewhere_accepts_no_case_post(cast: Cast) -> None:
    maud = NamedPerson(email=cast.maud.user.email, first_name="Maud", last_name="Fictif")
    with acting(cast.karim) as by:
        given: dict[str, Any] = {"role": DesignationRole.SUPPLEANT, "starts_on": by.today}
        called = designate(by=by, post=cast.karim.post, user=maud, **given)
    with coming_in(cast.maud.user):
        assert refused(CHANGED.format("accepted_at = now()"), called.pk)
        assert not refused(CHANGED.format("ended_at = now()"), called.pk)


def test_a_first_day_never_moves_back_and_an_end_on_the_spot_stays(cast: Cast) -> None:
    called = proposal(cast, "karim")
    with acting(cast.karim):
        assert refused(CHANGED.format("starts_on = starts_on - 1"), called.pk)
        assert not refused(CHANGED.format("ended_at = now()"), called.pk)
    Designation.objects.filter(pk=called.pk).update(ended_at=timezone.now())
    with acting(cast.karim):
        assert refused(CHANGED.format("ended_at = NULL"), called.pk)
