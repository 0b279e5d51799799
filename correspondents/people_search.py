"""People of the directory and meetings in the one box."""

from django.urls import reverse

from acting.actor import Actor
from acting.enums import EVERYBODY, MEETING_FUNCTIONS
from acting.search import Found, Hit, Sought
from correspondents.directory import Narrowing, find_people
from correspondents.models import Designation
from correspondents.search_sources import SearchSource
from signatories.meeting_search import search_meetings


def search_people(actor: Actor, sought: Sought) -> Found:
    """As the directory does, which forgives by itself."""
    page = find_people(actor, sought.text, Narrowing()).page(actor, {}, sought.size)
    return Found([_hit(each) for each in page], page.total.has_more)


def _hit(designation: Designation) -> Hit:
    post = designation.post
    return Hit(
        url=reverse("directory_post", args=[post.pk]),
        title=str(designation.person),
        line=f"{designation.function.label}, {post.signatory.short_name}",
        text=post.named,
        object_id=designation.pk,
    )


PEOPLE = SearchSource("annuaire", "Annuaire", lambda actor: actor.function in EVERYBODY, search_people, forgives=True)
MEETINGS = SearchSource("reunions", "Réunions", lambda actor: actor.function in MEETING_FUNCTIONS, search_meetings)
