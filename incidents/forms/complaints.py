"""What is typed about a complaint: when it is noted, and when it is corrected or completed."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from typing import Any

from django import forms

from acting.actor import Actor
from acting.forms import day_field, show_refusals
from acting.refusals import Refusal
from acting.stored import StoredForm
from incidents.complaint_rules import WITH_NUMBERS, ComplaintDetails, refusals_of_complaint, refusals_of_correction
from incidents.enums import Complainant, KnownOutcome, ToldBy
from incidents.models import Complaint
from signatories.widgets import Choices

WRITTEN = tuple(field.name for field in fields(ComplaintDetails))


class ComplaintForm(forms.Form):
    """A complaint that the landlord knows of: who lodged it and when, and what this kind of one takes besides."""

    kinds_with_numbers = " ".join(WITH_NUMBERS)
    kinds_to_send = Complainant.WARDEN.value

    complainant = forms.ChoiceField(
        label="Qui a porté plainte ?",
        choices=Complainant.choices,
        widget=Choices(),
        error_messages={"required": "Indiquez qui a porté plainte."},
    )
    filed_on = day_field(
        "Date",
        help_text="De la plainte, du signalement ou du procès-verbal.",
        error_messages={"required": "Indiquez la date de la plainte."},
    )
    service = forms.CharField(
        label="Service", help_text="Commissariat, brigade ou parquet qui l’a reçue.", max_length=120, required=False
    )
    pv_number = forms.CharField(label="N° de PV", max_length=40, required=False)
    prosecution_number = forms.CharField(label="N° de parquet", max_length=40, required=False)
    found_on = day_field("Constaté le", required=False)
    sent_on = day_field("Envoyé au procureur le", help_text="Vide tant qu’il n’est pas parti.", required=False)

    def __init__(self, *args: Any, actor: Actor, started_at: datetime | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.started_at = started_at

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"complainant", "filed_on"} <= cleaned.keys():
            show_refusals(self, self.refusals(self.details()))
        return cleaned

    def details(self) -> ComplaintDetails:
        return ComplaintDetails(**{name: value for name, value in self.cleaned_data.items() if name in WRITTEN})

    def refusals(self, said: ComplaintDetails) -> Iterator[Refusal]:
        yield from refusals_of_complaint(said, started_at=self.started_at, today=self.actor.today)


class CorrectionForm(StoredForm, ComplaintForm):
    """The same once it is noted, with what became of it as far as the landlord knows."""

    outcome = forms.ChoiceField(label="Suite connue", choices=[("", "Aucune"), *KnownOutcome.choices], required=False)
    outcome_on = day_field("Connue le", required=False)
    outcome_from = forms.ChoiceField(label="Comment ?", choices=[("", "Choisissez…"), *ToldBy.choices], required=False)

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.complaint = complaint
        self.initial.update(complaint.details.written())

    def refusals(self, said: ComplaintDetails) -> Iterator[Refusal]:
        yield from refusals_of_correction(self.complaint.complainant, said.complainant)
        yield from super().refusals(said)
