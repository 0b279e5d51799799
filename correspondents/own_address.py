"""Another address to come in with: what has been asked, until when, and the key that the mail to it carries."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from correspondents.models import AddressChange, User

LIFETIME = timedelta(hours=24)
KEPT_FOR = timedelta(days=7)  # longer than a mail is tried


def key_of(change: AddressChange) -> str:
    """Reckoned and kept nowhere. It hangs on the password: whoever chooses another one, warned at the former address,
    makes what a stranger asked worthless."""
    said = f"{change.pk} {change.user.password}"
    return salted_hmac("correspondents.own_address", said, algorithm="sha256").hexdigest()


def is_waiting(change: AddressChange, at: datetime) -> bool:
    return change.confirmed_at is None and at < change.asked_at + LIFETIME


def change_waiting(user: User, at: datetime) -> AddressChange | None:
    """What the person has asked for and may still confirm."""
    change = AddressChange.objects.select_related("user").filter(user=user, confirmed_at=None).first()
    return change if change and is_waiting(change, at) else None


def moving_at(post_id: UUID) -> dict[UUID, datetime]:
    """Who has asked for another address, and when, of the people of the own house at a post."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT person, since FROM correspondents_moving(%s)", [post_id])
        return dict(cursor.fetchall())


def change_of_key(user: User, key: str, at: datetime) -> AddressChange | None:
    """What the signed-in person has asked; none for a wrong, used, replaced or old key, and for anybody else's, all
    alike: the address that was typed may be a stranger's, who must not come in with it."""
    change = change_waiting(user, at)
    return change if change and constant_time_compare(key_of(change), key) else None


def was_changed_by(user: User, key: str) -> bool:
    """Whether the person has come to the present address by that very key: asked anew each time, since a click may have
    waited for another one."""
    served = AddressChange.objects.filter(user=user, confirmed_at__isnull=False, email=F("user__email"))
    return any(constant_time_compare(key_of(change), key) for change in served.select_related("user"))
