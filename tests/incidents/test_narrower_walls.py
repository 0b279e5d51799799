"""What somebody could still write by SQL under the own right: each statement is one that no service would issue."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from psycopg2.errorcodes import INSUFFICIENT_PRIVILEGE

from acting.actor import acting_as, machine_actor
from incidents.models import Incident
from referrals.enums import ReferralState
from referrals.models import Referral
from referrals.services import referrals as services
from tests.people import Cast, acting, make_fact, make_referral

InRole = Callable[[], AbstractContextManager[None]]

REWRITTEN = {
    "until": "until = until + 30",
    "recipient": "recipient_id = sender_id",
    "recipient_post": "recipient_post_id = sender_post_id",
    "sender": "sender_id = recipient_id",
    "subject": "subject_id = 'presence-autre'",
    "reference": "reference = 'S-0000000'",
    "sent_at": "sent_at = sent_at - interval '1 day'",
    "submission": "submission = gen_random_uuid()",
    "draft again": "state = 'draft'",
}


def refused(statement: str, *parameters: Any) -> bool:
    """By an error that speaks of rights, not by one that happens to come first; or done to no row."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return bool(cursor.rowcount == 0)
    except DatabaseError as error:
        if getattr(error.__cause__, "pgcode", "") != INSUFFICIENT_PRIVILEGE:
            raise
        return True


@pytest.fixture
def sent(cast: Cast) -> Referral:
    return make_referral(cast.sarah, cast.maud, cast.tilleuls, subject="avis-parquet")


@pytest.mark.parametrize("change", REWRITTEN.values(), ids=REWRITTEN)
def test_what_was_sent_stays_as_it_was_for_both_sides(cast: Cast, sent: Referral, change: str) -> None:
    for person in (cast.maud, cast.sarah):
        with acting(person):
            assert refused(f"UPDATE referrals_referral SET {change} WHERE id = %s", sent.pk)


def test_the_worker_rewrites_nothing_either(cast: Cast, sent: Referral, as_worker: InRole) -> None:
    with transaction.atomic(), as_worker(), acting_as(machine_actor(timezone.now())):
        assert refused("UPDATE referrals_referral SET until = until + 30 WHERE id = %s", sent.pk)
        assert not refused("UPDATE referrals_referral SET version = version + 1 WHERE id = %s", sent.pk)


def test_only_the_sender_adds_to_what_is_shared_and_takes_nothing_back(cast: Cast, sent: Referral) -> None:
    more = "UPDATE referrals_referral SET field_sets = field_sets || '{complaint}'::varchar[] WHERE id = %s"
    with acting(cast.maud):
        assert refused(more, sent.pk)
    with acting(cast.sarah):
        assert not refused(more, sent.pk)
        assert refused("UPDATE referrals_referral SET field_sets = '{complaint}' WHERE id = %s", sent.pk)


def test_an_end_is_the_end(cast: Cast, sent: Referral, as_worker: InRole) -> None:
    again = "UPDATE referrals_referral SET state = 'in_progress' WHERE id = %s"
    with acting(cast.maud) as maud:
        services.refuse_referral(by=maud, referral=sent, motive="incomplete")
        assert refused(again, sent.pk)
    with acting(cast.sarah):
        assert refused(again, sent.pk)
        assert Referral.objects.get(pk=sent.pk).state == ReferralState.REFUSED
    with transaction.atomic(), as_worker(), acting_as(machine_actor(timezone.now())):
        assert refused(again, sent.pk)


ANSWERED = (
    "INSERT INTO referrals_answer"
    " (id, referral_id, sender_id, designation_id, outcome, outcome_motive, note, answered_at)"
    " SELECT gen_random_uuid(), r.id, r.sender_id, d.id, 'nothing_found', '', '', now()"
    " FROM referrals_referral r, correspondents_designation d WHERE r.id = %s AND d.id = %s"
)


def test_a_preparateur_neither_moves_nor_answers(cast: Cast, sent: Referral) -> None:
    with acting(cast.perrine):
        assert Referral.objects.filter(pk=sent.pk).exists()
        assert refused("UPDATE referrals_referral SET state = 'acknowledged' WHERE id = %s", sent.pk)
        assert refused(ANSWERED, sent.pk, cast.perrine.designation.pk)
    with acting(cast.maud):
        assert not refused("UPDATE referrals_referral SET state = 'acknowledged' WHERE id = %s", sent.pk)
        assert not refused(ANSWERED, sent.pk, cast.maud.designation.pk)


def test_what_is_over_takes_no_answer(cast: Cast, sent: Referral) -> None:
    with acting(cast.maud, timezone.now() + timedelta(days=61)):
        assert refused(ANSWERED, sent.pk, cast.maud.designation.pk), "past its last day"
    with acting(cast.sarah) as sarah:
        services.withdraw_referral(by=sarah, referral=sent)
    with acting(cast.maud):
        assert refused(ANSWERED, sent.pk, cast.maud.designation.pk), "withdrawn"


def test_nobody_files_about_the_estate_of_another_landlord(cast: Cast) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    columns = [str(field.column) for field in Incident._meta.concrete_fields]
    own = {"id": "gen_random_uuid()", "reference": "'F-9999999'", "submission": "gen_random_uuid()"}
    copied = ", ".join(own.get(name, "%s" if name == "residence_id" else name) for name in columns)
    copy = (
        f"INSERT INTO incidents_incident ({', '.join(columns)}) SELECT {copied} FROM incidents_incident WHERE id = %s"
    )
    with acting(cast.gilles):
        assert refused(copy, cast.pommiers.pk, fact.pk)
        assert not refused(copy, cast.tilleuls.pk, fact.pk)
