"""When somebody wants to be written to."""

from typing import Any, cast

from django import forms

from acting.forms import show_refusals
from acting.stored import StoredForm
from correspondents.enums import Gathering
from correspondents.mail_hours import HOURS_OF_DAY, MailHours, refusals_of_hours
from signatories.widgets import Choices


def hour_field(label: str, hours: range, nothing: str) -> forms.TypedChoiceField:
    choices = [("", nothing), *((str(hour), f"{hour}\u00a0h") for hour in hours)]
    return forms.TypedChoiceField(label=label, choices=choices, coerce=int, empty_value=None, required=False)


class MailHoursForm(StoredForm):
    gathering = forms.ChoiceField(
        label="Vos courriels partent",
        choices=Gathering.choices,
        widget=Choices(),
        error_messages={"required": "Choisissez quand vos courriels partent."},
    )
    hour = hour_field("Heure du courriel de la journée", HOURS_OF_DAY, "Choisir")
    quiet_from = hour_field("Aucun courriel à partir de", range(24), "Pas d’heures de silence")
    quiet_until = hour_field("et jusqu’à", range(24), "Pas d’heures de silence")
    working_days = forms.BooleanField(label="Aucun courriel le samedi, le dimanche et les jours fériés", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Choices, self.fields["gathering"].widget).asks = {Gathering.DAY: "hour"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            show_refusals(self, refusals_of_hours(MailHours(**cleaned)))
        return cleaned
