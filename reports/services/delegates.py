"""What the delegates of a convention are told of its figures: that something waits and where, never what it says."""

from acting.actor import Actor
from acting.days import months_from
from acting.enums import Function
from correspondents.messages import MONTH_READY_KIND, QUARTER_READY_KIND, YEAR_READY_KIND
from correspondents.models import Post
from correspondents.routing import people_to_tell
from journal.services import post_message
from reports.models import Publication
from reports.periods import Quarter


def tell_of_month(*, by: Actor, publication: Publication) -> None:
    """That months were prepared, up to this one: one mail for all of them."""
    _tell(by, publication, MONTH_READY_KIND)


def tell_of_quarter(*, by: Actor, publication: Publication) -> None:
    """That this month made a quarter whole, and that the bilan of a year may begin with the last of its quarters; one
    that was withdrawn meanwhile has its place in it."""
    quarter = Quarter.of(publication.month)
    _tell(by, publication, QUARTER_READY_KIND)
    months = months_from(quarter.year_begins)
    stood = Publication.objects.once_published().filter(convention=publication.convention_id, month__in=months)
    if quarter.ends_year and stood.count() == len(months):
        _tell(by, publication, YEAR_READY_KIND)


def _tell(by: Actor, publication: Publication, kind: str) -> None:
    """Whoever is there at each post of a delegate, once: whoever publishes too, whose paper is made meanwhile."""
    if not publication.convention.tells_delegates:
        return
    held = Post.objects.still_open().filter(signatory__convention=publication.convention_id, function=Function.DELEGUE)
    people = {designation.user_id for post in held for designation in people_to_tell(post, by.today)}
    for user_id in sorted(people):
        post_message(by=by, kind=kind, recipient_id=user_id, object_id=publication.pk)
