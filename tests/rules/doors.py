"""Who gets past each writing service: people by first name, all of the Seine-et-Marne.

Where nothing else is said, the forbidden write of `trials` is tried: whoever gets past the question who writes is told
what is wrong with it. A service that gives one answer to both questions is tried with a write that may be.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from acting.actor import Actor
from acting.fold import fold
from correspondents.models import Absence, Charter
from correspondents.named_person import NamedPerson
from correspondents.own_address import key_of
from correspondents.services import (
    absences,
    accounts,
    arrival,
    confirmations,
    departures,
    due,
    notices,
    opening,
    own_address,
    persons,
    voices,
)
from correspondents.services.bounces import note_bounce
from correspondents.services.designations import end_designation_now
from correspondents.services.mail_hours import choose_mail_hours
from files import services as files
from files.models import StoredFile
from incidents.models import Attachment
from incidents.services import attachments, fact_imports, facts, letters, orientations, situations
from incidents.services import persons as persons_of_actions
from journal import services as journal
from journal.models import Job, Message
from operation import services as watch
from referrals.services import (
    answers,
    batches,
    exceptional,
    expiry,
    handling,
    injunction_clocks,
    injunctions,
    reading,
    referrals,
    renewals,
    retention,
    several,
    subjects,
    told,
)
from referrals.services import pieces as copies_of_pieces
from reports.services import papers, publications
from signatories.enums import DocumentKind
from signatories.models import Article, Document, Processing
from signatories.services import convention as record
from signatories.services import saved_filters, themes
from territory.enums import ImportKind, ImportState
from territory.models import CompetenceImport
from territory.permissions import RESIDENCE_FILE
from territory.services import competences
from territory.services import residences as estate
from tests.imports import POINTED_AT, done_by, failed_by, read_by, unmapped_by
from tests.matrix.gatherings import saved_by
from tests.people import Cast, make_fact, make_referral
from tests.rules import exceptional as accesses
from tests.rules import injunctions as enjoined
from tests.rules.correspondents import HOURS, WORDS, a_day, asked_address, invitation, proposed_by
from tests.rules.incidents import dossier, filing, kept_bound, letter, mailing, paper_of, person
from tests.rules.referrals import candidate, received, rule_without_basis, sharing, told_outcome
from tests.rules.reports import month, sheet_of
from tests.rules.signatories import saved
from tests.rules.trial import AT, FAR, cleared, convention, meeting, prepared, reserved, sent, shared, theme

S, T, C = "signatories.services", "territory.services", "correspondents.services"
F, R, P = "incidents.services", "referrals.services", "reports.services"

Write = Callable[[Cast, Actor, Any], object]


@dataclass(frozen=True)
class Door:
    """`given` is laid before `write` is tried by each person; without `write`, the trial's is.

    With `is_refused` who may not is told so in a sentence, with others' reasons. With `of_own` the service writes for
    whoever calls it, and takes nothing of anybody: there is no other convention to try it from.
    """

    let_in: frozenset[str]
    write: Write | None = None
    given: Callable[[Cast], Any] = lambda cast: None
    is_refused: bool = False
    of_own: bool = False


def door(*let_in: str, **said: Any) -> Door:
    return Door(frozenset(let_in), **said)


def stored(purpose: str, owner_id: Any = None) -> StoredFile:
    return StoredFile.objects.create(
        name="a",
        content_type="application/pdf",
        size=1,
        path=f"{uuid4()}",
        purpose=purpose,
        owner_id=owner_id,
        created_at=AT,
    )


def document(cast: Cast) -> Document:
    kept = {"convention": convention(), "kind": DocumentKind.ANNEX, "title": "Annexe"}
    return Document.objects.create(**kept, file=stored("essai"), added_at=AT)


def applied(cast: Cast) -> CompetenceImport:
    return CompetenceImport.objects.create(
        convention=convention(), kind=ImportKind.COURTS, file=stored("essai"), state=ImportState.APPLIED, read_at=AT
    )


def absence(cast: Cast) -> Absence:
    days = {"starts_on": AT.date(), "ends_on": FAR}
    return Absence.objects.create(designation=cast.karim.designation, **days)


def charter(cast: Cast) -> Charter:
    return Charter.objects.create(convention=convention(), version=90, in_force_on=AT.date(), text="Ici.")


def fact(cast: Cast) -> Any:
    return make_fact(cast.gilles, cast.tilleuls)


def draft(cast: Cast) -> Any:
    return make_referral(cast.sarah, cast.karim, cast.tilleuls, send=False)


def oriented(cast: Cast, by: Actor, given: Any) -> Any:
    shown: dict[str, Any] = {
        "theme": theme("violences-intrafamiliales"),
        "commune": cast.tilleuls.commune,
        "channel": "phone",
    }
    return orientations.note_orientation(by=by, **shown, on=by.today, submission=uuid4())


GARDIENS = ("gilles", "zoe")
REFERENTS = ("sarah", "victor")
ENJOINED = ("sarah", "contentieux")
PARTNERS = ("karim", "geraldine", "maud", "paul", "pascale", "delphine")
EVERYBODY = (*GARDIENS, *REFERENTS, *PARTNERS, "dina", "perrine", "adrien", "contentieux")
KEEPERS_OF_MEETINGS = ("pascale", "delphine", "adrien")
THE_MACHINE = "machine"

ADMINISTRATORS = door("adrien")
MEETINGS = door(*KEEPERS_OF_MEETINGS)
LANDLORDS = door("sarah")
ANSWERING = ("sarah", "victor", "karim", "geraldine", "maud", "paul", "pascale")  # each is told of each recipient
WATCHERS = ("sarah", "victor", "contentieux", "pascale", "karim", "geraldine", "maud", "paul")
OWN_LANDLORDS = door(*REFERENTS, of_own=True)
DEUX_MORINS = door("sarah", "adrien")


def machines(write: Write, given: Callable[[Cast], Any] = lambda cast: None) -> Door:
    return door(THE_MACHINE, write=write, given=given)


DOORS: dict[str, Door] = {
    f"{S}.convention.keep_article": ADMINISTRATORS,
    f"{S}.convention.remove_article": door(
        "adrien",
        given=lambda cast: Article.objects.create(convention=convention(), number=9, title="Objet", text="Texte."),
        write=lambda cast, by, row: record.remove_article(by=by, row=row),
    ),
    f"{S}.convention.keep_processing": ADMINISTRATORS,
    f"{S}.convention.remove_processing": door(
        "adrien",
        given=lambda cast: Processing.objects.create(convention=convention(), name="Faits"),
        write=lambda cast, by, row: record.remove_processing(by=by, row=row),
    ),
    f"{S}.convention.deposit_document": ADMINISTRATORS,
    f"{S}.convention.remove_document": door(
        "adrien", given=document, write=lambda cast, by, row: record.remove_document(by=by, row=row)
    ),
    f"{S}.convention.change_settings": ADMINISTRATORS,
    f"{S}.convention.keep_signatory": ADMINISTRATORS,
    f"{S}.convention.date_leaving": ADMINISTRATORS,
    f"{S}.saved_filters.save_filter": door(*EVERYBODY, write=lambda cast, by, _: saved(by), of_own=True),
    f"{S}.saved_filters.rename_filter": door(
        "sarah",
        given=lambda cast: saved_by(cast.sarah),
        write=lambda cast, by, row: saved_filters.rename_filter(by=by, saved=row, name="Autre"),
    ),
    f"{S}.saved_filters.remove_filter": door(
        "sarah",
        given=lambda cast: saved_by(cast.sarah),
        write=lambda cast, by, row: saved_filters.remove_filter(by=by, saved=row),
    ),
    f"{S}.themes.create_theme": ADMINISTRATORS,
    f"{S}.themes.revise_theme": ADMINISTRATORS,
    f"{S}.themes.withdraw_theme": door(
        "adrien", write=lambda cast, by, _: themes.withdraw_theme(by=by, theme=theme("radicalisation"))
    ),
    f"{S}.themes.restore_theme": door(
        "adrien", write=lambda cast, by, _: themes.restore_theme(by=by, theme=theme("radicalisation"))
    ),
    f"{S}.themes.set_contacts": ADMINISTRATORS,
    f"{S}.meetings.create_meeting": MEETINGS,
    f"{S}.meetings.revise_meeting": MEETINGS,
    f"{S}.meetings.set_attendance": MEETINGS,
    f"{S}.meetings.add_decision": MEETINGS,
    f"{S}.meetings.revise_decision": MEETINGS,
    f"{S}.meetings.follow_decision": door("karim", *KEEPERS_OF_MEETINGS),
    f"{T}.accesses.give_access": LANDLORDS,
    f"{T}.accesses.update_access": LANDLORDS,
    f"{T}.competences.read_import": ADMINISTRATORS,
    f"{T}.competences.apply_import": door(
        "adrien",
        given=applied,
        write=lambda cast, by, read: competences.apply_import(by=by, competence_import=read, confirmed=True),
    ),
    f"{T}.competences.refuse_import": door(
        "adrien",
        given=applied,
        write=lambda cast, by, read: competences.refuse_import(by=by, competence_import=read),
    ),
    f"{T}.competences.override_competence": ADMINISTRATORS,
    f"{T}.competences.release_competence": ADMINISTRATORS,
    f"{T}.competences.set_exception": ADMINISTRATORS,
    f"{T}.residences.create_residence": OWN_LANDLORDS,
    f"{T}.residences.update_residence": LANDLORDS,
    f"{T}.residences.close_residence": LANDLORDS,
    f"{T}.residences.keep_residence_file": OWN_LANDLORDS,
    f"{T}.residences.import_residences": OWN_LANDLORDS,
    f"{T}.residences.discard_residence_file": door(
        "sarah",
        given=lambda cast: stored(RESIDENCE_FILE, cast.sarah.signatory.pk),
        write=lambda cast, by, kept: estate.discard_residence_file(by=by, stored=kept),
    ),
    f"{C}.absences.announce_absence": DEUX_MORINS,
    f"{C}.absences.end_absence": door(
        "karim",
        "delphine",
        "adrien",
        given=absence,
        write=lambda cast, by, row: absences.end_absence(by=by, absence=row),
    ),
    f"{C}.accounts.switch_account": door(
        "adrien", write=lambda cast, by, _: accounts.switch_account(by=by, user=cast.karim.user, is_active=False)
    ),
    f"{C}.arrival.invite": door(
        "sarah", "adrien", write=lambda cast, by, _: arrival.invite(by=by, user=cast.gilles.user), is_refused=True
    ),
    f"{C}.arrival.draw_key": machines(
        lambda cast, by, sent_to: arrival.draw_key(by=by, invitation=sent_to), given=invitation
    ),
    f"{C}.arrival.publish_charter": ADMINISTRATORS,
    f"{C}.arrival.accept_charter": door(
        *EVERYBODY,
        given=charter,
        write=lambda cast, by, text: arrival.accept_charter(by=by, charter=text),
        is_refused=True,
    ),
    f"{C}.confirmations.confirm_designation": DEUX_MORINS,
    f"{C}.confirmations.review_designations": door(
        "karim",
        "delphine",
        "adrien",
        write=lambda cast, by, _: confirmations.review_designations(by=by, kept=[cast.karim.designation], left=()),
    ),
    f"{C}.confirmations.warn_unconfirmed": machines(lambda cast, by, _: confirmations.warn_unconfirmed(by=by)),
    f"{C}.confirmations.suspend_unconfirmed": machines(lambda cast, by, _: confirmations.suspend_unconfirmed(by=by)),
    f"{C}.notices.tell_of_starts": machines(lambda cast, by, _: notices.tell_of_starts(by=by)),
    f"{C}.notices.tell_of_mailboxes": machines(lambda cast, by, _: notices.tell_of_mailboxes(by=by)),
    f"{R}.reading.tell_of_reading": machines(lambda cast, by, _: reading.tell_of_reading(by=by)),
    f"{C}.designations.designate": door("victor", "adrien"),
    f"{C}.designations.end_designation": DEUX_MORINS,
    f"{C}.designations.replace_designation": DEUX_MORINS,
    f"{C}.designations.cancel_designation": DEUX_MORINS,
    f"{C}.designations.end_designation_now": door(
        "sarah", "adrien", write=lambda cast, by, _: end_designation_now(by=by, designation=cast.gilles.designation)
    ),
    f"{C}.persons.correct_own_words": door(
        "maud", write=lambda cast, by, _: persons.correct_own_words(by=by, user=cast.maud.user, **WORDS)
    ),
    f"{C}.mail_hours.choose_mail_hours": door(
        "maud", write=lambda cast, by, _: choose_mail_hours(by=by, user=cast.maud.user, **HOURS)
    ),
    f"{C}.bounces.note_bounce": machines(lambda cast, by, _: note_bounce(by=by, raw=b"")),
    f"{C}.own_address.ask_for_address": door(
        "maud",
        write=lambda cast, by, _: own_address.ask_for_address(by=by, user=cast.maud.user, email="m@tests.example"),
    ),
    f"{C}.own_address.give_key": machines(
        lambda cast, by, change: own_address.give_key(by=by, change=change), given=asked_address
    ),
    f"{C}.own_address.confirm_address": door(
        "maud",
        write=lambda cast, by, change: own_address.confirm_address(
            by=by, change=change, key=key_of(change), session_key=""
        ),
        given=asked_address,
    ),
    f"{C}.own_address.withdraw_address": door(
        "maud",
        write=lambda cast, by, change: own_address.withdraw_address(by=by, user=cast.maud.user),
        given=asked_address,
    ),
    f"{C}.due.snooze_due": door(*WATCHERS, of_own=True),
    f"{C}.due.resume_due": door(
        *WATCHERS,
        write=lambda cast, by, _: due.resume_due(by=by, due=a_day(by)),
        of_own=True,
    ),
    f"{C}.due.people_with_days": machines(lambda cast, by, _: due.people_with_days(by=by)),
    f"{C}.due.tell_of_days": machines(lambda cast, by, _: due.tell_of_days(by=by, person=cast.sarah.user.pk)),
    f"{C}.due.forget_snoozes": machines(lambda cast, by, _: due.forget_snoozes(by=by)),
    f"{C}.departures.forget_filters": machines(lambda cast, by, _: departures.forget_filters(by=by)),
    f"{C}.own_address.forget_addresses": machines(lambda cast, by, _: own_address.forget_addresses(by=by)),
    # The house alone, of its own words; not who named for it.
    f"{C}.persons.correct_designation": door(
        "karim",
        write=lambda cast, by, typed: persons.correct_designation(by=by, designation=typed, **WORDS),
        given=lambda cast: proposed_by("karim", cast, cast.nadia),
    ),
    f"{C}.persons.correct_address": door(
        "karim",
        write=lambda cast, by, typed: persons.correct_address(by=by, designation=typed, email="noe@tests.example"),
        given=lambda cast: proposed_by("karim", cast, cast.nadia),
    ),
    f"{C}.accounts.remember_choice": door(
        "maud", write=lambda cast, by, _: accounts.remember_choice(by=by, designation=cast.maud.designation)
    ),
    # The police answers: of what the delegate proposed there, its own people are the second voice, nobody else.
    f"{C}.voices.agree_to_designation": door(
        "karim",
        write=lambda cast, by, proposed: voices.agree_to_designation(by=by, designation=proposed),
        given=lambda cast: proposed_by("delphine", cast, cast.nadia),
    ),
    f"{C}.voices.accept_designation": door(
        "gilles",
        write=lambda cast, by, called: voices.accept_designation(by=by, designation=called),
        given=lambda cast: proposed_by("karim", cast, cast.gilles.user),
    ),
    f"{C}.voices.decline_designation": door(
        "gilles",
        write=lambda cast, by, called: voices.decline_designation(by=by, designation=called),
        given=lambda cast: proposed_by("karim", cast, cast.gilles.user),
    ),
    f"{C}.opening.open_convention": machines(
        lambda cast, by, _: opening.open_convention(
            by=by,
            convention=convention(),
            administrator=NamedPerson(email="ada@tests.example", first_name="Ada", last_name="Fictive"),
        )
    ),
    f"{C}.posts.create_post": DEUX_MORINS,
    f"{C}.posts.update_post": door("adrien"),
    f"{C}.posts.close_post": DEUX_MORINS,
    f"{C}.posts.reopen_post": door("adrien"),
    f"{C}.residences.cover_residence": LANDLORDS,
    f"{F}.facts.file_incident": door("sarah", "gilles", write=lambda cast, by, _: filing(cast, by), is_refused=True),
    **{
        f"{F}.attachments.{name}": door("sarah", "gilles")
        for name in ("add_attachments", "caption_attachment", "blur_attachment", "withdraw_attachment")
    },
    f"{F}.attachments.hold_attachments": door(*REFERENTS, *GARDIENS, of_own=True),
    f"{F}.attachments.discard_held": door(
        *REFERENTS,
        *GARDIENS,
        of_own=True,
        write=lambda cast, by, _: attachments.discard_held(by=by, held=[]),
    ),
    f"{F}.attachments.purge_attachments": machines(lambda cast, by, _: attachments.purge_attachments(by=by)),
    f"{F}.attachments.erase_attachments": machines(
        lambda cast, by, _: attachments.erase_attachments(by=by, attachments=Attachment.objects.none())
    ),
    f"{F}.situations.open_situation": door(
        "sarah", given=fact, write=lambda cast, by, filed: situations.open_situation(by=by, incident=filed)
    ),
    f"{F}.facts.triage_facts": door(
        "sarah",
        given=fact,
        write=lambda cast, by, filed: facts.triage_facts(by=by, facts=[filed], decision="left_apart"),
    ),
    f"{F}.facts.note_informed": door(
        "sarah",
        "gilles",
        given=fact,
        write=lambda cast, by, filed: facts.note_informed(by=by, incident=filed, on=by.today),
    ),
    f"{F}.situations.join_facts": LANDLORDS,
    f"{F}.situations.open_lease_situation": door(
        "sarah",
        "contentieux",
        write=lambda cast, by, _: situations.open_lease_situation(
            by=by, residence=cast.tilleuls, lease="1", lease_from=None, key=uuid4()
        ),
        is_refused=True,
    ),
    f"{F}.situations.move_facts": LANDLORDS,
    f"{F}.situations.merge_situation": LANDLORDS,
    **{
        f"{F}.situations.{name}": door("sarah", "contentieux")
        for name in ("rate_situation", "keep_situation", "close_situation", "reopen_situation")
    },
    f"{F}.fact_imports.send_fact_file": door(*REFERENTS, of_own=True),
    f"{F}.fact_imports.tell_columns": door(
        "sarah",
        given=lambda cast: unmapped_by(cast.sarah),
        write=lambda cast, by, sent: fact_imports.tell_columns(
            by=by, fact_import=sent, columns={key: fold(title) for key, title in POINTED_AT.items()}
        ),
    ),
    f"{F}.fact_imports.tell_words": door(
        "sarah",
        given=lambda cast: read_by(cast.sarah),
        write=lambda cast, by, read: fact_imports.tell_words(by=by, fact_import=read, words={}),
    ),
    f"{F}.fact_imports.confirm_import": door(
        "sarah",
        given=lambda cast: read_by(cast.sarah),
        write=lambda cast, by, read: fact_imports.confirm_import(
            by=by, fact_import=read, digest=read.report.sha256, reviewed=True
        ),
    ),
    f"{F}.fact_imports.stop_import": door(
        "sarah",
        given=lambda cast: read_by(cast.sarah),
        write=lambda cast, by, read: fact_imports.stop_import(by=by, fact_import=read),
    ),
    f"{F}.fact_imports.try_again": door(
        "sarah",
        given=lambda cast: failed_by(cast.sarah),
        write=lambda cast, by, failed: fact_imports.try_again(by=by, fact_import=failed),
    ),
    f"{F}.fact_imports.undo_import": door(
        "sarah",
        given=lambda cast: done_by(cast.sarah),
        write=lambda cast, by, done: fact_imports.undo_import(by=by, fact_import=done),
    ),
    f"{F}.letters.write_template": door(*REFERENTS, "contentieux", of_own=True),
    f"{F}.mailings.make_mailing": door("sarah", "contentieux"),
    f"{F}.letters.make_letters": door("sarah", "contentieux"),
    **{
        f"{F}.letters.{name}": door("sarah", "contentieux")
        for name in ("revise_letter", "send_letter", "note_return", "discard_letter")
    },
    f"{F}.letters.keep_paper": door(
        "sarah",
        "contentieux",
        given=letter,
        write=lambda cast, by, made: letters.keep_paper(by=by, letter=made, content=b"%PDF", digest=made.digest),
    ),
    **{
        f"{F}.evidence.{name}": door("sarah", "contentieux")
        for name in (
            "begin_evidence",
            "arrange_evidence",
            "add_pieces",
            "describe_piece",
            "freeze_evidence",
        )
    },
    f"{F}.evidence.add_paper": door(
        "sarah",
        "contentieux",
        given=dossier,
        write=lambda cast, by, begun: paper_of(by, begun, holds=["date"]),
    ),
    f"{F}.evidence.keep_bound_paper": door("sarah", "contentieux", given=dossier, write=kept_bound),
    **{f"{F}.addressees.{name}": door("sarah", "contentieux") for name in ("add_addressee", "correct_addressee")},
    **{
        f"{F}.steps.{name}": door("sarah", "contentieux")
        for name in ("take_step", "note_result", "deposit_receipt", "withdraw_step")
    },
    **{
        f"{F}.legal_actions.{name}": door("sarah", "contentieux")
        for name in ("state_legal_action", "note_action_begun", "withdraw_legal_action")
    },
    f"{F}.persons.add_person": door("sarah", "contentieux"),
    f"{F}.persons.remove_person": door(
        "sarah",
        "contentieux",
        given=person,
        write=lambda cast, by, row: persons_of_actions.remove_person(by=by, person=row),
    ),
    f"{F}.complaints.note_complaint": LANDLORDS,
    f"{F}.staff.note_staff": LANDLORDS,
    f"{F}.complaints.correct_complaint": door("sarah", "contentieux"),
    f"{F}.facts.leave_apart": LANDLORDS,
    f"{F}.facts.set_aside": LANDLORDS,
    f"{F}.orientations.note_orientation": door(*REFERENTS, *GARDIENS, write=oriented, is_refused=True),
    f"{R}.pieces.erase_copies": machines(
        lambda cast, by, _: copies_of_pieces.erase_copies(by=by, attachments=[uuid4()])
    ),
    "operation.services.keep_measures": machines(lambda cast, by, _: watch.keep_measures(by=by)),
    "operation.services.keep_alerts": machines(lambda cast, by, _: watch.keep_alerts(by=by)),
    f"{F}.orientations.erase_old": machines(lambda cast, by, _: orientations.erase_old(by=by)),
    f"{R}.referrals.prepare_referral": door(
        "sarah",
        write=lambda cast, by, _: referrals.prepare_referral(by=by, sharing=sharing(cast), submission=uuid4()),
        is_refused=True,
    ),
    f"{R}.told.note_told_outcome": door(
        "sarah",
        given=told_outcome,
        write=lambda cast, by, row: told.note_told_outcome(by=by, referral=row[0], complaint=row[1]),
    ),
    f"{R}.several.refer_to_each": door(
        *ANSWERING,
        write=lambda cast, by, _: several.refer_to_each(
            by=by, sharing=sharing(cast), recipients=[candidate(cast.karim)], submission=uuid4()
        ),
    ),
    f"{R}.referrals.send_referral": door(
        "sarah", given=draft, write=lambda cast, by, sheet: referrals.send_referral(by=by, referral=sheet)
    ),
    f"{R}.referrals.complete_referral": door(
        "sarah",
        given=sent,
        write=lambda cast, by, sheet: referrals.complete_referral(by=by, referral=sheet, field_sets=["facts"]),
    ),
    f"{R}.renewals.renew_referral": door(
        "sarah",
        given=sent,
        write=lambda cast, by, row: renewals.renew_referral(by=by, referral=row, until=row.until + timedelta(days=1)),
    ),
    f"{R}.renewals.name_readers": door(
        "sarah",
        given=reserved,
        write=lambda cast, by, row: renewals.name_readers(by=by, referral=row, readers=row.named_readers),
    ),
    f"{R}.referrals.withdraw_referral": door(
        "sarah", given=sent, write=lambda cast, by, sheet: referrals.withdraw_referral(by=by, referral=sheet)
    ),
    f"{R}.referrals.close_referral": door(
        "sarah", given=sent, write=lambda cast, by, sheet: referrals.close_referral(by=by, referral=sheet)
    ),
    f"{R}.referrals.acknowledge_referral": door(
        "karim", given=sent, write=lambda cast, by, sheet: referrals.acknowledge_referral(by=by, referral=sheet)
    ),
    f"{R}.batches.acknowledge_referrals": door(
        "karim", given=sent, write=lambda cast, by, sheet: batches.acknowledge_referrals(by=by, referrals=[sheet])
    ),
    f"{R}.handling.handle_referral": door(
        "karim",
        given=sent,
        write=lambda cast, by, sheet: handling.handle_referral(
            by=by, referral=sheet, assigned_to=None, review_on=by.today
        ),
    ),
    f"{R}.retention.decide_retention": door(
        "sarah",
        given=cleared,
        write=lambda cast, by, row: retention.decide_retention(by=by, referral=row, civil_action=False),
    ),
    f"{R}.answers.prepare_answer": door(
        "perrine",
        given=received,
        write=lambda cast, by, row: answers.prepare_answer(by=by, referral=row, outcome="sent_to_inquiry"),
    ),
    f"{R}.answers.drop_prepared": door(
        "maud", "perrine", given=prepared, write=lambda cast, by, row: answers.drop_prepared(by=by, prepared=row)
    ),
    f"{R}.answers.answer_in_place_of": door(
        "karim",
        given=sent,
        write=lambda cast, by, row: answers.answer_in_place_of(
            by=by, referral=row, prepared=None, outcome="nothing_found"
        ),
    ),
    # Of another post's prepared answers there is nothing to send.
    f"{R}.answers.validate_answers": door(
        "maud",
        "karim",
        "paul",
        "geraldine",
        "pascale",
        given=prepared,
        write=lambda cast, by, row: answers.validate_answers(by=by, seen={row.pk: answers.mark_of(row)}),
        of_own=True,
    ),
    f"{R}.answers.answer_referrals": door(
        "karim",
        given=sent,
        write=lambda cast, by, row: answers.answer_referrals(
            by=by, referrals=[row], seen={row.pk: row.version}, outcome="nothing_found"
        ),
    ),
    f"{R}.referrals.start_referral": door(
        "karim", given=sent, write=lambda cast, by, sheet: referrals.start_referral(by=by, referral=sheet)
    ),
    f"{R}.referrals.answer_referral": door(
        "karim",
        given=sent,
        write=lambda cast, by, sheet: referrals.answer_referral(by=by, referral=sheet, outcome="nothing_found"),
    ),
    f"{R}.referrals.refuse_referral": door(
        "karim",
        given=sent,
        write=lambda cast, by, sheet: referrals.refuse_referral(by=by, referral=sheet, motive="out_of_frame"),
    ),
    f"{R}.referrals.expire_referral": machines(
        lambda cast, by, sheet: referrals.expire_referral(by=by, referral=sheet), given=sent
    ),
    # The préfecture that issues, the landlord's people who answer; of another landlord's nobody.
    f"{R}.injunctions.note_injunction": door(
        "pascale",
        *ENJOINED,
        write=lambda cast, by, _: injunctions.note_injunction(by=by, draft=enjoined.draft(cast, by), key=uuid4()),
        is_refused=True,
    ),
    f"{R}.injunctions.accept_injunction": door(
        *ENJOINED,
        given=enjoined.noted,
        write=lambda cast, by, row: injunctions.accept_injunction(by=by, injunction=row, answered_on=by.today),
    ),
    f"{R}.injunctions.refuse_injunction": door(
        *ENJOINED,
        given=enjoined.noted,
        write=lambda cast, by, row: injunctions.refuse_injunction(
            by=by, injunction=row, motive="not_ours", answered_on=by.today
        ),
    ),
    f"{R}.injunctions.note_judge_seized": door(
        *ENJOINED,
        given=enjoined.accepted,
        write=lambda cast, by, row: injunctions.note_judge_seized(
            by=by, injunction=row, seized_on=by.today, court="TJ"
        ),
    ),
    f"{R}.injunctions.note_substitution": door(
        "pascale",
        given=enjoined.refused,
        write=lambda cast, by, row: injunctions.note_substitution(by=by, injunction=row, substituted_on=by.today),
    ),
    f"{R}.injunctions.close_injunction": door(
        *ENJOINED,
        given=enjoined.seized,
        write=lambda cast, by, row: injunctions.close_injunction(by=by, injunction=row),
    ),
    f"{R}.injunctions.withdraw_injunction": door(
        "pascale",
        given=enjoined.noted,
        write=lambda cast, by, row: injunctions.withdraw_injunction(by=by, injunction=row),
    ),
    f"{R}.injunctions.note_lease": door(
        *ENJOINED,
        given=enjoined.noted,
        write=lambda cast, by, row: injunctions.note_lease(by=by, injunction=row, number="2019-0417"),
    ),
    f"{R}.exceptional.ask_exceptional_access": door("adrien", of_own=True),
    f"{R}.exceptional.approve_exceptional_access": door(
        "sarah",
        "dina",
        given=accesses.waiting,
        write=lambda cast, by, row: exceptional.approve_exceptional_access(by=by, access=row),
    ),
    f"{R}.exceptional.end_exceptional_access": door(
        "sarah",
        "dina",
        given=accesses.open_one,
        write=lambda cast, by, row: exceptional.end_exceptional_access(by=by, access=row),
    ),
    f"{R}.exceptional.seek_matter": machines(
        lambda cast, by, row: exceptional.seek_matter(by=by, access_id=row.pk), given=accesses.waiting
    ),
    f"{R}.exceptional.copy_matter": machines(
        lambda cast, by, row: exceptional.copy_matter(by=by, access_id=row.pk), given=accesses.open_one
    ),
    f"{R}.exceptional.forget_readings": machines(lambda cast, by, _: exceptional.forget_readings(by=by)),
    f"{R}.injunction_clocks.expire_injunctions": machines(
        lambda cast, by, _: injunction_clocks.expire_injunctions(by=by)
    ),
    f"{R}.expiry.expire_overdue": machines(lambda cast, by, _: expiry.expire_overdue(by=by)),
    f"{R}.subjects.change_subject": ADMINISTRATORS,
    f"{R}.subjects.restore_subject": door(
        "adrien",
        write=lambda cast, by, _: subjects.restore_subject(
            by=by, convention=convention(), line=rule_without_basis()[0]
        ),
    ),
    f"{P}.papers.request_sheet": door(
        "sarah",
        "karim",
        given=sent,
        write=lambda cast, by, sheet: papers.request_sheet(by=by, referral=sheet),
        is_refused=True,
    ),
    f"{P}.papers.request_receipt": door(
        "sarah",
        "karim",
        given=lambda cast: shared(sent(cast)),
        write=lambda cast, by, made: papers.request_receipt(by=by, disclosure=made),
        is_refused=True,
    ),
    f"{P}.papers.request_exchange": door(
        "sarah",
        given=sent,
        write=lambda cast, by, made: papers.request_exchange(by=by, referral=made),
        is_refused=True,
    ),
    f"{P}.papers.request_docket": door(
        *REFERENTS,
        *(name for name in PARTNERS if name != "delphine"),
        "perrine",
        write=lambda cast, by, _: papers.request_docket(by=by),
        is_refused=True,
        of_own=True,
    ),
    f"{P}.papers.request_referral_register": door(
        *REFERENTS,
        *(name for name in PARTNERS if name != "delphine"),
        "perrine",
        write=lambda cast, by, _: papers.request_referral_register(by=by),
        is_refused=True,
        of_own=True,
    ),
    f"{P}.papers.request_own": door(
        *REFERENTS,
        "contentieux",
        *(name for name in PARTNERS if name != "delphine"),
        "perrine",
        write=lambda cast, by, _: papers.request_own(by=by, period="annee"),
        is_refused=True,
        of_own=True,
    ),
    f"{P}.papers.request_access_register": door(
        *REFERENTS,
        "contentieux",
        "karim",
        "geraldine",
        "pascale",
        "perrine",
        write=lambda cast, by, _: papers.request_access_register(by=by),
        is_refused=True,
        of_own=True,
    ),
    f"{P}.papers.request_injunction": door(
        "pascale",
        *ENJOINED,
        given=enjoined.noted,
        write=lambda cast, by, row: papers.request_injunction(by=by, injunction=row),
        is_refused=True,
    ),
    f"{P}.papers.request_letter": door(
        "sarah",
        "contentieux",
        given=letter,
        write=lambda cast, by, made: papers.request_letter(by=by, letter=made),
        is_refused=True,
    ),
    f"{P}.papers.request_evidence": door("sarah", "contentieux"),
    f"{P}.papers.cancel_report": door(
        "sarah", given=sheet_of, write=lambda cast, by, report: papers.cancel_report(by=by, report=report)
    ),
    f"{P}.papers.request_mailing": door(
        "sarah",
        "contentieux",
        given=mailing,
        write=lambda cast, by, made: papers.request_mailing(by=by, mailing=made),
        is_refused=True,
    ),
    f"{P}.papers.request_minutes": door(
        *REFERENTS,
        *PARTNERS,
        given=meeting,
        write=lambda cast, by, held: papers.request_minutes(by=by, meeting=held),
        is_refused=True,
    ),
    f"{P}.papers.request_directory": door(
        *(name for name in EVERYBODY if name not in GARDIENS),
        write=lambda cast, by, _: papers.request_directory(by=by),
        is_refused=True,
        of_own=True,
    ),
    f"{P}.publications.publish_months": door(
        "delphine",
        given=lambda cast: month(cast, "waiting"),
        write=lambda cast, by, row: publications.publish_months(by=by, publication=row),
    ),
    f"{P}.publications.withdraw_publication": door(
        "delphine",
        given=lambda cast: month(cast, "published"),
        write=lambda cast, by, row: publications.withdraw_publication(
            by=by, publication=row, reason="Compté deux fois."
        ),
    ),
    f"{P}.publications.reopen_publication": door(
        "delphine",
        given=lambda cast: month(cast, "withdrawn"),
        write=lambda cast, by, row: publications.reopen_publication(by=by, publication=row),
    ),
    f"{P}.papers.request_yearly": door("delphine", of_own=True),
    f"{P}.papers.request_quarter": door("delphine", of_own=True),
    f"{P}.reviews.begin_review": door("delphine", of_own=True),
    **{f"{P}.reviews.{act}_review": door("delphine") for act in ("submit", "approve", "reopen", "freeze")},
    f"{P}.papers.request_review": door("delphine"),
    f"{P}.reviews.comment_chapter": door("delphine"),
    f"{P}.reviews.keep_review_paper": door("delphine"),
    "files.services.scan": machines(
        lambda cast, by, row: files.scan(by=by, stored=row), given=lambda cast: stored("essai")
    ),
    "files.services.purge_due": machines(lambda cast, by, _: files.purge_due(by=by)),
    "files.services.remove_orphans": machines(lambda cast, by, _: files.remove_orphans(by=by)),
    "journal.services.resend_messages": door(
        "adrien",
        write=lambda cast, by, _: journal.resend_messages(by=by, messages=Message.objects.all()),
        of_own=True,  # which mails, the page says: the journal knows no convention
    ),
    "journal.services.forget_jobs": machines(lambda cast, by, _: journal.forget_jobs(by=by, jobs=Job.objects.none())),
    "journal.services.forget_messages": machines(
        lambda cast, by, _: journal.forget_messages(by=by, messages=Message.objects.none())
    ),
    "journal.services.retry_jobs": door(
        "adrien",
        write=lambda cast, by, _: journal.retry_jobs(by=by, jobs=Job.objects.all()),
        of_own=True,  # which jobs, the page says
    ),
}

OF_ANOTHER = "a part of other services, which have asked"
READS = "reads, or writes down a read: what is seen says the page's query"
NOBODY_YET = "whoever holds the key or the mailbox, before anybody acts"

NO_DOOR: dict[str, str] = {
    f"{T}.residences.plan_residences": READS,
    f"{T}.residences.note_residence_read": READS,
    f"{C}.arrival.invite_named": OF_ANOTHER,
    f"{C}.arrival.accept_invitation": NOBODY_YET,
    f"{C}.arrival.ask_for_new_password": NOBODY_YET,
    f"{C}.designations.make_room": OF_ANOTHER,
    f"{C}.designations.cut_short": OF_ANOTHER,
    f"{C}.designations.record_designation": OF_ANOTHER,
    f"{C}.designations.refuse_unfit": OF_ANOTHER,
    f"{C}.notices.call_person": OF_ANOTHER,
    f"{R}.referrals.moved": OF_ANOTHER,
    f"{C}.notices.tell_of_naming": OF_ANOTHER,
    f"{C}.notices.tell_of_end": OF_ANOTHER,
    f"{P}.delegates.tell_of_month": OF_ANOTHER,
    f"{P}.delegates.tell_of_quarter": OF_ANOTHER,
    f"{C}.notices.tell_person_of_end": OF_ANOTHER,
    f"{C}.directory.note_export": READS,
    f"{C}.directory.note_card": READS,
    f"{C}.directory.note_post_card": READS,
    f"{P}.papers.store_bound": "as store_report",
    f"{P}.papers.store_report": "the job that makes the paper, which has asked whether it may still be read",
    f"{F}.letters.note_letter_download": READS,
    f"{F}.evidence.note_evidence_download": READS,
    f"{F}.steps.note_receipt_download": READS,
    f"{F}.attachments.note_attachment_read": READS,
    f"{P}.papers.note_download": READS,
    f"{P}.reviews.note_review_read": READS,
    "files.services.store_bytes": OF_ANOTHER,
    "files.services.store_own_work": OF_ANOTHER,
    "files.services.erase": OF_ANOTHER,
    "journal.services.record": OF_ANOTHER,
    "journal.services.record_list_read": READS,
    "journal.services.record_lists_read": READS,
    "journal.services.record_each_read": READS,
    "journal.services.entry_of": OF_ANOTHER,
    "journal.services.post_message": OF_ANOTHER,
    "journal.services.enqueue_job": OF_ANOTHER,
}
