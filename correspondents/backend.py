"""Who comes back with a session: the person and what they are designated for today, in one statement."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from acting.actor import acting_as, visitor
from correspondents.actors import running_designations
from correspondents.addresses import show_account_at
from correspondents.models import User


class DesignatedBackend(AuthenticationBackend):
    """Signs in as allauth does. Each page asks for the person, the designations with their post, its signatory and the
    convention, and for the charter: one statement, since all of it hangs on the designation."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """The database shows the account of the address that was typed, and no other."""
        show_account_at(credentials.get("email") or "")
        found: User | None = super().authenticate(request, **credentials)
        return found

    def get_user(self, user_id: Any) -> User | None:
        now = timezone.now()
        running = running_designations(user_id, now)
        if not running:
            with transaction.atomic(), acting_as(visitor(user_id, now)):
                return super().get_user(user_id)  # type: ignore[no-any-return]
        user = running[0].user
        user.designations_today = running
        return user
