"""What is typed in to ask for a paper or to filter the journal."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.http import urlencode

from acting.actor import Actor
from acting.enums import Function
from acting.fold import fold
from acting.forms import day_field
from incidents.references import as_printed
from journal.verbs import Verb
from reports.journal_objects import object_named
from reports.models import LAST_TWELVE_MONTHS
from reports.permissions import people_of_house

VERBS = sorted(Verb.choices, key=lambda choice: fold(choice[1]))  # in the order of the words


class YearlyForm(forms.Form):
    """Which year the bilan is about: the last twelve months, or a calendar year that has been published."""

    period = forms.ChoiceField(label="Période")

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(LAST_TWELVE_MONTHS, "Les douze derniers mois publiés"), *((str(y), f"Année {y}") for y in years)]
        self.fields["period"].choices = choices  # type: ignore[attr-defined]


class JournalFilter(forms.Form):
    """Both days included; an act of the list, or all. A DPO asks also for somebody of the own house."""

    since = day_field("Du", required=False)
    until = day_field("Au", required=False)
    verb = forms.ChoiceField(label="Acte", required=False, choices=[("", "Tous"), *VERBS])
    reference = forms.CharField(
        label="Référence",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"placeholder": "S-7K3F-2Q", "autocomplete": "off"}),
    )
    person = forms.ChoiceField(label="Personne", required=False)

    wanted: UUID | None = None

    @property
    def chosen(self) -> dict[str, Any]:
        """What is set and makes sense; nothing of it while something is wrong."""
        return {name: value for name, value in self.cleaned_data.items() if value} if self.is_valid() else {}

    @property
    def searched(self) -> str:
        """The reference that is looked for, as lines show it; "" for none."""
        return as_printed(self.chosen["reference"]) if "reference" in self.chosen else ""

    @property
    def querystring(self) -> str:
        return urlencode(self.chosen)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        self.actor = actor
        self.people = {person.pk: str(person.named) for person in people_of_house(actor)}
        if actor.function == Function.DPO:
            named = [(str(pk), name) for pk, name in self.people.items()]
            cast(forms.ChoiceField, self.fields["person"]).choices = [("", "Toutes"), *named]
        else:
            del self.fields["person"]

    def clean_reference(self) -> str:
        """Kept as it is written, with the object that its letters and digits name in `wanted`."""
        typed: str = self.cleaned_data["reference"].strip()
        self.wanted = object_named(self.actor, typed) if typed else None
        if typed and self.wanted is None:
            raise forms.ValidationError("Aucun fait ni aucune saisine que vous puissiez suivre n’a cette référence.")
        return typed

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since: date | None = data.get("since")
        until: date | None = data.get("until")
        if since and until and since > until:
            self.add_error("until", "La fin de la période précède son début.")
        return data
