"""What is typed about facts: the filing of one, the filters of the list, the triage, the complaint."""

from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4, uuid5

from django import forms
from django.db.models import TextChoices
from django.http import QueryDict
from django.utils import timezone

from acting.actor import Actor
from acting.days import PARIS
from incidents.enums import Complainant, IncidentState, PlaceType, PoliceCalled, Recurrence
from incidents.models import Category, Incident
from incidents.models.fact import IncidentQuerySet
from signatories import guard
from signatories.widgets import Chips, Choices, Tiles
from territory.models import Residence
from territory.permissions import communes_visible_to, residence_ids_granted, residences_visible_to

CLOCK_TOLERANCE = timedelta(minutes=5)
OLDEST = timedelta(days=366)
DAMAGE_MAX = 10_000_000


class ShortText(forms.CharField):
    """Counts characters as the person does: browsers send each end of line as two."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class MomentInput(forms.DateTimeInput):
    """Date and time, with a button that fills in the present minute where there is JavaScript."""

    input_type = "datetime-local"
    template_name = "incidents/_incident_moment.html"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class FactForm(forms.Form):
    """ "Déclarer un fait". The guard of the free text asks to read again; it never refuses."""

    residence = forms.ModelChoiceField(
        Residence.objects.none(), label="Où ?", error_messages={"required": "Choisissez la résidence."}
    )
    place = forms.ChoiceField(
        label="À quel endroit ?",
        choices=PlaceType.choices,
        widget=Chips(),
        error_messages={"required": "Choisissez un endroit."},
    )
    building = forms.CharField(
        label="Bâtiment ou entrée", help_text="Sans numéro de logement.", max_length=40, required=False
    )
    category = forms.ModelChoiceField(
        Category.objects.all(), label="Quoi ?", widget=Tiles(), error_messages={"required": "Choisissez une catégorie."}
    )
    started_at = forms.DateTimeField(
        label="Quand ?",
        widget=MomentInput(),
        error_messages={"required": "Indiquez la date et l’heure.", "invalid": "Indiquez une date et une heure."},
    )
    recurrence = forms.ChoiceField(
        label="C’est arrivé…",
        choices=Recurrence.choices,
        widget=Chips(),
        error_messages={"required": "Dites si c’est arrivé une ou plusieurs fois."},
    )
    facts = ShortText(
        label="Ce que vous avez vu",
        help_text="Des faits, sans nom ni jugement. 600 caractères.",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Décrivez ce que vous avez vu."},
    )
    damage_euros = forms.IntegerField(
        label="Dommage, en euros",
        min_value=0,
        max_value=DAMAGE_MAX,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    police_called = forms.ChoiceField(
        label="Police appelée ?", choices=PoliceCalled.choices, widget=Chips(), required=False, initial=PoliceCalled.NO
    )
    reviewed = forms.BooleanField(label="J’ai relu, j’envoie ainsi", required=False)
    submission = forms.CharField(widget=forms.HiddenInput(), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self._offer_residences()
        self._offer_categories()
        self.initial["started_at"] = timezone.localtime(actor.now, PARIS)
        self.initial["submission"] = uuid4()

    def clean_started_at(self) -> datetime:
        started_at: datetime = self.cleaned_data["started_at"]
        if started_at > self.actor.now + CLOCK_TOLERANCE:
            raise forms.ValidationError("Cette date est dans l’avenir.")
        if started_at < self.actor.now - OLDEST:
            raise forms.ValidationError("Ce fait date de plus d’un an.")
        return started_at

    def clean_police_called(self) -> str:
        return self.cleaned_data["police_called"] or PoliceCalled.NO

    @property
    def is_household_violence(self) -> bool:
        """Violence inside a dwelling: the portal keeps no record of it. Known before the rest is complete."""
        category = self.cleaned_data.get("category")
        return bool(category and category.is_violence and self.cleaned_data.get("place") == PlaceType.DWELLING)

    @property
    def warnings(self) -> list[guard.Advice]:
        """Passages to look at again, for the author only."""
        texts = (self.cleaned_data.get(name, "") for name in ("building", "facts"))
        return [warning for text in texts for warning in guard.warnings_in(text)] if self.is_bound else []

    @property
    def is_to_reread(self) -> bool:
        return bool(self.warnings) and not self.cleaned_data.get("reviewed")

    def submission_id(self) -> UUID:
        """One per form shown. A client that sends none is known by what it sends: the same again is the same fact.

        Made of author and landlord too, so that nobody's submission can meet anybody else's.
        """
        try:
            sent = UUID(self.data.get("submission", "")).hex
        except ValueError:
            sent = repr([self.data.get(name, "") for name in self.fields if name not in ("submission", "reviewed")])
        return uuid5(self.actor.user_id or UUID(int=0), f"{self.actor.signatory_id} {sent}")

    def filed(self) -> dict[str, Any]:
        """The arguments of `file_incident`."""
        written = {name: value for name, value in self.cleaned_data.items() if name not in ("reviewed", "submission")}
        return written | {
            "submission": self.submission_id(),
            "overridden": [warning.kind for warning in self.warnings],
        }

    def _offer_residences(self) -> None:
        field = cast("forms.ModelChoiceField[Residence]", self.fields["residence"])
        field.queryset = residences_visible_to(self.actor).open_on(self.actor.today)
        residences = list(field.queryset)
        own = set(field.queryset.filter(pk__in=residence_ids_granted(self.actor)).values_list("pk", flat=True))
        field.choices = _grouped(residences, own)
        mine = [residence for residence in residences if residence.pk in own] or residences
        if len(mine) == 1:
            self.initial["residence"] = mine[0].pk

    def _offer_categories(self) -> None:
        field = cast("forms.ModelChoiceField[Category]", self.fields["category"])
        categories = list(Category.objects.all())
        cast(Tiles, field.widget).icons = {category.code: category.icon for category in categories}
        field.choices = [(category.code, category.label) for category in categories]


def _grouped(residences: list[Residence], own: set[UUID]) -> list[Any]:
    """The residences of the gardien's own post stand first."""
    named = [(residence.pk in own, (str(residence.pk), str(residence))) for residence in residences]
    mine, others = [option for is_own, option in named if is_own], [option for is_own, option in named if not is_own]
    empty = [("", "Choisissez…")]
    if not mine:
        return [*empty, *others]
    groups = [("Vos résidences", mine), ("Autres résidences", others)]
    return [*empty, *((label, options) for label, options in groups if options)]


class Period(TextChoices):
    MONTH = "30", "30 derniers jours"
    QUARTER = "90", "3 derniers mois"
    YEAR = "365", "12 derniers mois"


ORDERS = {
    "-date": ("-started_at", "id"),
    "date": ("started_at", "id"),
    "lieu": ("residence__commune__search_name", "residence__name", "place", "-started_at", "id"),
    "-lieu": ("-residence__commune__search_name", "-residence__name", "-place", "-started_at", "id"),
    "categorie": ("category__position", "-started_at", "id"),
    "-categorie": ("-category__position", "-started_at", "id"),
    "etat": ("state", "-started_at", "id"),
    "-etat": ("-state", "-started_at", "id"),
}


class FactFilter(forms.Form):
    """The list's state, which is its address. What is not understood there is left out."""

    etat = forms.ChoiceField(label="État", choices=[("", "Tous"), *IncidentState.choices], required=False)
    commune = forms.ChoiceField(label="Commune", required=False)
    famille = forms.ChoiceField(label="Famille", required=False)
    periode = forms.ChoiceField(label="Période", choices=[("", "Depuis le début"), *Period.choices], required=False)
    residence = forms.UUIDField(widget=forms.HiddenInput(), required=False)
    lieu = forms.ChoiceField(choices=PlaceType.choices, widget=forms.HiddenInput(), required=False)
    tri = forms.ChoiceField(choices=[(name, name) for name in ORDERS], widget=forms.HiddenInput(), required=False)

    def __init__(self, data: QueryDict, *, actor: Actor) -> None:
        super().__init__(data)
        self.actor = actor
        communes = communes_visible_to(actor).filter(residences__landlord_id=actor.signatory_id).distinct()
        families = Category.objects.order_by("family", "position").distinct("family")
        cast(forms.ChoiceField, self.fields["commune"]).choices = [
            ("", "Toutes"),
            *communes.values_list("code", "name"),
        ]
        named = [("", "Toutes"), *families.values_list("family", "family_label")]
        cast(forms.ChoiceField, self.fields["famille"]).choices = named
        self.full_clean()

    def chosen(self, name: str) -> Any:
        return self.cleaned_data.get(name) or ""

    @property
    def order(self) -> str:
        return self.chosen("tri") or "-date"

    @property
    def only_at(self) -> str:
        """The residence and the place that the list is narrowed to by a link; "" when it is not."""
        wanted = self.chosen("residence")
        residence = residences_visible_to(self.actor).filter(pk=wanted).first() if wanted else None
        parts = [str(residence or ""), PlaceType(self.chosen("lieu")).label.lower() if self.chosen("lieu") else ""]
        return ", ".join(part for part in parts if part)

    @property
    def is_narrowed(self) -> bool:
        return any(self.chosen(name) for name in self.fields if name != "tri")

    def apply(self, incidents: IncidentQuerySet) -> IncidentQuerySet:
        wanted = {
            "state": self.chosen("etat"),
            "residence__commune_id": self.chosen("commune"),
            "category__family": self.chosen("famille"),
            "residence_id": self.chosen("residence"),
            "place": self.chosen("lieu"),
        }
        incidents = incidents.filter(**{name: value for name, value in wanted.items() if value})
        if days := self.chosen("periode"):
            incidents = incidents.filter(started_at__gte=self.actor.now - timedelta(days=int(days)))
        return incidents.order_by(*ORDERS[self.order])

    def querystring(self, **changed: str) -> str:
        """The list's address with some of it changed, without the page."""
        kept = {name: str(self.chosen(name)) for name in self.fields} | changed
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in kept.items() if value})
        return query.urlencode()


class SetAsideReason(TextChoices):
    """Closed, so that no words about somebody reach the journal."""

    DUPLICATE = "doublon", "Doublon d’un autre fait"
    MISTAKE = "erreur de saisie", "Erreur de saisie"
    NOT_OURS = "hors patrimoine", "Hors du patrimoine"
    NO_DISTURBANCE = "pas un trouble", "Pas un trouble"


class TriageForm(forms.Form):
    """Left apart, or set aside for a reason."""

    decision = forms.ChoiceField(
        choices=[(state, state.label) for state in (IncidentState.LEFT_APART, IncidentState.SET_ASIDE)],
        widget=forms.HiddenInput(),
        initial=IncidentState.SET_ASIDE,
    )
    reason = forms.ChoiceField(
        label="Pourquoi écarter ce fait ?", choices=SetAsideReason.choices, widget=Choices(), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = self.data.get("decision") != IncidentState.LEFT_APART


class ComplaintForm(forms.Form):
    """A complaint that the landlord knows of."""

    complainant = forms.ChoiceField(
        label="Qui a porté plainte ?",
        choices=Complainant.choices,
        widget=Choices(),
        error_messages={"required": "Indiquez qui a porté plainte."},
    )
    filed_on = forms.DateField(
        label="Déposée le",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Indiquez la date de la plainte."},
    )
    service = forms.CharField(
        label="Service", help_text="Commissariat, brigade ou parquet qui l’a reçue.", max_length=120, required=False
    )
    pv_number = forms.CharField(label="N° de PV", max_length=40, required=False)
    prosecution_number = forms.CharField(label="N° de parquet", max_length=40, required=False)

    def __init__(self, *args: Any, incident: Incident, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.incident = incident
        self.actor = actor

    def clean_filed_on(self) -> Any:
        filed_on = self.cleaned_data["filed_on"]
        if filed_on > self.actor.today:
            raise forms.ValidationError("Cette date est dans l’avenir.")
        if filed_on < timezone.localtime(self.incident.started_at, PARIS).date():
            raise forms.ValidationError("Cette date est antérieure au fait.")
        return filed_on

    def clean(self) -> dict[str, Any]:
        """Of a tenant's complaint the date alone is the landlord's to know."""
        if self.cleaned_data.get("complainant") == Complainant.TENANT:
            for name in ("service", "pv_number", "prosecution_number"):
                if self.cleaned_data.get(name):
                    self.add_error(name, "Pour un locataire, seule la date se note : effacez ce champ.")
        return self.cleaned_data
