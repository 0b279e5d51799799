"""What django-allauth may do here: sign in people whom an administrator has registered, nothing else."""

from ipaddress import ip_address, ip_network
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

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong tries count for an account *and* the network that they come from: whoever tries somebody's address from
        elsewhere locks nobody out but that network."""
        key: str = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{network_of(self.get_client_ip(request))}"

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


def network_of(address: str) -> str:
    """What one subscriber holds: an IPv4 address, of IPv6 the first 64 bits."""
    ip = ip_address(address)
    return str(ip_network((ip, 64 if ip.version == 6 else 32), strict=False))
