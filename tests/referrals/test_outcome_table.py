"""Which outcome each subject takes from which kind of recipient: the whole square, in the rule and in the wall."""

import pytest
from django.db import connection

from acting.refusals import Refused
from referrals.answer_walls import OUTCOME_TAKEN
from referrals.models import Subject
from referrals.outcome_table import outcomes_for, refusals_of_answer
from referrals.outcomes import OUTCOMES
from referrals.permissions import answers_visible_to
from referrals.services import referrals as services
from tests.people import Cast, acting, make_referral
from tests.referrals.test_referral_pages import text_of
from tests.walls.trials import refused

OF_FORCES = "meeting_proposed other_service more_needed nothing_communicable"
PRESENCE = (
    "nothing_found people_removed patrols_planned meeting_proposed complaint_recorded handrail_recorded other_service"
    " more_needed nothing_communicable"
)
CONTACT = (
    "meeting_proposed patrols_planned complaint_recorded handrail_recorded other_service more_needed"
    " nothing_communicable"
)
OF_PARQUET = "other_prosecution not_received nothing_communicable out_of_frame already_given"
# The square of kinds and subjects: what each cell takes, in its order; what is no cell of its own takes what that kind
# may say whatever is asked.
SQUARE = {
    "police": {
        "presence": PRESENCE,
        "visite-surete": "meeting_proposed patrols_planned other_service more_needed nothing_communicable",
        "prise-contact": CONTACT,
        "rendez-vous-plainte": "meeting_proposed complaint_recorded other_service more_needed nothing_communicable",
        "": OF_FORCES,
    },
    "prosecution": {
        "suite-plainte": "prosecuted dismissed alternative decided under_inquiry sent_to_inquiry joined not_received"
        " other_prosecution nothing_communicable out_of_frame already_given",
        "copie-decision": "copy_delivered copy_at_registry copy_refused not_final prosecuted dismissed not_received"
        " other_prosecution nothing_communicable out_of_frame already_given",
        "avis-parquet": "opinion_given sent_to_inquiry under_inquiry not_received other_prosecution"
        " nothing_communicable out_of_frame already_given",
        "": OF_PARQUET,
    },
    "prefecture": {
        "force-publique": "force_granted force_refused force_studied out_of_frame",
        "situation-prefecture": "injunction_considered raised_in_meeting not_retained out_of_frame",
        "": "raised_in_meeting not_retained out_of_frame",
    },
    "landlord": {
        "intervention-site": "done not_ours",
        "acces-badges": "handed_over planned impossible not_ours requisition_needed done",
        "contact-astreinte": "standby_given impossible not_ours done",
        "remise-etat": "done planned impossible not_ours",
        "conservation-images": "done impossible not_ours requisition_needed",
        "suite-donnee": "done not_ours",
        "avis-audience": "done impossible not_ours",
        "prejudice-pieces": "done planned impossible not_ours requisition_needed",
        "point-etape": "done planned impossible not_ours",
        "": "done planned impossible not_ours",
    },
}
SQUARE["gendarmerie"] = SQUARE["police"]


def test_each_subject_takes_these_outcomes_from_that_kind_and_no_other(db: None) -> None:
    """Kind × subject × outcome, in the table and in the rule; every subject of the portal has a cell of its own."""
    subjects = {subject.pk: subject.recipient_kinds for subject in Subject.objects.all()} | {"rendez-vous-plainte": []}
    assert {(kind, pk) for pk, kinds in subjects.items() for kind in kinds} <= {
        (kind, subject) for kind, row in SQUARE.items() for subject in row
    }
    for kind, row in SQUARE.items():
        for subject in (*subjects, "made-by-a-convention"):
            taken = row.get(subject, row[""]).split()
            assert [outcome.code for outcome in outcomes_for(kind, subject)] == taken, (kind, subject)
            for outcome in {each.code for outcomes in OUTCOMES.values() for each in outcomes} | {"minor", ""}:
                fields = {refusal.field for refusal in refusals_of_answer(kind, subject, outcome=outcome)}
                assert ("outcome" in fields) == (outcome not in taken), (kind, subject, outcome)


def test_the_first_key_of_a_parquet_sends_nothing_by_a_slip(db: None) -> None:
    """Of what is asked about a complaint, or by a subject of a convention: it is not whole without its detail."""
    for subject in ("suite-plainte", "avis-parquet", "made-by-a-convention"):
        first = outcomes_for("prosecution", subject)[0]
        assert refusals_of_answer("prosecution", subject, outcome=first.code) != [], subject


def test_no_outcome_is_of_no_subject() -> None:
    for kind, outcomes in OUTCOMES.items():
        assert {code for cell in SQUARE[kind].values() for code in cell.split()} == {each.code for each in outcomes}


MOVED_TO_ANSWERED = (
    "UPDATE referrals_referral SET state = %s, answered_at = coalesce(answered_at, app_now()), asks_more = %s,"
    " version = version + 1 WHERE id = %s"
)
ANSWERED = (
    "INSERT INTO referrals_answer (id, referral_id, sender_id, designation_id, outcome, outcome_motive, note,"
    " answered_at) SELECT gen_random_uuid(), id, sender_id, app_designation(), %s, '', '', app_now()"
    " FROM referrals_referral WHERE id = %s"
)


TAKEN = (
    "SELECT outcome FROM (SELECT %s::text AS subject_id, %s::uuid AS recipient_id) AS r, unnest(%s) AS outcome"
    f" WHERE {OUTCOME_TAKEN}"
)


def test_the_wall_knows_the_same_square(cast: Cast) -> None:
    """What its policy asks, of every cell; that it asks it, of an answer that comes by the wall alone."""
    known = sorted({outcome.code for outcomes in OUTCOMES.values() for outcome in outcomes} | {"minor"})
    of_kind = {"landlord": cast.sarah, "police": cast.karim, "prosecution": cast.maud, "prefecture": cast.pascale}
    with acting(cast.sarah), connection.cursor() as cursor:
        for kind, person in of_kind.items():
            for subject in (*(each for row in SQUARE.values() for each in row), "made-by-a-convention"):
                cursor.execute(TAKEN, [subject, person.signatory.pk, known])
                expected = SQUARE[kind].get(subject, SQUARE[kind][""]).split()
                assert sorted(code for (code,) in cursor.fetchall()) == sorted(expected), (kind, subject)
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls, subject="prise-contact")
    with acting(cast.karim):
        assert not refused(MOVED_TO_ANSWERED, "answered", False, referral.pk)
        assert refused(ANSWERED, "nothing_found", referral.pk), "of another subject of the same kind"
        assert not refused(ANSWERED, "meeting_proposed", referral.pk)


def test_an_answer_to_another_subject_is_refused_and_nothing_typed_is_lost(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.maud, cast.tilleuls, subject="avis-parquet")
    maud, page = cast.maud.client(), f"/saisines/{referral.pk}/"
    for outcome in ("done", "alternative", "copy_delivered", "minor"):
        answer = maud.post(f"{page}repondre/", {"outcome": outcome, "note": "À garder."})
        assert set(answer.context["answer_form"].errors) == {"outcome"}
        assert "À garder." in text_of(answer)
        with acting(cast.maud) as actor, pytest.raises(Refused) as reason:
            services.answer_referral(by=actor, referral=referral, outcome=outcome)
        assert reason.value.field == "outcome"
        with acting(cast.maud) as actor:
            assert not answers_visible_to(actor).exists()
