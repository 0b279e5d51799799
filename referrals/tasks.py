"""What the worker does by itself about referrals."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from referrals.services.expiry import expire_overdue
from referrals.services.injunction_clocks import expire_injunctions
from referrals.services.reading import tell_of_reading


@shared_task(name="referrals.tasks.expire_referrals")
def expire_referrals() -> None:
    actor = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(actor):
        expire_overdue(by=actor)


@shared_task(name="referrals.tasks.tell_senders")
def tell_senders() -> None:
    actor = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(actor):
        tell_of_reading(by=actor)


@shared_task(name="referrals.tasks.watch_injunctions")
def watch_injunctions() -> None:
    actor = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(actor):
        expire_injunctions(by=actor)
