"""What the worker does for the correspondents by itself, on the beat."""

import structlog
from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from acting.clock import common_now
from acting.refusals import Conflict
from correspondents import outbox
from correspondents.services.confirmations import suspend_unconfirmed, warn_unconfirmed
from correspondents.services.departures import forget_filters
from correspondents.services.due import forget_snoozes, people_with_days, tell_of_days
from correspondents.services.notices import tell_of_mailboxes, tell_of_starts
from correspondents.services.own_address import forget_addresses as forget_old_addresses

log = structlog.get_logger(__name__)


@shared_task(name="correspondents.tasks.send_messages")
def send_messages() -> None:
    outbox.send_batch(at=common_now())


@shared_task(name="correspondents.tasks.clear_sessions")
def clear_sessions() -> None:
    """Those that have run out; nobody could use them any more."""
    SessionStore.clear_expired()


@shared_task(name="correspondents.tasks.remind_confirmations")
def remind_confirmations() -> None:
    actor = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(actor):
        suspend_unconfirmed(by=actor)
        warn_unconfirmed(by=actor)


@shared_task(name="correspondents.tasks.announce_starts")
def announce_starts() -> None:
    actor = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(actor):
        tell_of_starts(by=actor)


@shared_task(name="correspondents.tasks.announce_mailboxes")
def announce_mailboxes() -> None:
    actor = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(actor):
        tell_of_mailboxes(by=actor)


@shared_task(name="correspondents.tasks.forget_addresses")
def forget_addresses() -> None:
    """And the filters of those who left."""
    actor = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(actor):
        forget_old_addresses(by=actor)
        forget_filters(by=actor)


@shared_task(name="correspondents.tasks.tell_due")
def tell_due() -> None:
    """Each person in a transaction of its own: whoever was told stays told when the worker is killed, and whom it could
    not tell now holds up nobody else."""
    actor = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(actor):
        people = people_with_days(by=actor)
    for person in people:
        try:
            with transaction.atomic(), acting_as(actor):
                tell_of_days(by=actor, person=person)
        except (Conflict, DatabaseError) as error:
            log.warning("days_not_told", error=type(error).__name__)
    with transaction.atomic(), acting_as(actor):
        forget_snoozes(by=actor)
