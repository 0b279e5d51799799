"""What is typed about what a landlord hands to a force: who holds what, since when and until when. Never a code."""

from typing import Any, cast

from django import forms

from acting.actor import Actor
from acting.forms import OnceForm, day_field, show_refusals
from acting.stored import StoredForm
from signatories import guard
from signatories.guarded import ReviewedForm
from signatories.models import Signatory
from signatories.permissions import signatories_visible_to
from signatories.widgets import Chips
from territory.access_rules import refusals_of_days
from territory.enums import AccessKind
from territory.models import MOST_HANDED, ResidenceAccess
from territory.permissions import forces_open_to
from territory.services.accesses import AccessDetails

WRITTEN = ("holder", "kind", "quantity", "given_on", "ends_on", "note")
ON_A_DAY = {"invalid": "Indiquez une date."}


class AccessForm(OnceForm, StoredForm, ReviewedForm):
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
        max_value=MOST_HANDED,
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
        self.today = actor.today
        field = cast("forms.ModelChoiceField[Signatory]", self.fields["holder"])
        field.queryset = forces_open_to(actor)
        if access:
            field.queryset = signatories_visible_to(actor).filter(pk=access.holder_id)
            self.initial.update({name: getattr(access, name) for name in (*WRITTEN, "returned_on")})
        else:
            del self.fields["returned_on"], self.fields["stored"]
            self.initial["given_on"] = actor.today

    def advice_on(self, text: str) -> list[guard.Advice]:
        return [*guard.door_codes_in(text), *super().advice_on(text)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if given_on := cleaned.get("given_on"):
            days = {name: cleaned.get(name) for name in ("ends_on", "returned_on")}
            show_refusals(self, refusals_of_days(given_on=given_on, today=self.today, **days))
        return cleaned

    def details(self) -> AccessDetails:
        written = {name: self.cleaned_data[name] for name in WRITTEN}
        returned_on = self.cleaned_data.get("returned_on")
        return AccessDetails(**written, returned_on=returned_on, overridden=tuple(self.overridden))
