"""What is typed in to ask for a paper or to filter the journal."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.http import urlencode

from acting.actor import Actor
from acting.enums import Function
from acting.fold import fold
from acting.forms import OnceForm, day_field, show_refusals
from acting.stored import StoredForm
from incidents.references import as_printed
from journal.verbs import Verb
from reports.journal_objects import object_named
from reports.models import LAST_TWELVE_MONTHS, LONGEST_COMMENTARY, REASON_LENGTH, Commentary
from reports.periods import Quarter
from reports.permissions import people_of_house
from reports.publication_rules import refusals_of_withdrawal
from signatories.guarded import ReviewedForm, WithAdvice

VERBS = sorted(Verb.choices, key=lambda choice: fold(choice[1]))  # in the order of the words


class YearlyForm(forms.Form):
    """Which year the bilan is about: the last twelve months, or a calendar year that has been published."""

    period = forms.ChoiceField(label="Période")

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(LAST_TWELVE_MONTHS, "Les douze derniers mois publiés"), *((str(y), f"Année {y}") for y in years)]
        self.fields["period"].choices = choices  # type: ignore[attr-defined]


class QuarterForm(forms.Form):
    """Which quarter, of those published whole; stands beside the form of a year, so its field has its own anchor."""

    period = forms.ChoiceField(label="Trimestre")

    def __init__(self, *args: Any, quarters: Iterable[Quarter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "trimestre_%s"})
        choices = [(quarter.code, quarter.label) for quarter in quarters]
        self.fields["period"].choices = choices  # type: ignore[attr-defined]


class MonthWithdrawalForm(ReviewedForm):
    """Why a month is withdrawn; asked once more, since nobody can take back what was read."""

    guarded = ("reason",)

    reviewed = forms.BooleanField(label="J’ai relu, je retire ainsi", required=False, widget=WithAdvice)
    reason = forms.CharField(
        label="Motif du retrait",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lu par les délégués de la convention. Sans nom, ni d’une personne ni d’un bailleur.",
    )
    is_sure = forms.BooleanField(
        label="Je retire ce mois à tous ses lecteurs",
        error_messages={"required": "Cochez cette case pour retirer le mois."},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "reason" in cleaned:
            show_refusals(self, refusals_of_withdrawal(cleaned["reason"]))
        return cleaned


class ReviewBeginForm(OnceForm, YearlyForm):
    """Of which published months a bilan begins."""


class CommentaryForm(StoredForm, ReviewedForm):
    """Of one chapter; a bilan names functions, never people."""

    guarded = ("text",)

    reviewed = forms.BooleanField(label="J’ai relu, j’enregistre ainsi", required=False, widget=WithAdvice)
    text = forms.CharField(
        label="Commentaire",
        max_length=LONGEST_COMMENTARY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Imprimé dans ce chapitre, signé de votre nom et de votre fonction. Vide, rien n’est imprimé.",
    )

    def __init__(self, *args: Any, commentary: Commentary | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["text"] = commentary.text if commentary else ""

    def written(self) -> dict[str, Any]:
        """The arguments of the service."""
        return {"text": self.cleaned_data["text"], "overridden": self.overridden}


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
