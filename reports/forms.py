"""What is typed in to ask for a paper or to filter the journal."""

from datetime import date
from typing import Any

from django import forms

from acting.forms import day_field
from journal.verbs import Verb
from reports.models import LAST_TWELVE_MONTHS

VERBS = sorted(Verb.choices, key=lambda choice: choice[1])  # in the order of the words


class YearlyForm(forms.Form):
    """Which year the bilan is about: the last twelve months, or a calendar year that has been published."""

    period = forms.ChoiceField(label="Période")

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(LAST_TWELVE_MONTHS, "Les douze derniers mois publiés"), *((str(y), f"Année {y}") for y in years)]
        self.fields["period"].choices = choices  # type: ignore[attr-defined]


class JournalFilter(forms.Form):
    """Both days included; an act of the list, or all."""

    since = day_field("Du", required=False)
    until = day_field("Au", required=False)
    verb = forms.ChoiceField(label="Acte", required=False, choices=[("", "Tous"), *VERBS])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since: date | None = data.get("since")
        until: date | None = data.get("until")
        if since and until and since > until:
            self.add_error("until", "La fin de la période précède son début.")
        return data
