"""The people of the tests, by name: two landlords, the partners of the 77, and somebody whom nobody designates.

Communes, public signatories, categories, subjects and legal bases are in the template database already.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import transaction
from django.test import Client
from django.utils import timezone

from acting.actor import MACHINE, Actor, acting_as, machine_actor
from acting.enums import Function
from convention77.middleware import SLID
from correspondents.actors import actor_for
from correspondents.enums import DesignationRole
from correspondents.models import Designation, Post, User
from correspondents.services import create_post, designate
from incidents.enums import PlaceType, Recurrence
from incidents.models import Category, Complaint, Incident
from incidents.services.complaints import note_complaint
from incidents.services.facts import file_incident
from referrals.enums import FieldSet
from referrals.injunction_draft import InjunctionDraft
from referrals.models import Injunction, LegalBasis, Referral, Subject
from referrals.services.injunctions import note_injunction
from referrals.services.referrals import prepare_referral, send_referral
from referrals.sharing import Sharing
from signatories.enums import SignatoryKind
from signatories.models import Convention, Signatory
from territory.models import Commune, Residence
from tests.roles import as_web, as_worker, installing

BACKEND = "correspondents.backend.DesignatedBackend"
PASSWORD = "un mot de passe des tests"
SIGNED_ON = date(2021, 5, 5)


@dataclass(frozen=True)
class Person:
    """Somebody with a post; `actor()` is the person now, or at another moment."""

    user: User
    post: Post
    designation: Designation

    @property
    def signatory(self) -> Signatory:
        return self.post.signatory

    def actor(self, at: datetime | None = None) -> Actor:
        return actor_for(self.designation, at or timezone.now())

    def client(self) -> Client:
        """A browser in which the person is signed in."""
        return signed_in(self.user)


@contextmanager
def acting(person: Person | Actor, at: datetime | None = None) -> Iterator[Actor]:
    """In a transaction, in the web's role, as the person: `with acting(sarah) as actor:`. The machine in its own."""
    actor = person.actor(at) if isinstance(person, Person) else person
    in_its_role = as_worker if actor.function == MACHINE else as_web
    with transaction.atomic(), in_its_role(), acting_as(actor):
        yield actor


def signed_in(user: User) -> Client:
    """As somebody at work, whose session was written down a moment ago: the first page costs what the next one does."""
    client = Client()
    with installing():
        client.force_login(user, BACKEND)
        session = client.session
        session[SLID] = int(time.time())
        session.save()
    return client


class ReckonedOnce(Argon2PasswordHasher):
    """What the portal's own hasher takes, for people who all have one password."""

    def encode(self, password: str, salt: str) -> str:
        return _argon2(password)


@cache
def _argon2(password: str) -> str:
    hasher = Argon2PasswordHasher()
    return str(hasher.encode(password, hasher.salt()))


def make_user(first_name: str, last_name: str = "Fictif", *, email: str = "") -> User:
    email = email or f"{first_name.lower()}@tests.example"
    return User.objects.create_user(email, PASSWORD, first_name=first_name, last_name=last_name)


def make_signatory(code: str, kind: SignatoryKind, name: str) -> Signatory:
    return Signatory.objects.create(
        convention=Convention.objects.get(department_code="77"),
        code=code,
        kind=kind,
        name=name,
        short_name=name,
        in_phrase=name,
        joined_on=SIGNED_ON,
    )


def make_residence(landlord: Signatory, name: str, commune: str = "77284", dwellings: int = 120) -> Residence:
    """Meaux unless said otherwise."""
    return Residence.objects.create(
        landlord=landlord,
        name=name,
        address="12, rue du Grand-Morin",
        commune=Commune.objects.get(pk=commune),
        dwellings=dwellings,
    )


def make_post(
    signatory: Signatory,
    function: Function,
    label: str,
    *,
    communes: tuple[str, ...] = (),
    residences: tuple[Residence, ...] = (),
) -> Post:
    with installing():
        return create_post(
            by=machine_actor(timezone.now()),
            signatory=signatory,
            function=function,
            label=label,
            communes=Commune.objects.filter(pk__in=communes),
            residences=residences,
        )


def appoint(
    user: User,
    post: Post,
    *,
    role: DesignationRole = DesignationRole.TITULAIRE,
    starts_on: date = SIGNED_ON,
    ends_on: date | None = None,
) -> Person:
    by = machine_actor(timezone.now())
    with installing():
        designation = designate(by=by, post=post, user=user, role=role, starts_on=starts_on, ends_on=ends_on)
    return Person(user, post, designation)


@dataclass(frozen=True)
class Cast:
    """Everybody, by first name. Gilles looks after the Tilleuls in Meaux, Gaston after the Érables in Melun."""

    sarah: Person  # référente, Deux Morins
    gilles: Person  # gardien of the Tilleuls, Deux Morins
    gaston: Person  # gardien of the Érables, Deux Morins
    dina: Person  # DPO, Deux Morins
    victor: Person  # référent, Val de Brie
    zoe: Person  # gardienne, Val de Brie
    karim: Person  # police, circonscription of Meaux
    geraldine: Person  # gendarmerie
    maud: Person  # parquet de Meaux
    paul: Person  # parquet de Melun
    fanny: Person  # parquet de Fontainebleau
    perrine: Person  # préparatrice of Maud's post
    pascale: Person  # préfecture
    delphine: Person  # déléguée, AORIF
    adrien: Person  # administrator of the portal
    nadia: User  # designated by nobody
    tilleuls: Residence  # Deux Morins, Meaux
    erables: Residence  # Deux Morins, Melun
    pommiers: Residence  # Val de Brie, Meaux

    def people(self) -> dict[str, Person]:
        return {name: value for name, value in vars(self).items() if isinstance(value, Person)}


MEAUX, MELUN = "77284", "77288"


def make_cast() -> Cast:
    """The standard cast; about thirty rows."""
    public = {signatory.code: signatory for signatory in Signatory.objects.all()}
    morins = make_signatory("deux-morins", SignatoryKind.LANDLORD, "Habitat des Deux Morins (fictif)")
    brie = make_signatory("val-de-brie", SignatoryKind.LANDLORD, "Logis du Val de Brie (fictif)")
    operator = make_signatory("operateur", SignatoryKind.OPERATOR, "Opérateur du portail (fictif)")
    tilleuls = make_residence(morins, "Résidence des Tilleuls")
    erables = make_residence(morins, "Résidence des Érables", MELUN)
    pommiers = make_residence(brie, "Clos des Pommiers")
    maud_post = make_post(public["parquet-meaux"], Function.MAGISTRAT, "Magistrat référent")

    def named(first_name: str, signatory: Signatory, function: Function, label: str, **perimeter: object) -> Person:
        return appoint(make_user(first_name), make_post(signatory, function, label, **perimeter))  # type: ignore[arg-type]

    return Cast(
        sarah=named("Sarah", morins, Function.REFERENT, "Référent sûreté"),
        gilles=named("Gilles", morins, Function.GARDIEN, "Gardien des Tilleuls", residences=(tilleuls,)),
        gaston=named("Gaston", morins, Function.GARDIEN, "Gardien des Érables", residences=(erables,)),
        dina=named("Dina", morins, Function.DPO, "Délégué à la protection des données"),
        victor=named("Victor", brie, Function.REFERENT, "Référent sûreté"),
        zoe=named("Zoe", brie, Function.GARDIEN, "Gardien des Pommiers", residences=(pommiers,)),
        karim=named(
            "Karim", public["police-77"], Function.CORRESPONDANT, "Circonscription de Meaux", communes=(MEAUX,)
        ),
        geraldine=named("Geraldine", public["gendarmerie-77"], Function.CORRESPONDANT, "Groupement"),
        maud=appoint(make_user("Maud"), maud_post),
        paul=named("Paul", public["parquet-melun"], Function.MAGISTRAT, "Magistrat référent"),
        fanny=named("Fanny", public["parquet-fontainebleau"], Function.MAGISTRAT, "Magistrat référent"),
        perrine=appoint(make_user("Perrine"), maud_post, role=DesignationRole.PREPARATEUR),
        pascale=named("Pascale", public["prefecture-77"], Function.CORRESPONDANT, "Bureau de la sécurité intérieure"),
        delphine=named("Delphine", public["aorif"], Function.DELEGUE, "Délégué départemental"),
        adrien=named("Adrien", operator, Function.ADMINISTRATEUR, "Administrateur"),
        nadia=make_user("Nadia"),
        tilleuls=tilleuls,
        erables=erables,
        pommiers=pommiers,
    )


def make_fact(
    by: Person,
    residence: Residence,
    *,
    at: datetime | None = None,
    started_at: datetime | None = None,
    category: str = "degradation",
    facts: str = "",
) -> Incident:
    """Filed by a gardien or a référent at that moment, an hour after it happened unless told otherwise."""
    moment = at or timezone.now()
    with acting(by, moment) as actor:
        return file_incident(
            by=actor,
            residence=residence,
            place=PlaceType.HALL,
            building="C",
            category=Category.objects.get(pk=category),
            started_at=started_at or moment - timedelta(hours=1),
            recurrence=Recurrence.ISOLATED,
            facts=facts or "Porte du hall forcée, vitrage brisé.",
            submission=uuid4(),
        )


def make_complaint(by: Person, incident: Incident, *, days_ago: int = 199, complainant: str = "landlord") -> Complaint:
    """Lodged so many days ago, with the numbers by which it is found; old enough, unless said otherwise, for the
    parquet to be asked what became of it."""
    with acting(by) as actor:
        filed_on = actor.today - timedelta(days=days_ago)
        numbers: dict[str, Any] = {
            "service": "Commissariat",
            "pv_number": f"{days_ago}/0417",
            "prosecution_number": f"26{days_ago}77",
        }
        found_by = {} if complainant == "tenant" else numbers
        return note_complaint(by=actor, incident=incident, complainant=complainant, filed_on=filed_on, **found_by)


def make_question(cast: "Cast", subject: str = "suite-plainte") -> Referral:
    """Sarah asks Maud about a complaint: what became of it, unless told otherwise."""
    fact = make_fact(cast.gilles, cast.tilleuls, at=timezone.now() - timedelta(days=200))
    complaint = make_complaint(cast.sarah, fact)
    return make_referral(cast.sarah, cast.maud, cast.tilleuls, incident=fact, complaint=complaint, subject=subject)


USUAL_SUBJECTS = {
    ("landlord", "police"): "presence",
    ("landlord", "gendarmerie"): "presence",
    ("landlord", "prosecution"): "avis-parquet",
    ("landlord", "prefecture"): "situation-prefecture",
    ("police", "landlord"): "acces-badges",
    ("gendarmerie", "landlord"): "acces-badges",
    ("prosecution", "landlord"): "suite-donnee",
    ("prefecture", "landlord"): "point-etape",
}


# What a request says that no fact says.
TOLD_NUMBER = "25123000045"
ASKED: dict[str, dict[str, object]] = {
    "presence": {
        "nature": "Dégradation",
        "days": ["friday", "saturday"],
        "hours_from": "20:00",
        "hours_to": "02:00",
        "since": "2024-01-05",
        "access": "Badge remis au service.",
    },
    "rendez-vous-plainte": {"nature": "Dégradation", "agency": "Agence de Meaux."},
    "copie-decision": {"court": "Tribunal judiciaire de Meaux", "decided_on": "2026-01-05"},
    "force-publique": {"exploc_number": "77-0001", "exploc_on": "2026-01-05"},
    "conservation-images": {"requisition_number": "2026/12", "requisition_on": "2026-01-05"},
    "suite-donnee": {"complaint_number": TOLD_NUMBER, "told": "sent_to_inquiry"},
    "avis-audience": {
        "complaint_number": TOLD_NUMBER,
        "hearing_on": "2099-01-05",
        "hearing_at": "09:30",
        "hearing_court": "Tribunal judiciaire de Meaux",
    },
    "prejudice-pieces": {"complaint_number": TOLD_NUMBER, "damage": ["amount"], "wanted_by": "2099-01-05"},
    "remise-etat": {"equipment": ["door"], "repair_at": "Porte du hall B.", "wanted_by": "2099-01-05"},
    "avis-parquet": {"question": "Ce fait relève-t-il d’une contravention ?"},
    "situation-prefecture": {"nature": "Dégradation", "since": "2024-01-05", "expected": "Une réunion sur place."},
    "intervention-site": {
        "planned_on": "2099-01-05",
        "planned_at": "06:30",
        "todo": "Ouvrir le local technique.",
    },
    "acces-badges": {
        "access_to": "Hall et parking.",
        "access_count": "4",
        "access_for": "Patrouille de nuit.",
        "wanted_by": "2099-01-05",
    },
    "contact-astreinte": {
        "standby_for": "Ouvrir le local technique.",
        "standby_from": "2099-01-05",
        "standby_to": "2099-01-08",
        "hours_from": "20:00",
        "hours_to": "06:00",
    },
    "point-etape": {"about": "La porte du hall B.", "wanted_by": "2099-01-05"},
}


def make_referral(
    by: Person,
    to: Person,
    residence: Residence,
    *,
    incident: Incident | None = None,
    complaint: Complaint | None = None,
    subject: str = "",
    field_sets: tuple[str, ...] = (),
    until: date | None = None,
    at: datetime | None = None,
    send: bool = True,
    readers: tuple[Person, ...] = (),
) -> Referral:
    """Sent (unless told otherwise) to somebody's post, readable for sixty days; the subject's first legal basis and,
    unless said, a usual subject with what it needs: a fact is filed for one that needs one. Reserved to `readers`."""
    asked = Subject.objects.get(pk=subject or USUAL_SUBJECTS[by.signatory.kind, to.signatory.kind])
    if FieldSet.FACTS in (field_sets or asked.minimum) and incident is None:
        incident = make_fact(by, residence, at=at)
    with acting(by, at) as actor:
        sharing = Sharing(
            residence=residence,
            recipient_post=to.post,
            subject=asked,
            basis=LegalBasis.objects.filter(subjects=asked)[0],
            field_sets=list(field_sets) or asked.minimum,
            until=until or actor.today + timedelta(days=60),
            incidents=(incident,) if incident else (),
            complaint=complaint,
            precision="Réquisition n° 12, du 3 mars." if asked.needs_precision else "",
            is_reserved=bool(readers),
            readers=[reader.designation.pk for reader in readers],
            asked=ASKED.get(asked.pk, {}),
        )
        referral = prepare_referral(by=actor, sharing=sharing, submission=uuid4())
        return send_referral(by=actor, referral=referral) if send else referral


def make_injunction(by: Person, residence: Residence, *, days_ago: int = 3) -> Injunction:
    """Notified by the préfet so many days ago, written down now by the préfecture or by the landlord of the place."""
    with acting(by) as actor:
        draft = InjunctionDraft(
            landlord=residence.landlord,
            residence=residence,
            commune=None,
            typed="",
            notified_on=actor.today - timedelta(days=days_ago),
            ground_stated=True,
        )
        return note_injunction(by=actor, draft=draft, key=uuid4())
