"""What the worker does by itself about referrals."""

from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from journal.jobs import leased
from referrals.services.exceptional import copy_matter, forget_readings, seek_matter
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


@shared_task(name="referrals.tasks.seek_exceptional_matter")
def seek_exceptional_matter(job_id: str) -> None:
    with leased(UUID(job_id)) as job:
        if job is not None:
            actor = machine_actor(timezone.now())
            with transaction.atomic(), acting_as(actor):
                seek_matter(by=actor, access_id=job.object_id)


@shared_task(name="referrals.tasks.copy_exceptional_matter")
def copy_exceptional_matter(job_id: str) -> None:
    with leased(UUID(job_id)) as job:
        if job is not None:
            actor = machine_actor(timezone.now())
            with transaction.atomic(), acting_as(actor):
                copy_matter(by=actor, access_id=job.object_id)


@shared_task(name="referrals.tasks.forget_exceptional_readings")
def forget_exceptional_readings() -> None:
    actor = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(actor):
        forget_readings(by=actor)
