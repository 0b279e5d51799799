"""What people type when they come in: a first password, their agreement; and the charter itself."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm

from acting.forms import show_refusals
from correspondents.charter_rules import refusals_of_day
from correspondents.models import Charter


class FirstPasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """Twice the same, checked by the rules of the settings against the person's own name and address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, second = self.fields["new_password1"], self.fields["new_password2"]
        first.label, second.label = "Mot de passe", "Mot de passe, une seconde fois"
        first.help_text = "Douze caractères au moins, qui ne reprennent ni votre nom ni un mot de passe courant."
        second.help_text = ""


class CharterForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new version. `version` is the number that the page announced, so that a second click adds none."""

    class Meta:
        model = Charter
        fields = ("text", "in_force_on", "version")
        labels = {"text": "Texte", "in_force_on": "En vigueur à compter du"}
        help_texts = {
            "text": "Des paragraphes séparés par une ligne vide. Une version publiée ne se modifie plus.",
            "in_force_on": "Ce jour-là, chacun est invité à l’accepter avant de continuer.",
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 16}),
            "in_force_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "version": forms.HiddenInput,
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if day := cleaned.get("in_force_on"):
            show_refusals(self, refusals_of_day(day, self.today))
        return cleaned


class AgreementForm(forms.Form):
    """Names the version that was read, so that nobody accepts another one unread."""

    charter = forms.UUIDField(widget=forms.HiddenInput)
