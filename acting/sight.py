"""Who sees a row, asked of the wall that decides: the database is told in turn that each person acts, and looks.

Nothing is said a second time, so nothing can drift: what a page tells of who reads something is what opens it.
"""

import json
from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import connection

from acting.actor import Actor, settings_of


def seen_by(table: str, wanted: Collection[UUID], actors: Sequence[Actor]) -> dict[UUID, list[Actor]]:
    """Of each thing that the acting person sees, those of `actors` who see it too, in their order. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT place, seen FROM {table}_seen_by(%s::uuid[], %s::jsonb) ORDER BY place",
            [list(wanted), json.dumps([settings_of(actor) for actor in actors])],
        )
        found: dict[UUID, list[Actor]] = {pk: [] for pk in wanted}
        for place, seen in cursor.fetchall():
            found[seen].append(actors[place])
    return found
