"""The list of facts: what its address may narrow it to, the orders it has, and which index walks each of them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar, NamedTuple, cast

from django import forms
from django.db.models import CharField, IntegerField, QuerySet, TextChoices, Value
from django.db.models.functions import Cast
from django.http import QueryDict

from acting.actor import Actor
from acting.enums import Function
from acting.filters import Choice, ListFilter
from acting.fold import fold
from acting.keys import Along, Source, Spread
from acting.lists import Listing, Page
from incidents.enums import IncidentState, PlaceType
from incidents.models import Category, Incident
from incidents.models.fact import LATEST, IncidentQuerySet
from incidents.permissions import fact_sources
from signatories.saved_lists import SavedList
from territory.permissions import communes_visible_to, residence_ids_granted, residences_visible_to

COLUMNS = (("categorie", "Catégorie"), ("lieu", "Lieu"), ("date", "Survenu le"), ("etat", "Ce qu’il est devenu"))


class Period(TextChoices):
    MONTH = "30", "30 derniers jours"
    QUARTER = "90", "3 derniers mois"
    YEAR = "365", "12 derniers mois"


class Offered(NamedTuple):
    """A commune, a category or a residence that a list may be narrowed to or go along. `group` is the family of a
    category, whose label is `label`, and the commune of a residence."""

    kind: str
    code: str
    label: str
    group: str
    name: str
    position: int


class FactFilter(ListFilter):
    # The keys of each order, inside a state, a category or a residence where the list goes along those.
    ORDERS: ClassVar = {
        "-date": ("-started_at", "-id"),
        "date": ("started_at", "id"),
        "lieu": ("place", "-started_at", "-id"),
        "-lieu": ("-place", "started_at", "id"),
        "categorie": ("-started_at", "-id"),
        "-categorie": ("-started_at", "-id"),
        "etat": ("-started_at", "-id"),
        "-etat": ("-started_at", "-id"),
    }

    etat = forms.ChoiceField(label="État", choices=[("", "Tous"), *IncidentState.choices], required=False)
    commune = forms.ChoiceField(label="Commune", required=False)
    famille = forms.ChoiceField(label="Famille", required=False)
    periode = forms.ChoiceField(label="Période", choices=[("", "Depuis le début"), *Period.choices], required=False)
    residence = forms.UUIDField(label="Résidence", widget=forms.HiddenInput(), required=False)
    lieu = forms.ChoiceField(label="Lieu", choices=PlaceType.choices, widget=forms.HiddenInput(), required=False)

    def __init__(self, data: QueryDict, *, actor: Actor) -> None:
        super().__init__(data)
        self.actor = actor
        offered = _offered(actor, residences=any(data.get(name) for name in ("tri", "commune", "residence")))
        communes = sorted((each for each in offered if each.kind == "commune"), key=lambda each: each.group)
        self.categories = sorted((each for each in offered if each.kind == "category"), key=lambda each: each.position)
        names = {each.code: each for each in communes}
        self.names = {each.code: each.name for each in offered}
        residences = [
            (fold(names[each.group].label), fold(each.label), each) for each in offered if each.kind == "home"
        ]
        self.residences = [each for *_, each in sorted(residences)]
        families = sorted({each.group: each.label for each in self.categories}.items())
        named = [(each.code, each.label) for each in communes]
        cast(forms.ChoiceField, self.fields["commune"]).choices = [("", "Toutes"), *named]
        cast(forms.ChoiceField, self.fields["famille"]).choices = [("", "Toutes"), *families]
        self.full_clean()

    @property
    def only_at(self) -> str:
        """The residence and the place that the list is narrowed to by a link; "" when it is not."""
        communes = dict(cast("list[tuple[str, str]]", cast(forms.ChoiceField, self.fields["commune"]).choices))
        found = [each for each in self.residences if each.code == self.chosen("residence")]
        parts = [f"{each.label} – {communes[each.group]}" for each in found]
        return ", ".join([*parts, PlaceType(self.chosen("lieu")).label.lower()] if self.chosen("lieu") else parts)

    def apply(self, incidents: IncidentQuerySet, walked: str) -> IncidentQuerySet:
        """`walked`: the column whose chosen values are gone through one by one. As a second condition on it `IN` would
        take its order from the index (5,283 buffers of a family's page instead of 1,000)."""
        wanted = {
            "state": self.chosen("etat"),
            "residence__commune_id": walked != "residence_id" and self.chosen("commune"),
            "residence_id": self.chosen("residence"),
            "place": self.chosen("lieu"),
        }
        incidents = incidents.filter(**{name: value for name, value in wanted.items() if value})
        if self.chosen("famille") and walked != "category_id":
            incidents = incidents.filter(category_id__in=self.categories_shown)
        if days := self.chosen("periode"):
            incidents = incidents.filter(started_at__gte=self.actor.now - timedelta(days=int(days)))
        return incidents

    @property
    def categories_shown(self) -> list[str]:
        family = self.chosen("famille")
        return [each.code for each in self.categories if not family or each.group == family]

    @property
    def residences_shown(self) -> list[str]:
        """In the order of their communes' names and their own."""
        commune = self.chosen("commune")
        return [each.code for each in self.residences if not commune or each.group == commune]


def fact_page(actor: Actor, filters: FactFilter, asked: QueryDict) -> Page[Incident]:
    rows = Incident.objects.select_related("residence").with_latest_line()
    keys = filters.ORDERS[filters.order]
    whole_house = actor.function == Function.REFERENT  # of a gardien's each row would be asked for its residence
    along = _along(filters)
    spread = _spread(filters) if along is None and whole_house else None
    walked = next((each.column for each in (along, spread) if each), "")
    sources = [Source(filters.apply(each.rows, walked), spread or each.spread) for each in fact_sources(actor)]
    page = Listing(rows, keys, asked, along=along, sources=sources, counted=LATEST if whole_house else ()).page()
    for fact in page:  # names that the filters offer, and so are read: joined, they were looked up once a row
        fact.category_label, fact.commune_name = (
            filters.names[code] for code in (fact.category_id, fact.residence.commune_id)
        )
    return page


def _along(filters: FactFilter) -> Along | None:
    """What no index is in order of: the residences by their names, the categories by their rank, the states either
    way with the newest fact first in each."""
    values: dict[str, tuple[str, Sequence[str]]] = {
        "lieu": ("residence_id", filters.residences_shown),
        "categorie": ("category_id", filters.categories_shown),
        "etat": ("state", sorted(IncidentState.values)),
    }
    name = filters.order.removeprefix("-")
    if name not in values:
        return None
    column, found = values[name]
    return Along(column, found[::-1] if filters.order.startswith("-") else found)


def _spread(filters: FactFilter) -> Spread | None:
    """The few residences of a commune, the few categories of a family: each has its index, the whole list has none."""
    if filters.chosen("commune"):
        return Spread("residence_id", filters.residences_shown)
    return Spread("category_id", filters.categories_shown) if filters.chosen("famille") else None


def _offered(actor: Actor, *, residences: bool) -> list[Offered]:
    """Everything that the list needs to know of communes, categories and, when asked, residences, in one statement."""
    communes = communes_visible_to(actor).filter(residences__landlord_id=actor.signatory_id).order_by().distinct()
    parts = [
        _part(communes, "commune", "code", "name", "search_name", "name"),
        _part(Category.objects.order_by(), "category", "code", "family_label", "family", "label", "position"),
    ]
    if residences:
        homes = residences_visible_to(actor).order_by()
        if actor.function == Function.GARDIEN:  # where there can be a fact that the person sees
            filed_at = Incident.objects.filter(filed_by_id=actor.user_id).values("residence_id")
            homes = homes.filter(pk__in=residence_ids_granted(actor)) | homes.filter(pk__in=filed_at)
        parts.append(_part(homes, "home", "pk", "name", "commune_id", "name"))
    return [Offered(*row) for row in parts[0].union(*parts[1:], all=True)]


def _part(rows: QuerySet[Any], kind: str, *columns: str) -> QuerySet[Any]:
    """`columns`: code, label, group, name and, where there is one, position."""
    text, number = CharField(), IntegerField()
    rank = Cast(columns[4], number) if columns[4:] else Value(0, number)
    return rows.values_list(Value(kind, text), *(Cast(column, text) for column in columns[:4]), rank)


def _choices(actor: Actor, asked: QueryDict) -> list[Choice]:
    return FactFilter(asked, actor=actor).choices


ALL_FACTS, OWN_FACTS = SavedList("Tous les faits", _choices), SavedList("Mes faits déclarés", _choices)
