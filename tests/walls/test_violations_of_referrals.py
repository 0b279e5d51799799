"""What a sender could still share, or a recipient still answer, by SQL and by no page."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from incidents.models import FollowUp
from incidents.services.complaints import note_complaint
from referrals.enums import FieldSet
from referrals.models import Referral
from referrals.services import referrals as services
from signatories.models import Convention
from tests.people import MEAUX, MELUN, Cast, Person, acting, make_fact, make_referral
from tests.roles import installing
from tests.walls.trials import refused

COPIED = "INSERT INTO referrals_referral ({}) SELECT {} FROM referrals_referral WHERE id = %s"
DRAFT = {
    "id": "gen_random_uuid()",
    "reference": "'S-9999999'",
    "submission": "gen_random_uuid()",
    "created_at": "app_now()",
}


def drafted(**said: str) -> str:
    """The same draft again, but for what is said otherwise."""
    columns = [str(field.column) for field in Referral._meta.concrete_fields if not field.generated]
    values = DRAFT | said
    return COPIED.format(", ".join(columns), ", ".join(values.get(name, name) for name in columns))


def longest(person: Person) -> int:
    return Convention.objects.get(pk=person.signatory.convention_id).share_days_max


def test_a_draft_is_one_that_could_be_sent(cast: Cast) -> None:
    draft, days = make_referral(cast.sarah, cast.karim, cast.tilleuls, send=False), longest(cast.sarah)
    with acting(cast.sarah):
        for said in (
            {"until": "'2056-01-01'"},
            {"until": f"app_today() + {days + 1}"},
            {"until": "app_today() - 1"},
            {"field_sets": "'{facts,films}'"},
            {"created_at": "'2001-01-01'"},
            {"version": "2"},
            {"acknowledged_at": "app_now()"},
            {"answered_at": "app_now()"},
            {"reopened_at": "app_now()"},
            {"asks_more": "true"},
            {"ended_at": "app_now()"},
        ):
            assert refused(drafted(**said), draft.pk), said
        assert not refused(drafted(until=f"app_today() + {days}"), draft.pk)


SENT = (
    "UPDATE referrals_referral SET state = 'sent', sent_at = app_now(), version = version + 1, until = until"
    " WHERE id = %s"
)


def test_what_is_sent_is_read_no_longer_than_the_convention_says_on_that_day(cast: Cast) -> None:
    draft = make_referral(cast.sarah, cast.karim, cast.tilleuls, send=False)
    days = (draft.until - cast.sarah.actor().today).days
    conventions = Convention.objects.filter(pk=cast.sarah.signatory.convention_id)
    for longest, is_refused in ((days - 1, True), (days, False)):
        conventions.update(share_days_max=longest)
        with acting(cast.sarah):
            assert refused(SENT, draft.pk) is is_refused


MOVED = "UPDATE referrals_referral SET state = %s, {} = {}, version = version + 1{} WHERE id = %s"


@pytest.mark.parametrize("moment", ["'2001-01-01'", "app_now() + interval '1 day'"])
def test_a_move_is_made_now(cast: Cast, moment: str) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    moves = {"acknowledged": "acknowledged_at", "answered": "answered_at", "withdrawn": "ended_at"}
    for state, column in moves.items():
        with acting(cast.sarah if state == "withdrawn" else cast.karim):
            assert refused(MOVED.format(column, moment, ""), state, referral.pk), state
            assert not refused(MOVED.format(column, "app_now()", ""), state, referral.pk), state


def test_a_refusal_has_a_motive_of_the_list(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    with acting(cast.karim):
        for motive in ("nimporte", ""):
            told = MOVED.format("ended_at", "app_now()", f", refusal_motive = '{motive}'")
            assert refused(told, "refused", referral.pk), motive
        told = MOVED.format("ended_at", "app_now()", ", refusal_motive = 'incomplete'")
        assert not refused(told, "refused", referral.pk)


COMPLETED = "UPDATE referrals_referral SET field_sets = field_sets || '{{{}}}'::varchar[], version = version + 1"
DISCLOSED = (
    "INSERT INTO referrals_disclosure (id, referral_id, number, content, digest, version, disclosed_at)"
    " VALUES (gen_random_uuid(), %s, %s, %s, '', 1, {})"
)


def test_a_projection_says_what_the_referral_says_is_shared(cast: Cast) -> None:
    fact, both = make_fact(cast.gilles, cast.tilleuls), (FieldSet.FACTS, FieldSet.PLACE)
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact, field_sets=both)
    now = DISCLOSED.format("app_now()")
    with acting(cast.sarah):
        assert refused(COMPLETED.format("films")), "no set of the portal"
        assert not refused(COMPLETED.format("place"))
        for content in (
            '{"persons": [1]}',
            '{"complaint": {}}',
            '{"facts": [], "nom": ""}',
            '{"asked": {"plate": "AB"}}',
        ):
            assert refused(now, referral.pk, 2, content), content
        whole = '{"commune": {}, "precision": "", "facts": [], "place": {}}'
        assert refused(DISCLOSED.format("'2001-01-01'"), referral.pk, 2, whole)
        assert not refused(now, referral.pk, 2, whole)


def test_a_projection_is_found_by_its_own_numbers_alone(cast: Cast) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.sarah) as sarah:
        complaint = note_complaint(
            by=sarah, incident=fact, complainant="landlord", filed_on=sarah.today, pv_number="PV n° 2026/0417-B"
        )
    referral = make_referral(
        cast.sarah,
        cast.maud,
        cast.tilleuls,
        incident=fact,
        complaint=complaint,
        subject="avis-parquet",
        field_sets=(FieldSet.COMPLAINT, FieldSet.FACTS),
    )
    disclosure = referral.disclosures.get()
    numbered = "INSERT INTO referrals_disclosednumber (disclosure_id, key) VALUES (%s, %s)"
    disclosure.numbers.all().delete()
    with acting(cast.sarah):
        for key in ("2026", "pvn20260418b", "PVN20260417B", ""):
            assert refused(numbered, disclosure.pk, key), key
        assert not refused(numbered, disclosure.pk, "pvn20260417b")


ANSWERED = "INSERT INTO referrals_answer ({}) SELECT {} FROM referrals_referral r WHERE r.id = %s"
ANSWER = {
    "id": "gen_random_uuid()",
    "referral_id": "r.id",
    "sender_id": "r.sender_id",
    "designation_id": "app_designation()",
    "outcome": "'nothing_found'",
    "outcome_motive": "''",
    "note": "''",
    "answered_at": "app_now()",
}
MOVED_TO_ANSWERED = MOVED.format("answered_at", "coalesce(answered_at, app_now())", "")


def answered(**said: str) -> str:
    values = ANSWER | said
    return ANSWERED.format(", ".join(values), ", ".join(values.values()))


def test_an_answer_is_an_outcome_of_the_recipients_and_comes_with_its_move(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    other = make_referral(cast.sarah, cast.karim, cast.tilleuls, subject="prise-contact")
    with acting(cast.karim):
        assert not refused(MOVED_TO_ANSWERED, "answered", referral.pk)
        for said in (
            {"outcome": "'nimporte'"},
            {"outcome": "'sent_to_inquiry'"},
            {"outcome_motive": "'weak_offence'"},
            {"sender_id": f"'{cast.victor.signatory.pk}'"},
            {"answered_at": "'2001-01-01'"},
            {"designation_id": "r.recipient_designation_id", "answered_at": "app_now() + interval '1 day'"},
        ):
            assert refused(answered(**said), referral.pk), said
        assert not refused(answered(), referral.pk)
        assert refused(answered(), referral.pk), "a second one of the same move"
        assert not refused(MOVED_TO_ANSWERED, "answered", other.pk)
        assert refused(answered(), referral.pk), "the move of another one"
        assert not refused(MOVED_TO_ANSWERED, "answered", referral.pk)
        assert not refused(answered(), referral.pk), "a further answer, with its own move"


def followed(person: Person, referral: Referral, event: str, moment: Any) -> None:
    with acting(person), connection.cursor() as cursor:
        cursor.execute("SELECT referrals_follow(%s, %s, %s)", [referral.pk, event, moment])


def test_the_neutral_line_tells_what_happened_when_it_did_and_once(cast: Cast) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact)
    lines = FollowUp.objects.filter(incident=fact)
    now = timezone.now()
    for person in (cast.sarah, cast.karim, cast.paul):
        followed(person, referral, "answered", now)
        followed(person, referral, "passed_on", now)
        followed(person, referral, "passed_on", referral.sent_at)
    assert [line.event for line in lines] == ["passed_on"]
    with acting(cast.karim) as karim:
        answer = services.answer_referral(by=karim, referral=referral, outcome="nothing_found")
    for moment in (now, answer.answered_at, "1999-01-01", now + timedelta(days=1)):
        followed(cast.karim, referral, "answered", moment)
    assert [(line.event, line.at) for line in lines.order_by("at")] == [
        ("passed_on", referral.sent_at),
        ("answered", answer.answered_at),
    ]


BARE = (
    "INSERT INTO referrals_referralsource (referral_id, owner_id, owner_post_id, commune_id, routing_reason, not_meant,"
    " widening_reason, precision{}) SELECT r.id, r.sender_id, r.sender_post_id, %s, '', '{{}}', '', ''{}"
    " FROM referrals_referral r WHERE r.id = %s"
)


def bare_draft(by: Person, to: Person, cast: Cast) -> Referral:
    """A draft without a source yet."""
    draft = make_referral(by, to, cast.tilleuls, send=False)
    with installing():
        draft.source.delete()
    return draft


def test_without_a_residence_a_partner_writes_about_its_own_territory(cast: Cast) -> None:
    draft = bare_draft(cast.maud, cast.sarah, cast)
    with acting(cast.maud):
        assert refused(BARE.format("", ""), MELUN, draft.pk), "which is another parquet's"
        assert refused(BARE.format(", complaint_id", ", gen_random_uuid()"), MEAUX, draft.pk), "with a case"
        assert not refused(BARE.format("", ""), MEAUX, draft.pk)


def test_without_a_residence_a_landlord_writes_about_nothing(cast: Cast) -> None:
    draft = bare_draft(cast.sarah, cast.karim, cast)
    with acting(cast.sarah):
        assert refused(BARE.format("", ""), MEAUX, draft.pk)
