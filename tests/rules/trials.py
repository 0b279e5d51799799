"""One forbidden write for each service: at the service itself, and with raw data at the real address."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from acting.actor import Actor
from acting.days import PARIS
from acting.enums import Function
from correspondents.models import Charter, Invitation, User
from correspondents.named_person import NamedPerson
from correspondents.services import absences, accounts, arrival, confirmations, designations, posts, residences
from correspondents.services.arrival import digest_of
from incidents.models import Category
from incidents.services import facts, orientations
from referrals.models import LegalBasis, Subject
from referrals.services import referrals, subjects
from referrals.sharing import Sharing
from referrals.subject_table import line_of
from reports import services as reports
from signatories.enums import DocumentKind
from signatories.models import Article, Convention, Meeting, Processing, Signatory, Theme
from signatories.services import convention as record
from signatories.services import meetings, themes
from territory.enums import ImportKind
from territory.models import Commune, Competence
from territory.residence_file import read_list
from territory.services import accesses, competences
from territory.services import residences as estate
from tests.people import Cast, acting, make_fact, make_post, make_referral
from tests.roles import installing

Write = Callable[[Cast, Actor], object]
Door = Callable[[Cast], tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class Trial:
    """`who` tries; `write` must be refused by the service, `door` (address and raw data) by the page."""

    who: str
    write: Write
    door: Door


LIST = b"nom;adresse;commune;code INSEE;logements;QPV\r\nLes Ormes;1, rue;Meaux;77284;12;non\r\n"
FAR = date(2056, 1, 1)
AT = datetime(2025, 3, 2, 14, tzinfo=PARIS)


def convention() -> Convention:
    return Convention.objects.get(department_code="77")


def theme(code: str) -> Theme:
    return Theme.objects.get(convention=convention(), code=code)


def competence() -> Competence:
    return Competence.objects.get(commune="77284", domain="prosecution")


def meeting(cast: Cast) -> Meeting:
    with acting(cast.delphine) as delphine:
        given: dict[str, Any] = {
            "kind": "steering",
            "title": "Comité",
            "starts_at": AT,
            "place": "",
            "agenda": "",
            "minutes": "",
        }
        return meetings.create_meeting(by=delphine, convention=convention(), submission=uuid4(), **given)


def decision(cast: Cast) -> Any:
    with acting(cast.delphine) as delphine:
        said: dict[str, Any] = {"text": "Réparer.", "owner": cast.karim.signatory, "owner_function": "Correspondant"}
        return meetings.add_decision(by=delphine, meeting=meeting(cast), submission=uuid4(), **said)


def handed(cast: Cast, **changes: Any) -> accesses.AccessDetails:
    given: dict[str, Any] = {
        "holder": cast.karim.signatory,
        "kind": "badge",
        "quantity": 1,
        "given_on": date(2026, 1, 5),
    }
    return accesses.AccessDetails(**given | changes)


def access(cast: Cast) -> Any:
    with acting(cast.sarah) as sarah:
        return accesses.give_access(by=sarah, residence=cast.tilleuls, details=handed(cast), key=uuid4())


def details(cast: Cast, **changes: Any) -> estate.ResidenceDetails:
    given: dict[str, Any] = {
        "name": "Les Ormes",
        "address": "1, rue",
        "commune": cast.tilleuls.commune,
        "dwellings": 10,
    }
    return estate.ResidenceDetails(**given | {"in_priority_district": False} | changes)


def sharing(cast: Cast, **changes: Any) -> Sharing:
    chosen: dict[str, Any] = {
        "residence": cast.tilleuls,
        "recipient_post": cast.karim.post,
        "subject": Subject.objects.get(pk="presence"),
        "basis": LegalBasis.objects.get(pk="csi-l271-1"),
        "field_sets": ["place"],
        "until": cast.sarah.actor().today,
    }
    return Sharing(**chosen | changes)


def sheet(cast: Cast, **changes: Any) -> dict[str, Any]:
    chosen: dict[str, Any] = {"residence": cast.tilleuls.pk, "recipient": cast.karim.post.pk, "subject": "presence"}
    return chosen | {"basis": "csi-l271-1", "field_sets": ["place"], "until": "2056-01-01"} | changes


def rule_without_basis() -> tuple[Any, subjects.Rule]:
    line = line_of(convention(), "presence")
    kinds: dict[str, Any] = {"sender_kinds": ("landlord",), "recipient_kinds": ("police",)}
    return line, subjects.Rule(**kinds, minimum=(), usual=(), needs_precision=False, bases=())


def invitation(cast: Cast) -> Invitation:
    now = cast.adrien.actor().now
    return Invitation.objects.create(
        user=cast.nadia, key_hash=digest_of("clef-des-essais"), created_at=now, expires_at=now + timedelta(hours=1)
    )


def charter_to_come() -> Charter:
    return Charter.objects.create(convention=convention(), version=90, in_force_on=FAR, text="Demain.")


def attached(cast: Cast) -> Any:
    fact = make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.sarah) as sarah:
        facts.open_situation(by=sarah, incident=fact)
    return fact


def switched_off_draft(cast: Cast) -> Any:
    draft = make_referral(cast.sarah, cast.karim, cast.tilleuls, send=False)
    cast.karim.post.closed_on = cast.karim.actor().today
    with installing():
        cast.karim.post.save()
    return draft


def closed_post(cast: Cast) -> Any:
    """Closed while another took over its place."""
    former = make_post(cast.pascale.signatory, Function.DPO, "Ancien")
    with acting(cast.pascale) as pascale:
        posts.close_post(by=pascale, post=former)
    make_post(cast.pascale.signatory, Function.DPO, "Nouveau")
    return former


def ended(cast: Cast) -> Any:
    designation = cast.gaston.designation
    designation.ends_on = cast.sarah.actor().today - timedelta(days=3)
    with installing():
        designation.save()
    return designation


def never_signed_in(cast: Cast) -> User:
    cast.gaston.user.last_login = cast.adrien.actor().now
    cast.gaston.user.save()
    return cast.gaston.user


def sent(cast: Cast) -> Any:
    return make_referral(cast.sarah, cast.karim, cast.tilleuls)


def fact_words(cast: Cast) -> dict[str, Any]:
    return {"residence": cast.tilleuls.pk, "place": "hall", "category": "degradation", "recurrence": "isolated"}


def filing(cast: Cast, by: Actor, **changes: Any) -> Any:
    given: dict[str, Any] = {
        "residence": cast.tilleuls,
        "place": "hall",
        "category": Category.objects.get(pk="degradation"),
    }
    given |= {"started_at": by.now, "recurrence": "isolated", "facts": "Porte forcée.", "submission": uuid4()}
    return facts.file_incident(by=by, **given | changes)


def naming(cast: Cast, by: Actor, **changes: Any) -> Any:
    person = NamedPerson(email="nouveau@tests.example", first_name="Noé", last_name="Fictif")
    given: dict[str, Any] = {"post": cast.sarah.post, "user": person, "role": "suppleant", "starts_on": by.today}
    return designations.designate(by=by, **given | changes)


def person_words(**changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "first_name": "Noé",
        "last_name": "Fictif",
        "email": "nouveau@tests.example",
        "role": "suppleant",
    }
    return given | {"submission": uuid4(), "starts_on": "2026-01-05"} | changes


S, T, C = "signatories.services", "territory.services", "correspondents.services"
F, R, P = "incidents.services", "referrals.services", "reports.services"

TRIALS: dict[str, Trial] = {
    f"{S}.convention.keep_article": Trial(
        "adrien",
        lambda cast, by: record.keep_article(by=by, row=Article(convention=convention(), number=1, title="", text="T")),
        lambda cast: ("/administration/convention/articles/nouveau/", {"number": 1, "title": "", "text": "T"}),
    ),
    f"{S}.convention.keep_processing": Trial(
        "adrien",
        lambda cast, by: record.keep_processing(
            by=by, row=Processing(convention=convention(), name="Signalements", is_verified=True)
        ),
        lambda cast: ("/administration/convention/traitements/nouveau/", {"name": "Signalements", "is_verified": "on"}),
    ),
    f"{S}.convention.deposit_document": Trial(
        "adrien",
        lambda cast, by: record.deposit_document(
            by=by,
            convention=convention(),
            kind=DocumentKind.ANNEX,
            title="Annexe",
            name="a.pdf",
            content=b"<html>",
            submission=uuid4(),
        ),
        lambda cast: (
            "/administration/convention/documents/nouveau/",
            {"kind": "annex", "title": "Annexe", "file": SimpleUploadedFile("a.pdf", b"<html>", "application/pdf")},
        ),
    ),
    f"{S}.convention.change_settings": Trial(
        "adrien",
        lambda cast, by: record.change_settings(by=by, convention=convention(), values={"share_days_max": 10_000}),
        lambda cast: ("/administration/convention/reglages/", {"share_days_max": 10_000}),
    ),
    f"{S}.convention.keep_signatory": Trial(
        "adrien",
        lambda cast, by: record.keep_signatory(
            by=by,
            row=Signatory(
                convention=convention(),
                code="marne",
                kind="landlord",
                name="Marne",
                short_name="Marne",
                in_phrase="Marne",
                joined_on=date(2019, 1, 1),
            ),
        ),
        lambda cast: (
            "/administration/signataires/nouveau/",
            {"kind": "landlord", "name": "M", "short_name": "M", "in_phrase": "M", "joined_on": "2019-01-01"},
        ),
    ),
    f"{S}.convention.date_leaving": Trial(
        "adrien",
        lambda cast, by: record.date_leaving(by=by, row=_left(cast.victor.signatory, date(2019, 1, 1))),
        lambda cast: (f"/administration/signataires/{cast.victor.signatory.pk}/depart/", {"left_on": "2019-01-01"}),
    ),
    f"{S}.meetings.create_meeting": Trial(
        "delphine",
        lambda cast, by: meetings.create_meeting(
            by=by,
            convention=convention(),
            submission=uuid4(),
            kind="steering",
            title="Comité",
            starts_at=AT.replace(year=1999),
        ),
        lambda cast: ("/reunions/nouvelle/", {"kind": "steering", "title": "C", "starts_at": "1999-03-02T14:00"}),
    ),
    f"{S}.meetings.revise_meeting": Trial(
        "delphine",
        lambda cast, by: meetings.revise_meeting(by=by, meeting=meeting(cast), kind="x", title="C", starts_at=AT),
        lambda cast: (
            f"/reunions/{meeting(cast).pk}/modifier/",
            {"kind": "x", "title": "C", "starts_at": "2025-03-02T14:00"},
        ),
    ),
    f"{S}.meetings.set_attendance": Trial(
        "delphine",
        lambda cast, by: meetings.set_attendance(
            by=by,
            meeting=meeting(cast),
            attendances=[{"signatory": cast.karim.signatory, "function": "M. Dupont", "was_present": True}],
        ),
        lambda cast: (
            f"/reunions/{meeting(cast).pk}/presences/",
            {
                "form-TOTAL_FORMS": 1,
                "form-INITIAL_FORMS": 0,
                "form-0-signatory": cast.karim.signatory.pk,
                "form-0-function": "M. Dupont",
            },
        ),
    ),
    f"{S}.meetings.add_decision": Trial(
        "delphine",
        lambda cast, by: meetings.add_decision(
            by=by,
            meeting=meeting(cast),
            submission=uuid4(),
            text="Réparer.",
            owner=cast.adrien.signatory,
            owner_function="Exploitant",
        ),
        lambda cast: (
            f"/reunions/{meeting(cast).pk}/decisions/nouvelle/",
            {"text": "Réparer.", "owner": cast.adrien.signatory.pk, "owner_function": "Exploitant"},
        ),
    ),
    f"{S}.meetings.revise_decision": Trial(
        "delphine",
        lambda cast, by: meetings.revise_decision(by=by, decision=decision(cast), done_on=FAR),
        lambda cast: (
            f"/reunions/decisions/{decision(cast).pk}/",
            {"text": "R", "owner": cast.karim.signatory.pk, "owner_function": "C", "done_on": "2056-01-01"},
        ),
    ),
    f"{S}.meetings.follow_decision": Trial(
        "karim",
        lambda cast, by: meetings.follow_decision(by=by, decision=decision(cast), follow_up="Fait.", done_on=FAR),
        lambda cast: (
            f"/reunions/decisions/{decision(cast).pk}/suivi/",
            {"follow_up": "Fait.", "done_on": "2056-01-01"},
        ),
    ),
    f"{S}.themes.create_theme": Trial(
        "adrien",
        lambda cast, by: themes.create_theme(
            by=by, convention=convention(), submission=uuid4(), name="!!!", summary="S", circuit="C"
        ),
        lambda cast: (
            "/objets-de-travail/nouveau/",
            {"name": "!!!", "summary": "S", "circuit": "C", "position": 9},
        ),
    ),
    f"{S}.themes.revise_theme": Trial(
        "adrien",
        lambda cast, by: themes.revise_theme(by=by, theme=theme("radicalisation"), keeps_orientation=True),
        lambda cast: (f"/objets-de-travail/{theme('radicalisation').pk}/modifier/", {"name": "", "summary": "S"}),
    ),
    f"{S}.themes.set_contacts": Trial(
        "adrien",
        lambda cast, by: themes.set_contacts(
            by=by, theme=theme("radicalisation"), contacts=[{"label": "", "phone": "17"}]
        ),
        lambda cast: (
            f"/objets-de-travail/{theme('radicalisation').pk}/contacts/",
            {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "form-0-label": "", "form-0-phone": "17"},
        ),
    ),
    f"{T}.accesses.give_access": Trial(
        "sarah",
        lambda cast, by: accesses.give_access(
            by=by, residence=cast.tilleuls, details=handed(cast, given_on=FAR), key=uuid4()
        ),
        lambda cast: (
            f"/residences/{cast.tilleuls.pk}/acces/",
            {"holder": cast.karim.signatory.pk, "kind": "badge", "quantity": 1, "given_on": "2056-01-01"},
        ),
    ),
    f"{T}.accesses.update_access": Trial(
        "sarah",
        lambda cast, by: accesses.update_access(
            by=by, access=access(cast), details=handed(cast, holder=cast.geraldine.signatory)
        ),
        lambda cast: (
            f"/residences/acces/{access(cast).pk}/",
            {"holder": cast.geraldine.signatory.pk, "kind": "badge", "quantity": 1, "given_on": "2026-01-05"},
        ),
    ),
    f"{T}.competences.read_import": Trial(
        "adrien",
        lambda cast, by: competences.read_import(
            by=by,
            convention=convention(),
            kind=ImportKind.COURTS,
            content=b"nothing",
            name="a.csv",
            source="Ministère",
            vintage="2026",
        ),
        lambda cast: (
            "/administration/competences/fichier/",
            {
                "kind": "courts",
                "source": "Ministère",
                "vintage": "2026",
                "file": SimpleUploadedFile("a.csv", b"nothing"),
            },
        ),
    ),
    f"{T}.competences.override_competence": Trial(
        "adrien",
        lambda cast, by: competences.override_competence(
            by=by, competence=competence(), signatory=cast.karim.signatory, unit="Meaux", reason="Lettre."
        ),
        lambda cast: (
            f"/administration/competences/{competence().pk}/corriger/",
            {"signatory": cast.karim.signatory.pk, "unit": "Meaux", "reason": "Lettre."},
        ),
    ),
    f"{T}.competences.release_competence": Trial(
        "adrien",
        lambda cast, by: competences.release_competence(by=by, competence=_corrected(), reason=" "),
        lambda cast: (f"/administration/competences/{_corrected().pk}/rendre/", {"reason": " "}),
    ),
    f"{T}.competences.set_exception": Trial(
        "adrien",
        lambda cast, by: competences.set_exception(by=by, competence=competence(), exception="La gare", reason=""),
        lambda cast: (
            f"/administration/competences/{competence().pk}/exception/",
            {"exception": "La gare", "reason": ""},
        ),
    ),
    f"{T}.residences.create_residence": Trial(
        "sarah",
        lambda cast, by: estate.create_residence(by=by, details=details(cast, dwellings=0), key=uuid4()),
        lambda cast: (
            "/residences/nouvelle/",
            {"name": "Les Ormes", "address": "1, rue", "commune": "77284", "dwellings": 0},
        ),
    ),
    f"{T}.residences.update_residence": Trial(
        "sarah",
        lambda cast, by: estate.update_residence(
            by=by, residence=cast.tilleuls, details=details(cast, commune=Commune(code="91228"))
        ),
        lambda cast: (
            f"/residences/{cast.tilleuls.pk}/modifier/",
            {"name": "Les Ormes", "address": "1, rue", "commune": "91228", "dwellings": 10},
        ),
    ),
    f"{T}.residences.close_residence": Trial(
        "sarah",
        lambda cast, by: estate.close_residence(by=by, residence=cast.tilleuls, closed_on=date(26, 1, 1)),
        lambda cast: (f"/residences/{cast.tilleuls.pk}/fermeture/", {"closed_on": "0026-01-01"}),
    ),
    f"{T}.residences.keep_residence_file": Trial(
        "sarah",
        lambda cast, by: estate.keep_residence_file(by=by, name="a.csv", content=b""),
        lambda cast: ("/residences/import/", {"file": SimpleUploadedFile("a.csv", b"")}),
    ),
    f"{T}.residences.import_residences": Trial(
        "sarah",
        lambda cast, by: estate.import_residences(
            by=by, table=read_list(LIST), digest="of something else", file_id=uuid4()
        ),
        lambda cast: (
            f"/residences/import/{_list(cast).pk}/",
            {"decision": "apply", "digest": "of something else"},
        ),
    ),
    f"{C}.absences.announce_absence": Trial(
        "sarah",
        lambda cast, by: absences.announce_absence(
            by=by, designation=cast.gilles.designation, starts_on=by.today, ends_on=date(2200, 1, 1)
        ),
        lambda cast: (
            f"/annuaire/designations/{cast.gilles.designation.pk}/absence/",
            {"starts_on": cast.sarah.actor().today, "ends_on": "2200-01-01", "submission": uuid4()},
        ),
    ),
    f"{C}.accounts.switch_account": Trial(
        "adrien",
        lambda cast, by: accounts.switch_account(by=by, user=cast.adrien.user, is_active=False),
        lambda cast: (f"/administration/comptes/{cast.adrien.user.pk}/etat/", {}),
    ),
    f"{C}.arrival.invite": Trial(
        "adrien",
        lambda cast, by: arrival.invite(by=by, user=never_signed_in(cast)),
        lambda cast: (f"/administration/comptes/{never_signed_in(cast).pk}/invitation/", {}),
    ),
    f"{C}.arrival.accept_invitation": Trial(
        "adrien",
        lambda cast, by: arrival.accept_invitation(by=by, invitation=invitation(cast), password="1234"),
        lambda cast: (_key(cast), {"new_password1": "1234", "new_password2": "1234"}),
    ),
    f"{C}.arrival.publish_charter": Trial(
        "adrien",
        lambda cast, by: arrival.publish_charter(
            by=by, convention=convention(), version=7, text="Charte", in_force_on=date(2020, 1, 1)
        ),
        lambda cast: (
            "/administration/chartes/",
            {"version": 7, "text": "Charte", "in_force_on": "2020-01-01"},
        ),
    ),
    f"{C}.arrival.accept_charter": Trial(
        "sarah",
        lambda cast, by: arrival.accept_charter(by=by, charter=charter_to_come()),
        lambda cast: ("/charte/", {"charter": charter_to_come().pk, "next": "//elsewhere.example"}),
    ),
    f"{C}.confirmations.confirm_designation": Trial(
        "sarah",
        lambda cast, by: confirmations.confirm_designation(by=by, designation=ended(cast)),
        lambda cast: ("/annuaire/confirmation/", {f"decision-{ended(cast).pk}": "keep"}),
    ),
    f"{C}.confirmations.review_designations": Trial(
        "sarah",
        lambda cast, by: confirmations.review_designations(by=by, kept=(), left=()),
        lambda cast: ("/annuaire/confirmation/", {}),
    ),
    f"{C}.designations.designate": Trial(
        "victor",
        lambda cast, by: naming(cast, by, post=cast.zoe.post, starts_on=date(1926, 1, 1)),
        lambda cast: (f"/annuaire/postes/{cast.zoe.post.pk}/designer/", person_words(starts_on="1926-01-01")),
    ),
    f"{C}.designations.end_designation": Trial(
        "sarah",
        lambda cast, by: designations.end_designation(
            by=by, designation=cast.gilles.designation, ends_on=by.today - timedelta(days=2)
        ),
        lambda cast: (
            f"/annuaire/designations/{cast.gilles.designation.pk}/terminer/",
            {"ends_on": cast.sarah.actor().today - timedelta(days=2)},
        ),
    ),
    f"{C}.designations.replace_designation": Trial(
        "sarah",
        lambda cast, by: designations.replace_designation(
            by=by,
            designation=cast.gilles.designation,
            user=NamedPerson(email="nouveau@tests.example", first_name="Noé", last_name="Fictif"),
            starts_on=by.today - timedelta(days=5),
        ),
        lambda cast: (
            f"/annuaire/designations/{cast.gilles.designation.pk}/remplacer/",
            person_words(starts_on=cast.sarah.actor().today - timedelta(days=5)),
        ),
    ),
    f"{C}.designations.cancel_designation": Trial(
        "sarah",
        lambda cast, by: designations.cancel_designation(by=by, designation=cast.gilles.designation),
        lambda cast: (
            f"/annuaire/postes/{cast.gilles.post.pk}/annuler/",
            {"designation": cast.gilles.designation.pk},
        ),
    ),
    f"{C}.posts.create_post": Trial(
        "sarah",
        lambda cast, by: posts.create_post(
            by=by, signatory=cast.sarah.signatory, function=Function.GARDIEN, label="Gardien de rien"
        ),
        lambda cast: (
            "/annuaire/postes/nouveau/",
            {"function": "gardien", "label": "Gardien de rien", "submission": uuid4()},
        ),
    ),
    f"{C}.posts.update_post": Trial(
        "maud",
        lambda cast, by: posts.update_post(
            by=by,
            post=cast.maud.post,
            label="Magistrat",
            communes=Commune.objects.filter(pk="77288"),
            residences=(),
        ),
        lambda cast: (
            f"/annuaire/postes/{cast.maud.post.pk}/modifier/",
            {"label": "Magistrat", "communes": "Melun"},
        ),
    ),
    f"{C}.posts.close_post": Trial(
        "sarah",
        lambda cast, by: posts.close_post(by=by, post=cast.gilles.post),
        lambda cast: (f"/annuaire/postes/{cast.gilles.post.pk}/etat/", {}),
    ),
    f"{C}.posts.reopen_post": Trial(
        "pascale",
        lambda cast, by: posts.reopen_post(by=by, post=closed_post(cast)),
        lambda cast: (f"/annuaire/postes/{closed_post(cast).pk}/etat/", {"open": "on"}),
    ),
    f"{C}.residences.cover_residence": Trial(
        "sarah",
        lambda cast, by: residences.cover_residence(by=by, residence=cast.tilleuls, post=cast.zoe.post),
        lambda cast: (f"/residences/{cast.tilleuls.pk}/gardien/", {"post": cast.zoe.post.pk}),
    ),
    f"{F}.facts.file_incident": Trial(
        "gilles",
        lambda cast, by: filing(cast, by, residence=cast.pommiers),
        lambda cast: (
            "/faits/nouveau/",
            fact_words(cast) | {"started_at": "2025-01-01T10:00", "facts": "Porte.", "residence": cast.pommiers.pk},
        ),
    ),
    f"{F}.facts.note_complaint": Trial(
        "sarah",
        lambda cast, by: facts.note_complaint(
            by=by,
            incident=make_fact(cast.gilles, cast.tilleuls),
            complainant="tenant",
            filed_on=by.today,
            pv_number="1",
        ),
        lambda cast: (
            f"/faits/{make_fact(cast.gilles, cast.tilleuls).pk}/plainte/",
            {"complainant": "tenant", "filed_on": cast.sarah.actor().today, "pv_number": "1"},
        ),
    ),
    f"{F}.facts.leave_apart": Trial(
        "sarah",
        lambda cast, by: facts.leave_apart(by=by, incident=attached(cast)),
        lambda cast: (f"/faits/{attached(cast).pk}/tri/", {"decision": "left_apart"}),
    ),
    f"{F}.facts.set_aside": Trial(
        "sarah",
        lambda cast, by: facts.set_aside(
            by=by, incident=make_fact(cast.gilles, cast.tilleuls), reason="M. Dupont ment"
        ),
        lambda cast: (
            f"/faits/{make_fact(cast.gilles, cast.tilleuls).pk}/tri/",
            {"decision": "set_aside", "reason": "M. Dupont ment"},
        ),
    ),
    f"{F}.orientations.note_orientation": Trial(
        "sarah",
        lambda cast, by: orientations.note_orientation(
            by=by,
            theme=theme("violences-intrafamiliales"),
            commune=cast.tilleuls.commune,
            channel="phone",
            on=by.today - timedelta(days=40),
            submission=uuid4(),
        ),
        lambda cast: (
            f"/objets-de-travail/{theme('violences-intrafamiliales').pk}/orientation/",
            {"channel": "phone", "commune": "77284", "on": cast.sarah.actor().today - timedelta(days=40)},
        ),
    ),
    f"{R}.referrals.prepare_referral": Trial(
        "sarah",
        lambda cast, by: referrals.prepare_referral(by=by, sharing=sharing(cast, until=FAR), submission=uuid4()),
        lambda cast: ("/saisines/nouvelle/", sheet(cast)),
    ),
    f"{R}.referrals.send_referral": Trial(
        "sarah",
        lambda cast, by: referrals.send_referral(by=by, referral=switched_off_draft(cast)),
        lambda cast: (f"/saisines/{switched_off_draft(cast).pk}/envoyer/", {"version": 1}),
    ),
    f"{R}.referrals.complete_referral": Trial(
        "sarah",
        lambda cast, by: referrals.complete_referral(by=by, referral=sent(cast), field_sets=["facts"]),
        lambda cast: (f"/saisines/{sent(cast).pk}/completer/", {"field_sets": ["facts"], "version": 2}),
    ),
    f"{R}.referrals.withdraw_referral": Trial(
        "karim",
        lambda cast, by: referrals.withdraw_referral(by=by, referral=sent(cast)),
        lambda cast: (f"/saisines/{sent(cast).pk}/retirer/", {"version": 2}),
    ),
    f"{R}.referrals.close_referral": Trial(
        "sarah",
        lambda cast, by: referrals.close_referral(by=by, referral=sent(cast)),
        lambda cast: (f"/saisines/{sent(cast).pk}/clore/", {"version": 2}),
    ),
    f"{R}.referrals.acknowledge_referral": Trial(
        "sarah",
        lambda cast, by: referrals.acknowledge_referral(by=by, referral=sent(cast)),
        lambda cast: (f"/saisines/{sent(cast).pk}/accuser-reception/", {"version": 2}),
    ),
    f"{R}.referrals.start_referral": Trial(
        "sarah",
        lambda cast, by: referrals.start_referral(by=by, referral=sent(cast)),
        lambda cast: (f"/saisines/{sent(cast).pk}/prendre-en-charge/", {"version": 2}),
    ),
    f"{R}.referrals.answer_referral": Trial(
        "karim",
        lambda cast, by: referrals.answer_referral(by=by, referral=sent(cast), outcome="alternative"),
        lambda cast: (f"/saisines/{sent(cast).pk}/repondre/", {"outcome": "alternative", "version": 2}),
    ),
    f"{R}.referrals.refuse_referral": Trial(
        "karim",
        lambda cast, by: referrals.refuse_referral(by=by, referral=sent(cast), motive="because"),
        lambda cast: (f"/saisines/{sent(cast).pk}/refuser/", {"motive": "because", "version": 2}),
    ),
    f"{R}.subjects.change_subject": Trial(
        "adrien",
        lambda cast, by: subjects.change_subject(
            by=by,
            convention=convention(),
            line=rule_without_basis()[0],
            rule=rule_without_basis()[1],
        ),
        lambda cast: (
            "/administration/objets/presence/",
            {"sender_kinds": ["landlord"], "recipient_kinds": ["police"]},
        ),
    ),
    f"{P}.request_sheet": Trial(
        "victor",
        lambda cast, by: reports.request_sheet(by=by, referral=sent(cast)),
        lambda cast: (f"/saisines/{sent(cast).pk}/fiche/", {}),
    ),
    f"{P}.request_minutes": Trial(
        "gilles",
        lambda cast, by: reports.request_minutes(by=by, meeting=meeting(cast)),
        lambda cast: (f"/reunions/{meeting(cast).pk}/releve/", {}),
    ),
    f"{P}.request_directory": Trial(
        "gilles",
        lambda cast, by: reports.request_directory(by=by),
        lambda cast: ("/annuaire/pdf/", {}),
    ),
    f"{P}.request_yearly": Trial(
        "delphine",
        lambda cast, by: reports.request_yearly(by=by, period="1999"),
        lambda cast: ("/rapports/", {"period": "1999"}),
    ),
}

BY_THE_MACHINE = "the machine alone, on the beat or in a job"
OF_ANOTHER = "a part of other services, which have asked"
TAKES_AWAY = "takes away, or back, what is there: who may is a matter of the page"
READS = "reads, or writes down a read"

NO_RULE: dict[str, str] = {
    f"{S}.convention.remove_article": TAKES_AWAY,
    f"{S}.convention.remove_processing": TAKES_AWAY,
    f"{S}.convention.remove_document": TAKES_AWAY,
    f"{S}.themes.withdraw_theme": TAKES_AWAY,
    f"{S}.themes.restore_theme": TAKES_AWAY,
    f"{T}.competences.apply_import": "tried with whole official files: tests/territory/test_competence_imports.py",
    f"{T}.competences.refuse_import": TAKES_AWAY,
    f"{T}.residences.plan_residences": READS,
    f"{T}.residences.note_residence_read": READS,
    f"{T}.residences.discard_residence_file": TAKES_AWAY,
    f"{C}.absences.end_absence": TAKES_AWAY,
    f"{C}.arrival.invite_named": OF_ANOTHER,
    f"{C}.arrival.draw_key": BY_THE_MACHINE,
    f"{C}.arrival.ask_for_new_password": "anybody may ask; what becomes of it nobody learns but the mailbox",
    f"{C}.confirmations.warn_unconfirmed": BY_THE_MACHINE,
    f"{C}.confirmations.suspend_unconfirmed": BY_THE_MACHINE,
    f"{C}.directory.note_export": READS,
    f"{C}.directory.note_card": READS,
    f"{C}.directory.note_post_card": READS,
    f"{F}.facts.open_situation": OF_ANOTHER,
    f"{F}.orientations.erase_old": BY_THE_MACHINE,
    f"{R}.expiry.expire_overdue": BY_THE_MACHINE,
    f"{R}.referrals.expire_referral": BY_THE_MACHINE,
    f"{R}.subjects.restore_subject": TAKES_AWAY,
    f"{P}.store_report": BY_THE_MACHINE,
    f"{P}.note_download": READS,
    "files.services.store_bytes": OF_ANOTHER,
    "files.services.erase": OF_ANOTHER,
    "files.services.purge_due": BY_THE_MACHINE,
    "files.services.remove_orphans": BY_THE_MACHINE,
    "journal.services.record": OF_ANOTHER,
    "journal.services.record_list_read": READS,
    "journal.services.record_each_read": READS,
    "journal.services.entry_of": READS,
    "journal.services.resend_messages": "sends again what failed: who may is a matter of the page",
    "journal.services.post_message": OF_ANOTHER,
    "journal.services.enqueue_job": OF_ANOTHER,
}


def _left(signatory: Signatory, day: date) -> Signatory:
    signatory.left_on = day
    return signatory


def _corrected() -> Competence:
    found = competence()
    found.manual_reason = "Lettre."
    found.save()
    return found


def _list(cast: Cast) -> Any:
    with acting(cast.sarah) as sarah:
        return estate.keep_residence_file(by=sarah, name="liste.csv", content=LIST)


def _key(cast: Cast) -> str:
    invitation(cast)
    return "/accounts/invitation/clef-des-essais/"
