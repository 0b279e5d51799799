"""What the delegates of a convention are told of its figures: that something waits and where, never what it says."""

from uuid import UUID

from acting.actor import Actor
from acting.enums import Function
from correspondents.messages import MONTH_READY_KIND, QUARTER_READY_KIND, YEAR_READY_KIND
from correspondents.models import Designation
from journal.services import post_message
from reports.figures import published_years
from reports.models import Publication
from reports.periods import Quarter
from signatories.models import Convention


def tell_of_month(*, by: Actor, publication: Publication) -> None:
    """That months were prepared, up to this one: one mail for all of them."""
    _tell(by, publication, MONTH_READY_KIND)


def tell_of_quarter(*, by: Actor, publication: Publication) -> None:
    """That this month made a quarter whole, and that the bilan of a year may begin with the last of its quarters."""
    quarter = Quarter.of(publication.month)
    _tell(by, publication, QUARTER_READY_KIND)
    if quarter.ends_year and quarter.first.year in published_years(publication.convention):
        _tell(by, publication, YEAR_READY_KIND)


def _tell(by: Actor, publication: Publication, kind: str) -> None:
    """The own act needs no mail."""
    if publication.convention.tells_delegates:
        for user_id in sorted(delegates_of(publication.convention, by) - {by.user_id}):
            post_message(by=by, kind=kind, recipient_id=user_id, object_id=publication.pk)


def delegates_of(convention: Convention, by: Actor) -> set[UUID]:
    """Whoever is a delegate of it today, at whichever post; who holds two is one person."""
    running = Designation.objects.running_on(by.today).filter(post__signatory__convention=convention)
    return set(running.filter(post__function=Function.DELEGUE).values_list("user_id", flat=True))
