"""What is typed about facts: the filing of one, the triage."""

import hashlib
from typing import Any, cast
from uuid import UUID, uuid5

from django import forms
from django.db.models import Q
from django.utils import timezone

from acting.actor import Actor
from acting.days import PARIS
from acting.forms import MomentField, OnceForm, day_field, show_refusals
from acting.stored import StoredForm
from incidents.enums import TRIABLE, TRIAGED, Between, IncidentState, PlaceType, PoliceCalled, Recurrence
from incidents.filing_rules import (
    SetAsideReason,
    answers_about_violence,
    concern_of,
    refusals_of_moment,
    refusals_of_set_aside,
)
from incidents.forms.attachments import WithPieces
from incidents.models import Attachment, Category, Incident, Situation
from incidents.models.attachment import IS_HELD
from incidents.models.fact import DAMAGE_MAX
from incidents.permissions import attachments_visible_to, incidents_visible_to, situations_visible_to
from signatories import guard
from signatories.guarded import WithAdvice, is_reviewed, point_at
from signatories.theme_guard import Concern
from signatories.widgets import Chips, Choices, FirstChips, Tiles
from territory.models import Residence
from territory.permissions import residence_ids_granted, residences_visible_to

NOT_OF_FACT = (
    "submission",
    "reviewed",
    "between",
    "not_meant",
    "photos",
    "held",
)  # what was said on the way, no part of the fact

MOST_CHIPS = 8  # own residences that stand as chips; more are a list to choose from
LONGEST_READ = 1_000  # characters of a text that is still too long; what is filed is shorter


class FactForm(WithPieces, OnceForm):
    """ "Déclarer un fait". The guard of the free text asks to read again; it never refuses."""

    residence = forms.ModelChoiceField(
        Residence.objects.none(), label="Où ?", error_messages={"required": "Choisissez la résidence."}
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
    started_at = MomentField(
        label="Quand ?",
        error_messages={"required": "Indiquez la date et l’heure.", "invalid": "Indiquez une date et une heure."},
    )
    recurrence = forms.ChoiceField(
        label="C’est arrivé…",
        choices=Recurrence.choices,
        widget=Chips(),
        error_messages={"required": "Dites si c’est arrivé une ou plusieurs fois."},
    )
    facts = forms.CharField(
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
    reviewed = forms.BooleanField(label="J’ai relu, j’envoie ainsi", required=False, widget=WithAdvice)
    between = forms.ChoiceField(choices=Between.choices, widget=forms.HiddenInput(), required=False)
    not_meant = forms.MultipleChoiceField(choices=Concern.choices, widget=forms.MultipleHiddenInput(), required=False)
    submission = forms.CharField(widget=forms.HiddenInput(), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.actor = actor
        self._offer_residences()
        self._offer_categories()
        self.initial["started_at"] = timezone.localtime(actor.now, PARIS)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if started_at := cleaned.get("started_at"):
            show_refusals(self, refusals_of_moment(started_at, self.actor.now))
        if not self.concern:  # before it is answered who it was between nothing is looked at, nothing is kept
            own = attachments_visible_to(self.actor)
            filed = Q(incident__submission=self.submission_key(), incident__filed_by_id=self.actor.user_id)
            self.take_pieces(own.filter(IS_HELD | filed))
        point_at(self, self.warned)
        return cleaned

    def clean_police_called(self) -> str:
        return self.cleaned_data["police_called"] or PoliceCalled.NO

    @property
    def concern(self) -> Concern | None:
        """The theme that keeps this from being filed. Known before the rest is complete: the numbers come first."""
        cleaned = self.cleaned_data
        return concern_of(
            place=cleaned.get("place", ""),
            is_violence=self._is_violence,
            texts=[str(self.data.get(name, ""))[:LONGEST_READ] for name in ("building", "facts")],
            between=self.answer,
            not_meant=cleaned.get("not_meant", ()),
        )

    @property
    def words(self) -> str:
        """A mark of what was written and where: an answer about one text opens no door for another."""
        written = repr([str(self.data.get(name, "")).split() for name in ("place", "category", "building", "facts")])
        return hashlib.sha256(written.encode()).hexdigest()[:16]

    @property
    def answer(self) -> str:
        """To who it was between; none once the words are no longer those that it was given for."""
        is_of_these_words = self.is_bound and self.data.get("answered_for", self.words) == self.words
        return str(self.cleaned_data.get("between", "")) if is_of_these_words else ""

    @property
    def answers(self) -> list[Between]:
        """What may be said to who it was between."""
        return answers_about_violence(is_violence=self._is_violence)

    @property
    def warned(self) -> dict[str, list[guard.Advice]]:
        """Passages to look at again, for the author only."""
        return {name: guard.warnings_in(self.cleaned_data.get(name, "")) for name in ("building", "facts")}

    @property
    def is_to_reread(self) -> bool:
        return any(self.warned.values()) and not is_reviewed(self, self.warned)

    def submission_key(self) -> UUID:
        """One per form shown. A client that sends none is known by what it sends: the same again is the same fact.

        Made of author and landlord too, so that nobody's submission can meet anybody else's.
        """
        try:
            sent = UUID(self.data.get("submission", "")).hex
        except ValueError:
            sent = repr([self.data.get(name, "") for name in self.fields if name not in NOT_OF_FACT])
        return uuid5(self.actor.user_id or UUID(int=0), f"{self.actor.signatory_id} {sent}")

    def held_by_author(self, name: str) -> list[Attachment]:
        """Those of the identifiers sent under that name ("held", "drop") that are still held."""
        ids = self.ids_in(name)
        return list(attachments_visible_to(self.actor).held().filter(pk__in=ids)) if ids else []

    def filed(self) -> dict[str, Any]:
        """The arguments of `file_incident`."""
        apart = ("reviewed", "submission", "photos", "held")
        written = {name: value for name, value in self.cleaned_data.items() if name not in apart}
        return written | {
            "pieces": self.pieces,
            "held": self.held_pieces,
            "submission": self.submission_key(),
            "between": self.answer,
            "overridden": [warning.kind for warnings in self.warned.values() for warning in warnings],
        }

    @property
    def _is_violence(self) -> bool:
        category = self.cleaned_data.get("category")
        return bool(category and category.is_violence)

    def _offer_residences(self) -> None:
        field = cast("forms.ModelChoiceField[Residence]", self.fields["residence"])
        field.queryset = residences_visible_to(self.actor).open_on(self.actor.today)
        residences = list(field.queryset)
        own = set(field.queryset.filter(pk__in=residence_ids_granted(self.actor)).values_list("pk", flat=True))
        if 0 < len(own) <= MOST_CHIPS:
            field.widget = FirstChips()
        field.choices = _grouped(residences, own)
        mine = [residence.pk for residence in residences if residence.pk in own] or [each.pk for each in residences]
        # In the order of the index of an author's facts, and the residences asked afterwards: who has filed thousands
        # waited for all of them to be read.
        filed = incidents_visible_to(self.actor).filter(filed_by_id=self.actor.user_id).newest_first()
        last_chosen = filed.values_list("residence_id", flat=True).first()
        offered = {residence.pk for residence in residences}
        self.initial["residence"] = last_chosen if last_chosen in offered else (mine[0] if len(mine) == 1 else None)

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
    groups = [("Vos résidences", mine), ("Une autre résidence", others)]
    found = [(label, options) for label, options in groups if options]
    return found if len(mine) <= MOST_CHIPS else [*empty, *found]


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


class TriageManyForm(forms.Form):
    """Some facts that wait, and what becomes of them."""

    TOGETHER = "together"

    fait = forms.ModelMultipleChoiceField(
        Incident.objects.none(),
        error_messages={
            "required": "Choisissez au moins un fait.",
            "invalid_choice": "Un de ces faits n’est plus à traiter : il a disparu de la liste.",
        },
    )
    act = forms.ChoiceField(
        choices=[(TOGETHER, "Prendre ensemble"), *((state, state.label) for state in TRIAGED)],
        required=False,
        widget=forms.HiddenInput(),  # a button says it
    )
    situation = forms.ModelChoiceField(
        Situation.objects.none(), required=False, error_messages={"invalid_choice": "Cette situation est close."}
    )
    reason = forms.ChoiceField(choices=SetAsideReason.choices, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        facts = cast("forms.ModelMultipleChoiceField[Incident]", self.fields["fait"])
        facts.queryset = incidents_visible_to(actor).filter(state__in=TRIABLE)
        situations = cast("forms.ModelChoiceField[Situation]", self.fields["situation"])
        situations.queryset = situations_visible_to(actor).open()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("act"):  # the button of a situation names it, and no act
            cleaned["act"] = self.TOGETHER if cleaned.get("situation") else ""
        if not cleaned["act"] and not self.errors:
            self.add_error(None, "Choisissez ce que deviennent ces faits.")
        if cleaned.get("act") == IncidentState.SET_ASIDE:
            show_refusals(self, refusals_of_set_aside(cleaned.get("reason", "")))
        return cleaned


class InformedForm(StoredForm):
    """The day on which whoever complained was told, without a name."""

    informed_on = day_field("Réclamant informé le", required=False)

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["informed_on"] = incident.informed_on
