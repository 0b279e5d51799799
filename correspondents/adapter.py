"""What django-allauth may do here: sign in people whom an administrator has registered, nothing else."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from acting.actor import act_until_the_end, visitor
from acting.kept import GAPS, forget


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "L’adresse ou le mot de passe n’est pas correct.",
        "too_many_login_attempts": "Trop d’essais. Attendez cinq minutes, puis recommencez.",
    }

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """The address and the password have told who comes in: the second factor is looked up as that person."""
        act_until_the_end(visitor(user.pk, timezone.now()))
        refused: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return refused

    def set_password(self, user: Any, password: str) -> None:
        """The password alone: of an account nobody writes more."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        is_first_time = user.last_login is None
        super().login(request, user)
        if is_first_time:
            forget(GAPS)

    def can_delete_email(self, email_address: Any) -> bool:
        return False
