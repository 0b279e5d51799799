"""The free-text guard on a form: what should not stand in a text is pointed at once; who has read it again sends it."""

from typing import Any, ClassVar

from django import forms

from signatories import guard


class ReviewedForm(forms.Form):
    """A form with one guarded text. The box appears with the warning and lifts it: the guard never refuses."""

    guarded: ClassVar[str]

    reviewed = forms.BooleanField(label="J’ai relu, j’envoie ainsi", required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        warnings = guard.warnings_in(cleaned.get(self.guarded) or "")
        self.overridden = sorted({warning.kind for warning in warnings})
        if warnings:
            self.fields["reviewed"].widget = forms.CheckboxInput()
        if warnings and not cleaned.get("reviewed"):
            advice = [f"« {warning.passage} » : {warning.reason}" for warning in warnings]
            self.add_error(self.guarded, [*advice, "Corrigez, ou cochez « J’ai relu » pour envoyer ainsi."])
        return cleaned
