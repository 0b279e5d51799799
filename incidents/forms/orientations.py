"""What is typed when somebody was shown the way: three choices and not one free word."""

from typing import Any, cast

from django import forms

from acting.actor import Actor
from acting.forms import OnceForm, day_field, show_refusals
from incidents.enums import OrientationChannel
from incidents.filing_rules import refusals_of_orientation_day
from signatories.widgets import Chips
from territory.models import Commune
from territory.permissions import communes_visible_to, residence_ids_granted, residences_visible_to


class OrientationForm(OnceForm):
    channel = forms.ChoiceField(
        label="Par quelle voie ?",
        choices=OrientationChannel.choices,
        widget=Chips(),
        error_messages={"required": "Choisissez une voie."},
    )
    commune = forms.ModelChoiceField(
        Commune.objects.none(), label="Dans quelle commune ?", error_messages={"required": "Choisissez la commune."}
    )
    on = day_field(
        "Quel jour ?",
        error_messages={"required": "Indiquez le jour.", "invalid": "Indiquez un jour."},
    )

    def __init__(self, *args: Any, actor: Actor, commune: str = "", **kwargs: Any) -> None:
        """`commune`: where the person comes from a fact."""
        super().__init__(*args, actor=actor, **kwargs)
        self.actor = actor
        communes = _communes_of(actor)
        field = cast("forms.ModelChoiceField[Commune]", self.fields["commune"])
        field.queryset = communes
        self.initial["on"] = actor.today
        self.initial["commune"] = _known_commune(actor, communes, commune)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if on := cleaned.get("on"):
            show_refusals(self, refusals_of_orientation_day(on, self.actor.today))
        return cleaned

    def noted(self) -> dict[str, Any]:
        """The arguments of `note_orientation`."""
        return self.cleaned_data | {"submission": self.submission_key()}


def _known_commune(actor: Actor, communes: Any, asked: str) -> Commune | None:
    """That of the fact; else the one where all residences of the person's post are; else the only one there is."""
    named = [commune for commune in communes if commune.pk == asked]
    residences = residences_visible_to(actor).filter(pk__in=residence_ids_granted(actor))
    looked_after = set(residences.values_list("commune_id", flat=True))
    own = [commune for commune in communes if commune.pk in looked_after]
    return next((found[0] for found in (named, own, list(communes)) if len(found) == 1), None)


def _communes_of(actor: Actor) -> Any:
    """Where the landlord has residences; every commune of the convention while it has entered none."""
    communes = communes_visible_to(actor).order_by("search_name")
    own = communes.filter(residences__landlord_id=actor.signatory_id).distinct()
    return own if own.exists() else communes
