"""The walls alone: no rule of Python is asked, and each person sees the rows of `rules.txt`, no more and no less."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models import Model

from correspondents.models import Designation, Post, Snooze, User
from files.models import StoredFile
from incidents.models import (
    Addressee,
    Attachment,
    CaseWord,
    Complaint,
    ComplaintChange,
    EvidenceFile,
    FactImport,
    FollowUp,
    ImportMemory,
    Incident,
    LegalAction,
    Letter,
    LetterTemplate,
    Mailing,
    Orientation,
    Person,
    Piece,
    Situation,
    SituationTurn,
    StaffNote,
    Step,
)
from journal.models import Entry, Job, Message
from referrals.models import (
    Answer,
    DisclosedPiece,
    Disclosure,
    DisclosureSource,
    ExceptionalAccess,
    ExceptionalMatter,
    ExceptionalReading,
    Handling,
    Injunction,
    InjunctionLease,
    PreparedAnswer,
    Referral,
    ReferralGroupObjectPermission,
    ReferralSource,
    ReferralWord,
    ReferredIncident,
    Retention,
)
from reports.models import Commentary, Publication, Report, YearlyReview
from signatories.models import SavedFilter
from territory.models import Residence, ResidenceAccess
from tests.people import acting
from tests.reach.house import House
from tests.reach.reading import Reach, named, table, written

RULES = table(Path(__file__).with_name("rules.txt"))
WALLS = table(Path(__file__).with_name("walls.txt"))

# Sent and not ended by anybody; that the last day is past takes no grant away before the worker writes it down.
GRANTED = {
    *("to maud", "to mathias", "to paul", "from victor", "answered", "answered past", "to bruno", "past"),
    *("badges", "badges of bruno", "badges past", "outcome", "outcome of mathias"),
    *("91 answered", "91 incoming", "91 to_parquet"),
}

SAME_AS_RULE: dict[type[Model], str] = {
    Incident: "incidents_visible_to",
    Complaint: "complaints_visible_to",
    ComplaintChange: "complaint_changes_visible_to",
    Situation: "situations_visible_to",
    SituationTurn: "situation_turns_visible_to",
    Step: "steps_visible_to",
    Attachment: "attachments_visible_to",
    Addressee: "addressees_visible_to",
    LegalAction: "legal_actions_visible_to",
    Person: "persons_visible_to",
    EvidenceFile: "evidence_files_visible_to",
    Piece: "pieces_visible_to",
    Letter: "letters_visible_to",
    LetterTemplate: "letter_templates_visible_to",
    Mailing: "mailings_visible_to",
    StaffNote: "staff_notes_visible_to",
    FactImport: "fact_imports_visible_to",
    ImportMemory: "import_memory_visible_to",
    FollowUp: "follow_ups_visible_to",
    Referral: "referrals_visible_to",
    Disclosure: "disclosures_visible_to",
    DisclosedPiece: "disclosed_pieces_visible_to",
    Answer: "answers_visible_to",
    PreparedAnswer: "prepared_answers_visible_to",
    Injunction: "injunctions_visible_to",
    InjunctionLease: "leases_visible_to",
    ExceptionalMatter: "exceptional_matters_visible_to",
    ExceptionalReading: "exceptional_readings_visible_to",
    DisclosureSource: "disclosure_sources_visible_to",
    ResidenceAccess: "accesses_visible_to",
    ReferralSource: "sources_visible_to",
    ReferredIncident: "facts_referred_visible_to",
    Report: "reports_visible_to",
    Publication: "publications_visible_to",
    YearlyReview: "reviews_visible_to",
    Commentary: "commentaries_visible_to",
    Entry: "entries_visible_to",
    Handling: "handlings_visible_to",
    Retention: "retentions_visible_to",
    Snooze: "snoozes_visible_to",
    SavedFilter: "saved_filters_visible_to",
    CaseWord: "case_words_visible_to",
    ReferralWord: "referral_words_visible_to",
}


# The wall shows more than any one rule: what several rules and the portal itself ask for.
WIDER: tuple[type[Model], ...] = (
    Residence,
    Post,
    Designation,
    User,
    StoredFile,
    Message,
    Job,
    Orientation,
    ExceptionalAccess,
)


def seen_by_all(house: House, model: type[Model]) -> Reach:
    found: Reach = {}
    for who, person in house.people.items():
        with acting(person):
            found[who] = named(house, model._base_manager.all())
    return {who: rows for who, rows in found.items() if rows}


@pytest.mark.parametrize("model", SAME_AS_RULE)
def test_behind_the_wall_each_person_sees_exactly_theirs(house: House, model: type[Model]) -> None:
    found = seen_by_all(house, model)
    assert found == RULES[SAME_AS_RULE[model]], f"\n{model.__name__}\n{written(found)}"


@pytest.mark.parametrize("model", WIDER)
def test_behind_the_wall_each_person_sees_what_the_table_says(house: House, model: type[Model]) -> None:
    found = seen_by_all(house, model)
    assert found == WALLS[model.__name__], f"\n{model.__name__}\n{written(found)}"


def test_a_grant_is_seen_by_the_sides_of_its_referral(house: House) -> None:
    expected = {who: rows & GRANTED for who, rows in RULES["referrals_visible_to"].items()}
    found = seen_by_all(house, ReferralGroupObjectPermission)
    assert found == expected, f"\n{written(found)}"


ANSWERS = (
    "INSERT INTO referrals_answer (id, referral_id, sender_id, designation_id, outcome, outcome_motive, note,"
    " answered_at) VALUES (gen_random_uuid(), %s, %s, %s, 'nothing_found', '', '', app_now())"
)


@pytest.mark.parametrize(
    ("who", "key", "is_written"),
    [
        ("karim", "answered", True),
        ("karim", "answered past", False),
        ("karim", "closed", False),
        ("karim", "withdrawn", False),
        ("karim", "to bruno", False),
        ("bruno", "answered", False),
        ("pierre", "answered", False),
        ("sarah", "answered", False),
    ],
)
def test_nobody_answers_by_hand_what_is_past_or_ended(house: House, who: str, key: str, *, is_written: bool) -> None:
    """Nor what is another post's, nor as a préparateur."""
    with acting(house[who]), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.opened', %s, true)", [str(house.referrals[key].pk)])  # as a move would
        values = [house.referrals[key].pk, house.referrals[key].sender_id, house[who].designation.pk]
        assert _is_written(ANSWERS, values) == is_written


def _is_written(statement: str, values: Sequence[UUID]) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except ProgrammingError as error:
        if "row-level security" not in str(error):
            raise
        return False
    return True
