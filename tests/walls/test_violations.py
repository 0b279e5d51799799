"""What somebody could still write by SQL under the own right: each statement is one that no service would issue."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from correspondents.services.arrival import invite
from incidents.models import Incident
from incidents.services import situations
from incidents.services.complaints import note_complaint
from journal.models import Message
from referrals.enums import ReferralState
from referrals.models import Referral
from referrals.services import referrals as services
from tests.people import Cast, Person, acting, make_fact, make_referral
from tests.roles import as_web
from tests.walls.trials import refused

InRole = Callable[[], AbstractContextManager[None]]

EXPIRED = "UPDATE referrals_referral SET state = 'expired', ended_at = app_now(), version = version + 1 WHERE id = %s"
MOVED = "UPDATE referrals_referral SET state = '{}', {} = app_now(), version = version + 1 WHERE id = %s"

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
        assert refused("UPDATE referrals_referral SET version = version + 1 WHERE id = %s", sent.pk)
        assert refused(EXPIRED, sent.pk), "before its last day is past"
    later = timezone.now() + timedelta(days=61)
    with transaction.atomic(), as_worker(), acting_as(machine_actor(later)):
        assert not refused(EXPIRED, sent.pk)


def test_only_the_sender_adds_to_what_is_shared_and_takes_nothing_back(cast: Cast, sent: Referral) -> None:
    more = (
        "UPDATE referrals_referral SET field_sets = field_sets || '{complaint}'::varchar[], version = version + 1"
        " WHERE id = %s"
    )
    with acting(cast.maud):
        assert refused(more, sent.pk)
    with acting(cast.sarah):
        assert not refused(more, sent.pk)
        less = "UPDATE referrals_referral SET field_sets = '{complaint}', version = version + 1 WHERE id = %s"
        assert refused(less, sent.pk)


def test_an_end_is_the_end(cast: Cast, sent: Referral, as_worker: InRole) -> None:
    again = MOVED.format("in_progress", "acknowledged_at")
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
    " SELECT gen_random_uuid(), id, sender_id, %s, 'sent_to_inquiry', '', '', app_now() FROM referrals_referral"
    " WHERE id = %s"
)


def test_a_preparateur_neither_moves_nor_answers(cast: Cast, sent: Referral) -> None:
    acknowledged, answered = MOVED.format("acknowledged", "acknowledged_at"), MOVED.format("answered", "answered_at")
    with acting(cast.perrine):
        assert Referral.objects.filter(pk=sent.pk).exists()
        assert refused(acknowledged, sent.pk)
        assert refused(ANSWERED, cast.perrine.designation.pk, sent.pk)
    with acting(cast.maud):
        assert not refused(acknowledged, sent.pk)
        assert refused(ANSWERED, cast.maud.designation.pk, sent.pk), "before the move"
        assert not refused(answered, sent.pk)
        assert not refused(ANSWERED, cast.maud.designation.pk, sent.pk)


def test_each_side_makes_its_own_moves_only(cast: Cast, sent: Referral) -> None:
    withdrawn, acknowledged = MOVED.format("withdrawn", "ended_at"), MOVED.format("acknowledged", "acknowledged_at")
    for mine, person, theirs in ((withdrawn, cast.sarah, acknowledged), (acknowledged, cast.maud, withdrawn)):
        with acting(person):
            assert refused(theirs, sent.pk)
            with transaction.atomic():
                assert not refused(mine, sent.pk)
                transaction.set_rollback(True)


def test_an_act_changes_what_belongs_to_it(cast: Cast, sent: Referral) -> None:
    with acting(cast.maud):
        assert refused(MOVED.format("acknowledged", "answered_at"), sent.pk)
        assert refused("UPDATE referrals_referral SET state = 'acknowledged' WHERE id = %s", sent.pk), "same version"
        assert refused(MOVED.format("closed", "ended_at"), sent.pk), "no such move"


def test_nobody_answers_under_the_designation_of_another(cast: Cast, sent: Referral) -> None:
    with acting(cast.maud):
        assert not refused(MOVED.format("answered", "answered_at"), sent.pk)
        for other in (cast.perrine, cast.paul, cast.sarah):
            assert refused(ANSWERED, other.designation.pk, sent.pk)
        assert not refused(ANSWERED, cast.maud.designation.pk, sent.pk)


DISCLOSED = (
    "INSERT INTO referrals_disclosure (id, referral_id, number, content, digest, version, disclosed_at)"
    " VALUES (gen_random_uuid(), %s, %s, '{}', '', 1, app_now())"
)


COMPLETED = "UPDATE referrals_referral SET version = version + 1 WHERE id = %s"
FOLLOWED = "INSERT INTO referrals_referredincident (referral_id, incident_id) VALUES (%s, %s)"


def open_by_hand(referral: Referral) -> None:
    """What a move of the sender sets: the other conditions are asked apart from it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.opened', %s, true)", [str(referral.pk)])


def test_a_projection_is_added_in_its_turn_while_the_referral_waits(cast: Cast, sent: Referral) -> None:
    def is_refused(number: int) -> bool:
        open_by_hand(sent)
        return refused(DISCLOSED, sent.pk, number)

    with acting(cast.maud):
        assert is_refused(2), "the recipient"
    with acting(cast.sarah):
        assert is_refused(3)
        assert is_refused(1)
        assert not is_refused(2)
    with acting(cast.sarah, timezone.now() + timedelta(days=61)):
        assert is_refused(3), "past its last day"
    with acting(cast.maud) as maud:
        services.answer_referral(by=maud, referral=sent, outcome="sent_to_inquiry")
    with acting(cast.sarah):
        assert is_refused(3), "answered"


def test_a_projection_comes_with_its_move_and_each_move_brings_one(cast: Cast, sent: Referral) -> None:
    other, fact = make_referral(cast.sarah, cast.karim, cast.tilleuls), make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.sarah):
        assert refused(DISCLOSED, sent.pk, 2), "of the same version"
        assert refused(FOLLOWED, sent.pk, fact.pk), "of the same version"
        assert not refused(COMPLETED, other.pk)
        assert refused(DISCLOSED, sent.pk, 2), "another one was completed"
        assert refused(FOLLOWED, sent.pk, fact.pk), "another one was completed"
        assert not refused(COMPLETED, sent.pk)
        assert not refused(FOLLOWED, sent.pk, fact.pk)
        assert not refused(DISCLOSED, sent.pk, 2)
        assert refused(DISCLOSED, sent.pk, 3), "a second one of the same move"
    with acting(cast.maud):
        assert not refused(MOVED.format("acknowledged", "acknowledged_at"), sent.pk)
    with acting(cast.sarah):
        assert refused(DISCLOSED, sent.pk, 3), "the other side's move"


def test_a_right_follows_from_its_referral_or_there_is_none(cast: Cast, sent: Referral) -> None:
    grant = (
        "INSERT INTO referrals_referralgroupobjectpermission (content_object_id, group_id, permission_id)"
        " SELECT %s, %s, id FROM auth_permission WHERE codename = %s"
    )
    revoke = "DELETE FROM referrals_referralgroupobjectpermission WHERE content_object_id = %s"
    draft = make_referral(cast.sarah, cast.karim, cast.tilleuls, send=False)
    for person in (cast.sarah, cast.maud, cast.karim, cast.paul, cast.perrine):
        with acting(person):
            assert refused(grant, sent.pk, person.post.group_id, "view_referral") or person is cast.maud
            assert refused(grant, draft.pk, cast.karim.post.group_id, "view_referral"), "not sent"
            assert refused(grant, sent.pk, cast.maud.post.group_id, "change_referral"), "one permission only"
            assert refused(revoke, sent.pk), "while it lives"


def test_nobody_is_granted_a_residence_but_by_a_post_that_covers_it(cast: Cast) -> None:
    grant = (
        "INSERT INTO territory_residencegroupobjectpermission (content_object_id, group_id, permission_id)"
        " SELECT %s, %s, id FROM auth_permission WHERE codename = 'view_residence'"
    )
    with acting(cast.sarah):
        assert refused(grant.replace("view_", "change_"), cast.tilleuls.pk, cast.gilles.post.group_id)
    for person in (cast.sarah, cast.gilles, cast.victor, cast.adrien, cast.karim):
        with acting(person):
            for residence in (cast.tilleuls, cast.erables, cast.pommiers):
                assert refused(grant, residence.pk, person.post.group_id)
            assert refused(grant, cast.erables.pk, cast.gilles.post.group_id)
            revoke = "DELETE FROM territory_residencegroupobjectpermission WHERE content_object_id = %s"
            assert refused(revoke, cast.tilleuls.pk), "while the post covers it"


def test_a_complaint_is_about_a_fact_of_its_landlord(cast: Cast) -> None:
    mine, theirs = make_fact(cast.gilles, cast.tilleuls), make_fact(cast.zoe, cast.pommiers)
    complaint = (
        "INSERT INTO incidents_complaint (id, landlord_id, incident_id, complainant, filed_on, service, pv_number,"
        " prosecution_number, outcome, outcome_from, noted_at)"
        " VALUES (gen_random_uuid(), %s, %s, 'landlord', '2026-01-01', '', '', '', '', '', app_now())"
    )
    with acting(cast.victor) as victor:
        situations.open_situation(by=victor, incident=theirs)
    with acting(cast.sarah) as sarah:
        morins, brie = cast.sarah.signatory.pk, cast.victor.signatory.pk
        assert refused(complaint, morins, mine.pk), "before its fact is in a situation"
        situations.open_situation(by=sarah, incident=mine)
        for landlord, fact in ((morins, theirs), (brie, mine), (brie, theirs)):
            assert refused(complaint, landlord, fact.pk)
        assert refused(complaint.replace("app_now()", "app_now() - interval '1 day'"), morins, mine.pk)
        assert not refused(complaint, morins, mine.pk)
    with acting(cast.gilles):
        assert refused(complaint, morins, mine.pk)


def test_a_complaint_is_corrected_where_it_stands_and_says_so_now(cast: Cast) -> None:
    """By the house that keeps it; what it is about stays, and so does what was written down of it."""
    with acting(cast.sarah) as sarah:
        mine = note_complaint(
            by=sarah, incident=make_fact(cast.gilles, cast.tilleuls), complainant="agent", filed_on=sarah.today
        )
    change = (
        "INSERT INTO incidents_complaintchange (id, complaint_id, at, post_id, field, former, words)"
        " VALUES (gen_random_uuid(), %s, {at}, %s, 'service', '', 'Meaux')"
    )
    corrected = "UPDATE incidents_complaint SET service = 'Meaux' WHERE id = %s"
    unread = "UPDATE incidents_complaint SET service = 'Meaux'"  # no policy of reading stands before it
    moved = "UPDATE incidents_complaint SET incident_id = incident_id, landlord_id = landlord_id WHERE id = %s"
    for person in (cast.gilles, cast.victor, cast.karim, cast.adrien):
        with acting(person):
            assert refused(corrected, mine.pk)
            assert refused(unread)
            assert refused(change.format(at="app_now()"), mine.pk, person.post.pk)
    with acting(cast.sarah):
        assert refused(moved, mine.pk)
        assert not refused(corrected, mine.pk)
        assert refused(change.format(at="app_now()"), mine.pk, cast.gilles.post.pk)
        assert refused(change.format(at="app_now() - interval '1 day'"), mine.pk, cast.sarah.post.pk)
        assert not refused(change.format(at="app_now()"), mine.pk, cast.sarah.post.pk)
        for rewritten in ("UPDATE incidents_complaintchange SET words = 'x'", "DELETE FROM incidents_complaintchange"):
            assert refused(rewritten)


@pytest.mark.parametrize(
    "change",
    [
        "facts = 'autre'",
        "residence_id = (SELECT id FROM territory_residence LIMIT 1)",
        "landlord_id = landlord_id",
        "started_at = now()",
        "filed_by_id = app_user()",
        "state = 'attached'",
        "state = 'closed'",
        "state = 'left_apart', situation_id = gen_random_uuid()",
    ],
)
def test_a_filed_fact_is_triaged_and_never_rewritten(cast: Cast, change: str) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    for person in (cast.sarah, cast.gilles):
        with acting(person):
            assert refused(f"UPDATE incidents_incident SET {change} WHERE id = %s", fact.pk)
    triaged = "UPDATE incidents_incident SET state = 'left_apart' WHERE id = %s"
    with acting(cast.gilles):
        assert refused(triaged, fact.pk)
    with acting(cast.sarah):
        assert not refused(triaged, fact.pk)


def test_what_is_in_a_situation_stays_there(cast: Cast) -> None:
    fact, other = make_fact(cast.gilles, cast.tilleuls), make_fact(cast.gaston, cast.erables)
    with acting(cast.sarah) as sarah:
        situation = situations.open_situation(by=sarah, incident=fact)
        assert refused("UPDATE incidents_incident SET state = 'filed', situation_id = NULL WHERE id = %s", fact.pk)
        into = "UPDATE incidents_incident SET state = 'attached', situation_id = %s WHERE id = %s"
        assert refused(into, situation.pk, other.pk), "of another residence"


ENTRY = (
    "INSERT INTO journal_entry (id, at, user_id, designation_id, post_id, signatory_id, function, verb, object_type,"
    " channel, reason, count) VALUES (gen_random_uuid(), app_now(), %s, %s, %s, %s, %s, 'fait.lu', 'fait', 'page', '',"
    " 1)"
)


def name_of(person: Person) -> tuple[Any, ...]:
    ids = (person.user.pk, person.designation.pk, person.post.pk, person.signatory.pk)
    return (*ids, person.designation.function)


def test_an_entry_bears_the_whole_of_who_acts_or_nobody(cast: Cast, as_worker: InRole) -> None:
    sarah, karim = name_of(cast.sarah), name_of(cast.karim)
    with acting(cast.sarah):
        assert refused(ENTRY, *karim)
        for place in range(len(sarah)):
            assert refused(ENTRY, *sarah[:place], karim[place], *sarah[place + 1 :])
        assert not refused(ENTRY, *sarah)
        assert refused(ENTRY, None, None, None, sarah[3], ""), "nobody reads a fact"
    with transaction.atomic(), as_web():
        assert refused(ENTRY, *sarah), "without context in any name"
        assert refused(ENTRY, None, None, None, sarah[3], "")
        assert refused(ENTRY, None, None, None, None, "")
    with transaction.atomic(), as_web(), acting_as(machine_actor(timezone.now())):
        assert refused(ENTRY, None, None, None, None, "machine"), "the machine is the worker's"
    with transaction.atomic(), as_worker(), acting_as(machine_actor(timezone.now())):
        assert not refused(ENTRY, *sarah), "the machine names whoever asked"
    with transaction.atomic(), as_worker(), acting_as(cast.sarah.actor()):
        assert refused(ENTRY, *karim), "a job in the name of who asked for it"


def test_an_entry_is_of_this_moment_and_of_the_house_whose_gardien_acts(cast: Cast) -> None:
    owned = ENTRY.replace("channel,", "owner_id, channel,").replace("'page',", "%s, 'page',")
    for moment in ("app_now() - interval '1 second'", "app_now() + interval '61 seconds'", "'2001-01-01'"):
        for person in (cast.sarah, cast.karim):
            with acting(person):
                assert refused(ENTRY.replace("app_now()", moment), *name_of(person)), moment
    brie, morins = cast.victor.signatory.pk, cast.gilles.signatory.pk
    with acting(cast.gilles):
        assert refused(owned, *name_of(cast.gilles), brie)
        assert not refused(owned, *name_of(cast.gilles), morins)
        assert not refused(owned, *name_of(cast.gilles), None)
    with acting(cast.karim):
        assert not refused(owned, *name_of(cast.karim), morins), "what a partner reads is the landlord's"


ORIENTED = {
    "at": "app_now()",
    "signatory_id": "app_signatory()",
    "owner_id": "app_signatory()",
    "object_id": "gen_random_uuid()",
    "verb": "'orientation.notee'",
    "object_type": "'orientation'",
    "reason": "''",
    "count": "1",
    "function": "''",
    "request_id": "NULL",
}
FORGED = {
    "at": "app_now() - interval '1 day'",
    "owner_id": "(SELECT id FROM signatories_signatory WHERE kind = 'landlord' AND id <> app_signatory() LIMIT 1)",
    "signatory_id": "NULL",
    "verb": "'fait.lu'",
    "object_type": "'fait'",
    "object_id": "NULL",
    "reason": "'Dénoncé'",
    "count": "2",
    "request_id": "gen_random_uuid()",
}


def test_nobody_is_named_by_an_orientation_and_by_nothing_else(cast: Cast) -> None:
    def is_refused(**forged: str) -> bool:
        values = ORIENTED | forged
        said = f"{', '.join(values)}) VALUES (gen_random_uuid(), 'page', {', '.join(values.values())})"
        return refused(f"INSERT INTO journal_entry (id, channel, {said}")

    with acting(cast.gilles):
        for name, value in FORGED.items():
            assert is_refused(**{name: value}), name
        assert not is_refused()
    for person in (cast.dina, cast.karim, cast.delphine, cast.adrien):
        with acting(person):
            assert is_refused()


def test_a_mail_is_sent_again_as_if_it_were_new(cast: Cast) -> None:
    then, karim = timezone.now() - timedelta(hours=1), cast.karim.user.pk
    Message.objects.create(
        kind="referral_waiting", recipient_id=karim, created_at=then, due_at=then, state="failed", attempts=8
    )
    with acting(cast.adrien):
        for change in ("state = 'sent'", "state = 'waiting'", "attempts = 0"):
            assert refused(f"UPDATE journal_message SET {change} WHERE recipient_id = %s", karim)
        again = "UPDATE journal_message SET state = 'waiting', attempts = 0, due_at = app_now() WHERE recipient_id = %s"
        assert not refused(again, karim)


def test_who_changes_nothing_holds_nothing_either(cast: Cast, sent: Referral) -> None:
    """A row that is held makes others wait. Where nothing of it is read, no policy of reading stands before it."""
    seen = "SELECT FROM referrals_referral WHERE id = %s"
    with acting(cast.perrine):
        assert not refused(seen, sent.pk)
        assert refused(f"{seen} FOR NO KEY UPDATE", sent.pk)


def test_an_invitation_is_used_by_its_person(cast: Cast) -> None:
    """Without reading any: no policy of reading stands before it."""
    with acting(cast.adrien) as adrien:
        invite(by=adrien, user=cast.nadia)
    with acting(cast.zoe):
        assert refused("UPDATE correspondents_invitation SET used_at = now()")
        assert refused("UPDATE correspondents_invitation SET expires_at = now()")
    with acting(cast.adrien):
        assert not refused("UPDATE correspondents_invitation SET expires_at = now()")


def test_what_is_over_takes_no_answer(cast: Cast, sent: Referral) -> None:
    with acting(cast.maud) as maud:
        services.answer_referral(by=maud, referral=sent, outcome="sent_to_inquiry")
    with acting(cast.maud, timezone.now() + timedelta(days=61)):
        assert refused(ANSWERED, cast.maud.designation.pk, sent.pk), "past its last day"
    with acting(cast.sarah) as sarah:
        services.withdraw_referral(by=sarah, referral=sent)
    with acting(cast.maud):
        assert refused(ANSWERED, cast.maud.designation.pk, sent.pk), "withdrawn"


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
