"""The list of residences: its filters, its orders, its page."""

from typing import Any, ClassVar, cast

from django import forms
from django.db.models import Exists, OuterRef
from django.http import QueryDict

from acting.actor import Actor
from acting.filters import Choice, ListFilter
from acting.keys import Along, Source
from acting.lists import Listing, Page
from files.tables.export import Line, Sheet, day_cell
from journal.verbs import Verb
from signatories.permissions import signatories_visible_to
from signatories.saved_lists import SavedList
from territory.models import Residence
from territory.permissions import communes_visible_to, is_of_landlord, residences_visible_to

MOST_COUNTED = 1000
STATES = (("", "Ouvertes"), ("fermees", "Fermées"), ("toutes", "Toutes"))


class ResidenceFilter(ListFilter):
    """A residence names nobody, so what is searched may stand in the address."""

    # The keys of each order, inside a commune or a landlord where the list goes along those.
    ORDERS: ClassVar = {
        "commune": ("search_name", "id"),
        "-commune": ("search_name", "id"),
        "nom": ("search_name", "id"),
        "-nom": ("-search_name", "-id"),
        "logements": ("dwellings", "id"),
        "-logements": ("-dwellings", "-id"),
        "bailleur": ("search_name", "id"),
        "-bailleur": ("search_name", "id"),
    }

    q = forms.CharField(
        label="Résidence",
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "placeholder": "Nom, adresse, commune"}),
    )
    commune = forms.ChoiceField(label="Commune", required=False)
    etat = forms.ChoiceField(label="État", choices=STATES, required=False)

    def __init__(self, data: QueryDict, *, actor: Actor, sees_closed: bool) -> None:
        super().__init__(data)
        self.actor = actor
        if not sees_closed:
            del self.fields["etat"]
        there = residences_visible_to(actor).filter(commune=OuterRef("pk"))
        communes = communes_visible_to(actor).filter(Exists(there)).order_by("search_name")
        choices = [("", "Toutes"), *communes.values_list("code", "name")]
        cast(forms.ChoiceField, self.fields["commune"]).choices = choices
        self.full_clean()

    def page(self) -> Page[Residence]:
        return self.listing().page()

    def listing(self) -> Listing[Residence]:
        residences = residences_visible_to(self.actor).named(self.chosen("q"))
        if commune := self.chosen("commune"):
            residences = residences.filter(commune_id=commune)
        narrowed = {"": residences.open_on, "fermees": residences.closed_by}.get(self.chosen("etat"))
        rows = narrowed(self.actor.today) if narrowed else residences
        return Listing(
            Residence.objects.select_related("commune", "landlord"),
            self.ORDERS[self.order],
            self.data,
            along=self._along(),
            sources=[Source(rows)],
            counted=("id",) if is_of_landlord(self.actor) else (),  # of a territory each row is asked for its commune
            most=MOST_COUNTED,
        )

    def sheet(self) -> Sheet:
        """A landlord needs no column of itself."""
        is_own = is_of_landlord(self.actor)
        lines = (Line(each.landlord_id, each.pk, _cells(each, is_own=is_own)) for each in self.listing().every())
        partner = () if is_own else ("Bailleur",)
        header = ("Résidence", "Adresse", "Commune", *partner, "Logements", "QPV", "Fermée le")
        return Sheet("Résidences", Verb.RESIDENCE_READ, header, lines, self.narrowed_by)

    def _along(self) -> Along | None:
        """The communes or the landlords by their names, which no index of residences has."""
        name = self.order.removeprefix("-")
        if name == "commune":
            communes = cast(forms.ChoiceField, self.fields["commune"]).choices
            values: list[Any] = [code for code, _ in cast("list[tuple[str, str]]", communes) if code]
        elif name == "bailleur":
            values = list(signatories_visible_to(self.actor).order_by("search_name", "id").values_list("pk", flat=True))
        else:
            return None
        column = {"commune": "commune_id", "bailleur": "landlord_id"}[name]
        return Along(column, values[::-1] if self.order.startswith("-") else values)


def _cells(residence: Residence, *, is_own: bool) -> list[str]:
    return [
        residence.name,
        residence.address,
        residence.commune.name,
        *([] if is_own else [residence.landlord.short_name]),
        str(residence.dwellings),
        "oui" if residence.in_priority_district else "non",
        day_cell(residence.closed_on),
    ]


def _choices(actor: Actor, asked: QueryDict) -> list[Choice]:
    return ResidenceFilter(asked, actor=actor, sees_closed=is_of_landlord(actor)).choices


RESIDENCES = SavedList("Résidences", _choices)
