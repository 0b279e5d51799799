"""What people type about themselves: signing in, their keys. django-allauth's forms in the portal's words."""

from typing import Any
from uuid import UUID

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.http import HttpRequest
from django.utils import timezone

from acting.actor import act_until_the_end, acting_as, visitor
from correspondents.actors import may_have_a_way_in
from correspondents.models import User
from correspondents.reset_keys import RESET_KEYS
from correspondents.services.arrival import ask_for_new_password

ADDRESS = "Adresse électronique"
KEY_NAME = "Nom de la clé"


def _say(field: forms.Field, label: str) -> None:
    """A label above the field, and no placeholder that vanishes when one types."""
    field.label = label
    field.widget.attrs.pop("placeholder", None)


def _say_new_passwords(fields: dict[str, forms.Field]) -> None:
    _say(fields["password1"], "Nouveau mot de passe")
    _say(fields["password2"], "Nouveau mot de passe, une seconde fois")
    fields[
        "password1"
    ].help_text = "Douze caractères au moins, qui ne reprennent ni votre nom ni un mot de passe courant."


class LoginForm(account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["login"], ADDRESS)
        _say(self.fields["password"], "Mot de passe")


class ReauthenticateForm(account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["password"], "Mot de passe")


class ChangePasswordForm(account.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["oldpassword"], "Mot de passe actuel")
        _say_new_passwords(self.fields)


class NewPasswordForm(account.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_new_passwords(self.fields)


class ResetPasswordForm(account.ResetPasswordForm):
    """Says the same to everybody, in the same time: who has an account and a way in is looked up by the worker."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["email"], ADDRESS)

    def clean_email(self) -> str:
        email: str = account.get_adapter().clean_email(self.cleaned_data["email"].lower())
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        with acting_as(by := visitor(None, timezone.now())):
            ask_for_new_password(by=by, email=email)
        return email


class UserTokenForm(account.UserTokenForm):
    """A link sent before the account was closed opens nothing afterwards."""

    token_generator = RESET_KEYS

    def _get_user(self, uidb36: str) -> User | None:
        found: User | None = User.objects.filter(pk=_person_of(uidb36)).first()
        return found

    def clean(self) -> dict[str, Any]:
        """Looked up, and its key checked, as the person whom the link is of; until then nothing more is."""
        with acting_as(visitor(_person_of(self.cleaned_data.get("uidb36", "")), timezone.now())):
            cleaned: dict[str, Any] = super().clean()
        if self.reset_user:
            act_until_the_end(visitor(self.reset_user.pk, timezone.now()))
        if self.reset_user and not may_have_a_way_in(self.reset_user, timezone.now()):
            raise account.get_adapter().validation_error("invalid_password_reset")
        return cleaned


def _person_of(uidb36: str) -> UUID | None:
    try:
        return UUID(uidb36)
    except ValueError:
        return None


class CodeForm(mfa.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["code"], "Code")


class CodeAgainForm(mfa.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["code"], "Code de l’application, ou code de secours")


class ActivateCodesForm(totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["code"], "Code à six chiffres")


class AddKeyForm(webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["name"], KEY_NAME)


class EditKeyForm(webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["name"], KEY_NAME)


class AccountSearchForm(forms.Form):
    """A name never stands in an address: this form is posted."""

    name = forms.CharField(
        label="Nom, prénom ou adresse électronique",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class SwitchAccountForm(forms.Form):
    """The state that the button asks for, so that a click on an old page does not do the opposite."""

    open = forms.BooleanField(required=False)
