"""Every rule of the house as a question about a person: which rows does it give, which objects may it be done to?"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from acting.actor import Actor, known
from correspondents import permissions as naming
from correspondents.due_sources import Reach as DueReach
from correspondents.due_sources import all_due
from correspondents.models import Designation, Post, User
from correspondents.routing import people_answering, people_reading, people_to_tell
from incidents import permissions as facts
from incidents.models import Attachment, Complaint, FactImport, Incident, Step
from journal import permissions as journal
from journal.models import Entry
from referrals import permissions as referrals
from referrals.beside_facts import latest_answers, referrals_of, referrals_without_answer
from referrals.handover import handover_of
from referrals.injunction_rules import InjunctionAct
from referrals.lifecycle import Act
from referrals.models import ExceptionalAccess
from referrals.recipients import candidates_for
from reports import permissions as papers
from reports.models import Publication, Report
from signatories import permissions as record
from signatories.models import Decision, SavedFilter, Signatory, Theme
from signatories.saved_lists import LISTS
from territory import permissions as territory
from territory.models import Residence
from tests.reach.house import House

Rule = Callable[[Actor, House], Iterable[Any]]


def entries_of_convention(actor: Actor) -> list[Entry]:
    """All parts of what somebody reads of the journal."""
    return [entry for part in papers.entry_parts_of_convention(actor) for entry in part]


# Rows that a person reads.
SEEN = (
    facts.incidents_visible_to,
    facts.complaints_visible_to,
    facts.complaint_changes_visible_to,
    facts.situations_visible_to,
    facts.situation_turns_visible_to,
    facts.steps_visible_to,
    facts.steps_by_day_visible_to,
    facts.colleagues_of,
    facts.addressees_visible_to,
    facts.legal_actions_visible_to,
    facts.persons_visible_to,
    facts.evidence_files_visible_to,
    facts.pieces_visible_to,
    facts.letters_visible_to,
    facts.letters_by_day_visible_to,
    facts.letter_templates_visible_to,
    facts.mailings_visible_to,
    facts.staff_notes_visible_to,
    facts.attachments_visible_to,
    facts.follow_ups_visible_to,
    facts.orientations_visible_to,
    facts.fact_imports_visible_to,
    facts.import_memory_visible_to,
    facts.case_words_visible_to,
    referrals.referrals_visible_to,
    referrals.received_referrals_visible_to,
    referrals.sent_referrals_visible_to,
    referrals.disclosures_visible_to,
    referrals.disclosed_pieces_visible_to,
    referrals.referral_words_visible_to,
    referrals.answers_visible_to,
    referrals.prepared_answers_visible_to,
    referrals.answers_received_by,
    referrals.sources_visible_to,
    referrals.disclosure_sources_visible_to,
    referrals.facts_referred_visible_to,
    referrals.residences_open_to,
    referrals.communes_open_to,
    referrals.landlords_open_to,
    referrals.handlings_visible_to,
    referrals.handlers_for,
    referrals.retentions_visible_to,
    referrals.injunctions_visible_to,
    referrals.leases_visible_to,
    referrals.landlords_enjoined_by,
    referrals.exceptional_accesses_asked_by,
    referrals.exceptional_readings_visible_to,
    referrals.exceptional_matters_visible_to,
    referrals.exceptional_accesses_of_house,
    naming.accounts_visible_to,
    naming.designations_visible_to,
    naming.people_visible_to,
    naming.posts_in_directory,
    naming.posts_receiving_in,
    naming.directory_visible_to,
    naming.posts_kept_by,
    naming.designations_kept_by,
    naming.signatories_with_posts_of,
    naming.messages_visible_to,
    naming.charters_visible_to,
    naming.jobs_kept_by,
    naming.snoozes_visible_to,
    journal.jobs_visible_to,
    journal.entries_visible_to,
    territory.residences_visible_to,
    territory.accesses_visible_to,
    territory.forces_open_to,
    territory.communes_visible_to,
    territory.competences_editable_by,
    territory.imports_visible_to,
    territory.residence_files_visible_to,
    record.signatories_visible_to,
    record.parties_visible_to,
    record.themes_visible_to,
    record.documents_visible_to,
    record.articles_visible_to,
    record.processings_visible_to,
    record.setting_changes_visible_to,
    record.saved_filters_visible_to,
    record.meetings_visible_to,
    record.decisions_visible_to,
    papers.reports_visible_to,
    papers.publications_visible_to,
    papers.reviews_visible_to,
    papers.commentaries_visible_to,
    papers.people_of_house,
    papers.sheets_visible_to,
    papers.exchanges_visible_to,
    entries_of_convention,
)

# What a function alone opens.
MAY = (
    facts.can_file,
    facts.can_triage,
    facts.can_import_facts,
    naming.can_refer,
    referrals.can_handle_injunctions,
    referrals.can_ask_exceptional_access,
    naming.can_watch_dates,
    naming.can_refer_by_commune,
    naming.can_export_directory,
    naming.can_read_demo_mails,
    naming.can_keep_posts,
    naming.can_name_gardiens,
    territory.can_keep_residences,
    territory.is_of_landlord,
    territory.holds_or_gives,
    record.can_edit_themes,
    record.may_read_record,
    record.can_edit_convention,
    record.can_edit_meetings,
    record.can_print_meetings,
    papers.can_request_yearly,
)

# What may be done to one object, tried on all of them.
DONE_TO: dict[Callable[[Actor, Any], object], Callable[[Actor], Iterable[Any]]] = {
    naming.can_switch_accounts: lambda actor: User.objects.all().as_named_in(
        Designation.objects.filter(post__signatory__convention_id=known(actor.convention_id))
    ),
    naming.can_invite: lambda actor: User.objects.all(),
    territory.can_keep_residence: lambda actor: Residence.objects.all(),
    facts.can_correct_complaint: lambda actor: Complaint.objects.all(),
    facts.can_note_staff: lambda actor: Incident.objects.all(),
    facts.can_keep_import: lambda actor: FactImport.objects.all(),
    facts.can_add_to_fact: lambda actor: Incident.objects.all(),
    facts.can_add_to_step: lambda actor: Step.objects.all(),
    facts.can_change_attachment: lambda actor: Attachment.objects.all(),
    referrals.can_approve_exceptional_access: lambda actor: ExceptionalAccess.objects.all(),
    record.can_date_leaving: lambda actor: Signatory.objects.all(),
    record.can_offer_orientation: lambda actor: Theme.objects.all(),
    record.can_count_orientations: lambda actor: Theme.objects.all(),
    record.can_follow_decision: lambda actor: Decision.objects.all(),
    record.can_change_filter: lambda actor: SavedFilter.objects.all(),
    papers.can_publish: lambda actor: Publication.objects.all(),
    papers.can_still_read: lambda actor: Report.objects.all(),
}


def _seen(rule: Callable[[Actor], Iterable[Any]]) -> Rule:
    return lambda actor, house: rule(actor)


def _may(rule: Callable[[Actor], bool]) -> Rule:
    return lambda actor, house: ["yes"] if rule(actor) else []


def _done_to(rule: Callable[[Actor, Any], object], objects: Callable[[Actor], Iterable[Any]]) -> Rule:
    return lambda actor, house: [each for each in objects(actor) if rule(actor, each)]


def _act(act: Act) -> Rule:
    return lambda actor, house: [each for each in _again(house) if referrals.can_do(actor, each, act)]


def _injunction_act(act: InjunctionAct) -> Rule:
    return lambda actor, house: [
        name for name, each in house.injunctions.items() if referrals.can_move_injunction(actor, each, act)
    ]


def _side(actor: Actor, house: House) -> list[str]:
    sides = {name: referrals.side_of(actor, referral) for name, referral in house.referrals.items()}
    return [f"{name} as {side}" for name, side in sides.items() if side]


def _listed(actor: Actor, house: House) -> Iterable[Any]:
    """The parts that the list of facts walks, together."""
    for rows, spread in facts.fact_sources(actor):
        yield from rows.filter(**{f"{spread.column}__in": spread.values}) if spread else rows


def _again(house: House) -> Iterable[Any]:
    """The referrals as they are by now."""
    return type(house.referrals["draft"]).objects.filter(pk__in=[each.pk for each in house.referrals.values()])


def _candidates(actor: Actor, house: House) -> Iterable[Any]:
    """Whom the share sheet proposes about each residence that the actor may refer about."""
    places = referrals.residences_open_to(actor).select_related("commune", "landlord")
    return {each.post for place in places for each in candidates_for(actor, place) if each.post}


def _beside_facts(actor: Actor, house: House) -> list[str]:
    seen = {house.names[fact.pk]: fact for fact in facts.incidents_visible_to(actor)}
    return [f"{name}: {house.names[each.pk]}" for name, fact in seen.items() for each in referrals_of(actor, fact)]


def _due(actor: Actor, house: House) -> list[Any]:
    return referrals_without_answer(actor)


def _watched(actor: Actor, house: House) -> list[str]:
    """The days that are due to somebody, whatever their kind."""
    reach = DueReach(actor.today, actor.today + timedelta(days=30), 51)
    return [house.names[due.object_id] for due in all_due(actor, reach)]


def _told(actor: Actor, house: House) -> list[Any]:
    return [each.answer for each in latest_answers(actor)]


RULES: dict[str, Rule] = {
    **{rule.__name__: _seen(rule) for rule in SEEN},
    **{rule.__name__: _may(rule) for rule in MAY},
    **{rule.__name__: _done_to(rule, objects) for rule, objects in DONE_TO.items()},
    **{f"can_do {act}": _act(act) for act in Act if act != Act.EXPIRE},
    **{
        f"can_move_injunction {act}": _injunction_act(act)
        for act in (InjunctionAct.ACCEPT, InjunctionAct.WITHDRAW)  # one of each side
    },
    "can_note_lease": lambda actor, house: [
        name for name, each in house.injunctions.items() if referrals.can_note_lease(actor, each)
    ],
    "can_save_filter": lambda actor, house: [name for name in LISTS if record.can_save_filter(actor, name)],
    "all_due": _watched,
    "fact_sources": _listed,
    "side_of": _side,
    "candidates_for": _candidates,
    "referrals_of": _beside_facts,
    "latest_answers": _told,
    "referrals_without_answer": _due,
    "handover_of": lambda actor, house: handover_of(actor).referrals,
}

# Asked about a post rather than for a person: who stands there today.
POSTS: dict[str, Callable[[Post, Actor], Iterable[Any]]] = {
    "people_answering": lambda post, actor: people_answering(post, actor.today),
    "people_reading": lambda post, actor: people_reading(post, actor.today),
    "people_to_tell": lambda post, actor: people_to_tell(post, actor.today),
}
