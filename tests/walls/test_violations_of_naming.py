"""What somebody could still do by SQL to let a person in: without a voice, in another's voice, or into the past."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from acting.actor import acting_as, visitor
from acting.enums import Function
from correspondents.enums import DesignationRole
from correspondents.models import Designation, MailboxChange, User
from correspondents.named_person import NamedPerson
from correspondents.naming import SILENT_FOR
from correspondents.permissions import is_answered
from correspondents.services.designations import NamingAct, designate
from tests.people import Cast, acting, appoint, make_post, make_user
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
DRAWN = "INSERT INTO correspondents_post_communes (post_id, commune_id) VALUES (%s, %s)"
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


def test_who_reads_cases_elsewhere_accepts_no_other_post(cast: Cast) -> None:
    with acting(cast.delphine) as by:
        maud = NamedPerson(email=cast.maud.user.email, first_name="Maud", last_name="Fictif")
        given: dict[str, Any] = {"role": DesignationRole.SUPPLEANT, "starts_on": by.today}
        called = designate(by=by, post=cast.delphine.post, user=maud, **given)
    with coming_in(cast.maud.user):
        assert refused(CHANGED.format("accepted_at = now()"), called.pk)


def test_who_serves_elsewhere_accepts_no_case_post(cast: Cast) -> None:
    maud = NamedPerson(email=cast.maud.user.email, first_name="Maud", last_name="Fictif")
    with acting(cast.karim) as by:
        given: dict[str, Any] = {"role": DesignationRole.SUPPLEANT, "starts_on": by.today}
        called = designate(by=by, post=cast.karim.post, user=maud, **given)
    with coming_in(cast.maud.user):
        assert refused(CHANGED.format("accepted_at = now()"), called.pk)
        assert not refused(CHANGED.format("ended_at = now()"), called.pk)


def test_a_first_day_moves_to_the_day_of_a_voice_and_never_else(cast: Cast) -> None:
    called = proposal(cast, "karim")
    with acting(cast.karim):
        for other in ("starts_on - 1", "starts_on + 1"):
            assert refused(CHANGED.format(f"starts_on = {other}"), called.pk), other
    with coming_in(called.user):
        for other in ("starts_on - 1", "starts_on + 1"):
            assert refused(CHANGED.format(f"accepted_at = now(), starts_on = {other}"), called.pk), other
        assert not refused(CHANGED.format("accepted_at = now(), starts_on = app_today()"), called.pk)


def test_what_is_over_stays_over(cast: Cast) -> None:
    """Ended on the spot, or past its last day: but the own name may still be put right."""
    called, held = proposal(cast, "karim").pk, cast.maud.designation.pk
    Designation.objects.filter(pk=called).update(ended_at=timezone.now())
    Designation.objects.filter(pk=held).update(ends_on=timezone.localdate() - timedelta(days=1))
    with acting(cast.karim):
        assert refused(CHANGED.format("ended_at = NULL"), called)
        assert not refused(CHANGED.format("named_last_name = 'Fictive'"), called)
    with acting(cast.maud):
        for change in ("ended_at = now()", "confirmed_on = app_today()", "ends_on = app_today() - 1, ended_at = now()"):
            assert refused(CHANGED.format(change), held), change


def test_a_voice_is_not_unsaid_nor_said_again(cast: Cast) -> None:
    held = cast.karim.designation.pk
    with coming_in(cast.karim.user):
        for change in ("accepted_at = NULL", "accepted_at = now()", "accepted_at = '2001-01-01'"):
            assert refused(CHANGED.format(change), held), change


def test_an_end_moves_earlier_and_never_later(cast: Cast) -> None:
    held = cast.karim.designation.pk
    with acting(cast.karim):
        assert refused(CHANGED.format("ends_on = app_today() - 2"), held)
        assert not refused(CHANGED.format("ends_on = app_today() + 9"), held)
        for later in ("'2100-01-01'", "app_today() + 10", "NULL"):
            assert refused(CHANGED.format(f"ends_on = {later}"), held), later
        assert not refused(CHANGED.format("ends_on = app_today() + 8"), held)


def test_an_end_says_whether_it_comes_from_outside(cast: Cast) -> None:
    held = cast.karim.designation.pk
    with acting(cast.delphine):
        for change in ("ends_on = app_today()", "ended_at = now()"):
            assert refused(CHANGED.format(change), held), change
        assert not refused(CHANGED.format("ends_on = app_today() + 9, ended_from_outside = true"), held)
        assert refused(CHANGED.format("ended_from_outside = false"), held)
    with acting(cast.karim):
        assert refused(CHANGED.format("ends_on = app_today() + 8"), held), "in another's name"
        assert not refused(CHANGED.format("ends_on = app_today() + 8, ended_from_outside = false"), held)


def test_a_voice_that_others_ended_still_keeps_outsiders_from_agreeing(cast: Cast) -> None:
    """As `is_answered`, whatever the page says: Karim ended by the delegate, by himself, silent for long."""
    nour = NamedPerson(email="nour@tests.example", first_name="Nour", last_name="Fictif")
    with acting(cast.delphine) as by:
        act = NamingAct(name="acte.pdf", pdf=b"%PDF-1.7\n%%EOF\n")
        given: dict[str, Any] = {"role": DesignationRole.SUPPLEANT, "starts_on": by.today, "act": act}
        mine = designate(by=by, post=cast.karim.post, user=nour, **given)
    agreed = CHANGED.format("agreed_at = now(), agreed_by_id = app_user()")
    yesterday, long_ago = (timezone.localdate() - each for each in (timedelta(days=1), SILENT_FOR))
    for values, is_refused in (
        ({"ended_at": timezone.now(), "ended_from_outside": True}, True),
        ({"ends_on": yesterday, "ended_from_outside": True}, True),
        ({"suspended_on": yesterday}, True),
        ({"ends_on": yesterday}, False),
        ({"ended_at": timezone.now()}, False),
        ({"suspended_on": long_ago}, False),
    ):
        standing: dict[str, Any] = {
            "ended_at": None,
            "ends_on": None,
            "suspended_on": None,
            "ended_from_outside": False,
        }
        Designation.objects.filter(pk=cast.karim.designation.pk).update(**standing | values)
        Designation.objects.filter(pk=mine.pk).update(agreed_at=None, agreed_by=None)
        with acting(cast.adrien):
            assert refused(agreed, mine.pk) == is_refused, values
        karim = cast.karim.signatory, timezone.localdate()
        assert is_answered(*karim) == is_refused, values


def test_nobody_cancels_for_another_house_what_was_accepted(cast: Cast) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    coming = appoint(cast.nadia, cast.karim.post, role=DesignationRole.SUPPLEANT, starts_on=tomorrow)
    cancelled = "DELETE FROM correspondents_designation WHERE id = %s"
    for person in (cast.delphine, cast.adrien):
        with acting(person):
            assert refused(cancelled, coming.designation.pk)
    with acting(cast.karim):
        assert not refused(cancelled, coming.designation.pk)


def test_a_designation_is_confirmed_on_the_day_and_neither_warned_nor_suspended_by_the_web(cast: Cast) -> None:
    held = cast.karim.designation.pk
    with acting(cast.karim):
        for change in ("confirmed_on = '2099-01-01'", "suspended_on = app_today()", "warned_on = app_today()"):
            assert refused(CHANGED.format(change), held), change
        assert not refused(CHANGED.format("confirmed_on = app_today()"), held)


def test_outsiders_put_no_words_of_a_house_right(cast: Cast) -> None:
    called = proposal(cast, "karim").pk
    renamed = CHANGED.format("named_last_name = 'Autre'")
    for person in (cast.delphine, cast.adrien):
        with acting(person):
            assert refused(renamed, called)
    with acting(cast.karim):
        assert not refused(renamed, called)


# Posts and absences


def test_a_post_is_closed_on_the_day_and_with_nobody_on_it(cast: Cast) -> None:
    closed = "UPDATE correspondents_post SET closed_on = {} WHERE id = %s"
    empty = make_post(cast.sarah.signatory, Function.CONTENTIEUX, "Contentieux")
    with acting(cast.sarah):
        assert refused(closed.format("app_today()"), cast.gilles.post.pk), "held"
        for day in ("'2020-01-01'", "app_today() + 1"):
            assert refused(closed.format(day), empty.pk), day
        assert not refused(closed.format("app_today()"), empty.pk)


def test_who_keeps_no_posts_draws_and_closes_none(cast: Cast) -> None:
    empty = make_post(cast.karim.signatory, Function.DPO, "Délégué")
    for person in (cast.karim, cast.delphine):
        with acting(person):
            assert refused("UPDATE correspondents_post SET closed_on = app_today() WHERE id = %s", empty.pk)
            assert refused(DRAWN, empty.pk, "77284")


def test_a_post_covers_the_own_territory_and_a_gardien_alone_residences(cast: Cast) -> None:
    looked_after = "INSERT INTO correspondents_post_residences (post_id, residence_id) VALUES (%s, %s)"
    with acting(cast.adrien):
        assert refused(DRAWN, cast.maud.post.pk, "77288"), "Melun is another parquet's"
        assert not refused(DRAWN, cast.maud.post.pk, "77284")
    with acting(cast.sarah):
        assert refused(looked_after, cast.sarah.post.pk, cast.tilleuls.pk)
        assert not refused(looked_after, cast.gilles.post.pk, cast.erables.pk)


def test_an_absence_is_of_these_days_with_a_stand_in_of_the_post_and_only_shortened(cast: Cast) -> None:
    nora = appoint(make_user("Nora"), cast.karim.post, role=DesignationRole.SUPPLEANT)
    away = (
        "INSERT INTO correspondents_absence (id, designation_id, stand_in_id, starts_on, ends_on)"
        " VALUES (gen_random_uuid(), %s, %s, {}, {})"
    )
    karim, other = cast.karim.designation.pk, cast.maud.designation.pk
    with acting(cast.karim):
        assert refused(away.format("app_today() - 8", "app_today()"), karim, None)
        assert refused(away.format("app_today()", "'2100-12-31'"), karim, None)
        for stand_in in (other, karim):
            assert refused(away.format("app_today()", "app_today() + 9"), karim, stand_in)
        assert not refused(away.format("app_today()", "app_today() + 9"), karim, nora.designation.pk)
        assert refused("UPDATE correspondents_absence SET ends_on = ends_on + 1 WHERE designation_id = %s", karim)
        assert not refused("UPDATE correspondents_absence SET ends_on = ends_on - 1 WHERE designation_id = %s", karim)


def test_a_mailbox_that_is_written_is_noted_whoever_writes_it_and_shown_to_nobody(cast: Cast) -> None:
    with acting(cast.adrien):
        written = "UPDATE signatories_signatory SET mailbox = 'boite@operateur.example' WHERE id = %s"
        assert not refused(written, cast.maud.signatory.pk)
        for statement in ("SELECT 1", "DELETE", "UPDATE correspondents_mailboxchange SET changed_by = NULL"):
            table = "" if statement.startswith("UPDATE") else " FROM correspondents_mailboxchange"
            assert refused(statement + table), statement
    noted = MailboxChange.objects.values_list("signatory", "former", "changed_by", "told_at")
    assert list(noted) == [(cast.maud.signatory.pk, "", cast.adrien.user.pk, None)]
