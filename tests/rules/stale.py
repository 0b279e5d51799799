"""One act for each service that changes or ends a row: what is there, who acts, and what is done to it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import uuid5

from acting.actor import Actor, acting_as, visitor
from acting.enums import Function
from correspondents.enums import DesignationRole
from correspondents.models import Absence, Designation
from correspondents.named_person import NamedPerson
from correspondents.own_address import key_of
from correspondents.services import (
    absences,
    accounts,
    confirmations,
    designations,
    own_address,
    persons,
    posts,
    residences,
    voices,
)
from files.services import erase, store_bytes
from incidents.enums import StaffItem
from incidents.evidence_sources import sources_of
from incidents.letter_rules import Sending
from incidents.models import Incident, Situation
from incidents.services import (
    addressees,
    attachments,
    complaints,
    evidence,
    facts,
    legal_actions,
    letters,
    situations,
    staff,
    steps,
)
from incidents.services import persons as persons_of_actions
from incidents.staff_rules import Said
from referrals.models import LegalBasis, Referral
from referrals.permissions import received_referrals_visible_to
from referrals.services import answers, batches, exceptional, injunctions, referrals, renewals, subjects, told
from referrals.subject_table import line_of
from reports.services import publications
from signatories.models import Article, Document, Processing
from signatories.services import convention as record
from signatories.services import meetings, themes
from territory.enums import ImportKind, ImportState
from territory.models import CompetenceImport
from territory.services import accesses, competences
from territory.services import residences as estate
from tests.people import Cast, acting, appoint, make_fact, make_post, make_referral, make_user
from tests.pictures import prepared
from tests.rules import attachments as in_attachments
from tests.rules import exceptional as in_exceptional
from tests.rules import incidents as in_incidents
from tests.rules import injunctions as enjoined
from tests.rules import referrals as in_referrals
from tests.rules import reports as in_reports
from tests.rules import signatories as in_signatories
from tests.rules import territory as in_territory
from tests.rules import trial
from tests.rules.correspondents import WORDS, asked_address, proposed_by
from tests.rules.referrals import received

Act = Callable[[Cast, Actor, Any], object]


@dataclass(frozen=True)
class Stale:
    """`back` says the words that stood there before `act`: they hold too, for whoever has not seen the others."""

    who: str
    make: Callable[[Cast], Any]
    act: Act
    back: Act | None = None


def article(cast: Cast) -> Article:
    with acting(cast.adrien) as by:
        return record.keep_article(by=by, row=Article(convention=trial.convention(), number=3, title="T", text="x"))


def processing(cast: Cast) -> Processing:
    with acting(cast.adrien) as by:
        return record.keep_processing(by=by, row=Processing(convention=trial.convention(), name="Saisines"))


def document(cast: Cast) -> Document:
    given: dict[str, Any] = {"kind": "annex", "title": "Fiche", "name": "a.pdf", "content": b"%PDF-1.7\n%%EOF\n"}
    with acting(cast.adrien) as by:
        convention = trial.convention()
        return record.deposit_document(by=by, convention=convention, submission=convention.pk, **given)


def withdrawn_theme(cast: Cast) -> Any:
    with acting(cast.adrien) as by:
        return themes.withdraw_theme(by=by, theme=trial.theme("sante-mentale"))


def waiting_import(cast: Cast) -> CompetenceImport:
    by = cast.adrien.actor()
    kept = store_bytes(
        by=by, content=b"a", name="a", content_type="text/csv", owner_id=None, purpose="import", purge_on=None
    )
    given: dict[str, Any] = {"kind": ImportKind.COURTS, "source": "Ministère", "vintage": "2026", "report": {}}
    return CompetenceImport.objects.create(
        convention=trial.convention(), file=kept, state=ImportState.READ, rows=1, read_at=by.now, **given
    )


def corrected(cast: Cast) -> Any:
    given: dict[str, Any] = {"signatory": cast.maud.signatory, "unit": "Section", "reason": "Lettre."}
    with acting(cast.adrien) as by:
        return competences.override_competence(by=by, competence=in_territory.competence(), **given)


def coming(cast: Cast) -> Designation:
    given: dict[str, Any] = {"user": make_user("Suzanne"), "role": DesignationRole.SUPPLEANT}
    with acting(cast.adrien) as by:
        day = by.today + timedelta(days=9)
        return designations.designate(by=by, post=cast.karim.post, starts_on=day, **given)


def _called(cast: Cast) -> Designation:
    """Dina, who protects the data of a landlord, asked by the préfecture to protect its own too."""
    with acting(cast.pascale) as by:
        return designations.designate(by=by, post=empty_post(cast), user=cast.dina.user, starts_on=by.today)


def as_visitor(voice: Callable[..., object]) -> Callable[[Cast, Actor, Any], object]:
    def speak(cast: Cast, by: Actor, row: Any) -> object:
        person = visitor(by.user_id, by.now)
        with acting_as(person):
            return voice(by=person, designation=row)

    return speak


def renamed(cast: Cast, by: Actor, row: Any) -> object:
    person = visitor(by.user_id, by.now)
    with acting_as(person):
        return persons.correct_own_words(by=person, user=row, **WORDS)


def moving(cast: Cast, by: Actor, row: Any) -> object:
    person = visitor(by.user_id, by.now)
    with acting_as(person):
        return own_address.ask_for_address(by=person, user=row, email="m@tests.example")


def confirming(cast: Cast, by: Actor, row: Any) -> object:
    person = visitor(by.user_id, by.now)
    with acting_as(person):
        return own_address.confirm_address(by=person, change=row, key=key_of(row), session_key="")


def withdrawing(cast: Cast, by: Actor, row: Any) -> object:
    person = visitor(by.user_id, by.now)
    with acting_as(person):
        return own_address.withdraw_address(by=person, user=row.user)


def absence(cast: Cast) -> Absence:
    with acting(cast.karim) as by:
        first, last = by.today - timedelta(days=3), by.today + timedelta(days=5)
        return absences.announce_absence(by=by, designation=cast.karim.designation, starts_on=first, ends_on=last)


def confirmed_long_ago(cast: Cast) -> Designation:
    designation = cast.gilles.designation
    designation.confirmed_on = cast.gilles.actor().today - timedelta(days=40)
    designation.save()
    return designation


def empty_post(cast: Cast) -> Any:
    return make_post(cast.pascale.signatory, Function.DPO, "Délégué")


def closed_post(cast: Cast) -> Any:
    with acting(cast.adrien) as by:
        return posts.close_post(by=by, post=empty_post(cast))


def sent(cast: Cast) -> Referral:
    return Referral.objects.get(pk=make_referral(cast.sarah, cast.karim, cast.tilleuls).pk)


def draft(cast: Cast) -> Referral:
    return Referral.objects.get(pk=make_referral(cast.sarah, cast.karim, cast.tilleuls, send=False).pk)


def reserved_to_two(cast: Cast) -> Referral:
    deputy = appoint(make_user("Denis"), cast.karim.post, role=DesignationRole.SUPPLEANT)
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls, readers=(cast.karim, deputy))
    return Referral.objects.get(pk=referral.pk)


def answered(cast: Cast) -> Referral:
    referral = sent(cast)
    with acting(cast.karim) as by:
        referrals.answer_referral(by=by, referral=referral, outcome="nothing_found")
    return Referral.objects.get(pk=referral.pk)


def line(_: Cast) -> Any:
    return line_of(trial.convention(), "presence")


def own_line(cast: Cast) -> Any:
    with acting(cast.adrien) as by:
        subjects.change_subject(by=by, convention=trial.convention(), line=line(cast), rule=rule("police"))
    return line(cast)


def rule(*recipients: str) -> subjects.Rule:
    kinds: dict[str, Any] = {"sender_kinds": ["landlord"], "recipient_kinds": recipients, "minimum": ["place"]}
    bases = [LegalBasis.objects.get(pk="csi-l271-1")]
    return subjects.Rule(**kinds, usual=["place"], needs_precision=False, bases=bases)


def as_it_stands(line: Any) -> subjects.Rule:
    names = ("sender_kinds", "recipient_kinds", "minimum", "usual", "needs_precision", "bases")
    return subjects.Rule(**{name: getattr(line, name) for name in names})


def _with(row: Any, **values: Any) -> Any:
    """As a form of the row hands it over."""
    for name, value in values.items():
        setattr(row, name, value)
    return row


def successor(cast: Cast, by: Actor, row: Designation) -> object:
    person = NamedPerson(email="suite@tests.example", first_name="Noé", last_name="Fictif")
    day = row.starts_on + timedelta(days=2)
    return designations.replace_designation(by=by, designation=row, user=person, starts_on=day)


CONTACT = {"label": "Astreinte", "phone": "", "email": "", "hours": "", "is_emergency": False, "to_verify": False}
S, T, C = "signatories.services", "territory.services", "correspondents.services"
F, R = "incidents.services", "referrals.services"

STALE: dict[str, Stale] = {
    f"{S}.convention.keep_article": Stale(
        "adrien",
        article,
        lambda cast, by, row: record.keep_article(by=by, row=_with(row, title="Corrigé")),
        lambda cast, by, row: record.keep_article(by=by, row=row),
    ),
    f"{S}.convention.remove_article": Stale(
        "adrien", article, lambda cast, by, row: record.remove_article(by=by, row=row)
    ),
    f"{S}.convention.keep_processing": Stale(
        "adrien",
        processing,
        lambda cast, by, row: record.keep_processing(by=by, row=_with(row, controllers="Chaque bailleur")),
        lambda cast, by, row: record.keep_processing(by=by, row=row),
    ),
    f"{S}.convention.remove_processing": Stale(
        "adrien", processing, lambda cast, by, row: record.remove_processing(by=by, row=row)
    ),
    f"{S}.convention.remove_document": Stale(
        "adrien", document, lambda cast, by, row: record.remove_document(by=by, row=row)
    ),
    f"{S}.convention.change_settings": Stale(
        "adrien",
        lambda cast: trial.convention(),
        lambda cast, by, row: record.change_settings(by=by, convention=row, values={"renewal": "tacite"}),
        lambda cast, by, row: record.change_settings(by=by, convention=row, values={"renewal": row.renewal}),
    ),
    f"{S}.convention.keep_signatory": Stale(
        "adrien",
        lambda cast: cast.victor.signatory,
        lambda cast, by, row: record.keep_signatory(by=by, row=_with(row, short_name="VdB")),
        lambda cast, by, row: record.keep_signatory(by=by, row=row),
    ),
    f"{S}.convention.date_leaving": Stale(
        "adrien",
        lambda cast: cast.victor.signatory,
        lambda cast, by, row: record.date_leaving(by=by, row=_with(row, left_on=date(2030, 1, 1))),
        lambda cast, by, row: record.date_leaving(by=by, row=row),
    ),
    f"{S}.meetings.revise_meeting": Stale(
        "delphine",
        trial.meeting,
        lambda cast, by, row: meetings.revise_meeting(by=by, meeting=row, title="Comité restreint"),
        lambda cast, by, row: meetings.revise_meeting(by=by, meeting=row, title=row.title),
    ),
    f"{S}.meetings.set_attendance": Stale(
        "delphine",
        trial.meeting,
        lambda cast, by, row: meetings.set_attendance(
            by=by,
            meeting=row,
            attendances=[{"signatory": cast.karim.signatory, "function": "Correspondant", "was_present": True}],
        ),
        lambda cast, by, row: meetings.set_attendance(by=by, meeting=row, attendances=[]),
    ),
    f"{S}.meetings.revise_decision": Stale(
        "delphine",
        in_signatories.decision,
        lambda cast, by, row: meetings.revise_decision(by=by, decision=row, text="Remplacer."),
        lambda cast, by, row: meetings.revise_decision(by=by, decision=row, text=row.text),
    ),
    f"{S}.meetings.follow_decision": Stale(
        "karim",
        in_signatories.decision,
        lambda cast, by, row: meetings.follow_decision(by=by, decision=row, follow_up="Devis.", done_on=None),
        lambda cast, by, row: meetings.follow_decision(by=by, decision=row, follow_up="", done_on=None),
    ),
    f"{S}.themes.revise_theme": Stale(
        "adrien",
        lambda cast: trial.theme("sante-mentale"),
        lambda cast, by, row: themes.revise_theme(by=by, theme=row, summary="Qui appeler."),
        lambda cast, by, row: themes.revise_theme(by=by, theme=row, summary=row.summary),
    ),
    f"{S}.themes.withdraw_theme": Stale(
        "adrien",
        lambda cast: trial.theme("sante-mentale"),
        lambda cast, by, row: themes.withdraw_theme(by=by, theme=row),
    ),
    f"{S}.themes.restore_theme": Stale(
        "adrien", withdrawn_theme, lambda cast, by, row: themes.restore_theme(by=by, theme=row)
    ),
    f"{S}.themes.set_contacts": Stale(
        "adrien",
        lambda cast: trial.theme("sante-mentale"),
        lambda cast, by, row: themes.set_contacts(by=by, theme=row, contacts=[CONTACT]),
        lambda cast, by, row: themes.set_contacts(by=by, theme=row, contacts=[]),
    ),
    f"{F}.complaints.correct_complaint": Stale(
        "sarah",
        in_incidents.noted,
        lambda cast, by, row: complaints.correct_complaint(
            by=by, complaint=row, details=replace(row.details, service="Meaux")
        ),
        lambda cast, by, row: complaints.correct_complaint(
            by=by, complaint=row, details=replace(row.details, service="")
        ),
    ),
    f"{R}.told.note_told_outcome": Stale(
        "sarah",
        lambda cast: in_referrals.told_outcome(cast)[1],
        lambda cast, by, row: told.note_told_outcome(
            by=by, referral=received_referrals_visible_to(by).get(), complaint=row
        ),
    ),
    f"{T}.accesses.update_access": Stale(
        "sarah",
        in_territory.access,
        lambda cast, by, row: accesses.update_access(by=by, access=row, details=in_territory.handed(cast, quantity=2)),
        lambda cast, by, row: accesses.update_access(by=by, access=row, details=in_territory.handed(cast)),
    ),
    f"{T}.competences.refuse_import": Stale(
        "adrien", waiting_import, lambda cast, by, row: competences.refuse_import(by=by, competence_import=row)
    ),
    f"{T}.competences.override_competence": Stale(
        "adrien",
        lambda cast: in_territory.competence(),
        lambda cast, by, row: competences.override_competence(
            by=by, competence=row, signatory=cast.maud.signatory, unit="Section", reason="Lettre."
        ),
    ),
    f"{T}.competences.release_competence": Stale(
        "adrien",
        corrected,
        lambda cast, by, row: competences.release_competence(by=by, competence=row, reason="Réforme."),
    ),
    f"{T}.competences.set_exception": Stale(
        "adrien",
        lambda cast: in_territory.competence(),
        lambda cast, by, row: competences.set_exception(by=by, competence=row, exception="La gare", reason="Lettre."),
        lambda cast, by, row: competences.set_exception(by=by, competence=row, exception="", reason="Lettre."),
    ),
    f"{T}.residences.update_residence": Stale(
        "sarah",
        lambda cast: cast.tilleuls,
        lambda cast, by, row: estate.update_residence(by=by, residence=row, details=in_territory.details(cast)),
        lambda cast, by, row: estate.update_residence(
            by=by, residence=row, details=in_territory.details(cast, name=row.name, address=row.address)
        ),
    ),
    f"{T}.residences.close_residence": Stale(
        "sarah",
        lambda cast: cast.tilleuls,
        lambda cast, by, row: estate.close_residence(by=by, residence=row, closed_on=date(2026, 1, 5)),
        lambda cast, by, row: estate.close_residence(by=by, residence=row, closed_on=None),
    ),
    f"{C}.absences.end_absence": Stale(
        "karim", absence, lambda cast, by, row: absences.end_absence(by=by, absence=row)
    ),
    f"{C}.accounts.switch_account": Stale(
        "adrien",
        lambda cast: cast.gaston.user,
        lambda cast, by, row: accounts.switch_account(by=by, user=row, is_active=False),
        lambda cast, by, row: accounts.switch_account(by=by, user=row, is_active=True),
    ),
    f"{C}.confirmations.confirm_designation": Stale(
        "sarah",
        confirmed_long_ago,
        lambda cast, by, row: confirmations.confirm_designation(by=by, designation=row),
    ),
    f"{C}.confirmations.review_designations": Stale(
        "sarah",
        confirmed_long_ago,
        lambda cast, by, row: confirmations.review_designations(by=by, kept=[row], left=[]),
    ),
    f"{C}.designations.end_designation": Stale(
        "sarah",
        lambda cast: cast.gilles.designation,
        lambda cast, by, row: designations.end_designation(by=by, designation=row, ends_on=by.today),
    ),
    f"{C}.designations.end_designation_now": Stale(
        "sarah",
        lambda cast: cast.gilles.designation,
        lambda cast, by, row: designations.end_designation_now(by=by, designation=row),
    ),
    f"{C}.persons.correct_own_words": Stale("maud", lambda cast: cast.maud.user, renamed),
    f"{C}.own_address.ask_for_address": Stale("maud", lambda cast: cast.maud.user, moving),
    f"{C}.own_address.confirm_address": Stale(
        "maud",
        asked_address,
        confirming,
    ),
    f"{C}.own_address.withdraw_address": Stale("maud", asked_address, withdrawing),
    f"{C}.persons.correct_address": Stale(
        "karim",
        lambda cast: proposed_by("karim", cast, cast.nadia),
        lambda cast, by, row: persons.correct_address(by=by, designation=row, email="noe@tests.example"),
    ),
    f"{C}.persons.correct_designation": Stale(
        "karim",
        lambda cast: proposed_by("karim", cast, cast.nadia),
        lambda cast, by, row: persons.correct_designation(by=by, designation=row, **WORDS),
    ),
    f"{C}.voices.agree_to_designation": Stale(
        "karim",
        lambda cast: proposed_by("delphine", cast, cast.nadia),
        lambda cast, by, row: voices.agree_to_designation(by=by, designation=row),
    ),
    f"{C}.voices.accept_designation": Stale("dina", _called, as_visitor(voices.accept_designation)),
    f"{C}.voices.decline_designation": Stale("dina", _called, as_visitor(voices.decline_designation)),
    f"{C}.designations.replace_designation": Stale("adrien", coming, successor),
    f"{C}.designations.cancel_designation": Stale(
        "adrien", coming, lambda cast, by, row: designations.cancel_designation(by=by, designation=row)
    ),
    f"{C}.posts.update_post": Stale(
        "sarah",
        lambda cast: cast.gilles.post,
        lambda cast, by, row: posts.update_post(by=by, post=row, label="Nouvel intitulé", communes=[]),
        lambda cast, by, row: posts.update_post(by=by, post=row, label=row.label, communes=[]),
    ),
    f"{C}.posts.close_post": Stale(
        "adrien",
        empty_post,
        lambda cast, by, row: posts.close_post(by=by, post=row),
        lambda cast, by, row: posts.reopen_post(by=by, post=row),
    ),
    f"{C}.posts.reopen_post": Stale(
        "adrien",
        closed_post,
        lambda cast, by, row: posts.reopen_post(by=by, post=row),
        lambda cast, by, row: posts.close_post(by=by, post=row),
    ),
    f"{C}.residences.cover_residence": Stale(
        "sarah",
        lambda cast: cast.gaston.post,
        lambda cast, by, row: residences.cover_residence(by=by, residence=cast.tilleuls, post=row),
        lambda cast, by, row: residences.cover_residence(by=by, residence=cast.tilleuls, post=cast.gilles.post),
    ),
    f"{F}.situations.open_situation": Stale(
        "sarah",
        lambda cast: make_fact(cast.gilles, cast.tilleuls),
        lambda cast, by, row: situations.open_situation(by=by, incident=row),
    ),
    f"{F}.facts.triage_facts": Stale(
        "sarah",
        lambda cast: make_fact(cast.gilles, cast.tilleuls),
        lambda cast, by, row: facts.triage_facts(by=by, facts=[row], decision="left_apart"),
    ),
    f"{F}.facts.note_informed": Stale(
        "sarah",
        lambda cast: make_fact(cast.gilles, cast.tilleuls),
        lambda cast, by, row: facts.note_informed(by=by, incident=row, on=by.today),
        lambda cast, by, row: facts.note_informed(by=by, incident=row, on=None),
    ),
    f"{F}.staff.note_staff": Stale(
        "sarah",
        in_incidents.targeted,
        lambda cast, by, row: staff.note_staff(by=by, incident=row, answers={StaffItem.OCCASION: Said("rent")}),
        lambda cast, by, row: staff.note_staff(by=by, incident=row, answers={StaffItem.OCCASION: Said("round")}),
    ),
    f"{F}.situations.join_facts": Stale(
        "sarah",
        lambda cast: make_fact(cast.gilles, cast.tilleuls),
        lambda cast, by, row: situations.join_facts(by=by, facts=[row]),
    ),
    f"{F}.situations.move_facts": Stale(
        "sarah",
        in_incidents.situation,
        lambda cast, by, row: situations.move_facts(by=by, situation=row, facts=list(Incident.objects.all())[:1]),
    ),
    f"{F}.situations.merge_situation": Stale(
        "sarah",
        in_incidents.two_situations,
        lambda cast, by, row: situations.merge_situation(
            by=by, situation=row, into=Situation.objects.exclude(pk=row.pk).get()
        ),
    ),
    f"{F}.situations.rate_situation": Stale(
        "sarah",
        in_incidents.situation,
        lambda cast, by, row: situations.rate_situation(by=by, situation=row, gravity=2, recurrence=2),
        lambda cast, by, row: situations.rate_situation(by=by, situation=row, gravity=1, recurrence=1),
    ),
    f"{F}.situations.keep_situation": Stale(
        "sarah",
        in_incidents.situation,
        lambda cast, by, row: situations.keep_situation(
            by=by, situation=row, assigned_to=cast.sarah.designation, review_on=by.today
        ),
        lambda cast, by, row: situations.keep_situation(by=by, situation=row, assigned_to=None, review_on=None),
    ),
    f"{F}.situations.close_situation": Stale(
        "sarah",
        in_incidents.situation,
        lambda cast, by, row: situations.close_situation(by=by, situation=row, ending="settled"),
    ),
    f"{F}.situations.reopen_situation": Stale(
        "sarah",
        in_incidents.ended,
        lambda cast, by, row: situations.reopen_situation(by=by, situation=row),
    ),
    f"{F}.addressees.correct_addressee": Stale(
        "sarah",
        in_incidents.addressee,
        lambda cast, by, row: addressees.correct_addressee(
            by=by, addressee=row, words=in_incidents.holder_words(first_name="Anne")
        ),
        lambda cast, by, row: addressees.correct_addressee(by=by, addressee=row, words=in_incidents.holder_words()),
    ),
    f"{F}.evidence.arrange_evidence": Stale(
        "sarah",
        in_incidents.dossier,
        lambda cast, by, row: in_incidents.arranged(by, row, title="Autre"),
        lambda cast, by, row: in_incidents.arranged(by, row),
    ),
    f"{F}.evidence.add_pieces": Stale(
        "sarah",
        in_incidents.empty_dossier,
        lambda cast, by, row: evidence.add_pieces(
            by=by, evidence=row, keys=[each.key for each in sources_of(by, row.situation)]
        ),
    ),
    f"{F}.evidence.describe_piece": Stale(
        "sarah",
        in_incidents.attestation,
        lambda cast, by, row: evidence.describe_piece(by=by, piece=row, title=row.title, holds=["date"]),
        lambda cast, by, row: evidence.describe_piece(by=by, piece=row, title=row.title),
    ),
    f"{F}.evidence.freeze_evidence": Stale(
        "sarah",
        in_incidents.bound,
        lambda cast, by, row: evidence.freeze_evidence(by=by, evidence=row),
    ),
    f"{F}.legal_actions.note_action_begun": Stale(
        "sarah",
        in_incidents.older_action,
        lambda cast, by, row: legal_actions.note_action_begun(by=by, action=row, begun_on=by.today),
        lambda cast, by, row: legal_actions.note_action_begun(by=by, action=row, begun_on=row.stated_on),
    ),
    f"{F}.legal_actions.withdraw_legal_action": Stale(
        "sarah",
        in_incidents.action,
        lambda cast, by, row: legal_actions.withdraw_legal_action(by=by, action=row, why="Mauvais bail."),
    ),
    f"{F}.persons.remove_person": Stale(
        "sarah",
        in_incidents.person,
        lambda cast, by, row: persons_of_actions.remove_person(by=by, person=row),
    ),
    f"{F}.letters.revise_letter": Stale(
        "sarah",
        in_incidents.letter,
        lambda cast, by, row: letters.revise_letter(
            by=by, letter=row, words=in_incidents.letter_words(by, "warning", clause="le bail")
        ),
        lambda cast, by, row: letters.revise_letter(by=by, letter=row, words=in_incidents.letter_words(by, "warning")),
    ),
    f"{F}.letters.send_letter": Stale(
        "sarah",
        in_incidents.closure,
        lambda cast, by, row: letters.send_letter(by=by, letter=row, sending=Sending(by.today, "letter")),
    ),
    f"{F}.letters.discard_letter": Stale(
        "sarah",
        in_incidents.letter,
        lambda cast, by, row: letters.discard_letter(by=by, letter=row),
    ),
    f"{F}.letters.note_return": Stale(
        "sarah",
        in_incidents.sent_closure,
        lambda cast, by, row: letters.note_return(by=by, letter=row, on=by.today),
    ),
    f"{F}.attachments.add_attachments": Stale(
        "gilles",
        lambda cast: make_fact(cast.gilles, cast.tilleuls),
        lambda cast, by, row: attachments.add_attachments(by=by, to=row, pieces=[prepared()]),
    ),
    f"{F}.attachments.caption_attachment": Stale(
        "gilles",
        in_attachments.piece,
        lambda cast, by, row: attachments.caption_attachment(by=by, attachment=row, caption="Serrure forcée"),
        lambda cast, by, row: attachments.caption_attachment(by=by, attachment=row, caption=""),
    ),
    f"{F}.attachments.blur_attachment": Stale(
        "gilles",
        in_attachments.piece,
        lambda cast, by, row: attachments.blur_attachment(by=by, attachment=row, rectangles=[(0.1, 0.1, 0.2, 0.2)]),
    ),
    f"{F}.attachments.withdraw_attachment": Stale(
        "gilles",
        in_attachments.piece,
        lambda cast, by, row: attachments.withdraw_attachment(by=by, attachment=row, why="Mauvais fait."),
    ),
    f"{F}.attachments.discard_held": Stale(
        "gilles",
        in_attachments.held,
        lambda cast, by, row: attachments.discard_held(by=by, held=[row]),
    ),
    f"{F}.steps.deposit_receipt": Stale(
        "sarah",
        in_incidents.step,
        lambda cast, by, row: steps.deposit_receipt(by=by, step=row, content=b"%PDF-1.7 %%EOF", name="avis.pdf"),
    ),
    f"{F}.steps.take_step": Stale(
        "sarah",
        in_incidents.situation,
        lambda cast, by, row: steps.take_step(
            by=by, situation=row, rung="gathering", done_on=by.today, proof="file", key=uuid5(row.pk, "recueil")
        ),
    ),
    f"{F}.steps.note_result": Stale(
        "sarah",
        in_incidents.step,
        lambda cast, by, row: steps.note_result(by=by, step=row, result="fruitless", on=by.today),
        lambda cast, by, row: steps.note_result(by=by, step=row, result="effective", on=by.today),
    ),
    f"{F}.steps.withdraw_step": Stale(
        "sarah",
        in_incidents.step,
        lambda cast, by, row: steps.withdraw_step(by=by, step=row, why="Mauvais lieu."),
    ),
    f"{F}.facts.leave_apart": Stale(
        "sarah",
        lambda cast: make_fact(cast.gilles, cast.tilleuls),
        lambda cast, by, row: facts.leave_apart(by=by, incident=row),
        lambda cast, by, row: facts.set_aside(by=by, incident=row, reason="doublon"),
    ),
    f"{F}.facts.set_aside": Stale(
        "sarah",
        lambda cast: make_fact(cast.gilles, cast.tilleuls),
        lambda cast, by, row: facts.set_aside(by=by, incident=row, reason="doublon"),
        lambda cast, by, row: facts.leave_apart(by=by, incident=row),
    ),
    f"{R}.injunctions.accept_injunction": Stale(
        "sarah",
        enjoined.noted,
        lambda cast, by, row: injunctions.accept_injunction(by=by, injunction=row, answered_on=by.today),
    ),
    f"{R}.injunctions.refuse_injunction": Stale(
        "sarah",
        enjoined.noted,
        lambda cast, by, row: injunctions.refuse_injunction(
            by=by, injunction=row, motive="not_ours", answered_on=by.today
        ),
    ),
    f"{R}.injunctions.note_judge_seized": Stale(
        "sarah",
        enjoined.accepted,
        lambda cast, by, row: injunctions.note_judge_seized(by=by, injunction=row, seized_on=by.today, court="TJ"),
    ),
    f"{R}.injunctions.note_substitution": Stale(
        "pascale",
        enjoined.refused,
        lambda cast, by, row: injunctions.note_substitution(by=by, injunction=row, substituted_on=by.today),
    ),
    f"{R}.injunctions.close_injunction": Stale(
        "sarah", enjoined.seized, lambda cast, by, row: injunctions.close_injunction(by=by, injunction=row)
    ),
    f"{R}.injunctions.withdraw_injunction": Stale(
        "pascale", enjoined.noted, lambda cast, by, row: injunctions.withdraw_injunction(by=by, injunction=row)
    ),
    f"{R}.exceptional.approve_exceptional_access": Stale(
        "sarah",
        in_exceptional.waiting,
        lambda cast, by, row: exceptional.approve_exceptional_access(by=by, access=row),
    ),
    f"{R}.exceptional.end_exceptional_access": Stale(
        "sarah",
        in_exceptional.open_one,
        lambda cast, by, row: exceptional.end_exceptional_access(by=by, access=row),
    ),
    f"{R}.injunctions.note_lease": Stale(
        "sarah",
        enjoined.noted,
        lambda cast, by, row: injunctions.note_lease(by=by, injunction=row, number="2019-0417"),
        lambda cast, by, row: injunctions.note_lease(by=by, injunction=row, number=""),
    ),
    f"{R}.referrals.send_referral": Stale(
        "sarah", draft, lambda cast, by, row: referrals.send_referral(by=by, referral=row)
    ),
    f"{R}.referrals.complete_referral": Stale(
        "sarah",
        sent,
        lambda cast, by, row: referrals.complete_referral(
            by=by, referral=row, field_sets=(), precision="Vitrage remplacé.", version=row.version
        ),
    ),
    f"{R}.renewals.renew_referral": Stale(
        "sarah",
        sent,
        lambda cast, by, row: renewals.renew_referral(by=by, referral=row, until=by.today + timedelta(days=70)),
    ),
    f"{R}.renewals.name_readers": Stale(
        "sarah",
        reserved_to_two,
        lambda cast, by, row: renewals.name_readers(by=by, referral=row, readers=[cast.karim.designation.pk]),
    ),
    f"{R}.referrals.withdraw_referral": Stale(
        "sarah", sent, lambda cast, by, row: referrals.withdraw_referral(by=by, referral=row)
    ),
    f"{R}.referrals.close_referral": Stale(
        "sarah", answered, lambda cast, by, row: referrals.close_referral(by=by, referral=row)
    ),
    f"{R}.referrals.acknowledge_referral": Stale(
        "karim", sent, lambda cast, by, row: referrals.acknowledge_referral(by=by, referral=row)
    ),
    f"{R}.batches.acknowledge_referrals": Stale(
        "karim", sent, lambda cast, by, row: batches.acknowledge_referrals(by=by, referrals=[row])
    ),
    f"{R}.answers.prepare_answer": Stale(
        "perrine",
        received,
        lambda cast, by, row: answers.prepare_answer(by=by, referral=row, outcome="under_inquiry"),
        lambda cast, by, row: answers.prepare_answer(by=by, referral=row, outcome="sent_to_inquiry"),
    ),
    f"{R}.answers.drop_prepared": Stale(
        "maud", trial.prepared, lambda cast, by, row: answers.drop_prepared(by=by, prepared=row)
    ),
    f"{R}.answers.answer_in_place_of": Stale(
        "karim",
        sent,
        lambda cast, by, row: answers.answer_in_place_of(by=by, referral=row, prepared=1, outcome="nothing_found"),
    ),
    f"{R}.answers.validate_answers": Stale(
        "maud",
        trial.prepared,
        lambda cast, by, row: answers.validate_answers(by=by, seen={row.pk: "1.2"}),
    ),
    f"{R}.answers.answer_referrals": Stale(
        "karim",
        sent,
        lambda cast, by, row: answers.answer_referrals(
            by=by, referrals=[row], seen={row.pk: row.version}, outcome="nothing_found"
        ),
    ),
    f"{R}.referrals.start_referral": Stale(
        "karim", sent, lambda cast, by, row: referrals.start_referral(by=by, referral=row)
    ),
    f"{R}.referrals.answer_referral": Stale(
        "karim", sent, lambda cast, by, row: referrals.answer_referral(by=by, referral=row, outcome="nothing_found")
    ),
    f"{R}.referrals.refuse_referral": Stale(
        "karim", sent, lambda cast, by, row: referrals.refuse_referral(by=by, referral=row, motive="out_of_frame")
    ),
    f"{R}.subjects.change_subject": Stale(
        "adrien",
        line,
        lambda cast, by, row: subjects.change_subject(
            by=by, convention=trial.convention(), line=row, rule=rule("police")
        ),
        lambda cast, by, row: subjects.change_subject(
            by=by, convention=trial.convention(), line=row, rule=as_it_stands(row)
        ),
    ),
    f"{R}.subjects.restore_subject": Stale(
        "adrien",
        own_line,
        lambda cast, by, row: subjects.restore_subject(by=by, convention=trial.convention(), line=row),
    ),
    f"{T}.residences.discard_residence_file": Stale(
        "sarah", in_territory.estate_list, lambda cast, by, row: estate.discard_residence_file(by=by, stored=row)
    ),
    "files.services.erase": Stale("sarah", in_territory.estate_list, lambda cast, by, row: erase(by=by, stored=row)),
    "reports.services.publications.publish_months": Stale(
        "delphine",
        partial(in_reports.month, name="waiting"),
        lambda cast, by, row: publications.publish_months(by=by, publication=row),
    ),
    "reports.services.publications.withdraw_publication": Stale(
        "delphine",
        partial(in_reports.month, name="published"),
        lambda cast, by, row: publications.withdraw_publication(by=by, publication=row, reason="Compté deux fois."),
    ),
    "reports.services.publications.reopen_publication": Stale(
        "delphine",
        partial(in_reports.month, name="withdrawn"),
        lambda cast, by, row: publications.reopen_publication(by=by, publication=row),
    ),
}

# Of rows that can go: what else may be done to them, by whom.
MADE_TO_GO = (article, processing, absence, coming, in_incidents.person)
GONE: dict[str, Stale] = {name: STALE[name] for name in STALE if STALE[name].make in MADE_TO_GO} | {
    f"{C}.designations.end_designation": Stale(
        "adrien",
        coming,
        lambda cast, by, row: designations.end_designation(by=by, designation=row, ends_on=row.starts_on),
    ),
    f"{C}.confirmations.confirm_designation": Stale(
        "karim", coming, lambda cast, by, row: confirmations.confirm_designation(by=by, designation=row)
    ),
    f"{C}.confirmations.review_designations": Stale(
        "karim", coming, lambda cast, by, row: confirmations.review_designations(by=by, kept=[], left=[row])
    ),
    f"{C}.absences.announce_absence": Stale(
        "adrien",
        coming,
        lambda cast, by, row: absences.announce_absence(
            by=by, designation=row, starts_on=row.starts_on, ends_on=row.starts_on
        ),
    ),
}

ADDS = "adds a row and changes none"
BY_THE_CLOCK = "takes its rows in the statement that finds them: "
ELSEWHERE: dict[str, str] = {
    "reports.services.reviews.begin_review": "adds: tests/reports/test_reviews.py, the same form twice",
    "reports.services.reviews.comment_chapter": "a stored row: tests/reports/test_reviews.py, two who write",
    **{
        f"reports.services.reviews.{act}_review": "Conflict by its state: tests/reports/test_reviews.py, the square"
        for act in ("submit", "approve", "reopen", "freeze")
    },
    "reports.services.papers.request_review": "asked twice it is made once: tests/reports/test_reviews.py",
    "reports.services.reviews.keep_review_paper": "holds its lease and takes the bilan: tests/reports/test_reviews.py",
    "reports.services.reviews.note_review_read": ADDS,
    f"{F}.fact_imports.send_fact_file": "adds: tests/incidents/test_fact_imports.py, the same form twice",
    **{
        f"{F}.fact_imports.{act}": "Conflict by its state: tests/matrix/test_twice.py"
        for act in ("tell_columns", "tell_words", "confirm_import", "stop_import", "undo_import", "try_again")
    },
    f"{F}.letters.write_template": "adds a version: tests/incidents/test_letters.py",
    f"{F}.mailings.make_mailing": "adds: tests/incidents/test_mailings.py, the same form twice",
    f"{F}.letters.make_letters": "adds: tests/incidents/test_letters.py, the same form twice",
    f"{F}.letters.keep_paper": "the job holds its lease, a sent letter is left: tests/incidents/test_letters.py",
    f"{F}.letters.note_letter_download": ADDS,
    f"{F}.steps.note_receipt_download": ADDS,
    f"{F}.evidence.begin_evidence": "adds: tests/incidents/test_evidence.py, the same form twice",
    f"{F}.evidence.add_paper": "adds: tests/incidents/test_evidence.py, the same form twice",
    f"{F}.evidence.keep_bound_paper": "the job holds its lease, a frozen one is told: tests/incidents/test_evidence.py",
    f"{F}.evidence.note_evidence_download": ADDS,
    f"{F}.attachments.note_attachment_read": ADDS,
    f"{F}.attachments.hold_attachments": "adds: tests/incidents/test_attachments.py, the same form twice",
    f"{F}.attachments.purge_attachments": BY_THE_CLOCK + "tests/incidents/test_attachments.py",
    f"{F}.attachments.erase_attachments": BY_THE_CLOCK + "tests/incidents/test_attachments.py",
    f"{F}.legal_actions.state_legal_action": "adds: tests/incidents/test_persons.py, the same form twice",
    f"{F}.persons.add_person": "adds: tests/incidents/test_persons.py, the same form twice",
    f"{F}.addressees.add_addressee": "adds: tests/incidents/test_addressees.py, the same form twice",
    f"{F}.situations.open_lease_situation": "adds: tests/incidents/test_situations.py, the same form twice",
    f"{S}.convention.deposit_document": "tests/journal/test_insertion.py: two signed texts at once",
    f"{T}.competences.apply_import": "tests/territory/test_competence_imports.py",
    f"{T}.residences.import_residences": "tests/territory/test_residence_import.py: Conflict by its digest",
    f"{C}.arrival.invite": "tests/correspondents/test_invitation.py: the second finds the first",
    f"{C}.arrival.invite_named": "as invite",
    f"{C}.designations.make_room": "as replace_designation",
    f"{C}.designations.cut_short": "as end_designation_now",
    f"{C}.notices.tell_of_starts": BY_THE_CLOCK + "tests/correspondents/test_naming.py",
    f"{C}.notices.tell_of_mailboxes": BY_THE_CLOCK + "tests/correspondents/test_ends.py",
    f"{R}.handling.handle_referral": "the post’s own, of which the last word stands: tests/referrals/test_handling.py",
    f"{R}.retention.decide_retention": "the house’s own, the last word stands: tests/referrals/test_retention.py",
    f"{R}.pieces.erase_copies": "files of copies, each of which is erased once, with their piece",
    "operation.services.keep_measures": BY_THE_CLOCK + "tests/operation/test_watch.py",
    "operation.services.keep_alerts": BY_THE_CLOCK + "tests/operation/test_watch.py",
    f"{R}.reading.tell_of_reading": BY_THE_CLOCK + "tests/referrals/test_nobody_reads.py",
    f"{C}.designations.record_designation": "an entry",
    f"{C}.designations.refuse_unfit": "no row",
    f"{C}.departures.forget_filters": BY_THE_CLOCK + "tests/signatories/test_saved_filters.py",
    f"{C}.own_address.forget_addresses": BY_THE_CLOCK + "tests/correspondents/test_own_address.py",
    f"{C}.accounts.remember_choice": "one statement on the own account",
    f"{C}.arrival.draw_key": "draws anew for each mail",
    f"{C}.own_address.give_key": "the same for each mail",
    f"{C}.arrival.accept_invitation": "tests/correspondents/test_invitation.py: the key has served",
    f"{C}.confirmations.warn_unconfirmed": BY_THE_CLOCK + "tests/correspondents/test_confirmations.py",
    f"{C}.confirmations.suspend_unconfirmed": BY_THE_CLOCK + "tests/correspondents/test_confirmations.py",
    f"{F}.orientations.erase_old": BY_THE_CLOCK + "tests/incidents/test_orientations.py",
    f"{R}.exceptional.ask_exceptional_access": "adds: tests/matrix/test_twice.py, the same form twice",
    f"{R}.exceptional.seek_matter": BY_THE_CLOCK + "tests/referrals/test_exceptional_access.py",
    f"{R}.exceptional.copy_matter": BY_THE_CLOCK + "tests/referrals/test_exceptional_access.py",
    f"{R}.exceptional.forget_readings": BY_THE_CLOCK + "tests/referrals/test_exceptional_access.py",
    f"{R}.injunction_clocks.expire_injunctions": "each taken: tests/referrals/test_injunctions.py",
    f"{S}.saved_filters.save_filter": "adds: tests/signatories/test_saved_filters.py, the same form twice",
    f"{S}.saved_filters.rename_filter": "one’s own, the last word stands: tests/signatories/test_saved_filters.py",
    f"{S}.saved_filters.remove_filter": "one’s own, in one statement: tests/signatories/test_saved_filters.py",
    f"{C}.due.snooze_due": "one’s own, of which the last word stands: tests/incidents/test_due_days.py",
    f"{C}.due.resume_due": "one’s own, in one statement: tests/incidents/test_due_days.py",
    f"{C}.due.people_with_days": "no row",
    f"{C}.due.tell_of_days": "taken: tests/referrals/test_injunction_due.py, two workers at once",
    f"{C}.due.forget_snoozes": BY_THE_CLOCK + "tests/incidents/test_due_days.py",
    f"{R}.expiry.expire_overdue": BY_THE_CLOCK + "tests/referrals/test_expiry.py",
    f"{R}.referrals.expire_referral": "tests/referrals/test_expiry.py",
    f"{R}.referrals.moved": "a part of other services, each of which is tried",
    "reports.services.papers.cancel_report": BY_THE_CLOCK + "tests/reports/test_evidence_paper.py",
    "reports.services.papers.store_bound": "holds the lease of its job: tests/reports/test_evidence_paper.py",
    "reports.services.papers.store_report": "holds the lease of its job: tests/journal/test_jobs.py",
    "files.services.scan": BY_THE_CLOCK + "tests/files/test_antivirus.py",
    "files.services.purge_due": "each by erase",
    "files.services.remove_orphans": "no row",
    "journal.services.resend_messages": "one statement that finds and changes: tests/correspondents/test_mail_list.py",
    "journal.services.forget_jobs": "one statement that finds and takes away: tests/operation/test_orphans.py",
    "journal.services.forget_messages": "one statement that finds and takes away: tests/operation/test_orphans.py",
    f"{C}.bounces.note_bounce": "one statement that finds and changes: tests/correspondents/test_bounces.py",
    f"{C}.mail_hours.choose_mail_hours": "of the own row, which never ends: tests/correspondents/test_own_mails.py",
    "journal.services.retry_jobs": "holds the rows that it finds: tests/correspondents/test_job_retry.py",
} | dict.fromkeys(
    [
        f"{S}.meetings.create_meeting",
        f"{S}.meetings.add_decision",
        f"{S}.themes.create_theme",
        f"{T}.accesses.give_access",
        f"{T}.competences.read_import",
        f"{T}.residences.create_residence",
        f"{T}.residences.keep_residence_file",
        f"{T}.residences.plan_residences",
        f"{T}.residences.note_residence_read",
        f"{C}.absences.announce_absence",
        f"{C}.arrival.ask_for_new_password",
        f"{C}.arrival.publish_charter",
        f"{C}.arrival.accept_charter",
        f"{C}.designations.designate",
        f"{C}.notices.call_person",
        f"{C}.notices.tell_of_naming",
        f"{C}.notices.tell_of_end",
        "reports.services.delegates.tell_of_month",
        "reports.services.delegates.tell_of_quarter",
        f"{C}.notices.tell_person_of_end",
        f"{C}.directory.note_export",
        f"{C}.directory.note_card",
        f"{C}.directory.note_post_card",
        f"{C}.opening.open_convention",
        f"{C}.posts.create_post",
        f"{F}.facts.file_incident",
        f"{F}.complaints.note_complaint",
        f"{F}.orientations.note_orientation",
        f"{R}.referrals.prepare_referral",
        f"{R}.several.refer_to_each",
        f"{R}.injunctions.note_injunction",
        "reports.services.papers.request_injunction",
        "reports.services.papers.request_sheet",
        "reports.services.papers.request_receipt",
        "reports.services.papers.request_exchange",
        "reports.services.papers.request_docket",
        "reports.services.papers.request_referral_register",
        "reports.services.papers.request_own",
        "reports.services.papers.request_access_register",
        "reports.services.papers.request_evidence",
        "reports.services.papers.request_letter",
        "reports.services.papers.request_mailing",
        "reports.services.papers.request_minutes",
        "reports.services.papers.request_directory",
        "reports.services.papers.request_yearly",
        "reports.services.papers.request_quarter",
        "reports.services.papers.note_download",
        "files.services.store_bytes",
        "files.services.store_own_work",
        "journal.services.record",
        "journal.services.record_list_read",
        "journal.services.record_lists_read",
        "journal.services.record_each_read",
        "journal.services.entry_of",
        "journal.services.post_message",
        "journal.services.enqueue_job",
    ],
    ADDS,
)
