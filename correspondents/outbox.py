"""Sends what waits in the outbox: one mail for all that waits for a person, when the person wants it, one sender at a
time.

A mail server that is away is asked again after a minute, then ever more rarely for three days, and no worker waits for
it longer than one mail takes to fail. Only a worker that is killed between handing a mail over and its commit could
repeat that one mail.
"""

from datetime import datetime, timedelta
from enum import Enum
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from uuid import UUID, uuid4

import structlog
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection as database
from django.db import transaction
from django.db.models import Case, DateTimeField, F, Max, QuerySet, Value, When
from django.urls import reverse

from acting.actor import acting_as, known, machine_actor
from acting.days import day_of
from acting.kept import GAPS, forget
from correspondents.actors import may_have_a_way_in, running_designations
from correspondents.arrival import is_unspent
from correspondents.mail_hours import USUAL, leaves_at
from correspondents.mail_ids import message_id_of
from correspondents.mail_reasons import AWAY, NOBODY, SUPERSEDED
from correspondents.messages import (
    ADDRESS_KIND,
    ADDRESS_KINDS,
    ALONE,
    ENDED_KINDS,
    FORMER_MAILBOX_KIND,
    INVITATION_ENDED_KIND,
    INVITATION_KIND,
    MAILBOX_KIND,
    NAMED,
    RESET_KIND,
    URGENT,
    address_body,
    address_held_body,
    body_of,
    former_address_body,
    gathered,
    invitation_body,
    invitation_ended_body,
    place_of,
    reset_body,
)
from correspondents.models import AddressChange, Invitation, MailboxChange, MailChoice, User
from correspondents.own_address import is_waiting
from correspondents.reset_keys import RESET_KEYS
from correspondents.services.arrival import draw_key
from correspondents.services.own_address import give_key
from journal.enums import MessageState
from journal.models import Message
from signatories.models import Signatory
from signatories.models.convention import party_on

BATCH = 50
# After a failure a message rests: one, five, fifteen, thirty minutes after the first try, an hour… and three days.
RESTS = (
    *(timedelta(minutes=minutes) for minutes in (1, 4, 10, 15, 30)),
    *(timedelta(hours=hours) for hours in (1, 2, 4, 8, 8, 12, 12, 12, 12)),
)
AT_ONCE = ALONE | URGENT
SENDING = 7701  # advisory lock: who holds it is the only one who sends

log = structlog.get_logger(__name__)


class Fate(Enum):
    """What a failure says: of the server, of the address, or of this mail alone."""

    SERVER_AWAY = "server away"
    ADDRESS_REFUSED = "address refused"
    LATER = "later"


def send_batch(*, at: datetime) -> int:
    """Treats some BATCH messages; says how many. Stops as soon as the server is away."""
    heed_choices(at=at)
    connection = get_connection()
    treated = 0
    try:
        while treated < BATCH:
            with transaction.atomic(durable=True), acting_as(machine_actor(at)):
                told = _send_next(at, connection)
            if not told:
                break
            treated += told
    finally:
        connection.close()
    return treated


def _send_next(at: datetime, connection: BaseEmailBackend) -> int:
    """One mail, for one or several messages; 0 when there is nothing to do, or somebody else does it."""
    if not _is_only_sender() or _server_rests(at):
        return 0
    first = _first_to_leave(at)
    if first is None:
        return 0
    messages = list(_told_with(first))
    recipient = _recipient_of(first, at)
    if recipient is None:
        _forget(messages)
        return len(messages)
    change = _change_of(first)
    body = _body_of(messages, recipient, change, at)
    if body is None:
        _settle(messages, state=MessageState.MOOT, error=SUPERSEDED)
        return len(messages)
    mail_id = uuid4()
    return _try(
        messages, _mail(messages, mail_id, _address_of(first, recipient, change), body, connection), mail_id, at
    )


def _is_only_sender() -> bool:
    """Until the end of the transaction: two senders would write two mails to one person."""
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SENDING])
        return bool(cursor.fetchone()[0])


def _server_rests(at: datetime) -> bool:
    """A new message does not ask again a server that has just been silent; not one that was asked later than now,
    before the clock was put back."""
    waiting = Message.objects.filter(state=MessageState.WAITING, error__startswith=AWAY)
    return waiting.filter(tried_at__gt=at - RESTS[0], tried_at__lte=at).exists()


def _first_to_leave(at: datetime) -> Message | None:
    """The first that its reader wants by now. All that the same person wants later is put off until then, and so is
    asked about once: what waits for a morning is passed by no batch of the night."""
    due = Message.objects.filter(state=MessageState.WAITING, due_at__lte=at).order_by("due_at", "created_at", "id")
    while (first := due.first()) is not None:
        leaves = at if first.kind in AT_ONCE else _wanted_at(first, at)
        if leaves <= at:
            return first
        later = Message.objects.filter(state=MessageState.WAITING, recipient_id=first.recipient_id, due_at__lt=leaves)
        later.exclude(kind__in=AT_ONCE).update(due_at=leaves, put_off=True)
    return None


def _wanted_at(message: Message, at: datetime) -> datetime:
    choice = MailChoice.objects.filter(user=message.recipient_id).first()
    told = Message.objects.filter(recipient_id=message.recipient_id, state=MessageState.SENT, sent_at__lte=at)
    told = told.exclude(kind__in=ALONE)
    told_at = told.aggregate(latest=Max("sent_at"))["latest"]
    return leaves_at(choice.hours if choice else USUAL, written_at=message.created_at, told_at=told_at, now=at)


def heed_choices(*, at: datetime) -> None:
    """What waits by a choice that its reader has changed since is asked about anew."""
    with transaction.atomic(), acting_as(machine_actor(at)):
        for choice in MailChoice.objects.select_for_update(skip_locked=True).filter(is_new=True):
            waiting = Message.objects.filter(state=MessageState.WAITING, recipient_id=choice.user_id, put_off=True)
            waiting.update(due_at=F("created_at"), put_off=False)
            MailChoice.objects.filter(pk=choice.pk).update(is_new=False)


def _told_with(first: Message) -> QuerySet[Message]:
    """All that the same mail says."""
    waiting = Message.objects.filter(state=MessageState.WAITING, recipient_id=first.recipient_id)
    if first.kind in ALONE:
        return waiting.filter(kind=first.kind, object_id=first.object_id)
    return waiting.exclude(kind__in=ALONE)


def _recipient_of(message: Message, at: datetime) -> User | Signatory | None:
    """The person, if something may still be told: rights are asked for when sending, not when writing. Or whose
    official mailbox it is."""
    if message.kind == MAILBOX_KIND:
        return Signatory.objects.filter(party_on(day_of(at)), pk=message.recipient_id).exclude(mailbox="").first()
    if message.kind == FORMER_MAILBOX_KIND:
        return Signatory.objects.filter(pk=message.recipient_id).first()
    user: User | None = User.objects.filter(pk=message.recipient_id, is_active=True).first()
    if message.kind in ENDED_KINDS | ADDRESS_KINDS:
        return user
    may_be_told = may_have_a_way_in if message.kind in ALONE else running_designations
    return user if user and may_be_told(user, at) else None


def _forget(messages: list[Message]) -> None:
    """A new password that was asked for an address which nobody has leaves no row."""
    if messages[0].kind == RESET_KIND and not User.objects.filter(pk=messages[0].recipient_id).exists():
        _all(messages).delete()
    else:
        _settle(messages, state=MessageState.MOOT, error=NOBODY)


def _try(messages: list[Message], mail: EmailMessage, mail_id: UUID, at: datetime) -> int:
    """How many messages were treated: 0 ends the batch."""
    try:
        mail.send()
    except (SMTPException, OSError, ValueError) as error:
        log.warning("message_not_sent", message=str(messages[0].pk), exc_info=True)
        return _not_sent(messages, error, at)
    tried = {"attempts": F("attempts") + 1, "tried_at": at}
    _settle(messages, state=MessageState.SENT, sent_at=at, error="", mail_id=mail_id, **tried)
    return len(messages)


def _not_sent(messages: list[Message], error: Exception, at: datetime) -> int:
    fate, said = fate_of(error)
    if fate == Fate.ADDRESS_REFUSED:
        _settle(messages, state=MessageState.REFUSED, error=said, attempts=F("attempts") + 1, tried_at=at)
    elif fate == Fate.LATER:
        _put_off(_all(messages), said, at)
    else:
        waiting = Message.objects.filter(state=MessageState.WAITING, due_at__lte=at)
        _put_off(waiting, f"{AWAY} ({said})", at)
        return 0
    return len(messages)


def fate_of(error: Exception) -> tuple[Fate, str]:
    """With the class of the error and the number that the server gave, never its words."""
    said = type(error).__name__
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        refused = all(code >= 500 for code in codes)
        return (Fate.ADDRESS_REFUSED if refused else Fate.LATER), f"{said} {codes[0]}"
    if isinstance(error, SMTPResponseException):
        said = f"{said} {error.smtp_code}"
    if isinstance(error, (SMTPDataError, SMTPNotSupportedError, ValueError)):
        return Fate.LATER, said
    return Fate.SERVER_AWAY, said


def _put_off(messages: QuerySet[Message], error: str, at: datetime) -> None:
    """Each for as long as its number of failures says; given up after the last."""
    rests = [When(attempts=number, then=Value(at + rest)) for number, rest in enumerate(RESTS)]
    state = Case(When(attempts__gte=len(RESTS), then=Value(MessageState.FAILED.value)), default=F("state"))
    due_at = Case(*rests, default=Value(at), output_field=DateTimeField())
    tried = {"attempts": F("attempts") + 1, "tried_at": at, "put_off": False}
    messages.update(state=state, due_at=due_at, error=error, **tried)
    forget(GAPS)


def _settle(messages: list[Message], **values: object) -> None:
    _all(messages).update(**values)
    forget(GAPS)


def _all(messages: list[Message]) -> QuerySet[Message]:
    return Message.objects.filter(pk__in=[message.pk for message in messages])


def _mail(
    messages: list[Message], mail_id: UUID, address: str, body: str, connection: BaseEmailBackend
) -> EmailMessage:
    """What comes back goes to the address for that, by the envelope; whoever answers writes to the sender."""
    subject = gathered(message.kind for message in messages).subject
    sender = settings.DEFAULT_FROM_EMAIL
    return EmailMessage(
        subject=f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{subject}",
        body=body,
        from_email=settings.BOUNCES_ADDRESS or sender,
        to=[address],
        headers={"From": sender, "Message-ID": message_id_of(mail_id), "Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def _change_of(message: Message) -> AddressChange | None:
    """Read once for a mail: the person may ask anew, which takes the row away, between its body and its address."""
    if message.kind not in ADDRESS_KINDS:
        return None
    return AddressChange.objects.select_related("user").filter(pk=known(message.object_id)).first()


def _address_of(message: Message, recipient: User | Signatory, change: AddressChange | None) -> str:
    """Of a change of address each mail goes where it was posted for, whatever the account's address is by then."""
    if message.kind == FORMER_MAILBOX_KIND:
        return MailboxChange.objects.get(pk=known(message.object_id)).former
    if isinstance(recipient, Signatory):
        return recipient.mailbox
    if change:
        return change.email if message.kind == ADDRESS_KIND else change.former
    return recipient.email


def _body_of(
    messages: list[Message], recipient: User | Signatory, change: AddressChange | None, at: datetime
) -> str | None:
    """None for a link that opens nothing any more."""
    latest = max(messages, key=lambda message: message.created_at)
    if latest.kind == INVITATION_KIND:
        invitation = Invitation.objects.select_related("user").filter(pk=known(latest.object_id)).first()
        return _invitation_body(invitation, at) if invitation else None
    if latest.kind == INVITATION_ENDED_KIND:
        return invitation_ended_body()
    if latest.kind in ADDRESS_KINDS:
        return _address_body(latest.kind, change, at) if change else None
    if latest.kind == RESET_KIND and isinstance(recipient, User):
        asked_lately = at - latest.created_at <= timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
        return _reset_body(recipient) if asked_lately else None
    kinds = [message.kind for message in messages]
    return body_of(gathered(kinds), settings.PORTAL_URL + str(place_of(kinds) or reverse("account_login")))


def _invitation_body(invitation: Invitation, at: datetime) -> str | None:
    """Its key is drawn here and lives in the mail alone: a second try draws another. Whoever has a password is told
    where to sign in, and the key opens nothing. None for an invitation that was used or replaced."""
    if not is_unspent(invitation, at):
        return None
    key = draw_key(by=machine_actor(at), invitation=invitation)
    if invitation.user.last_login is not None:
        return body_of(NAMED, settings.PORTAL_URL + reverse("account_login"))
    return invitation_body(settings.PORTAL_URL + reverse("invitation", args=[key]))


def _address_body(kind: str, change: AddressChange, at: datetime) -> str | None:
    """Whether another account has the address is found out here, and told to that address alone."""
    if kind != ADDRESS_KIND:
        return former_address_body(kind)
    if not is_waiting(change, at):
        return None
    if User.objects.filter(email=change.email).exists():
        return address_held_body()
    key = give_key(by=machine_actor(at), change=change)
    return address_body(settings.PORTAL_URL + reverse("own_address_confirm", args=[key]))


def _reset_body(user: User) -> str:
    """Its key is reckoned from the account as it is now and kept nowhere; a new password makes it worthless."""
    key = {"uidb36": user_pk_to_url_str(user), "key": RESET_KEYS.make_token(user)}
    return reset_body(settings.PORTAL_URL + reverse("account_reset_password_from_key", kwargs=key))
