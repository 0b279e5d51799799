"""How far somebody has come in: the invitation's state, the charter that is still to be accepted."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Exists, OuterRef

from acting.actor import Actor, act_until_the_end, known, visitor
from correspondents.actors import may_have_a_way_in
from correspondents.mail_reasons import reason_in_words
from correspondents.models import Charter, CharterAcceptance, Invitation, User
from correspondents.services.arrival import digest_of
from journal.enums import MessageState
from journal.models import Message
from signatories.models import Convention


def invitation_of_key(key: str, at: datetime) -> Invitation | None:
    """The invitation that the key opens at that moment; none for a wrong, used, replaced or old key, all alike.

    For the rest of the page the database knows the invited person, who has nothing but the key.
    """
    digest = digest_of(key)
    with connection.cursor() as cursor:
        cursor.execute("SELECT correspondents_invited(%s)", [digest])
        (person,) = cursor.fetchone()
    act_until_the_end(visitor(person, at))
    invitation = Invitation.objects.select_related("user").filter(key_hash=digest).first()
    return invitation if invitation and is_open(invitation, at) else None


def is_open(invitation: Invitation, at: datetime) -> bool:
    """Unused and in time, of somebody who has never signed in and may still do so: once the person has a password
    of their own, an old mail must not set another."""
    return is_unspent(invitation, at) and invitation.user.last_login is None


def is_unspent(invitation: Invitation, at: datetime) -> bool:
    """Neither used, nor replaced, nor too old, of somebody who may still come in."""
    in_time = invitation.used_at is None and at < invitation.expires_at
    return in_time and may_have_a_way_in(invitation.user, at)


@dataclass(frozen=True, slots=True)
class InvitationState:
    """`tone` is the class of a tag; `at` the moment that the words speak of."""

    words: str
    tone: str
    at: datetime | None = None
    error: str = ""


def invitation_state(account: User, at: datetime) -> InvitationState:
    """What became of the latest invitation. Needs an account that came with `as_named_in`: of an address that was typed
    nothing is said that is older than that."""
    if account.has_come_in:
        return InvitationState("s’est déjà connectée", "ok")
    theirs = Invitation.objects.filter(user=account)
    since = account.named_since
    latest = (theirs.filter(created_at__gte=since) if since else theirs).first()
    if latest is None:
        return InvitationState("jamais invitée", "warn")
    if latest.used_at:
        return InvitationState("mot de passe choisi", "ok", latest.used_at)
    message = Message.objects.filter(object_id=latest.id, recipient_id=latest.user_id).first()
    if message and message.state in (MessageState.REFUSED, MessageState.FAILED, MessageState.MOOT):
        return InvitationState("courriel non remis", "bad", message.created_at, reason_in_words(message.error))
    if latest.expires_at <= at:
        return InvitationState("périmée depuis le", "bad", latest.expires_at)
    if message and message.state == MessageState.WAITING:
        return InvitationState("courriel à envoyer", "info", message.created_at)
    return InvitationState("envoyée, valable jusqu’au", "info", latest.expires_at)


def charter_in_force(convention: Convention, on: date) -> Charter | None:
    return Charter.objects.filter(convention=convention, in_force_on__lte=on).order_by("-version").first()


def charter_to_accept(actor: Actor) -> Charter | None:
    """The charter in force of the actor's convention, unless the person has accepted this very version."""
    accepted = CharterAcceptance.objects.filter(charter=OuterRef("pk"), user=actor.user_id)
    in_force = Charter.objects.filter(convention_id=known(actor.convention_id), in_force_on__lte=actor.today)
    latest = in_force.annotate(is_accepted=Exists(accepted)).order_by("-version").first()
    return latest if latest and not latest.is_accepted else None
