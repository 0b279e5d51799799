"""What somebody is called and reached at, put right."""

from typing import Any

from django import forms

from acting.phones import PhoneField
from acting.stored import StoredForm
from correspondents.models import User


class AddressForm(StoredForm):
    email = forms.EmailField(label="La bonne adresse électronique professionnelle", max_length=254)


class WordsForm(StoredForm):
    first_name = forms.CharField(label="Prénom", max_length=80)
    last_name = forms.CharField(label="Nom", max_length=80)
    phone = PhoneField("Téléphone professionnel")


class OwnAddressForm(forms.Form):
    """With the password again: a session that was left open is not enough."""

    email = forms.EmailField(
        label="Nouvelle adresse électronique professionnelle",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label="Mot de passe actuel",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError("Ce n’est pas votre mot de passe.")
        return password
