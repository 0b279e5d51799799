"""One forbidden write for each service: at the service itself, and with raw data at the real address."""

from tests.rules import correspondents, incidents, injunctions, referrals, reports, signatories, territory
from tests.rules.trial import Trial

TRIALS: dict[str, Trial] = {
    **signatories.TRIALS,
    **territory.TRIALS,
    **correspondents.TRIALS,
    **incidents.TRIALS,
    **referrals.TRIALS,
    **injunctions.TRIALS,
    **reports.TRIALS,
}

BY_THE_MACHINE = "the machine alone, on the beat or in a job"
OF_ANOTHER = "a part of other services, which have asked"
TAKES_AWAY = "takes away, or back, what is there: who may is a matter of the page"
READS = "reads, or writes down a read"
OFFICIAL_FILES = "tried with whole official files: tests/territory/test_competence_imports.py"
ANYBODY = "anybody may ask; what becomes of it nobody learns but the mailbox"

NO_RULE: dict[str, str] = {
    "signatories.services.convention.remove_article": TAKES_AWAY,
    "signatories.services.convention.remove_processing": TAKES_AWAY,
    "signatories.services.convention.remove_document": TAKES_AWAY,
    "signatories.services.themes.withdraw_theme": TAKES_AWAY,
    "signatories.services.themes.restore_theme": TAKES_AWAY,
    "territory.services.competences.apply_import": OFFICIAL_FILES,
    "territory.services.competences.refuse_import": TAKES_AWAY,
    "territory.services.residences.plan_residences": READS,
    "territory.services.residences.note_residence_read": READS,
    "territory.services.residences.discard_residence_file": TAKES_AWAY,
    "correspondents.services.absences.end_absence": TAKES_AWAY,
    "correspondents.services.arrival.invite_named": OF_ANOTHER,
    "correspondents.services.arrival.draw_key": BY_THE_MACHINE,
    "correspondents.services.own_address.give_key": BY_THE_MACHINE,
    "correspondents.services.own_address.confirm_address": "confirms what was asked; who may is who asked",
    "correspondents.services.own_address.withdraw_address": TAKES_AWAY,
    "correspondents.services.own_address.forget_addresses": BY_THE_MACHINE,
    "correspondents.services.due.resume_due": TAKES_AWAY,
    "correspondents.services.due.people_with_days": BY_THE_MACHINE,
    "correspondents.services.due.tell_of_days": BY_THE_MACHINE,
    "correspondents.services.due.forget_snoozes": BY_THE_MACHINE,
    "correspondents.services.arrival.ask_for_new_password": ANYBODY,
    "correspondents.services.confirmations.warn_unconfirmed": BY_THE_MACHINE,
    "correspondents.services.notices.tell_of_starts": BY_THE_MACHINE,
    "correspondents.services.notices.tell_of_mailboxes": BY_THE_MACHINE,
    "referrals.services.reading.tell_of_reading": BY_THE_MACHINE,
    "correspondents.services.confirmations.suspend_unconfirmed": BY_THE_MACHINE,
    "correspondents.services.accounts.remember_choice": "of the own designations, whichever one likes",
    "correspondents.services.designations.make_room": OF_ANOTHER,
    "correspondents.services.designations.cut_short": OF_ANOTHER,
    "correspondents.services.designations.record_designation": OF_ANOTHER,
    "correspondents.services.designations.refuse_unfit": OF_ANOTHER,
    "correspondents.services.designations.end_designation_now": TAKES_AWAY,
    "correspondents.services.notices.call_person": OF_ANOTHER,
    "correspondents.services.notices.tell_of_naming": OF_ANOTHER,
    "correspondents.services.notices.tell_of_end": OF_ANOTHER,
    "correspondents.services.notices.tell_person_of_end": OF_ANOTHER,
    "correspondents.services.voices.decline_designation": TAKES_AWAY,
    "correspondents.services.directory.note_export": READS,
    "correspondents.services.directory.note_card": READS,
    "correspondents.services.directory.note_post_card": READS,
    "incidents.services.situations.open_situation": OF_ANOTHER,
    "incidents.services.persons.remove_person": TAKES_AWAY,
    "incidents.services.letters.keep_paper": BY_THE_MACHINE,
    "incidents.services.letters.note_letter_download": READS,
    "incidents.services.steps.note_receipt_download": READS,
    "incidents.services.orientations.erase_old": BY_THE_MACHINE,
    "referrals.services.expiry.expire_overdue": BY_THE_MACHINE,
    "referrals.services.referrals.expire_referral": BY_THE_MACHINE,
    "referrals.services.injunction_clocks.expire_injunctions": BY_THE_MACHINE,
    "referrals.services.subjects.restore_subject": TAKES_AWAY,
    "reports.services.store_report": BY_THE_MACHINE,
    "reports.services.note_download": READS,
    "files.services.store_bytes": OF_ANOTHER,
    "files.services.erase": OF_ANOTHER,
    "files.services.purge_due": BY_THE_MACHINE,
    "files.services.remove_orphans": BY_THE_MACHINE,
    "journal.services.record": OF_ANOTHER,
    "journal.services.record_list_read": READS,
    "journal.services.record_lists_read": READS,
    "journal.services.record_each_read": READS,
    "journal.services.entry_of": READS,
    "journal.services.resend_messages": "sends again what failed: who may is a matter of the page",
    "journal.services.post_message": OF_ANOTHER,
    "journal.services.enqueue_job": OF_ANOTHER,
}
