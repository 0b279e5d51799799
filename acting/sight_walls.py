"""The function of the database by which `sight` asks who sees the rows of a table."""

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
