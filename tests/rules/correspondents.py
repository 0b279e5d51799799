"""Forbidden writes of correspondents: posts, designations, confirmations, arrivals and absences."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from acting.actor import Actor
from acting.enums import Function
from correspondents.due_rules import Due
from correspondents.enums import DesignationRole
from correspondents.models import AddressChange, Charter, Designation, Invitation, User
from correspondents.named_person import NamedPerson
from correspondents.own_address import key_of
from correspondents.services import (
    absences,
    accounts,
    arrival,
    confirmations,
    designations,
    due,
    own_address,
    persons,
    posts,
    residences,
    voices,
)
from correspondents.services.arrival import digest_of
from correspondents.services.mail_hours import choose_mail_hours
from journal.verbs import Verb
from territory.models import Commune
from tests.people import PASSWORD, Cast, acting, make_injunction, make_post
from tests.roles import installing
from tests.rules.trial import FAR, Trial, convention


def invitation(cast: Cast) -> Invitation:
    now = cast.adrien.actor().now
    with installing():
        return Invitation.objects.create(
            user=cast.nadia, key_hash=digest_of("clef-des-essais"), created_at=now, expires_at=now + timedelta(hours=1)
        )


def asked_address(cast: Cast) -> AddressChange:
    asked = {"former": cast.maud.user.email, "email": "m@tests.example", "asked_at": cast.maud.actor().now}
    with installing():
        change = AddressChange(user=cast.maud.user, **asked)
        change.key_hash = digest_of(key_of(change))
        change.save(force_insert=True)
        return change


def a_day(by: Actor) -> Due:
    """Of which it is of no account whose it is: what is written is the person's own."""
    return Due(
        kind="injonction",
        object_id=UUID(int=7),
        owner_id=UUID(int=8),
        what="",
        about="",
        reference="",
        due_on=by.today + timedelta(days=10),
        is_law=True,
        url="",
        read=Verb.INJUNCTION_READ,
    )


def charter_to_come() -> Charter:
    with installing():
        return Charter.objects.create(convention=convention(), version=90, in_force_on=FAR, text="Demain.")


def closed_post(cast: Cast) -> Any:
    """Closed while another took over its place."""
    former = make_post(cast.pascale.signatory, Function.DPO, "Ancien")
    with acting(cast.adrien) as adrien:
        posts.close_post(by=adrien, post=former)
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
    with installing():
        cast.gaston.user.save()
    return cast.gaston.user


HOURS: dict[str, Any] = {"gathering": "quart", "hour": None, "quiet_from": 20, "quiet_until": 7, "working_days": False}
WORDS = {"first_name": "Maude", "last_name": "Fictif", "phone": ""}


def proposed_by(who: str, cast: Cast, person: User) -> Designation:
    """At the post of the police, as deputy, by the whole address."""
    typed = NamedPerson(email=person.email, first_name=person.first_name, last_name=person.last_name)
    with acting(cast.people()[who]) as by:
        return designations.designate(
            by=by, post=cast.karim.post, user=typed, role=DesignationRole.SUPPLEANT, starts_on=by.today
        )


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


def _key(cast: Cast) -> str:
    invitation(cast)
    return "/accounts/invitation/clef-des-essais/"


TRIALS: dict[str, Trial] = {
    "correspondents.services.due.snooze_due": Trial(
        "sarah",
        lambda cast, by: due.snooze_due(by=by, due=a_day(by), until=FAR),
        lambda cast: (
            f"/a-faire/{make_injunction(cast.pascale, cast.tilleuls).pk}/injonction/reporter/",
            {"when": "jour", "until": FAR.isoformat()},
        ),
    ),
    "correspondents.services.absences.announce_absence": Trial(
        "sarah",
        lambda cast, by: absences.announce_absence(
            by=by, designation=cast.gilles.designation, starts_on=by.today, ends_on=date(2200, 1, 1)
        ),
        lambda cast: (
            f"/annuaire/designations/{cast.gilles.designation.pk}/absence/",
            {"starts_on": cast.sarah.actor().today, "ends_on": "2200-01-01", "submission": uuid4()},
        ),
    ),
    "correspondents.services.accounts.switch_account": Trial(
        "adrien",
        lambda cast, by: accounts.switch_account(by=by, user=cast.adrien.user, is_active=False),
        lambda cast: (f"/administration/comptes/{cast.adrien.user.pk}/etat/", {}),
    ),
    "correspondents.services.arrival.invite": Trial(
        "adrien",
        lambda cast, by: arrival.invite(by=by, user=never_signed_in(cast)),
        lambda cast: (f"/administration/comptes/{never_signed_in(cast).pk}/invitation/", {}),
    ),
    "correspondents.services.arrival.accept_invitation": Trial(
        "adrien",
        lambda cast, by: arrival.accept_invitation(by=by, invitation=invitation(cast), password="1234"),
        lambda cast: (_key(cast), {"new_password1": "1234", "new_password2": "1234"}),
    ),
    "correspondents.services.arrival.publish_charter": Trial(
        "adrien",
        lambda cast, by: arrival.publish_charter(
            by=by, convention=convention(), version=7, text="Charte", in_force_on=date(2020, 1, 1)
        ),
        lambda cast: (
            "/administration/chartes/",
            {"version": 7, "text": "Charte", "in_force_on": "2020-01-01"},
        ),
    ),
    "correspondents.services.arrival.accept_charter": Trial(
        "sarah",
        lambda cast, by: arrival.accept_charter(by=by, charter=charter_to_come()),
        lambda cast: ("/charte/", {"charter": charter_to_come().pk, "next": "//elsewhere.example"}),
    ),
    "correspondents.services.confirmations.confirm_designation": Trial(
        "sarah",
        lambda cast, by: confirmations.confirm_designation(by=by, designation=ended(cast)),
        lambda cast: ("/annuaire/confirmation/", {f"decision-{ended(cast).pk}": "keep"}),
    ),
    "correspondents.services.confirmations.review_designations": Trial(
        "sarah",
        lambda cast, by: confirmations.review_designations(by=by, kept=(), left=()),
        lambda cast: ("/annuaire/confirmation/", {}),
    ),
    "correspondents.services.designations.designate": Trial(
        "victor",
        lambda cast, by: naming(cast, by, post=cast.zoe.post, starts_on=date(1926, 1, 1)),
        lambda cast: (f"/annuaire/postes/{cast.zoe.post.pk}/designer/", person_words(starts_on="1926-01-01")),
    ),
    "correspondents.services.designations.end_designation": Trial(
        "sarah",
        lambda cast, by: designations.end_designation(
            by=by, designation=cast.gilles.designation, ends_on=by.today - timedelta(days=2)
        ),
        lambda cast: (
            f"/annuaire/designations/{cast.gilles.designation.pk}/terminer/",
            {"ends_on": cast.sarah.actor().today - timedelta(days=2)},
        ),
    ),
    "correspondents.services.designations.replace_designation": Trial(
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
    "correspondents.services.designations.cancel_designation": Trial(
        "sarah",
        lambda cast, by: designations.cancel_designation(by=by, designation=cast.gilles.designation),
        lambda cast: (
            f"/annuaire/postes/{cast.gilles.post.pk}/annuler/",
            {"designation": cast.gilles.designation.pk},
        ),
    ),
    # An address of another house: whoever serves there already holds no post that reads cases here.
    "correspondents.services.voices.accept_designation": Trial(
        "maud",
        lambda cast, by: voices.accept_designation(by=by, designation=proposed_by("karim", cast, cast.maud.user)),
        lambda cast: (f"/designation/accord/{proposed_by('karim', cast, cast.maud.user).pk}/accepter/", {}),
    ),
    "correspondents.services.persons.correct_own_words": Trial(
        "maud",
        lambda cast, by: persons.correct_own_words(by=by, user=cast.maud.user, **WORDS | {"last_name": ""}),
        lambda cast: ("/mes-coordonnees/", WORDS | {"last_name": ""}),
    ),
    "correspondents.services.mail_hours.choose_mail_hours": Trial(
        "maud",
        lambda cast, by: choose_mail_hours(by=by, user=cast.maud.user, **HOURS | {"quiet_until": 20}),
        lambda cast: ("/mes-coordonnees/courriels/", {"gathering": "quart", "quiet_from": "20", "quiet_until": "20"}),
    ),
    "correspondents.services.own_address.ask_for_address": Trial(
        "maud",
        lambda cast, by: own_address.ask_for_address(by=by, user=cast.maud.user, email=cast.maud.user.email),
        lambda cast: ("/mes-coordonnees/adresse/", {"email": cast.maud.user.email, "password": PASSWORD}),
    ),
    "correspondents.services.persons.correct_designation": Trial(
        "karim",
        lambda cast, by: persons.correct_designation(by=by, designation=cast.karim.designation, **WORDS),
        lambda cast: (f"/annuaire/designations/{cast.karim.designation.pk}/corriger/", WORDS),
    ),
    "correspondents.services.persons.correct_address": Trial(
        "karim",
        lambda cast, by: persons.correct_address(by=by, designation=cast.karim.designation, email="k@tests.example"),
        lambda cast: (f"/annuaire/designations/{cast.karim.designation.pk}/adresse/", {"email": "k@tests.example"}),
    ),
    "correspondents.services.voices.agree_to_designation": Trial(
        "adrien",
        lambda cast, by: voices.agree_to_designation(by=by, designation=proposed_by("delphine", cast, cast.nadia)),
        lambda cast: (f"/annuaire/designations/{proposed_by('delphine', cast, cast.nadia).pk}/accord/", {}),
    ),
    "correspondents.services.posts.create_post": Trial(
        "sarah",
        lambda cast, by: posts.create_post(
            by=by, signatory=cast.sarah.signatory, function=Function.GARDIEN, label="Gardien de rien"
        ),
        lambda cast: (
            "/annuaire/postes/nouveau/",
            {"function": "gardien", "label": "Gardien de rien", "submission": uuid4()},
        ),
    ),
    "correspondents.services.posts.update_post": Trial(
        "adrien",
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
    "correspondents.services.posts.close_post": Trial(
        "sarah",
        lambda cast, by: posts.close_post(by=by, post=cast.gilles.post),
        lambda cast: (f"/annuaire/postes/{cast.gilles.post.pk}/fermer/", {}),
    ),
    "correspondents.services.posts.reopen_post": Trial(
        "adrien",
        lambda cast, by: posts.reopen_post(by=by, post=closed_post(cast)),
        lambda cast: (f"/annuaire/postes/{closed_post(cast).pk}/rouvrir/", {}),
    ),
    "correspondents.services.residences.cover_residence": Trial(
        "sarah",
        lambda cast, by: residences.cover_residence(by=by, residence=cast.tilleuls, post=cast.zoe.post),
        lambda cast: (f"/residences/{cast.tilleuls.pk}/gardien/", {"post": cast.zoe.post.pk}),
    ),
}
