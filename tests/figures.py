"""Months as they come to be read: the machine prepares what is due, a delegate publishes it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime

from django.utils import timezone

from acting.actor import acting_as, machine_actor
from acting.days import day_of
from reports.models import HeldCount, Publication, PublicationTurn, PublishedCell
from reports.periods import CUT_OFF_DAYS, Quarter, cut_off_of, published_months
from reports.publication import prepare_publications
from reports.services.publications import publish_months
from signatories.models import Convention
from tests.people import Person, acting
from tests.roles import installing

Worker = Callable[[], AbstractContextManager[None]]


def prepare(as_worker: Worker, now: datetime | None = None) -> int:
    """As the beat does at night."""
    with as_worker():
        actor = machine_actor(now or timezone.now())
        with acting_as(actor):
            return prepare_publications(by=actor)


def publish(delegate: Person, now: datetime | None = None) -> list[Publication]:
    """All months of the delegate's convention that wait."""
    with acting(delegate, now) as actor:
        latest = Publication.objects.prepared().filter(convention=actor.convention_id).newest_first().first()
        return publish_months(by=actor, publication=latest) if latest else []


def publish_months_behind(as_worker: Worker, delegate: Person) -> list[Publication]:
    prepare(as_worker)
    return publish(delegate)


def leave_waiting(convention: Convention, months: list[date]) -> None:
    """Months as the machine left them, with one figure each."""
    now = timezone.now()
    with installing():
        for month in months:
            made = Publication.objects.create(
                convention=convention,
                month=month,
                cut_off=cut_off_of(month, CUT_OFF_DAYS),
                small_count=4,
                prepared_at=now,
            )
            PublicationTurn.objects.create(publication=made, edition=1, state="prepared", at=now, function="machine")
            told = {"kind": "facts", "family": "Squat", "state": "shown", "value": 10}
            PublishedCell.objects.create(publication=made, first_month=month, months=1, **told)


def plant_publications(convention: Convention) -> dict[str, Publication]:
    """The last four months that are closed: one that waits, one that is read, one that was withdrawn, and one of which
    the second edition waits. As the machine and the delegates left them."""
    now = timezone.now()
    months = published_months(day_of(now))[-4:]
    states = {"again": "prepared", "withdrawn": "withdrawn", "published": "published", "waiting": "prepared"}
    planted = {}
    for month, (name, state) in zip(months, states.items(), strict=True):
        planted[name] = publication = Publication.objects.create(
            convention=convention,
            month=month,
            cut_off=cut_off_of(month, CUT_OFF_DAYS),
            small_count=4,
            state=state,
            edition=2 if name == "again" else 1,
            prepared_at=now,
            published_at=None if name == "waiting" else now,
        )
        PublicationTurn.objects.create(publication=publication, edition=1, state="prepared", at=now, function="machine")
        PublishedCell.objects.create(
            publication=publication, kind="facts", family="Squat", first_month=month, months=1, state="shown", value=25
        )
        HeldCount.objects.create(convention=convention, kind="late", month=month, shares={"a": 1})
    return planted


def plant_quarter(convention: Convention) -> Quarter:
    """The quarter before those four months, published whole."""
    now = timezone.now()
    quarter = Quarter.of(published_months(day_of(now))[-4]).before
    for month in quarter.months:
        publication = Publication.objects.create(
            convention=convention,
            month=month,
            cut_off=cut_off_of(month, CUT_OFF_DAYS),
            small_count=4,
            state="published",
            prepared_at=now,
            published_at=now,
        )
        PublishedCell.objects.create(
            publication=publication, kind="facts", family="Squat", first_month=month, months=1, state="shown", value=25
        )
    return quarter
