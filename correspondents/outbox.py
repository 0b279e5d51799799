"""Sends what waits in the outbox. Each message has a transaction of its own: two workers never take the same one.

Only a worker that is killed between handing a mail over and its commit could repeat that one mail.
"""

from datetime import datetime, timedelta
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from acting.actor import acting_as, known, machine_actor
from correspondents.actors import may_have_a_way_in, running_designations
from correspondents.arrivals import is_open
from correspondents.messages import body_of, invitation_body, wording_of
from correspondents.models import Invitation, User
from correspondents.services.arrival import INVITATION_KIND, draw_key
from journal.enums import MessageState
from journal.models import MAX_ATTEMPTS, Message

BATCH = 50
# After a failure the message rests, so that a mail server that is away for a quarter of an hour loses nothing.
RESTS = (timedelta(0), timedelta(minutes=2), timedelta(minutes=15))
NOBODY = "destinataire sans compte ouvert ou sans désignation en cours"
SUPERSEDED = "invitation remplacée, utilisée ou périmée"
NOT_TRIED = (NOBODY, SUPERSEDED)  # no mail left, so none came back either

log = structlog.get_logger(__name__)


def send_batch(*, at: datetime) -> int:
    """Sends up to BATCH messages over one connection; says how many it treated."""
    connection = get_connection()
    treated = 0
    try:
        while treated < BATCH and _send_next(at, connection):
            treated += 1
    finally:
        connection.close()
    return treated


def _send_next(at: datetime, connection: BaseEmailBackend) -> bool:
    with transaction.atomic(durable=True), acting_as(machine_actor(at)):
        message = _due(at).select_for_update(skip_locked=True).order_by("created_at", "id").first()
        if message is None:
            return False
        recipient = _recipient_of(message, at)
        body = _body_of(message, at) if recipient else None
        if recipient is None:
            _fail(message, NOBODY)
        elif body is None:
            _fail(message, SUPERSEDED)
        else:
            _try(message, _mail(message, recipient, body, connection), at)
        message.save(update_fields=["state", "sent_at", "attempts", "error"])
    return True


def _due(at: datetime) -> QuerySet[Message]:
    rested = Q()
    for attempts, rest in enumerate(RESTS):
        rested |= Q(attempts=attempts, created_at__lte=at - rest)
    return Message.objects.filter(rested, state=MessageState.WAITING)


def _recipient_of(message: Message, at: datetime) -> User | None:
    """The person, if something may still be told: rights are asked for when sending, not when writing."""
    user = User.objects.filter(pk=message.recipient_id, is_active=True).first()
    may_be_told = may_have_a_way_in if message.kind == INVITATION_KIND else running_designations
    return user if user and may_be_told(user, at) else None


def _try(message: Message, mail: EmailMessage, at: datetime) -> None:
    try:
        mail.send()
    except (SMTPException, OSError) as error:
        log.warning("message_not_sent", message=str(message.pk), error=type(error).__name__)
        message.attempts += 1
        message.error = type(error).__name__
        if message.attempts >= MAX_ATTEMPTS:
            _fail(message, message.error)
    else:
        message.state, message.sent_at, message.error = MessageState.SENT, at, ""


def _fail(message: Message, error: str) -> None:
    message.state, message.error = MessageState.FAILED, error


def _mail(message: Message, recipient: User, body: str, connection: BaseEmailBackend) -> EmailMessage:
    return EmailMessage(
        subject=f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{wording_of(message.kind).subject}",
        body=body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[recipient.email],
        connection=connection,
    )


def _body_of(message: Message, at: datetime) -> str | None:
    """None for an invitation that opens nothing any more."""
    if message.kind != INVITATION_KIND:
        return body_of(wording_of(message.kind), settings.PORTAL_URL + reverse("account_login"))
    invitation = Invitation.objects.select_related("user").filter(pk=known(message.object_id)).first()
    return _key_body(invitation, at) if invitation and is_open(invitation, at) else None


def _key_body(invitation: Invitation, at: datetime) -> str:
    """The one mail with a secret. Its key is drawn here and lives in the mail alone: a second try draws another."""
    key = draw_key(by=machine_actor(at), invitation=invitation)
    return invitation_body(settings.PORTAL_URL + reverse("invitation", args=[key]))
