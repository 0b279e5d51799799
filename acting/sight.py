"""Who sees a row, asked of the wall that decides: the database is told in turn that each person acts, and looks.

Nothing is said a second time, so nothing can drift: what a page tells of who reads something is what opens it.
"""

import json
from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import connection

from acting.actor import Actor, settings_of
from acting.walls import Function

# Invoker's rights: each one is shown what the wall shows to the portal's own role. Whoever asks learns nothing of what
# the asker does not see, and acts again as before when it is over.
SEEN_BY = """RETURNS TABLE(place integer, seen uuid) LANGUAGE plpgsql AS $$
DECLARE
    known uuid[] := ARRAY(SELECT t.{key} FROM {table} t WHERE t.{key} = ANY (wanted));
    former jsonb := (SELECT jsonb_object_agg(name, coalesce(current_setting(name, true), ''))
        FROM jsonb_object_keys(actors -> 0) name);
    who jsonb;
BEGIN
    place := 0;
    FOR who IN SELECT jsonb_array_elements(actors) LOOP
        PERFORM set_config(name, said, true) FROM jsonb_each_text(who) AS each(name, said);
        FOR seen IN SELECT DISTINCT t.{key} FROM {table} t WHERE t.{key} = ANY (known) LOOP
            RETURN NEXT;
        END LOOP;
        place := place + 1;
    END LOOP;
    PERFORM set_config(name, said, true) FROM jsonb_each_text(former) AS each(name, said);
END $$"""


def sight_of(table: str, key: str = "id") -> Function:
    """To be declared by the app whose table it is; `key` where the rows of one thing are asked for together."""
    return Function(f"{table}_seen_by(wanted uuid[], actors jsonb)", SEEN_BY.format(table=table, key=key))


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
