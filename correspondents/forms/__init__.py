"""All that is typed about people and posts, split by noun; each form is found here too."""

from correspondents.forms.accounts import (
    AccountSearchForm,
    ActivateCodesForm,
    AddKeyForm,
    ChangePasswordForm,
    CodeAgainForm,
    CodeForm,
    EditKeyForm,
    LoginForm,
    NewPasswordForm,
    ReauthenticateForm,
    ResetPasswordForm,
    SwitchAccountForm,
    UserTokenForm,
)
from correspondents.forms.directory import DirectoryFilterForm, DirectorySearchForm
from territory.forms.competence import CommuneForm

__all__ = [
    "AccountSearchForm",
    "ActivateCodesForm",
    "AddKeyForm",
    "ChangePasswordForm",
    "CodeAgainForm",
    "CodeForm",
    "CommuneForm",
    "DirectoryFilterForm",
    "DirectorySearchForm",
    "EditKeyForm",
    "LoginForm",
    "NewPasswordForm",
    "ReauthenticateForm",
    "ResetPasswordForm",
    "SwitchAccountForm",
    "UserTokenForm",
]
