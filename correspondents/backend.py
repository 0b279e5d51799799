"""Who comes back with a session: the person and what they are designated for today, in one statement."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from correspondents.actors import running_designations
from correspondents.models import User


class DesignatedBackend(AuthenticationBackend):
    """Signs in as allauth does. Each page asks for the person, the designations with their post, its signatory and the
    convention, and for the charter: one statement, since all of it hangs on the designation."""

    def get_user(self, user_id: Any) -> User | None:
        running = running_designations(user_id, timezone.now())
        if not running:
            return super().get_user(user_id)  # type: ignore[no-any-return]
        user = running[0].user
        user.designations_today = running
        return user
