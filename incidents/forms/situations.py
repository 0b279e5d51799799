"""What is typed about situations."""

from typing import Any, cast

from django import forms
from django.db.models import Case, When

from acting.actor import Actor
from acting.filters import ListFilter
from acting.forms import OnceForm, day_field, show_refusals
from acting.stored import StoredForm
from correspondents.models import Designation
from incidents.enums import ENDINGS_OF_LEASE, ENDINGS_OF_PLACE, SituationKind
from incidents.grouping import facts_to_join
from incidents.models import Incident, Situation
from incidents.permissions import colleagues_of, incidents_visible_to, situations_visible_to
from incidents.rating import LONGEST_REASON, Colour, Gravity, HowOften, Lift, refusals_of_rating
from incidents.situation_rules import refusals_of_lease, refusals_of_review
from signatories.guarded import ReviewedForm
from signatories.widgets import Chips, Choices, ManyChoices
from territory.models import Residence
from territory.permissions import residences_visible_to

MOST_OFFERED = 50  # facts to take together on one page


class FactChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.reference}, {obj.category.label.lower()}, {obj.get_place_display().lower()}"


class SituationChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.reference}, {obj.in_phrase}"


class ColleagueChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person} – {obj.post.label}"


class LeaseForm(OnceForm):
    """A situation of a lease: the landlord's own number says which one, and no name is asked."""

    residence = forms.ModelChoiceField(
        Residence.objects.none(), label="Résidence", error_messages={"required": "Choisissez la résidence."}
    )
    lease = forms.CharField(
        label="N° du bail",
        help_text="Celui de votre outil de gestion. Aucun nom ici.",
        max_length=40,
        error_messages={"required": "Indiquez le numéro du bail dans votre outil de gestion."},
    )
    lease_from = day_field("Bail à compter du", required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.actor = actor
        field = cast("forms.ModelChoiceField[Residence]", self.fields["residence"])
        field.queryset = residences_visible_to(actor).open_on(actor.today).select_related("commune")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "lease" in cleaned:
            same = situations_visible_to(self.actor).open().filter(kind=SituationKind.LEASE, lease=cleaned["lease"])
            others = [] if same.filter(pk=self.key()).exists() else [each.reference for each in same[:1]]
            show_refusals(
                self, refusals_of_lease(cleaned["lease"], cleaned.get("lease_from"), self.actor.today, others)
            )
        return cleaned


class RatingForm(ReviewedForm, StoredForm):
    """How grave a place is. Saying why is asked where something lifts the grid."""

    guarded = ("reason",)

    gravity = forms.TypedChoiceField(
        label="Gravité",
        choices=Gravity.choices,
        coerce=int,
        widget=Chips(),
        error_messages={"required": "Choisissez la gravité, de 1 à 4."},
    )
    recurrence = forms.TypedChoiceField(
        label="Récurrence",
        choices=HowOften.choices,
        coerce=int,
        widget=Chips(),
        error_messages={"required": "Choisissez la récurrence, de 1 à 4."},
    )
    lifts = forms.MultipleChoiceField(
        label="Ce qui aggrave", choices=Lift.choices, widget=ManyChoices(), required=False
    )
    reason = forms.CharField(
        label="Pourquoi la relever ?",
        help_text="Des faits, sans nom. Demandé si vous avez coché une aggravation.",
        max_length=LONGEST_REASON,
        required=False,
    )

    def __init__(self, *args: Any, situation: Situation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("gravity", "recurrence", "lifts"):
            self.initial[name] = getattr(situation, name)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned.pop("reviewed", None)
        if {"gravity", "recurrence", "lifts"} <= cleaned.keys():
            found = refusals_of_rating(
                cleaned["gravity"], cleaned["recurrence"], cleaned["lifts"], cleaned.get("reason", "")
            )
            show_refusals(self, found)
        return cleaned


class FollowForm(StoredForm):
    """Who follows a situation, and the day on which it is looked at again."""

    assigned_to = ColleagueChoice(
        Designation.objects.none(), label="Suivie par", required=False, empty_label="Personne en particulier"
    )
    review_on = day_field("À revoir le", required=False)

    def __init__(self, *args: Any, situation: Situation, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.situation = actor, situation
        field = cast("forms.ModelChoiceField[Designation]", self.fields["assigned_to"])
        field.queryset = colleagues_of(actor).select_related("user", "post").titular_first()
        self.initial["assigned_to"], self.initial["review_on"] = situation.assigned_to_id, situation.review_on

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("review_on") != self.situation.review_on:
            show_refusals(self, refusals_of_review(cleaned.get("review_on"), self.actor.today))
        return cleaned


class EndingForm(forms.Form):
    """How it ends; of a place a judge decides nothing."""

    ending = forms.ChoiceField(
        label="Comment se termine-t-elle ?", widget=Choices(), error_messages={"required": "Choisissez une issue."}
    )

    def __init__(self, *args: Any, situation: Situation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        endings = ENDINGS_OF_PLACE if situation.is_of_place else ENDINGS_OF_LEASE
        cast(forms.ChoiceField, self.fields["ending"]).choices = [(ending, ending.label) for ending in endings]


class MoveForm(forms.Form):
    """Which facts go, and where to: another open situation of the residence, or a new one."""

    facts = FactChoice(
        Incident.objects.none(),
        label="Faits à séparer",
        widget=ManyChoices(),
        error_messages={"required": "Choisissez au moins un fait."},
    )
    to = SituationChoice(Situation.objects.none(), label="Vers", required=False, empty_label="Une nouvelle situation")

    def __init__(self, *args: Any, situation: Situation, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = incidents_visible_to(actor).select_related("category").newest_first()
        # What has gone meanwhile is told as such, not as a choice that never was.
        narrowed = {"residence_id": situation.residence_id} if self.is_bound else {"situation": situation}
        own = here.filter(**narrowed)
        cast("forms.ModelMultipleChoiceField[Incident]", self.fields["facts"]).queryset = own
        _offer(self, "to", situation, actor)


class MergeForm(forms.Form):
    """The situation that takes all the facts of this one."""

    into = SituationChoice(
        Situation.objects.none(), label="Réunir à", error_messages={"required": "Choisissez une autre situation."}
    )

    def __init__(self, *args: Any, situation: Situation, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "into", situation, actor, kind=situation.kind, lease=situation.lease)


class JoinForm(forms.Form):
    """Facts of one residence that are taken together: the ones chosen, and others of the last months that might be."""

    fait = FactChoice(
        Incident.objects.none(),
        label="Faits à prendre ensemble",
        widget=ManyChoices(),
        error_messages={"required": "Choisissez au moins un fait.", "invalid_choice": "Ce fait n’est plus à traiter."},
    )
    situation = SituationChoice(
        Situation.objects.none(), label="Dans", required=False, empty_label="Une nouvelle situation"
    )

    def __init__(self, *args: Any, fact: Incident, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelMultipleChoiceField[Incident]", self.fields["fait"])
        field.queryset = facts_to_join(actor, fact)
        if not self.is_bound:
            nearest = list(field.queryset.values_list("pk", flat=True)[: MOST_OFFERED + 1])
            if len(nearest) > MOST_OFFERED:
                field.help_text = f"Les {MOST_OFFERED} plus proches ; les autres se rattachent ensuite."
            field.queryset = field.queryset.filter(pk__in=nearest[:MOST_OFFERED])
        others = situations_visible_to(actor).open().filter(residence_id=fact.residence_id)
        into = cast("forms.ModelChoiceField[Situation]", self.fields["situation"])
        into.queryset = others.order_by(Case(When(place=fact.place, then=0), default=1), "-opened_at")


def _offer(form: forms.Form, name: str, situation: Situation, actor: Actor, **alike: str) -> None:
    """The other open situations of the residence."""
    others = situations_visible_to(actor).open().filter(residence_id=situation.residence_id, **alike)
    field = cast("forms.ModelChoiceField[Situation]", form.fields[name])
    field.queryset = others.exclude(pk=situation.pk).order_by("-opened_at")


class SituationFilter(ListFilter):
    """The list of situations: what its address narrows it to."""

    ORDERS = {"urgence": ("rank", "-opened_at", "-id")}

    etat = forms.ChoiceField(
        label="État", choices=[("", "En cours"), ("closes", "Closes"), ("toutes", "Toutes")], required=False
    )
    couleur = forms.ChoiceField(label="Couleur", choices=[("", "Toutes"), *Colour.choices], required=False)
    nature = forms.ChoiceField(label="Nature", choices=[("", "Toutes"), *SituationKind.choices], required=False)
    suivi = forms.ChoiceField(
        label="Suivi",
        choices=[("", "Toutes"), ("moi", "Les miennes"), ("revoir", "À revoir maintenant")],
        required=False,
    )
