"""Writes of the months: a delegate lets them go, takes them back, and has them looked at anew."""

from collections.abc import Iterable

from django.db import transaction

from acting.actor import Actor
from acting.changes import taken
from acting.pages import ask
from acting.refusals import Conflict, refuse
from journal.services import record
from journal.verbs import Verb
from reports.enums import PublicationState
from reports.models import Publication, PublicationTurn
from reports.periods import Quarter, times_whole
from reports.permissions import can_publish
from reports.publication_rules import refusals_of_withdrawal
from reports.services.delegates import tell_of_quarter
from reports.services.papers import request_quarter
from signatories.guard import kept


@transaction.atomic
def publish_months(*, by: Actor, publication: Publication) -> list[Publication]:
    """This month, and those before it that wait for their first edition, so that none is skipped.

    By which a quarter is whole for the first time asks for its tableau de bord and tells the delegates, in the same
    transaction; of several quarters the newest. Raises Conflict when the month does not wait any more.
    """
    ask(can_publish, by, publication)
    _stand_in_line(publication)
    held = _taken(publication, PublicationState.PREPARED)
    earlier = Publication.objects.select_for_update(no_key=True).prepared().filter(edition=1, month__lt=held.month)
    published = [*earlier.filter(convention_id=held.convention_id).order_by("month"), held]
    for each in published:
        each.published_at = by.now
        _turn(by, each, PublicationState.PUBLISHED, Verb.FIGURES_PUBLISHED)
    if whole := [each for each in published if _is_whole_now(each)]:
        _finish_quarter(by, whole[-1])
    return published


@transaction.atomic
def withdraw_publication(
    *, by: Actor, publication: Publication, reason: str, overridden: Iterable[str] = ()
) -> Publication:
    """Nobody but the delegates reads it any more. What it told was read, and is told by nothing else meanwhile."""
    ask(can_publish, by, publication)
    refuse(refusals_of_withdrawal(reason))
    held = _taken(publication, PublicationState.PUBLISHED)
    return _turn(by, held, PublicationState.WITHDRAWN, Verb.FIGURES_WITHDRAWN, reason, overridden)


@transaction.atomic
def reopen_publication(*, by: Actor, publication: Publication) -> Publication:
    """A new edition to look at, of the same cells: counted anew, two editions could be held against each other."""
    ask(can_publish, by, publication)
    held = _taken(publication, PublicationState.WITHDRAWN)
    held.edition += 1
    return _turn(by, held, PublicationState.PREPARED, Verb.FIGURES_REOPENED)


def _stand_in_line(publication: Publication) -> None:
    """Two delegates who publish two months of one quarter: the second sees what the first did. In one order, so that
    neither waits for the other."""
    up_to = Quarter.of(publication.month).months[-1]
    months = Publication.objects.filter(convention_id=publication.convention_id, month__lte=up_to)
    list(months.select_for_update(no_key=True).order_by("month").values_list("pk"))


def _is_whole_now(publication: Publication) -> bool:
    """Whether its quarter is, and never was before: of a second edition, which tells the same, nobody is told again."""
    quarter = Quarter.of(publication.month)
    of_quarter = Publication.objects.filter(convention_id=publication.convention_id, month__in=quarter.months)
    if of_quarter.published().count() < len(quarter.months):
        return False
    turns = PublicationTurn.objects.filter(publication__in=of_quarter).order_by("at", "id")
    told = turns.values_list("publication__month", "state")
    return times_whole(((month, state == PublicationState.PUBLISHED) for month, state in told), quarter) == 1


def _finish_quarter(by: Actor, publication: Publication) -> None:
    if publication.convention.makes_quarterly:
        request_quarter(by=by, period=Quarter.of(publication.month).code)
    tell_of_quarter(by=by, publication=publication)


def _taken(publication: Publication, state: PublicationState) -> Publication:
    held = taken(Publication.objects.all(), publication)
    if held.state != state:
        raise Conflict(f"publication {held.pk} is {held.state}")
    return held


def _turn(
    by: Actor,
    held: Publication,
    state: PublicationState,
    verb: Verb,
    reason: str = "",
    overridden: Iterable[str] = (),
) -> Publication:
    held.state = state
    held.save(update_fields=["state", "edition", "published_at"])
    PublicationTurn.objects.create(
        publication=held,
        edition=held.edition,
        state=state,
        at=by.now,
        user_id=by.user_id,
        function=by.function,
        reason=reason,
    )
    record(by=by, verb=verb, object_id=held.pk, owner_id=None, reason=kept(overridden))
    return held
