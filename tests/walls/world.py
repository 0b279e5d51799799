"""A world in which every walled table holds something that could leak, committed once for all tests of the walls."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils import timezone

from acting.actor import Actor
from correspondents.models import (
    AddressChange,
    Charter,
    CharterAcceptance,
    DueTelling,
    MailboxChange,
    MailChoice,
    Snooze,
)
from correspondents.services.absences import announce_absence
from correspondents.services.arrival import invite
from files.models import StoredFile
from files.services import store_bytes
from incidents.models import ImportMemory, Incident, Orientation, Situation, StaffNote, Step
from incidents.services import letters
from incidents.services.addressees import add_addressee
from incidents.services.attachments import add_attachments, hold_attachments
from incidents.services.complaints import correct_complaint, note_complaint
from incidents.services.evidence import begin_evidence
from incidents.services.fact_imports import send_fact_file
from incidents.services.legal_actions import state_legal_action
from incidents.services.mailings import make_mailing
from incidents.services.persons import add_person
from incidents.services.situations import open_lease_situation
from incidents.services.steps import take_step
from referrals.enums import FieldSet
from referrals.models import DisclosedPiece, Disclosure, LegalBasis, Referral, Retention, Subject, SubjectRule
from referrals.services import answers, injunctions
from referrals.services import referrals as services
from referrals.services.handling import handle_referral
from reports.services.papers import request_sheet
from signatories.models import (
    Article,
    Attendance,
    Convention,
    Decision,
    Document,
    Meeting,
    Processing,
    SavedFilter,
    SettingChange,
    Signatory,
    Theme,
    ThemeContact,
)
from territory.enums import CompetenceDomain
from territory.models import Commune, CompetenceChange, CompetenceImport, FormerCommune, FormerName, ResidenceAccess
from territory.permissions import RESIDENCE_FILE
from tests.exceptional import asked_for, opened, passed_on
from tests.figures import plant_publications
from tests.people import MEAUX, Cast, acting, make_fact, make_injunction, make_referral
from tests.pictures import prepared
from tests.reports.bilans import laid_with_words
from tests.roles import installing
from tests.rules.incidents import (
    TEMPLATE,
    action_words,
    holder_words,
    letter_words,
    mailing_words,
    paper_of,
    person_words,
)
from tests.second_department import EVRY, make_convention


def fill_cases(cast: Cast) -> None:
    """Facts at three residences; referrals live, answered, withdrawn, in draft, the other way, from a neighbour."""
    fact = make_fact(cast.gilles, cast.tilleuls)
    melun = make_fact(cast.gaston, cast.erables)
    neighbour = make_fact(cast.zoe, cast.pommiers)
    with acting(cast.sarah) as sarah:
        complaint = note_complaint(
            by=sarah, incident=fact, complainant="landlord", filed_on=sarah.today, pv_number="2026/04512"
        )
        lease = open_lease_situation(by=sarah, residence=cast.tilleuls, lease="2019-0417", lease_from=None, key=uuid4())
        holder = add_addressee(by=sarah, situation=lease, key=uuid4(), words=holder_words(last_name="Loyseau"))
        state_legal_action(by=sarah, situation=lease, key=uuid4(), words=action_words(sarah))
        add_person(by=sarah, situation=lease, key=uuid4(), words=person_words(last_name="Zwentibold"))
        words = letter_words(sarah, "warning", clause="le règlement de la cour aux glycines")
        made: dict[str, Any] = {"situation": lease, "kind": "warning", "addressees": [holder], "words": words}
        letters.make_letters(by=sarah, key=uuid4(), **made)
        make_mailing(by=sarah, kind="closure", situations=[lease], words=mailing_words(sarah), key=uuid4())
        letters.write_template(by=sarah, kind="reminder", **TEMPLATE)
        sent = send_fact_file(by=sarah, kind="facts", name="a.csv", content=b"R;Quand\n1;2\n", key=uuid4())
        ImportMemory.objects.create(landlord=sent.landlord, kind="facts")
        begun = begin_evidence(by=sarah, situation=lease, title="Bail aux glycines", key=uuid4())
        paper_of(sarah, begun, title="Attestation", is_attestation=True)
        take_step(
            by=sarah,
            situation=Situation.objects.get(incidents=fact.pk),
            rung="gathering",
            done_on=sarah.today,
            proof="file",
            key=uuid4(),
        )
        steps = Step.objects.all()
        for to, colour in ((fact, "red"), (steps[0], "blue")):
            add_attachments(by=sarah, to=to, pieces=[prepared(colour)])
        correct_complaint(by=sarah, complaint=complaint, details=replace(complaint.details, service="Meaux"))
    with acting(cast.gilles) as gilles:
        add_attachments(by=gilles, to=fact, pieces=[prepared("green")])
        hold_attachments(by=gilles, pieces=[prepared("black")])
    with acting(cast.zoe) as zoe:
        add_attachments(by=zoe, to=neighbour, pieces=[prepared()])
    both = (FieldSet.FACTS, FieldSet.PLACE)
    to_prepare = make_referral(
        cast.sarah,
        cast.maud,
        cast.tilleuls,
        incident=fact,
        complaint=complaint,
        subject="avis-parquet",
        field_sets=(FieldSet.COMPLAINT, *both),
    )
    with acting(cast.perrine) as perrine:
        answers.prepare_answer(by=perrine, referral=to_prepare, outcome="under_inquiry")
    with installing():
        author = {"designation": cast.sarah.designation, "decided_at": timezone.now()}
        Retention.objects.create(referral=to_prepare, landlord=cast.sarah.signatory, civil_action=False, **author)
    answered = make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact)
    with acting(cast.karim) as karim:
        services.answer_referral(by=karim, referral=answered, outcome="nothing_found")
        handle_referral(by=karim, referral=answered, assigned_to=cast.karim.designation, review_on=karim.today)
    gone = make_referral(cast.sarah, cast.paul, cast.erables, incident=melun, subject="avis-parquet")
    with acting(cast.sarah) as sarah:
        services.withdraw_referral(by=sarah, referral=gone)
    make_referral(cast.sarah, cast.pascale, cast.tilleuls, subject="situation-prefecture", send=False)
    make_referral(cast.karim, cast.victor, cast.pommiers, subject="acces-badges")
    make_referral(cast.victor, cast.karim, cast.pommiers, incident=neighbour, field_sets=both)
    make_referral(cast.sarah, cast.pascale, cast.tilleuls, subject="situation-prefecture", readers=(cast.pascale,))


def fill_bilans(cast: Cast) -> None:
    """A draft of which a chapter is commented."""
    laid_with_words(cast.delphine, 2024)


def fill_agents(cast: Cast) -> None:
    """One fact of each landlord targets an agent, and something is noted of it."""
    with installing():
        for person, residence in ((cast.sarah, cast.tilleuls), (cast.victor, cast.pommiers)):
            fact = Incident.objects.filter(residence=residence).order_by("filed_at")[0]
            Incident.objects.filter(pk=fact.pk).update(targets_staff=True, staff_open=True)
            StaffNote.objects.create(
                incident=fact, item="occasion", answer="rent", post=person.post, noted_at=timezone.now()
            )


def fill_injunctions(cast: Cast) -> None:
    """By the préfecture to two landlords, each with its lease; one that a landlord noted by itself."""
    made = [make_injunction(cast.pascale, cast.tilleuls), make_injunction(cast.pascale, cast.pommiers)]
    made.append(make_injunction(cast.victor, cast.pommiers))
    for person, injunction in ((cast.sarah, made[0]), (cast.victor, made[1]), (cast.victor, made[2])):
        with acting(person) as by:
            injunctions.note_lease(by=by, injunction=injunction, number="2019-0417-B")


def fill_accesses(cast: Cast) -> None:
    """An administrator's requests: one that waits, one that is open, one at the neighbour's, one for a reference that
    does not exist."""
    with acting(cast.sarah):
        facts = list(Incident.objects.filter(residence=cast.tilleuls).order_by("filed_at")[:1])
    with acting(cast.victor):
        facts += Incident.objects.order_by("filed_at")[:1]
    for fact in facts:
        passed_on(cast.adrien, fact.reference)
    opened(cast.adrien, facts[0].reference, cast.sarah)
    asked_for(cast.adrien, "F-2222-22")


def fill_the_rest(cast: Cast) -> None:
    """What is not a case: keys and badges, absences, accounts, papers, files."""
    today = timezone.localdate()
    for holder in (cast.karim, cast.geraldine):
        ResidenceAccess.objects.create(
            residence=cast.tilleuls, holder=holder.signatory, kind="badge", quantity=2, given_on=today
        )
    Orientation.objects.create(
        landlord=cast.sarah.signatory,
        theme=Theme.objects.all()[0],
        commune=Commune.objects.get(pk=MEAUX),
        channel="phone",
        on=today,
    )
    cast.maud.post.themes.add(Theme.objects.all()[0])
    charter = Charter.objects.create(
        convention=cast.adrien.signatory.convention, version=1, in_force_on=today, text="La charte."
    )
    for person in (cast.sarah, cast.zoe):
        CharterAcceptance.objects.create(charter=charter, user=person.user, accepted_at=timezone.now())
        Authenticator.objects.create(user=person.user, type="totp", data={"secret": "caché"})
        AddressChange.objects.create(
            user=person.user, former=person.user.email, email=f"x-{person.user.email}", asked_at=timezone.now()
        )
        EmailAddress.objects.create(user=person.user, email=person.user.email, verified=True, primary=True)
    for person in (cast.sarah, cast.pascale):
        until = today + timedelta(days=3)
        MailChoice.objects.create(user=person.user)
        Snooze.objects.create(user=person.user, kind="injonction", object_id=uuid4(), until=until, due_on=until)
        DueTelling.objects.create(user=person.user, told_on=today)
        SavedFilter.objects.create(
            user_id=person.user.pk,
            convention=person.signatory.convention,
            list_name="directory",
            place=1,
            name="Forces",
            query="nature=police",
        )
    MailboxChange.objects.create(signatory=cast.maud.signatory, changed_at=timezone.now())
    with acting(cast.sarah) as sarah:
        announce_absence(by=sarah, designation=cast.gilles.designation, starts_on=today, ends_on=today)
        _keep(sarah, "résidences.csv", RESIDENCE_FILE)
    with acting(cast.maud) as maud:
        announce_absence(by=maud, designation=cast.maud.designation, starts_on=today, ends_on=today)
        request_sheet(by=maud, referral=Referral.objects.get(recipient_post=cast.maud.post))
    with acting(cast.adrien) as adrien:
        invite(by=adrien, user=cast.zoe.user)
        invite(by=adrien, user=cast.nadia)
    with acting(cast.victor) as victor:
        cast.zoe.designation.act_file = _keep(victor, "acte.pdf", "acte de désignation")
    cast.zoe.designation.save(update_fields=["act_file"])


def fill_the_record(cast: Cast) -> None:
    """Of the own convention, and the same of a neighbour's, which nobody of the cast writes."""
    with acting(cast.adrien) as adrien:
        paper = _keep(adrien, "annexe.pdf", "document de la convention", owned=False)
        official = _keep(adrien, "communes.csv", "import de compétences", owned=False)
    with installing():  # of a paper that everybody sees, so that the row itself is what is asked about
        for answered in Disclosure.objects.filter(referral__state="answered", number=1):
            DisclosedPiece.objects.create(disclosure=answered, number=1, file=paper)
    _fill_record_of(cast.pascale.signatory, MEAUX, paper, official)
    make_convention()
    _fill_record_of(Signatory.objects.get(convention__department_code="91", code="prefecture"), EVRY, paper, official)


def _fill_record_of(prefecture: Signatory, commune: str, paper: StoredFile, official: StoredFile) -> None:
    convention, now = prefecture.convention, timezone.now()
    Article.objects.create(convention=convention, number=1, title="Objet", text="Texte recopié.")
    Document.objects.create(convention=convention, kind="annex", title="Annexe", file=paper, added_at=now)
    Processing.objects.create(convention=convention, name="Faits")
    SettingChange.objects.create(
        convention=convention,
        setting="share_days",
        at=now,
        user_id=uuid4(),
        signatory=prefecture,
        function="administrateur",
    )
    theme = Theme.objects.create(convention=convention, code="neuf", name="Neuf", summary="Neuf.", circuit="Appeler.")
    ThemeContact.objects.create(theme=theme, label="Accueil")
    _fill_meeting_of(convention, prefecture)
    _fill_ground_of(convention, prefecture, commune, official)
    plant_publications(convention)
    Charter.objects.create(convention=convention, version=2, in_force_on=date(2099, 1, 1), text="À venir.")
    rule = SubjectRule.objects.create(
        convention=convention,
        subject=Subject.objects.get(pk="presence"),
        sender_kinds=["landlord"],
        recipient_kinds=["police"],
        minimum=["place"],
        usual=["place"],
    )
    rule.bases.add(LegalBasis.objects.all()[0])


def _fill_meeting_of(convention: Convention, prefecture: Signatory) -> None:
    meeting = Meeting.objects.create(
        convention=convention, kind="steering", title="Comité de pilotage", starts_at=timezone.now()
    )
    Attendance.objects.create(meeting=meeting, signatory=prefecture, function="Cabinet")
    owners = convention.signatories.filter(kind__in=("landlord", "prefecture", "federation")).order_by("code")
    for number, owner in enumerate(owners, start=1):
        Decision.objects.create(meeting=meeting, number=number, text="Écrire.", owner=owner, owner_function="Cabinet")


def _fill_ground_of(convention: Convention, prefecture: Signatory, commune: str, official: StoredFile) -> None:
    FormerCommune.objects.create(code=f"{commune[:2]}999", commune_id=commune)
    FormerName.objects.create(commune_id=commune, name="Ancien-Nom")
    CompetenceChange.objects.create(
        commune_id=commune,
        domain=CompetenceDomain.PREFECTURE,
        signatory=prefecture,
        unit="Département",
        source="Tests",
        vintage="2025",
        until=date(2026, 1, 1),
        reason="Correction",
    )
    CompetenceImport.objects.create(
        convention=convention, kind="communes", file=official, source="Tests", vintage="2026", read_at=timezone.now()
    )


def _keep(by: Actor, name: str, purpose: str, *, owned: bool = True) -> StoredFile:
    return store_bytes(
        by=by,
        content=uuid4().bytes,
        name=name,
        content_type="application/pdf",
        owner_id=by.signatory_id if owned else None,
        purpose=purpose,
        purge_on=None,
    )
