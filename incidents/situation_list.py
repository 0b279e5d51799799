"""The list of situations: the gravest first, those that have ended apart."""

from django.http import QueryDict

from acting.actor import Actor
from acting.keys import Source, Spread
from acting.lists import Listing, Page
from incidents.forms.situations import SituationFilter
from incidents.models import Situation
from incidents.models.situation import IN_ORDER, Rank
from incidents.permissions import situations_visible_to

OPEN = [rank.value for rank in Rank if rank != Rank.ENDED]


def situation_page(actor: Actor, filters: SituationFilter, asked: QueryDict) -> Page[Situation]:
    rows = situations_visible_to(actor)
    if colour := filters.chosen("couleur"):
        rows = rows.filter(colour=colour)
    if kind := filters.chosen("nature"):
        rows = rows.filter(kind=kind)
    if filters.chosen("suivi") == "moi":
        rows = rows.filter(assigned_to_id=actor.designation_id)
    elif filters.chosen("suivi") == "revoir":
        rows = rows.filter(review_on__lte=actor.today)
    state = filters.chosen("etat")
    if state == "closes":
        rows = rows.filter(rank=Rank.ENDED)
    spread = Spread("rank", [str(rank) for rank in OPEN]) if not state else None
    shown = Situation.objects.for_display()
    return Listing(shown, IN_ORDER, asked, sources=[Source(rows, spread)]).page()
