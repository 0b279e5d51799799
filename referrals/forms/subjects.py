"""A line of the table of subjects, as an administrator changes it for the convention."""

from typing import Any

from django import forms

from acting.forms import show_refusals
from acting.stored import StoredForm
from referrals.field_sets import choices
from referrals.models import LegalBasis
from referrals.services.subjects import Rule
from referrals.subject_rules import KINDS, refusals_of_rule
from referrals.subject_table import SubjectLine
from signatories.widgets import ManyChips

PARTIES = [(kind.value, kind.label) for kind in KINDS]
LISTS = ("sender_kinds", "recipient_kinds", "minimum", "usual")


class SubjectForm(StoredForm):
    sender_kinds = forms.MultipleChoiceField(
        label="Qui saisit",
        choices=PARTIES,
        required=False,
        widget=ManyChips,
        help_text="Rien de coché : non proposé.",
    )
    recipient_kinds = forms.MultipleChoiceField(
        label="Qui est saisi", choices=PARTIES, required=False, widget=ManyChips
    )
    minimum = forms.MultipleChoiceField(
        label="Ce qui est nécessaire",
        choices=choices,
        required=False,
        widget=ManyChips,
        help_text="Toujours coché sur la feuille de partage.",
    )
    usual = forms.MultipleChoiceField(
        label="Ce qui est habituel",
        choices=choices,
        required=False,
        widget=ManyChips,
        help_text="Au-delà, l’expéditeur dit pourquoi.",
    )
    needs_precision = forms.BooleanField(
        label="Une précision est obligatoire",
        required=False,
        help_text="Numéro et date d’une réquisition, par exemple.",
    )
    bases = forms.ModelMultipleChoiceField(
        label="Fondements",
        queryset=LegalBasis.objects.of_referrals(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, line: SubjectLine, data: Any = None) -> None:
        initial = {name: list(getattr(line, name)) for name in LISTS}
        bases = [basis.pk for basis in line.bases]
        super().__init__(data, initial=initial | {"needs_precision": line.needs_precision, "bases": bases})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {*LISTS, "bases"} <= cleaned.keys():
            lists = {name: cleaned[name] for name in LISTS}
            show_refusals(self, refusals_of_rule(**lists, bases=[basis.is_basis for basis in cleaned["bases"]]))
        return cleaned

    def rule(self) -> Rule:
        """Of a valid form."""
        cleaned = self.cleaned_data
        lists = {name: cleaned[name] for name in LISTS}
        return Rule(**lists, needs_precision=cleaned["needs_precision"], bases=tuple(cleaned["bases"]))
