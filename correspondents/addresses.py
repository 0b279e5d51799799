"""Somebody typed whole: an account is found by its exact address, whoever it is of; and who named the person first.

This is also how the portal finds who signs in: before anybody is known, the database shows no other account.
"""

from django.db import connection

from acting.actor import Actor
from correspondents.models import User, UserQuerySet


def accounts_at(email: str) -> UserQuerySet:
    """None or one."""
    show_account_at(email)
    found: UserQuerySet = User.objects.filter(email=email)
    return found


def show_account_at(email: str) -> None:
    """For the rest of the transaction the database shows the account that has this address, to who names people and to
    nobody in particular: the last one that was asked for, no other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.address', %s, true)", [email.lower()])


def is_named_elsewhere_before(actor: Actor, account: User) -> bool:
    """Whether another convention named the person before the actor's did, and still does. Needs an account that came
    with `as_named_in`."""
    asked = [account.pk, actor.convention_id, account.named_since, actor.today]
    with connection.cursor() as cursor:
        cursor.execute("SELECT correspondents_named_before(%s, %s, %s, %s)", asked)
        return bool(cursor.fetchone()[0])
