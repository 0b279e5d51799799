"""The list of situations: the gravest first, those that have ended apart."""

from django.http import QueryDict

from acting.actor import Actor
from acting.filters import Choice
from acting.keys import Source, Spread
from acting.lists import Listing
from files.tables.export import Line, Sheet, day_cell
from incidents.forms.situations import SituationFilter
from incidents.models import Situation
from incidents.models.situation import IN_ORDER, Rank
from incidents.permissions import situations_visible_to
from journal.verbs import Verb
from signatories.saved_lists import SavedList

OPEN = [rank.value for rank in Rank if rank != Rank.ENDED]
HEADER = ("Référence", "Résidence", "Situation", "Commune", "Suivie par", "À revoir le", "État", "Terminée le")


def situation_listing(actor: Actor, filters: SituationFilter, asked: QueryDict | None = None) -> Listing[Situation]:
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
    return Listing(shown, IN_ORDER, asked, sources=[Source(rows, spread)])


def situation_sheet(actor: Actor, filters: SituationFilter) -> Sheet:
    found = situation_listing(actor, filters).every()
    lines = (Line(each.landlord_id, each.pk, _cells(each)) for each in found)
    return Sheet("Situations", Verb.SITUATION_READ, HEADER, lines, filters.narrowed_by)


def _cells(situation: Situation) -> list[str]:
    return [
        situation.reference,
        situation.residence.name,
        situation.in_phrase,
        situation.residence.commune.name,
        str(situation.assigned_to.person) if situation.assigned_to else "",
        day_cell(situation.review_on),
        _state(situation),
        day_cell(situation.ended_at),
    ]


def _state(situation: Situation) -> str:
    """Its colour, or how it ended, as the page says it."""
    if situation.ended_at:
        return situation.get_ending_display()
    if situation.colour:
        return situation.get_colour_display()
    return "Non cotée" if situation.is_of_place else "Bail"


def _choices(_: Actor, asked: QueryDict) -> list[Choice]:
    filters = SituationFilter(asked)
    filters.full_clean()
    return filters.choices


SITUATIONS = SavedList("Situations", _choices)
