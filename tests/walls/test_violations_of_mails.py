"""What somebody could still learn from the outbox by SQL, or have the portal write to people in its name."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.utils import timezone

from acting.actor import acting_as, visitor
from correspondents.models import AddressChange, Invitation
from journal.models import Message
from referrals.services import referrals as services
from tests.people import Cast, acting, make_fact, make_referral
from tests.roles import as_web
from tests.walls.trials import refused

WRITTEN = (
    "INSERT INTO journal_message (id, kind, recipient_id, object_id, state, created_at, sent_at, attempts, tried_at,"
    " due_at, error) VALUES (gen_random_uuid(), %s, %s, %s, {state}, {created_at}, {sent_at}, {attempts}, {tried_at},"
    " {due_at}, {error})"
)
NEW = {
    "state": "'waiting'",
    "created_at": "app_now()",
    "sent_at": "NULL",
    "attempts": "0",
    "tried_at": "NULL",
    "due_at": "app_now()",
    "error": "''",
}
FORGED = {
    "state": "'sent'",
    "created_at": "app_now() - interval '1 day'",
    "sent_at": "now()",
    "attempts": "1",
    "tried_at": "now()",
    "due_at": "app_now() + interval '1 day'",
    "error": "'dit'",
}


def is_refused(kind: str, recipient: UUID, about: UUID | None, **forged: str) -> bool:
    return refused(WRITTEN.format(**NEW | forged), kind, recipient, about)


def kept(kind: str, recipient: UUID, about: UUID | None = None, **values: Any) -> Message:
    now = timezone.now()
    values = {"created_at": now, "due_at": now} | values
    return Message.objects.create(kind=kind, recipient_id=recipient, object_id=about, **values)


def seen() -> set[UUID]:
    return set(Message.objects.values_list("pk", flat=True))


def test_a_mail_is_written_to_be_sent(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    with acting(cast.sarah):
        for name, value in FORGED.items():
            assert is_refused("referral_waiting", cast.karim.user.pk, referral.pk, **{name: value}), name
        assert not is_refused("referral_waiting", cast.karim.user.pk, referral.pk)


def test_of_a_referral_each_side_tells_the_other_and_nobody_else(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    sarah, karim = cast.sarah.user.pk, cast.karim.user.pk
    with acting(cast.sarah):
        assert not is_refused("referral_withdrawn", karim, referral.pk)
        assert is_refused("referral_withdrawn", cast.maud.user.pk, referral.pk), "somebody else"
        assert is_refused("referral_answered", sarah, referral.pk), "the other side's word"
        assert is_refused("referral_unread", karim, referral.pk), "the machine's"
        assert is_refused("unknown", karim, referral.pk)
    with acting(cast.karim):
        assert not is_refused("referral_answered", sarah, referral.pk)
        assert is_refused("referral_answered", cast.victor.user.pk, referral.pk), "another landlord"
        assert is_refused("referral_waiting", karim, referral.pk)
    for person in (cast.maud, cast.victor, cast.gilles, cast.delphine, cast.adrien, cast.perrine):
        with acting(person):
            assert is_refused("referral_waiting", karim, referral.pk)
            assert is_refused("referral_answered", sarah, referral.pk)


def test_an_attack_is_told_by_who_filed_it_to_the_own_referents(cast: Cast) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.gilles):
        assert not is_refused("agent_vise", cast.sarah.user.pk, fact.pk)
        for other in (cast.victor, cast.karim, cast.gaston):
            assert is_refused("agent_vise", other.user.pk, fact.pk)
    for person in (cast.sarah, cast.gaston, cast.karim):
        with acting(person):
            assert is_refused("agent_vise", cast.sarah.user.pk, fact.pk)


def test_a_mail_that_opens_something_hangs_on_its_row(cast: Cast) -> None:
    now, maud, nadia = timezone.now(), cast.maud.user.pk, cast.nadia.pk
    invitation = Invitation.objects.create(user=cast.nadia, created_at=now, expires_at=now)
    change = AddressChange.objects.create(
        user=cast.maud.user, former=cast.maud.user.email, email="autre@tests.example", asked_at=now
    )
    with acting(cast.adrien):
        assert not is_refused("invitation", nadia, invitation.pk)
        assert is_refused("invitation", maud, invitation.pk)
        assert is_refused("invitation_ended", nadia, invitation.pk)
        assert is_refused("password_reset", maud, None), "asked for by nobody who acts"
        assert is_refused("address_to_confirm", maud, change.pk)
        assert not is_refused("designation_to_accept", maud, cast.maud.designation.pk)
        assert is_refused("designation_to_accept", nadia, cast.maud.designation.pk)
    with acting(cast.gilles):
        assert is_refused("designation_to_accept", cast.sarah.user.pk, cast.sarah.designation.pk)
    with transaction.atomic(), as_web(), acting_as(visitor(maud, now)):
        assert not is_refused("address_to_confirm", maud, change.pk)
        assert is_refused("address_to_confirm", cast.paul.user.pk, change.pk)
        assert is_refused("invitation", nadia, invitation.pk)
    with transaction.atomic(), as_web(), acting_as(visitor(cast.zoe.user.pk, now)):
        assert is_refused("address_to_confirm", maud, change.pk)
    with transaction.atomic(), as_web(), acting_as(visitor(None, now)):
        assert not is_refused("password_reset", maud, None)
        assert is_refused("password_reset", maud, change.pk)


def test_a_naming_is_told_to_those_whom_it_concerns(cast: Cast) -> None:
    designation = cast.maud.designation
    with acting(cast.adrien):
        assert not is_refused("designation_notice", cast.perrine.user.pk, designation.pk)
        assert is_refused("designation_notice", cast.karim.user.pk, designation.pk)
        assert not is_refused("designation_notice_mailbox", cast.maud.signatory.pk, designation.pk)
        assert is_refused("designation_notice_mailbox", cast.karim.signatory.pk, designation.pk)


@pytest.mark.parametrize("state", ["waiting", "sent", "moot"])
def test_what_was_told_of_a_case_its_recipient_reads_alone(cast: Cast, state: str) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    with acting(cast.sarah) as sarah:
        services.withdraw_referral(by=sarah, referral=referral)
    Message.objects.all().delete()
    now = timezone.now()
    told = kept("referral_waiting", cast.karim.user.pk, referral.pk, state=state)
    beside = kept("designation_notice", cast.karim.user.pk, cast.karim.designation.pk, state=state)
    for person, mails in (
        (cast.karim, {told.pk, beside.pk}),
        (cast.delphine, {beside.pk}),
        (cast.adrien, {beside.pk}),
        (cast.maud, set()),
        (cast.sarah, set()),
    ):
        with acting(person, now):
            assert seen() == mails, person.user.first_name


def test_of_a_case_an_administrator_sees_the_mail_that_does_not_leave(cast: Cast) -> None:
    now = timezone.now()
    recipient = cast.karim.user.pk
    stuck = {kept("referral_waiting", recipient, state=state).pk for state in ("refused", "failed")}
    old = now - timedelta(minutes=31)
    stuck |= {
        kept("referral_waiting", recipient, created_at=old, due_at=old).pk,
        kept("referral_waiting", recipient, due_at=now + timedelta(minutes=1)).pk,
    }
    lately = now - timedelta(minutes=29)
    kept("referral_waiting", recipient, created_at=lately, due_at=lately)
    with acting(cast.adrien, now):
        assert seen() == stuck
    with acting(cast.delphine, now):
        assert seen() == set()


REFUSING = "SELECT person FROM correspondents_refusing(%s)"


def test_that_an_address_refuses_is_told_without_what_it_refused(cast: Cast) -> None:
    """To who keeps designations in the same convention; of a gardien to the own house."""
    people = [person.user.pk for person in (cast.karim, cast.gilles, cast.maud, cast.paul)]
    for person in (cast.karim, cast.gilles):
        kept("referral_waiting", person.user.pk, state="refused", tried_at=timezone.now())
    kept("referral_waiting", cast.maud.user.pk, state="failed")
    kept("address_to_confirm", cast.paul.user.pk, state="refused")
    told = {"sarah": {"karim", "gilles"}, "delphine": {"karim"}, "adrien": {"karim", "gilles"}, "gilles": set()}
    for name, refusing in told.items():
        with acting(cast.people()[name]), connection.cursor() as cursor:
            cursor.execute(REFUSING, [people])
            assert {person for (person,) in cursor.fetchall()} == {cast.people()[each].user.pk for each in refusing}, (
                name
            )
