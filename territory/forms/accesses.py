"""What is typed about what a landlord hands to a force: who holds what, since when and until when. Never a code."""

from datetime import date
from typing import Any, cast

from django import forms

from acting.actor import Actor
from acting.forms import day_field
from signatories import guard
from signatories.guarded import ReviewedForm
from signatories.models import Signatory
from signatories.permissions import signatories_visible_to
from signatories.widgets import Chips
from territory.enums import AccessKind
from territory.forms.residences import SubmissionForm
from territory.models import ResidenceAccess
from territory.permissions import forces_open_to
from territory.services.accesses import AccessDetails

WRITTEN = ("holder", "kind", "quantity", "given_on", "ends_on", "note")
ON_A_DAY = {"invalid": "Indiquez une date."}


class AccessForm(SubmissionForm, ReviewedForm):
    """The note is guarded twice: for what names somebody, and for what looks like the code of a door."""

    guarded = ("note",)
    field_order = ("holder", "kind", "quantity", "given_on", "ends_on", "returned_on", "note", "reviewed")

    holder = forms.ModelChoiceField(
        Signatory.objects.none(), label="Remis à", error_messages={"required": "Dites à quelle force il est remis."}
    )
    kind = forms.ChoiceField(
        label="Quoi ?",
        choices=AccessKind.choices,
        widget=Chips(),
        error_messages={"required": "Dites si c’est un badge, une clé ou une autorisation."},
    )
    quantity = forms.IntegerField(
        label="Combien ?",
        min_value=1,
        max_value=500,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": "Donnez le nombre.", "invalid": "Donnez un nombre entier."},
    )
    given_on = day_field("Remis le", error_messages=ON_A_DAY | {"required": "Indiquez la date de remise."})
    ends_on = day_field(
        "Jusqu’au",
        help_text="Passé ce jour, il est signalé comme à rendre ou à renouveler.",
        required=False,
        error_messages=ON_A_DAY,
    )
    returned_on = day_field("Rendu ou retiré le", required=False, error_messages=ON_A_DAY)
    note = forms.CharField(
        label="Précision",
        help_text="Ce qu’il ouvre : « hall et parking ». La force le lira. Jamais un code, jamais un nom.",
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, actor: Actor, access: ResidenceAccess | None = None, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        field = cast("forms.ModelChoiceField[Signatory]", self.fields["holder"])
        field.queryset = forces_open_to(actor)
        if access:
            field.queryset = signatories_visible_to(actor).filter(pk=access.holder_id)
            self.initial.update({name: getattr(access, name) for name in (*WRITTEN, "returned_on")})
        else:
            del self.fields["returned_on"]
            self.initial["given_on"] = actor.today

    def advice_on(self, text: str) -> list[guard.Advice]:
        return [*guard.door_codes_in(text), *super().advice_on(text)]

    def clean_given_on(self) -> date:
        given_on: date = self._not_to_come("given_on")
        return given_on

    def clean_returned_on(self) -> date | None:
        returned_on: date | None = self._not_to_come("returned_on")
        return returned_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        given = cleaned.get("given_on")
        for name in ("ends_on", "returned_on"):
            if given and cleaned.get(name) and cleaned[name] < given:
                self.add_error(name, "Cette date précède celle de la remise.")
        return cleaned

    def details(self) -> AccessDetails:
        written = {name: self.cleaned_data[name] for name in WRITTEN}
        returned_on = self.cleaned_data.get("returned_on")
        return AccessDetails(**written, returned_on=returned_on, overridden=tuple(self.overridden))

    def _not_to_come(self, name: str) -> Any:
        day = self.cleaned_data[name]
        if day and day > self.actor.today:
            raise forms.ValidationError("Cette date est dans l’avenir.")
        return day
