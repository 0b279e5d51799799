"""Writes on coming in: the invitation that lets a person choose a password, and the charter that everybody accepts."""

import secrets
from datetime import date, timedelta
from hashlib import sha256
from uuid import uuid4

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from acting.actor import Actor, known
from acting.changes import taken
from acting.kept import GAPS, forget
from acting.pages import ask, require
from acting.refusals import Conflict, Refused, refuse, unfit_values
from correspondents.addresses import accounts_at
from correspondents.charter_rules import refusals_of_day
from correspondents.messages import INVITATION_KIND, RESET_KIND
from correspondents.models import Charter, CharterAcceptance, Invitation, User
from correspondents.permissions import can_invite
from journal.insertion import get_or_insert
from journal.services import post_message, record
from journal.verbs import Verb
from signatories.models import Convention
from signatories.permissions import can_administer

INVITATION_LIFETIME = timedelta(hours=72)
# A second click, or a second person who invites, writes no second mail.
INVITATION_REST = timedelta(minutes=10)
KEY_BYTES = 32


def digest_of(key: str) -> str:
    return sha256(key.encode()).hexdigest()


@transaction.atomic
def invite(*, by: Actor, user: User) -> Invitation:
    """A mail will carry the key. Raises Refused for who has come in since being named, or whose account is closed."""
    if not can_invite(by, user):
        raise Refused("Cette personne est déjà venue, ou son compte est fermé : elle ne peut être invitée.")
    return invite_named(by=by, user=user)


@transaction.atomic
def invite_named(*, by: Actor, user: User) -> Invitation:
    """Of whose address was typed, whatever its account: an invitation sent before opens nothing any more.

    The key is drawn when the mail is written (`draw_key`): until then no key opens this invitation, and none ever sets
    the password of somebody who has signed in before, whose mail says where to sign in.
    """
    person = taken(User.objects.all(), user)
    open_ones = Invitation.objects.filter(user=person, used_at=None, expires_at__gt=by.now)
    recent = open_ones.filter(created_at__gt=by.now - INVITATION_REST).first()
    if recent:
        return recent
    open_ones.update(expires_at=by.now)
    invitation = Invitation.objects.create(user=person, created_at=by.now, expires_at=by.now + INVITATION_LIFETIME)
    post_message(by=by, kind=INVITATION_KIND, recipient_id=person.id, object_id=invitation.id)
    record(by=by, verb=Verb.ACCOUNT_INVITED, object_id=person.id, owner_id=None)
    forget(GAPS)
    return invitation


@transaction.atomic
def draw_key(*, by: Actor, invitation: Invitation) -> str:
    """The key for the mail that is being written; its digest is kept, and its time runs from now."""
    require(by.is_machine)
    key, held = secrets.token_urlsafe(KEY_BYTES), taken(Invitation.objects.all(), invitation)
    held.key_hash, held.expires_at = digest_of(key), by.now + INVITATION_LIFETIME
    held.save(update_fields=["key_hash", "expires_at"])
    return key


@transaction.atomic
def accept_invitation(*, by: Actor, invitation: Invitation, password: str) -> User:
    """The person's own password; the key has served. Raises Conflict when somebody was quicker, or when the person
    has signed in meanwhile, and Refused for a password that is too weak."""
    user: User = taken(User.objects.all(), invitation.user)
    held = taken(Invitation.objects.all(), invitation)
    if user.last_login is not None or held.used_at is not None or held.expires_at <= by.now:
        raise Conflict("the invitation has served")
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), "new_password2") from error
    user.set_password(password)
    user.save(update_fields=["password"])
    held.used_at = by.now
    held.save(update_fields=["used_at"])
    record(by=by, verb=Verb.ACCOUNT_INVITATION_ACCEPTED, object_id=user.id, owner_id=None)
    forget(GAPS)
    return user


@transaction.atomic
def ask_for_new_password(*, by: Actor, email: str) -> None:
    """One row whoever asks, so that neither the page nor its time tells who has an account: the worker finds out, and
    erases the row of an address that nobody has."""
    person = accounts_at(User.objects.normalize_email(email).lower()).values_list("pk", flat=True).first()
    post_message(by=by, kind=RESET_KIND, recipient_id=person or uuid4())


@transaction.atomic
def publish_charter(*, by: Actor, convention: Convention, version: int, text: str, in_force_on: date) -> Charter:
    """A new version, which everybody is asked to accept from `in_force_on`; the same one sent twice is one.

    Raises Refused, also when the version exists with other words: a version is never edited.
    """
    ask(can_administer, by, convention.pk)
    if not Charter.objects.filter(convention=convention, version=version).exists():
        wanted = Charter(version=version, text=text, in_force_on=in_force_on)
        refuse([*unfit_values(wanted), *refusals_of_day(in_force_on, by.today)])
    values = {"text": text, "in_force_on": in_force_on}
    charter, is_new = get_or_insert(Charter.objects.all(), convention=convention, version=version, defaults=values)
    if is_new:
        record(by=by, verb=Verb.CHARTER_PUBLISHED, object_id=charter.id, owner_id=None)
    elif (charter.text, charter.in_force_on) != (text, in_force_on):
        raise Refused("Cette version vient d’être publiée avec un autre texte. Rouvrez la page.")
    return charter


@transaction.atomic
def accept_charter(*, by: Actor, charter: Charter) -> CharterAcceptance:
    """Once for each version; a second click finds the first acceptance. Raises Refused for one that is not yet, or not
    here, in force."""
    in_force = Charter.objects.filter(pk=charter.pk, in_force_on__lte=by.today, convention__signatories=by.signatory_id)
    if not in_force.exists():
        raise Refused("Cette charte n’est pas celle qui est en vigueur ici.", "charter")
    acceptances, person = CharterAcceptance.objects.all(), known(by.user_id)
    values = {"accepted_at": by.now}
    acceptance, is_new = get_or_insert(acceptances, charter=charter, user_id=person, defaults=values)
    if is_new:
        record(by=by, verb=Verb.CHARTER_ACCEPTED, object_id=charter.id, owner_id=by.signatory_id)
    return acceptance
