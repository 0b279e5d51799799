"""Who is measured: nine people of a world, one of each function, at the largest landlord or where most referrals go."""

from functools import cache

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from acting.actor import Actor, acting_as, visitor
from benchmarks.connections import NO_WALLS, standing_in, without_walls
from benchmarks.names import in_sql
from correspondents.actors import actor_of_designation
from correspondents.models import User

BACKEND = settings.AUTHENTICATION_BACKENDS[0]

# Name of the person in the table -> code of the signatory, function of the post, role of the designation.
PEOPLE = {
    "référent": ("bailleur-1", "referent", "titulaire"),
    "gardien": ("bailleur-1", "gardien", "titulaire"),
    "contentieux": ("bailleur-1", "contentieux", "titulaire"),
    "dpo": ("bailleur-1", "dpo", "titulaire"),
    "parquet": ("parquet-meaux", "magistrat", "titulaire"),
    "préparateur": ("parquet-meaux", "magistrat", "preparateur"),
    "police": ("police-77", "correspondant", "titulaire"),
    "délégué": ("aorif", "delegue", "titulaire"),
    "administrateur": ("operateur", "administrateur", "titulaire"),
}

FIND = """
SELECT d.id, d.user_id FROM {designation} d
JOIN {post} p ON p.id = d.post_id JOIN {signatory} s ON s.id = p.signatory_id
WHERE s.code = %s AND p.function = %s AND d.role = %s ORDER BY p.label LIMIT 1
"""


def actor_named(database: str, name: str) -> Actor:
    """Now; raises LookupError where a world has no such person."""
    designation_id, _ = without_walls(database, in_sql(FIND), PEOPLE[name])[0]
    with standing_in(database, NO_WALLS):
        actor = actor_of_designation(designation_id, timezone.now())
    if actor is None:
        raise LookupError(name)
    return actor


@cache
def browser_of(database: str, name: str) -> Client:
    """A browser in which the person is signed in; the same one for all pages of a person."""
    _, user_id = without_walls(database, in_sql(FIND), PEOPLE[name])[0]
    client = Client(SERVER_NAME="127.0.0.1")
    with standing_in(database), transaction.atomic(), acting_as(visitor(user_id, timezone.now())):
        client.force_login(User.objects.get(pk=user_id), BACKEND)
    return client
