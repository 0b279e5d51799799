"""Each condition of each policy taken away in turn, and each trigger: the table of rights notices, or a violation."""

from collections.abc import Callable, Iterator
from functools import partial
from inspect import Parameter, signature

import pytest
from django.db import connection, transaction
from django.utils import timezone

from acting.walls import Policy, declared
from tests.incidents import test_addressees as of_addressees
from tests.incidents import test_evidence as of_evidence
from tests.incidents import test_ladder as ladder
from tests.incidents import test_letters as of_letters
from tests.incidents import test_persons as of_persons
from tests.incidents import test_sendings as of_sendings
from tests.incidents.test_ladder import lease
from tests.incidents.test_letters import jeanne, private_folder
from tests.people import Cast
from tests.referrals import test_prepared_answers as of_prepared
from tests.referrals import test_renewal as of_renewals
from tests.referrals.test_prepared_answers import asked
from tests.reports import test_evidence_paper as of_papers
from tests.reports import test_own_counts as own_counts
from tests.walls import test_violations as violations
from tests.walls import test_violations_of_accesses as of_accesses
from tests.walls import test_violations_of_accounts as of_accounts
from tests.walls import test_violations_of_attachments as of_attachments
from tests.walls import test_violations_of_due as of_due
from tests.walls import test_violations_of_files as of_files
from tests.walls import test_violations_of_handling as of_handling
from tests.walls import test_violations_of_imports as of_imports
from tests.walls import test_violations_of_injunctions as of_injunctions
from tests.walls import test_violations_of_jobs as of_jobs
from tests.walls import test_violations_of_naming as of_naming
from tests.walls import test_violations_of_publications as of_publications
from tests.walls import test_violations_of_referrals as of_referrals
from tests.walls import test_violations_of_retention as of_retention
from tests.walls import test_violations_of_reviews as of_reviews
from tests.walls import test_violations_of_saved_filters as of_saved_filters
from tests.walls import test_violations_of_search as of_search
from tests.walls import test_violations_of_situations as of_situations
from tests.walls import test_violations_of_the_record as of_the_record
from tests.walls.test_table import expected
from tests.walls.test_violations import sent
from tests.walls.test_violations_of_accesses import waiting
from tests.walls.test_violations_of_reviews import damien
from tests.walls.test_violations_of_situations import situation, theirs
from tests.walls.test_violations_of_the_record import record
from tests.walls.trials import VERBS, contexts, let_through, rows_of, walls

__all__ = [
    "asked",
    "damien",
    "jeanne",
    "lease",
    "private_folder",
    "record",
    "sent",
    "situation",
    "theirs",
    "waiting",
]  # the fixtures of the violations

# What the table cannot notice, and the violation that does. The triggers of the journal have tests of their own.
NOTICED_BY: dict[str, Callable[..., None]] = {
    "journal_entry.written_by_machine": violations.test_an_entry_bears_the_whole_of_who_acts_or_nobody,
    "journal_job.cancelled": of_papers.test_the_wall_lets_nobody_cancel_what_has_ended_or_is_somebody_elses,
    "journal_job.retried": of_jobs.test_a_failed_job_is_tried_again_by_an_administrator_of_its_convention,
    "journal_job.retried →": of_jobs.test_a_failed_job_is_tried_again_by_an_administrator_of_its_convention,
    "correspondents_mailchoice.changed": of_due.test_when_mails_come_is_one_s_own_choice_alone,
    "journal_message.sent_again →": violations.test_a_mail_is_sent_again_as_if_it_were_new,
    "files_storedfile.erased_of_a_fact_import": of_imports.test_a_file_is_erased_now_and_by_its_house,
    "files_storedfile.erased_of_a_fact_import →": of_imports.test_a_file_is_erased_now_and_by_its_house,
    "incidents_factimport.followed": of_imports.test_what_is_remembered_and_decided_is_the_house_s,
    "incidents_importmemory.told_again": of_imports.test_what_is_remembered_and_decided_is_the_house_s,
    "incidents_factimport.followed →": of_imports.test_an_import_names_papers_of_its_own_house,
    "trigger incidents_keep_fact_import": of_imports.test_an_import_is_taken_over_in_the_own_name_alone,
    "files_storedfile.erased": of_files.test_a_list_or_a_document_is_erased_whole_and_an_act_stays,
    "files_storedfile.erased_with_its_piece": of_attachments.test_the_original_and_the_clean_copy_stay,
    "incidents_attachment.changed →": of_attachments.test_a_piece_of_a_step_changes_while_the_step_stands,
    "trigger incidents_keep_attachment": of_attachments.test_a_withdrawn_piece_changes_no_more,
    "territory_competencechange.moved": of_the_record.test_a_competence_ends_with_its_commune,
    "territory_competencechange.moved →": of_the_record.test_a_competence_ends_with_its_commune,
    "territory_residence.moved →": of_the_record.test_a_residence_moves_with_its_commune_and_by_nobody_else,
    "correspondents_snooze.moved": of_due.test_what_one_put_off_is_nobody_else_s_to_read_move_or_put_back,
    "correspondents_snooze.moved →": of_due.test_what_one_put_off_is_nobody_else_s_to_read_move_or_put_back,
    "signatories_savedfilter.own": of_saved_filters.test_a_filter_is_read_renamed_and_removed_by_nobody_else,
    "signatories_savedfilter.saved": of_saved_filters.test_one_keeps_for_oneself_and_here,
    "signatories_savedfilter.renamed": of_saved_filters.test_a_filter_is_read_renamed_and_removed_by_nobody_else,
    "signatories_savedfilter.removed": of_saved_filters.test_a_filter_is_read_renamed_and_removed_by_nobody_else,
    "referrals_referralsource.taken_back": of_renewals.test_a_motive_is_said_once_and_with_the_withdrawal,
    "referrals_handling.noted": of_handling.test_the_post_that_received_it_notes_and_for_itself_alone,
    "referrals_handling.changed": of_handling.test_it_is_read_moved_and_taken_over_by_nobody_else,
    "referrals_handling.changed →": of_handling.test_it_is_read_moved_and_taken_over_by_nobody_else,
    "correspondents_invitation.superseded": violations.test_an_invitation_is_used_by_its_person,
    "correspondents_invitation.accepted": violations.test_an_invitation_is_used_by_its_person,
    "incidents_letter.made": of_letters.test_the_walls_take_letters_to_a_holder_of_the_lease_and_change_no_sent_one,
    "incidents_letter.revised": of_letters.test_the_walls_take_letters_to_a_holder_of_the_lease_and_change_no_sent_one,
    "trigger incidents_returned_only": of_sendings.test_a_letter_that_is_no_step_leaves_alone_and_is_frozen,
    "files_storedfile.erased_with_its_draft": of_sendings.test_a_paper_that_was_sent_is_not_erased,
    "incidents_legalaction.stated": (of_persons.test_the_walls_take_an_action_of_an_open_situation_of_the_house_now),
    "incidents_legalaction.followed": of_persons.test_the_walls_keep_an_action_as_it_was_stated,
    "incidents_legalaction.followed →": of_persons.test_the_walls_keep_an_action_as_it_was_stated,
    "incidents_person.added": (of_persons.test_the_walls_take_a_person_of_a_running_action_of_an_open_situation_alone),
    "incidents_evidencefile.begun": of_evidence.test_the_walls_take_pieces_of_the_same_situation_and_house_alone,
    "incidents_evidencefile.kept": of_evidence.test_a_dossier_is_frozen_with_the_pdf_of_what_it_holds_now,
    "incidents_evidencefile.kept →": of_evidence.test_a_dossier_is_frozen_with_the_pdf_of_what_it_holds_now,
    "incidents_piece.added": of_evidence.test_the_walls_take_pieces_of_the_same_situation_and_house_alone,
    "incidents_piece.arranged": of_evidence.test_a_dossier_is_frozen_with_the_pdf_of_what_it_holds_now,
    "incidents_piece.taken_out": of_evidence.test_a_dossier_is_frozen_with_the_pdf_of_what_it_holds_now,
    "files_storedfile.erased_with_its_evidence": (
        of_evidence.test_a_dossier_is_frozen_with_the_pdf_of_what_it_holds_now
    ),
    "incidents_addressee.corrected": of_addressees.test_a_closed_situation_keeps_them_as_they_are,
    "incidents_step.followed": ladder.test_the_walls_keep_a_step_as_it_was_written,
    "incidents_complaint.noted": violations.test_a_complaint_is_about_a_fact_of_its_landlord,
    "incidents_situation.kept": of_situations.test_a_situation_is_followed_by_the_house_and_merged_into_its_own,
    "trigger incidents_informed_only": of_situations.test_who_looks_after_a_place_notes_the_day_and_no_more,
    "trigger incidents_ended_only": of_situations.test_the_lawyers_end_facts_with_their_situation_and_take_none,
    "trigger incidents_keep_situation": of_situations.test_a_situation_ends_on_the_day_and_comes_back_only_open,
    "incidents_incident.changed": violations.test_what_is_in_a_situation_stays_there,
    "incidents_complaint.corrected": violations.test_a_complaint_is_corrected_where_it_stands_and_says_so_now,
    "incidents_complaintchange.written": violations.test_a_complaint_is_corrected_where_it_stands_and_says_so_now,
    "referrals_referral.moved": violations.test_who_changes_nothing_holds_nothing_either,
    "referrals_injunction.moved": of_injunctions.test_who_reads_none_reaches_none_either,
    "referrals_injunctionlease.corrected": (of_injunctions.test_the_lease_is_written_by_the_landlord_of_the_injunction),
    "referrals_exceptionalaccess.decided": of_accesses.test_a_dpo_does_not_decide_beside_two_who_answer,
    "trigger referrals_keep_exceptional": (
        of_accesses.test_an_access_is_approved_by_its_owner_in_the_own_name_for_an_hour_from_now
    ),
    "trigger referrals_keep_injunction": of_injunctions.test_it_moves_as_the_table_says_by_its_side_and_on_these_days,
    "referrals_disclosure.frozen": violations.test_a_projection_is_added_in_its_turn_while_the_referral_waits,
    "trigger signatories_signatory_named_only": partial(
        of_the_record.test_nobody_writes_what_no_page_writes, statement=of_the_record.ANOTHER_KIND
    ),
    "trigger signatories_decision_followed_only": (
        of_the_record.test_who_owes_a_decision_says_how_far_it_is_and_no_more
    ),
    "trigger territory_residence_moves_only": of_the_record.test_a_residence_moves_with_its_commune_and_by_nobody_else,
    "trigger territory_residence_follows_merger": (
        of_the_record.test_a_residence_moves_with_its_commune_and_by_nobody_else
    ),
    "trigger territory_competencechange_follows_merger": of_the_record.test_a_competence_ends_with_its_commune,
    "trigger correspondents_mark_by_competence": of_the_record.test_the_mark_of_a_post_follows_its_competences,
    "trigger correspondents_mark_by_perimeter": of_the_record.test_the_mark_of_a_post_follows_its_perimeter,
    "trigger correspondents_user_own_only": partial(
        of_accounts.test_a_person_changes_of_the_own_account_what_pages_change, change="is_active = false"
    ),
    "trigger correspondents_user_readdressed_only": (
        of_accounts.test_an_account_moves_to_an_address_that_its_person_asked_for_and_to_no_other
    ),
    "account_emailaddress.verified →": (
        of_accounts.test_an_account_moves_to_an_address_that_its_person_asked_for_and_to_no_other
    ),
    "trigger correspondents_invitation_spent_only": (
        of_accounts.test_a_key_lives_no_longer_than_it_was_given_and_serves_once
    ),
    "trigger correspondents_user_switched_only": of_accounts.test_an_administrator_closes_accounts_and_enters_none,
    "trigger correspondents_designation_accepted_only": (of_naming.test_the_person_named_accepts_and_says_nothing_else),
    "trigger correspondents_designation_declined_only": (
        of_naming.test_the_person_named_declines_and_says_nothing_else
    ),
    "trigger correspondents_designation_kept_only": of_naming.test_nobody_accepts_for_the_person_named,
    "trigger correspondents_designation_agreed_only": of_naming.test_nobody_agrees_in_the_voice_of_another,
    "trigger correspondents_designation_onward_only": (
        of_naming.test_a_first_day_moves_to_the_day_of_a_voice_and_never_else
    ),
    "trigger correspondents_designation_over_only": of_naming.test_what_is_over_stays_over,
    "trigger correspondents_designation_said_only": of_naming.test_a_voice_is_not_unsaid_nor_said_again,
    "trigger correspondents_designation_shortened_only": of_naming.test_an_end_moves_earlier_and_never_later,
    "trigger correspondents_designation_ended_only": of_naming.test_an_end_says_whether_it_comes_from_outside,
    "trigger correspondents_designation_confirmed_only": (
        of_naming.test_a_designation_is_confirmed_on_the_day_and_neither_warned_nor_suspended_by_the_web
    ),
    "trigger correspondents_designation_worded_only": of_naming.test_outsiders_put_no_words_of_a_house_right,
    "trigger correspondents_post_closed_only": of_naming.test_a_post_is_closed_on_the_day_and_with_nobody_on_it,
    "trigger correspondents_mailbox_noted": (
        of_naming.test_a_mailbox_that_is_written_is_noted_whoever_writes_it_and_shown_to_nobody
    ),
    "trigger correspondents_absence_shortened_only": (
        of_naming.test_an_absence_is_of_these_days_with_a_stand_in_of_the_post_and_only_shortened
    ),
    "correspondents_designation.named": of_naming.test_a_proposal_opens_nothing_and_says_who_makes_it,
    "trigger correspondents_designation_elsewhere_only": of_naming.test_who_serves_elsewhere_accepts_no_case_post,
    "trigger incidents_keep_incident": violations.test_what_is_in_a_situation_stays_there,
    "trigger referrals_keep_referral": violations.test_an_end_is_the_end,
    **{
        f"trigger {table}_count_{what}": own_counts.test_the_counts_follow_the_rows
        for table, acts in {
            "incidents": ("filed", "moved", "erased"),
            "referrals": ("prepared", "moved", "erased"),
        }.items()
        for what in acts
    },
    **{
        f"trigger incidents_{table}_words_{what}": of_search.test_the_words_follow_the_case_of_a_landlord
        for table in ("incident", "situation", "complaint")
        for what in ("added", "changed", "gone")
    },
    "trigger incidents_residence_words": of_search.test_the_words_follow_the_case_of_a_landlord,
    **{
        f"trigger referrals_{what}": of_search.test_the_words_follow_what_was_sent
        for what in (
            "disclosure_words_insert",
            "disclosure_words_update",
            "disclosure_words_delete",
            "disclosednumber_words_insert",
            "referral_words_over",
        )
    },
    "trigger reports_keep_publication": (
        of_publications.test_a_month_is_published_withdrawn_and_taken_up_again_and_nothing_else
    ),
    "reports_publication.published_or_withdrawn": (
        of_publications.test_nobody_but_a_delegate_withdraws_a_month_that_everybody_reads
    ),
    "files_storedfile.erased_with_its_review": of_reviews.test_a_frozen_bilan_stays_as_it_is,
    "reports_yearlyreview.moved": of_reviews.test_a_frozen_bilan_stays_as_it_is,
    "reports_yearlyreview.moved →": of_reviews.test_who_signed_a_chapter_does_not_review_it,
    "trigger reports_submitted_by_itself": of_reviews.test_nobody_submits_or_reviews_in_another_s_name,
    "trigger reports_reviewed_by_itself": of_reviews.test_nobody_submits_or_reviews_in_another_s_name,
    "reports_commentary.rewritten": of_reviews.test_what_was_said_changes_in_a_draft_alone,
    "trigger referrals_number_disclosure": violations.test_a_projection_is_added_in_its_turn_while_the_referral_waits,
    "trigger referrals_open_disclosure": violations.test_a_projection_comes_with_its_move_and_each_move_brings_one,
    "referrals_retention.decided": of_retention.test_the_landlord_that_was_told_decides_and_for_itself_alone,
    "referrals_retention.reviewed": of_retention.test_it_is_read_and_moved_by_nobody_else,
    "referrals_retention.reviewed →": of_retention.test_it_is_read_and_moved_by_nobody_else,
    "referrals_preparedanswer.changed": of_prepared.test_the_wall_lets_the_preparateur_write_it_and_nobody_else,
    "trigger referrals_open_answer": (
        of_referrals.test_an_answer_is_an_outcome_of_the_recipients_and_comes_with_its_move
    ),
}


def taken_away() -> Iterator[tuple[str, str, str, str]]:
    """`(name, table, verb, statement)`; apart from what a row must be for a command what it must become."""
    for table, wall in walls().items():
        for policy in wall.all_policies():
            for part, statement in _without(table, policy):
                yield f"{table}.{policy.name}{part}", table, policy.command, statement
    for trigger in declared().triggers:
        if not trigger.table.startswith("journal_"):
            yield f"trigger {trigger.name}", trigger.table, "", f"DROP TRIGGER {trigger.name} ON {trigger.table}"


def _without(table: str, policy: Policy) -> Iterator[tuple[str, str]]:
    alter = f"ALTER POLICY {policy.name} ON {table}"
    using = "" if policy.command == "INSERT" else " USING (true)"
    check = " WITH CHECK (true)" if policy.command in ("INSERT", "UPDATE", "ALL") else ""
    if policy.check:
        yield "", f"{alter}{using}"
        yield " →", f"{alter}{check}"
    elif policy.rule != "true":
        yield "", f"{alter}{using}{check}"


TAKEN_AWAY = {name: rest for name, *rest in taken_away()}


def take_away(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TAKEN_AWAY[name][2])


def is_noticed(cast: Cast, table: str, verb: str) -> bool:
    """Whether anybody reaches another number of rows than the table of rights says."""
    rows, told = rows_of(table), expected()[table]
    for each in VERBS if verb == "ALL" else (verb,):
        numbers = dict(part.split() for part in told.get(each, "").split(", ") if part)
        for name, context in contexts(cast, timezone.now()).items():
            with transaction.atomic(), context():
                reached = let_through(table, each, rows)
            if reached != int(numbers.get(name, 0)):
                return True
    return False


@pytest.mark.parametrize("name", [name for name in TAKEN_AWAY if name not in NOTICED_BY])
def test_the_table_notices(walled: Cast, name: str) -> None:
    table, verb, _ = TAKEN_AWAY[name]
    with transaction.atomic():
        take_away(name)
        noticed = is_noticed(walled, table, verb)
        transaction.set_rollback(True)
    assert noticed


@pytest.mark.parametrize("name", NOTICED_BY)
def test_a_violation_notices(cast: Cast, name: str, request: pytest.FixtureRequest) -> None:
    violation = NOTICED_BY[name]
    asked = [each.name for each in signature(violation).parameters.values() if each.default is Parameter.empty]
    given = {each: request.getfixturevalue(each) for each in asked}
    take_away(name)
    with pytest.raises(AssertionError):
        violation(**given)
