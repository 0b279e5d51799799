"""A fact looked up by its reference, by its place, or by a word of its text; what was typed is in no address."""

from acting.actor import Actor
from acting.fold import fold, folded, holds
from acting.keys import Source, Spread
from acting.lists import Listing, Page
from incidents.models import Category, Incident
from incidents.models.fact import LATEST
from incidents.permissions import incidents_visible_to
from incidents.references import as_printed
from territory.permissions import residences_visible_to

SHOWN, MOST_RESIDENCES = 50, 50
MOST_READ = 5_000  # facts, the newest: more than a year of a large landlord
LONGEST = 60
SHORTEST_WORD = 3  # characters; a shorter one stands in every text


class FactSearch:
    def __init__(self, actor: Actor, typed: str) -> None:
        self.actor, self.typed = actor, typed.replace("\0", "").strip()[:LONGEST]

    @property
    def is_asked(self) -> bool:
        return bool(self.typed)

    def page(self) -> Page[Incident]:
        """The newest first, at most fifty: who looks for one fact says more."""
        rows = Incident.objects.select_related("residence__commune").with_latest_line()
        page = Listing(rows, LATEST, {}, size=SHOWN, sources=self._sources()).page()
        names = dict(Category.objects.values_list("code", "label"))
        for fact in page:
            fact.category_label, fact.commune_name = names[fact.category_id], fact.residence.commune.name
        return page

    def _sources(self) -> list[Source]:
        own = incidents_visible_to(self.actor)
        by_reference = [Source(own.filter(reference=as_printed(self.typed)))]
        if len(fold(self.typed)) < SHORTEST_WORD:
            return by_reference
        homes = residences_visible_to(self.actor).filter(holds(self.typed, "search_name"))
        residences = [str(pk) for pk in homes.order_by("pk").values_list("pk", flat=True)[:MOST_RESIDENCES]]
        newest = Incident.objects.filter(pk__in=own.newest_first().values("pk")[:MOST_READ])
        by_text = newest.annotate(words=folded("facts")).filter(words__contains=fold(self.typed))
        return [*by_reference, Source(own, Spread("residence_id", residences)), Source(by_text)]
