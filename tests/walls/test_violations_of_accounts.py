"""What somebody could still do to accounts by SQL, or read of them before anybody is known."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.utils import timezone

from acting.actor import acting_as, visitor
from correspondents.addresses import show_account_at
from correspondents.models import AddressChange, Invitation, User
from correspondents.own_address import LIFETIME
from correspondents.services.arrival import digest_of
from tests.people import Cast, acting
from tests.roles import as_web, installing
from tests.walls.trials import refused


@contextmanager
def nobody() -> Iterator[None]:
    with transaction.atomic(), as_web():
        yield


def seen(query: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return sorted(str(value) for (value,) in cursor.fetchall())


ACCOUNTS = "SELECT email FROM correspondents_user"


def test_before_anybody_is_known_there_is_the_account_of_one_address_and_no_other(cast: Cast) -> None:
    with nobody():
        assert seen(ACCOUNTS) == []
        for email in (cast.sarah.user.email, cast.zoe.user.email):
            show_account_at(email)
            assert seen(ACCOUNTS) == [email]
        show_account_at("nobody@tests.example")
        assert seen(ACCOUNTS) == []
        show_account_at("%@tests.example")
        assert seen(ACCOUNTS) == []


def test_whoever_has_come_in_sees_no_other_account_by_its_address(cast: Cast) -> None:
    with transaction.atomic(), as_web(), acting_as(visitor(cast.zoe.user.pk, timezone.now())):
        show_account_at(cast.sarah.user.email)
        assert seen(ACCOUNTS) == [cast.zoe.user.email]


def test_a_visitor_sees_the_own_posts_alone(cast: Cast) -> None:
    posts = "SELECT id FROM correspondents_post"
    for person in (cast.zoe, cast.maud):
        with transaction.atomic(), as_web(), acting_as(visitor(person.user.pk, timezone.now())):
            assert seen(posts) == [str(person.post.pk)]
    with transaction.atomic(), as_web(), acting_as(visitor(cast.nadia.pk, timezone.now())):
        assert seen(posts) == []
    with nobody():
        assert seen(posts) == []


@pytest.mark.parametrize(
    "change",
    [
        "is_superuser = is_superuser",
        "created_at = now()",
        "is_active = false",
    ],
)
def test_a_person_changes_of_the_own_account_what_pages_change(cast: Cast, change: str) -> None:
    for person in (cast.sarah, cast.gilles, cast.adrien):
        with acting(person):
            assert refused(f"UPDATE correspondents_user SET {change} WHERE id = app_user()")
            assert not refused("UPDATE correspondents_user SET last_login = now() WHERE id = app_user()")
            assert not refused(
                "UPDATE correspondents_user SET first_name = 'Autre', phone = '01' WHERE id = app_user()"
            )
            assert not refused("UPDATE correspondents_user SET password = '!' WHERE id = app_user()")


def test_an_administrator_closes_accounts_and_enters_none(cast: Cast) -> None:
    closed = "UPDATE correspondents_user SET is_active = NOT is_active WHERE id = %s"
    entered = "UPDATE correspondents_user SET password = 'pbkdf2' WHERE id = %s"
    arrived = "UPDATE correspondents_user SET last_login = now() WHERE id = %s"
    for person in (cast.sarah, cast.delphine, cast.maud):
        with acting(person):
            for statement in (closed, entered, arrived):
                assert refused(statement, cast.gilles.user.pk)
    with acting(cast.adrien):
        assert refused(entered, cast.gilles.user.pk)
        assert refused(arrived, cast.gilles.user.pk)
        assert not refused(closed, cast.gilles.user.pk)


OPENED = (
    "INSERT INTO correspondents_user (id, password, last_login, is_superuser, email, first_name, last_name, phone,"
    " is_active, created_at) VALUES (gen_random_uuid(), %s, NULL, false, 'neuf@tests.example', 'Neuf', 'Neuf', '',"
    " true, now())"
)


def test_nobody_opens_an_account_with_a_password_that_one_knows(cast: Cast) -> None:
    for person in (cast.sarah, cast.delphine, cast.adrien):
        with acting(person):
            assert refused(OPENED, "pbkdf2_sha256$known")
            with transaction.atomic():
                assert not refused(OPENED, "!unusable")
                transaction.set_rollback(True)
    for person in (cast.gilles, cast.dina, cast.perrine):
        with acting(person):
            assert refused(OPENED, "!unusable")


def test_an_address_that_one_signs_in_with_is_the_accounts_own(cast: Cast) -> None:
    noted = 'INSERT INTO account_emailaddress (user_id, email, verified, "primary") VALUES (%s, %s, true, false)'
    with acting(cast.adrien):
        assert refused(noted, cast.nadia.pk, "adrien@elsewhere.example")
        assert not refused(noted, cast.nadia.pk, cast.nadia.email)
        assert refused(noted, cast.gilles.user.pk, cast.gilles.user.email), "who is named has one"


def test_a_group_is_opened_by_who_keeps_posts(cast: Cast) -> None:
    opened = "INSERT INTO auth_group (name) VALUES (gen_random_uuid()::text)"
    for person in (cast.gilles, cast.dina, cast.perrine, cast.delphine, cast.karim, cast.maud):
        with acting(person):
            assert refused(opened)
    for person in (cast.sarah, cast.adrien):
        with acting(person):
            assert not refused(opened)


KEY, MOVED = "la-clef-du-courriel", "UPDATE correspondents_user SET email = 'autre@tests.example' WHERE id = %s"
ASKED = (
    "INSERT INTO correspondents_addresschange (id, user_id, former, email, key_hash, asked_at) VALUES"
    " (gen_random_uuid(), %s, '{}', 'autre@tests.example', '', %s)"
)
OF_MAUD = ASKED.format("maud@tests.example")


def give_key(key: str = KEY) -> None:
    """What the worker does, when it writes the mail."""
    with installing():
        AddressChange.objects.update(key_hash=digest_of(key))


def bring_key(key: str = KEY) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.address_key', %s, true)", [key])


def test_an_account_moves_to_an_address_that_its_person_asked_for_and_to_no_other(cast: Cast) -> None:
    """Whoever acts under a post asks for nothing, and nobody asks for somebody else."""
    maud = cast.maud.user.pk
    EmailAddress.objects.create(user=cast.maud.user, email=cast.maud.user.email, verified=True, primary=True)
    now = timezone.now()
    for person in (cast.maud, cast.adrien, cast.perrine):
        with acting(person):
            assert refused(MOVED, maud)
            assert refused(OF_MAUD, maud, now)
    with transaction.atomic(), as_web(), acting_as(visitor(cast.zoe.user.pk, now)):
        assert refused(OF_MAUD, maud, now)
    with transaction.atomic(), as_web(), acting_as(visitor(maud, now)):
        assert refused(MOVED, maud)
        assert not refused(OF_MAUD, maud, now)
    give_key()
    with transaction.atomic(), as_web(), acting_as(visitor(maud, now)):
        bring_key()
        assert refused("UPDATE correspondents_user SET email = 'tiers@tests.example' WHERE id = %s", maud)
        assert not refused(MOVED, maud)
        assert not refused("UPDATE correspondents_addresschange SET confirmed_at = now()")
        assert refused("UPDATE account_emailaddress SET email = 'tiers@tests.example'")
        assert not refused("UPDATE account_emailaddress SET email = 'autre@tests.example'")
        assert refused("DELETE FROM correspondents_addresschange")
    with transaction.atomic(), as_web(), acting_as(visitor(cast.zoe.user.pk, timezone.now())):
        assert seen("SELECT email FROM correspondents_addresschange") == []


def test_an_account_moves_with_the_key_that_was_mailed_and_with_none_of_ones_own(cast: Cast) -> None:
    now, maud = timezone.now(), cast.maud.user.pk
    with transaction.atomic(), as_web(), acting_as(visitor(maud, now)):
        assert refused(OF_MAUD.replace("''", f"'{digest_of(KEY)}'"), maud, now), "a key of one's own"
        assert refused(ASKED.format("tiers@tests.example"), maud, now), "from another address than the present one"
        assert not refused(OF_MAUD, maud, now)
        assert refused(f"UPDATE correspondents_addresschange SET key_hash = '{digest_of(KEY)}'")
        for key in (KEY, ""):
            bring_key(key)
            assert refused(MOVED, maud), "no mail has left"
    give_key()
    with transaction.atomic(), as_web(), acting_as(visitor(maud, now)):
        for key in ("", "une autre clef", digest_of(KEY)):
            bring_key(key)
            assert refused(MOVED, maud)
        bring_key()
        assert not refused(MOVED, maud)


def test_nobody_has_asked_in_days_to_come(cast: Cast) -> None:
    """What is asked for tomorrow would open for longer than a link lives."""
    now, maud = timezone.now(), cast.maud.user.pk
    for ahead, is_refused in ((timedelta(microseconds=1), True), (timedelta(days=900), True), (timedelta(0), False)):
        with transaction.atomic(), as_web(), acting_as(visitor(maud, now)), transaction.atomic():
            assert refused(OF_MAUD, maud, now + ahead) is is_refused, ahead
            transaction.set_rollback(True)


def test_an_account_moves_to_what_was_asked_for_within_a_day(cast: Cast) -> None:
    now, maud = timezone.now(), cast.maud.user.pk
    for age, is_refused in ((timedelta(days=6), True), (LIFETIME, True), (LIFETIME - timedelta(seconds=1), False)):
        with transaction.atomic(), as_web(), acting_as(visitor(maud, now)), transaction.atomic():
            assert not refused(OF_MAUD, maud, now - age)
            give_key()
            bring_key()
            assert refused(MOVED, maud) is is_refused, age
            transaction.set_rollback(True)


INVITED = (
    "INSERT INTO correspondents_invitation (id, user_id, key_hash, created_at, expires_at)"
    " VALUES (gen_random_uuid(), %s, %s, now(), now() + interval '72 hours')"
)


def test_whoever_invites_chooses_no_key(cast: Cast) -> None:
    """With a key of one's own one would set the password of another's account."""
    own = digest_of("ma-clef")
    maud = cast.maud.user.pk
    for person, invited in ((cast.adrien, cast.nadia.pk), (cast.delphine, maud), (cast.sarah, cast.gilles.user.pk)):
        with acting(person):
            assert refused(INVITED, invited, own)
            assert not refused(INVITED, invited, None)
            assert refused("UPDATE correspondents_invitation SET key_hash = %s", own)
    with transaction.atomic(), as_web(), acting_as(visitor(maud, timezone.now())):
        assert refused(INVITED, maud, None)
        assert refused("UPDATE correspondents_invitation SET key_hash = %s", own)


def test_whoever_has_come_in_is_not_invited(cast: Cast) -> None:
    User.objects.filter(pk__in=[cast.maud.user.pk, cast.nadia.pk]).update(last_login=timezone.now())
    for person, invited in ((cast.delphine, cast.maud.user.pk), (cast.adrien, cast.nadia.pk)):
        with acting(person):
            assert refused(INVITED, invited, None)


def test_a_key_lives_no_longer_than_it_was_given_and_serves_once(cast: Cast) -> None:
    now = timezone.now()
    Invitation.objects.create(user=cast.nadia, created_at=now, expires_at=now + timedelta(hours=1))
    later = "UPDATE correspondents_invitation SET expires_at = expires_at + interval '1 second'"
    with acting(cast.adrien):
        assert refused(later)
    with transaction.atomic(), as_web(), acting_as(visitor(cast.nadia.pk, now)):
        assert refused(later)
        assert not refused("UPDATE correspondents_invitation SET used_at = now()")
        assert refused("UPDATE correspondents_invitation SET used_at = NULL")
