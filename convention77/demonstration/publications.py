"""Months as they were published: counted in the night after their cut-off, looked at by a delegate two days later."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from acting.actor import Actor, acting_as, machine_actor
from acting.days import add_months, day_of, month_of
from acting.enums import Function
from convention77.demonstration.history import moment
from convention77.demonstration.institutions import DELEGATES, Cast
from correspondents.actors import actor_for
from correspondents.models import Post
from correspondents.routing import people_to_tell
from journal.enums import JobState
from reports.enums import ReportKind
from reports.models import Publication
from reports.periods import CUT_OFF_DAYS, cut_off_of
from reports.permissions import quarters_published, reports_visible_to
from reports.publication import prepare_publications
from reports.services.papers import request_quarter
from reports.services.publications import publish_months

LOOKED_AT_AFTER = timedelta(days=2)


def plan_publications(cast: Cast) -> None:
    history, month = cast.history, month_of(cast.history.opening)
    while (closed := day_of(cut_off_of(month, CUT_OFF_DAYS))) < history.today:
        history.add(moment(closed, 3, 10), machine_actor, _prepare)
        history.add(moment(closed + LOOKED_AT_AFTER, 10, 30), cast.holder_of(DELEGATES), _publish)
        month = add_months(month, 1)


def _prepare(by: Actor) -> None:
    prepare_publications(by=by)


def _publish(by: Actor) -> None:
    waiting = Publication.objects.prepared().filter(convention=by.convention_id).newest_first().first()
    if waiting:
        publish_months(by=by, publication=waiting)


def ask_for_quarter() -> None:
    """The latest quarter's tableau de bord, for the first delegate, where no other is kept: the worker makes it."""
    now = timezone.now()
    with acting_as(machine_actor(now)):
        posts = Post.objects.filter(function=Function.DELEGUE, signatory__convention__department_code="77")
        held = [each for post in posts for each in people_to_tell(post, machine_actor(now).today)]
        first = [actor_for(each, now) for each in held[:1]]
    for by in first:
        with transaction.atomic(), acting_as(by):
            kept = reports_visible_to(by).filter(kind=ReportKind.QUARTER, purge_on__gte=by.today)
            if quarters_published(by) and not kept.exclude(job__state=JobState.CANCELLED).exists():
                request_quarter(by=by, period=next(iter(quarters_published(by))))
