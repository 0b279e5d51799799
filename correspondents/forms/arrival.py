"""What people type when they come in: a first password, their agreement; and what an administrator types for them."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError

from acting.actor import Actor
from acting.forms import show_refusals
from correspondents.addresses import accounts_at
from correspondents.charter_rules import refusals_of_day
from correspondents.models import Charter, User
from correspondents.newcomers import ADDRESS_UNFIT
from correspondents.permissions import accounts_visible_to

ADDRESS_TAKEN = "Cette adresse a déjà un compte, sous un autre nom. Cherchez-le dans la liste des comptes."


class FirstPasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """Twice the same, checked by the rules of the settings against the person's own name and address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, second = self.fields["new_password1"], self.fields["new_password2"]
        first.label, second.label = "Mot de passe", "Mot de passe, une seconde fois"
        first.help_text = "Douze caractères au moins, qui ne reprennent ni votre nom ni un mot de passe courant."
        second.help_text = ""


class NewAccountForm(forms.Form):
    """A person who will be designated. The same person typed twice is one account."""

    first_name = forms.CharField(label="Prénom", max_length=80)
    last_name = forms.CharField(label="Nom", max_length=80)
    email = forms.EmailField(
        label="Adresse électronique professionnelle",
        help_text="L’invitation y est envoyée, et la personne se connecte avec elle.",
        max_length=254,
    )
    phone = forms.CharField(label="Téléphone professionnel", max_length=30, required=False)

    present: User | None = None

    def __init__(self, actor: Actor, data: Any = None) -> None:
        super().__init__(data)
        self.actor = actor

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        email = data.get("email", "")
        found = accounts_visible_to(self.actor).filter(email=email).first()
        if found is None and accounts_at(email).exists():
            raise ValidationError({"email": ADDRESS_UNFIT})
        if found and not self._is(found):
            raise ValidationError({"email": ADDRESS_TAKEN})
        self.present = found
        return data

    def _is(self, user: User) -> bool:
        return all(getattr(user, name) == self.cleaned_data.get(name) for name in ("first_name", "last_name", "phone"))


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
