"""A line of the table of subjects, as an administrator changes it for the convention."""

from typing import Any

from django import forms

from referrals.enums import FieldSet
from referrals.field_sets import choices
from referrals.models import LegalBasis
from referrals.services.subjects import Rule
from referrals.subject_table import SubjectLine
from signatories.enums import STATE_PARTNERS, SignatoryKind
from signatories.widgets import ManyChips

KINDS = [(kind.value, kind.label) for kind in (SignatoryKind.LANDLORD, *STATE_PARTNERS)]
LISTS = ("sender_kinds", "recipient_kinds", "minimum", "usual")


class SubjectForm(forms.Form):
    sender_kinds = forms.MultipleChoiceField(
        label="Qui saisit", choices=KINDS, required=False, widget=ManyChips, help_text="Rien de coché : non proposé."
    )
    recipient_kinds = forms.MultipleChoiceField(label="Qui est saisi", choices=KINDS, required=False, widget=ManyChips)
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
        label="Bases légales", queryset=LegalBasis.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, line: SubjectLine, data: Any = None) -> None:
        initial = {name: list(getattr(line, name)) for name in LISTS}
        bases = [basis.pk for basis in line.bases]
        super().__init__(data, initial=initial | {"needs_precision": line.needs_precision, "bases": bases})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {*LISTS, "bases"} <= cleaned.keys():
            if cleaned["sender_kinds"] and cleaned["recipient_kinds"] and not cleaned["bases"]:
                self.add_error("bases", "Un objet proposé cite au moins une base légale.")
            self._check_sets(cleaned)
            self._check_kinds(set(cleaned["sender_kinds"]), set(cleaned["recipient_kinds"]))
        return cleaned

    def rule(self) -> Rule:
        """Of a valid form."""
        cleaned = self.cleaned_data
        lists = {name: cleaned[name] for name in LISTS}
        return Rule(**lists, needs_precision=cleaned["needs_precision"], bases=tuple(cleaned["bases"]))

    def _check_kinds(self, senders: set[str], recipients: set[str]) -> None:
        landlord = {SignatoryKind.LANDLORD.value}
        one_way = senders <= landlord or recipients <= landlord
        if senders & recipients or not one_way:
            reason = "Une saisine va d’un bailleur à un partenaire de l’État, ou de celui-ci à un bailleur."
            self.add_error("recipient_kinds", reason)

    def _check_sets(self, cleaned: dict[str, Any]) -> None:
        labels = dict(choices())
        beyond = [key for key in cleaned["minimum"] if key not in cleaned["usual"]]
        if beyond:
            names = ", ".join(str(labels[key]).lower() for key in beyond)
            self.add_error("usual", f"Ce qui est nécessaire est aussi habituel : cochez aussi {names}.")
        from_the_state = bool(set(cleaned["sender_kinds"]) - {SignatoryKind.LANDLORD.value})
        if from_the_state and set(cleaned["minimum"]) - {FieldSet.PLACE.value}:
            reason = "Un partenaire n’a ni fait ni plainte à communiquer : il ne peut en être exigé que le lieu."
            self.add_error("minimum", reason)
