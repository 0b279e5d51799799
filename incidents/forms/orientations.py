"""What is typed when somebody was shown the way: three choices and not one free word."""

from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms

from acting.actor import Actor
from incidents.enums import OrientationChannel
from signatories.widgets import Chips
from territory.models import Commune
from territory.permissions import communes_visible_to

OLDEST = timedelta(days=31)


class OrientationForm(forms.Form):
    channel = forms.ChoiceField(
        label="Par quelle voie ?",
        choices=OrientationChannel.choices,
        widget=Chips(),
        error_messages={"required": "Choisissez une voie."},
    )
    commune = forms.ModelChoiceField(
        Commune.objects.none(), label="Dans quelle commune ?", error_messages={"required": "Choisissez la commune."}
    )
    on = forms.DateField(
        label="Quel jour ?",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Indiquez le jour.", "invalid": "Indiquez un jour."},
    )
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        communes = _communes_of(actor)
        field = cast("forms.ModelChoiceField[Commune]", self.fields["commune"])
        field.queryset = communes
        self.initial.update({"on": actor.today, "submission": uuid4()})
        if len(communes) == 1:
            self.initial["commune"] = communes[0]

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if not self.actor.today - OLDEST <= on <= self.actor.today:
            raise forms.ValidationError("Un jour du dernier mois, au plus tard aujourd’hui.")
        return on

    def noted(self) -> dict[str, Any]:
        """The arguments of `note_orientation`. A client that did not open the form notes each time anew."""
        submission: UUID = self.cleaned_data["submission"] or uuid4()
        return self.cleaned_data | {"submission": submission}


def _communes_of(actor: Actor) -> Any:
    """Where the landlord has residences; every commune of the convention while it has entered none."""
    communes = communes_visible_to(actor).order_by("name")
    own = communes.filter(residences__landlord_id=actor.signatory_id).distinct()
    return own if own.exists() else communes
