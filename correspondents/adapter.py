"""What django-allauth may do here: sign in people whom an administrator has registered, nothing else."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from acting.kept import GAPS, forget


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "L’adresse ou le mot de passe n’est pas correct.",
        "too_many_login_attempts": "Trop d’essais. Attendez cinq minutes, puis recommencez.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        is_first_time = user.last_login is None
        super().login(request, user)
        if is_first_time:
            forget(GAPS)

    def can_delete_email(self, email_address: Any) -> bool:
        return False
