"""Who opens a page of an object leaves an entry that names it: over all addresses, for everybody to whom they open."""

import re
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from journal.models import Entry
from tests.matrix.expectations import ROWS
from tests.matrix.test_matrix import concerned, expected
from tests.matrix.trial import Trial
from tests.matrix.trials import trials_of
from tests.matrix.world import World, undone
from tests.roles import as_worker

# What the convention's people may all know, or keep as their office: no case, no estate, nobody concerned by one.
NO_CASE_DATA = {
    "the objets de travail": {"theme_detail", "theme_edit", "theme_contacts", "orientation_new", "orientation_count"},
    "meetings": {
        "meeting_detail", "meeting_edit", "meeting_attendance", "meeting_calendar",
        "decision_new", "decision_edit", "decision_follow",
    },
    "protected figures": {"publication_detail", "publication_withdraw"},
    "who is designated": {
        "directory_signatory", "directory_post", "post_manage", "post_edit", "designation_new", "designation_replace",
        "post_close", "designation_end", "designation_correct", "absence_new", "designation_readdress",
    },
    "the operator's office": {
        "account_detail", "competence_import", "competence_correct", "competence_release",
        "competence_exception", "signed_text", "document_download", "article_edit", "processing_edit",
        "signatory_edit", "signatory_leave"
    },
    "what one keeps for oneself": {"saved_filter_rename"},
    "the state of an own paper: what it shows is read by its download": {
        "report_detail", "report_progress", "fact_import_progress",
    },
}  # fmt: skip
WITHOUT_ENTRY = set().union(*NO_CASE_DATA.values())


def objects_of(trial: Trial) -> set[UUID]:
    """Those in the address, and the matter of a share sheet; not the post that it goes to."""
    asked = (value for name, value in trial.query.items() if name != "recipient")
    return {value for value in (*trial.args, *asked) if isinstance(value, UUID)}


def openings(world: World, name: str) -> list[tuple[str, Trial]]:
    """Who gets a page by GET, with a trial that has an object."""
    row = ROWS[name]
    return [
        (who, trial)
        for number, trial in enumerate(trials_of(name, world))
        if objects_of(trial)
        for who in sorted(concerned(world, row, trial, everybody=number == 0) & set(world.people))
        if expected(world, row, trial, who, "get") == 200
    ]


@pytest.mark.parametrize("name", sorted(set(ROWS) - WITHOUT_ENTRY))
def test_a_page_of_an_object_leaves_an_entry_that_names_it(world: World, name: str) -> None:
    for who, trial in openings(world, name):
        named, _ = read_by(world, who, trial.address(name), trial)
        assert objects_of(trial) <= named, f"{who} reads {name} and nothing says of what"


def test_no_page_of_an_object_is_left_out(world: World) -> None:
    """A page without a trial that opens it would pass unseen, and so would an exception that is none any more."""
    assert {name for name in ROWS if opens(world, name)} == WITHOUT_ENTRY | {
        "access_edit", "access_new", "addressee_edit", "addressee_list", "addressee_new", "complaint_detail",
        "complaint_new", "complaint_referrals", "designation_act", "directory_card", "directory_post_card",
        "fact_import_columns", "fact_import_detail", "fact_import_words", "fact_import_wrong",
        "due_snooze", "exceptional_detail", "exceptional_read", "fact_readers", "injunction_readers", "letter_readers",
        "person_readers", "referral_readers", "situation_readers",
        "attachment_referrals", "incident_detail", "incident_join", "incident_referrals", "incident_staff",
        "injunction_detail", "injunction_lease",
        "attachment_blur", "attachment_content", "attachment_detail", "attachment_thumbnail", "attachment_withdraw",
        "legal_action_begin", "legal_action_new", "legal_action_withdraw", "person_list", "person_new",
        "evidence_detail", "evidence_download", "evidence_list", "evidence_new", "evidence_paper_new",
        "evidence_restart", "piece_edit",
        "letter_detail", "letter_discard", "letter_download", "letter_edit", "letter_export",
        "letter_list", "letter_new",
        "letter_return", "letter_send", "mailing_detail",
        "referral_complete", "referral_detail", "referral_follow", "referral_new", "referral_piece",
        "referral_retention",
        "referral_thumbnail",
        "report_download", "review_comment", "review_detail", "review_download", "residence_close",
        "residence_detail", "residence_edit", "residence_import_read", "residence_posts", "situation_close",
        "situation_detail", "situation_follow", "situation_merge", "situation_move", "situation_rate", "step_new",
        "step_attachments", "step_receipt", "step_receipt_download", "step_result", "step_withdraw",
    }  # fmt: skip


LINK = re.compile(r'href="/(?:faits|saisines|injonctions)/([0-9a-f-]{36})/')
# "Suivante à traiter": the way on, which shows nothing of that saisine but its reference.
LEADS_ON = {"referral_detail"}
LISTS_OF_CASES = {
    "answers_awaited",
    "answers_to_validate",
    "complaint_referrals",
    "due_list",
    "handover",
    "incident_all",
    "incident_list",
    "incident_referrals",
    "injunction_list",
    "referral_list",
}


@pytest.mark.parametrize("name", sorted(ROWS))
def test_whatever_a_page_lists_of_cases_an_entry_names(world: World, name: str) -> None:
    """Who asks the journal for one fact or one saisine finds the lists that showed it as well."""
    left_out: set[UUID] = set()
    listed: set[UUID] = set()
    for number, trial in enumerate(trials_of(name, world)):
        for who in sorted(concerned(world, ROWS[name], trial, everybody=number == 0) & set(world.people)):
            if expected(world, ROWS[name], trial, who, "get") == 200:
                named, page = read_by(world, who, trial.address(name), trial)
                shown = set(map(UUID, LINK.findall(page)))
                listed |= shown
                left_out |= shown - named
    assert bool(left_out) == (name in LEADS_ON)
    assert listed or name not in LISTS_OF_CASES, "nothing stood there that could be left out"


def opens(world: World, name: str) -> bool:
    """Some trials make people of their own: they leave with the question."""
    with transaction.atomic():
        found = bool(openings(world, name))
        transaction.set_rollback(True)
    return found


def read_by(world: World, who: str, address: str, trial: Trial) -> tuple[set[UUID], str]:
    """What the entries of one request name, and its page; the request leaves nothing else."""
    with undone(world.clients[who]):
        before = {entry.pk for entry in entries()}
        response = world.clients[who].get(address, trial.query)
        assert response.status_code == 200
        is_page = response.headers.get("Content-Type", "").startswith("text/") and not response.streaming
        page = response.text if is_page else ""
        new = [entry for entry in entries() if entry.pk not in before]
        return {pk for entry in new for pk in (entry.object_id, *(entry.shown or ())) if pk}, page


def entries() -> list[Entry]:
    with transaction.atomic(), as_worker(), acting_as(machine_actor(timezone.now())):
        return list(Entry.objects.all())
