"""Somebody typed whole: an account is found by its exact address, whoever it is of; and where the person works."""

from datetime import date
from uuid import UUID

from django.db import connection

from correspondents.models import User, UserQuerySet


def accounts_at(email: str) -> UserQuerySet:
    """None or one. For the rest of the transaction the database shows the account that has this address."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.address', %s, true)", [email])
    found: UserQuerySet = User.objects.filter(email=email)
    return found


def conventions_of(user: User, on: date) -> dict[UUID, bool]:
    """The conventions that ever named the person, each with whether a designation there is not over on that day."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT convention, lasts FROM correspondents_ties(%s, %s)", [user.pk, on])
        return dict(cursor.fetchall())
