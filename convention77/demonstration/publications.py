"""Months as they were published: counted in the night after their cut-off, looked at by a delegate two days later."""

from datetime import timedelta

from acting.actor import Actor, machine_actor
from acting.days import add_months, day_of, month_of
from convention77.demonstration.history import moment
from convention77.demonstration.institutions import DELEGATES, Cast
from reports.models import Publication
from reports.periods import CUT_OFF_DAYS, cut_off_of
from reports.publication import prepare_publications
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
