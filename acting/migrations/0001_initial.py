"""What every app's tables stand on: the role that owns them, and the extensions of the database."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

ONLY_AS_OWNER = """
DO $$ BEGIN
    IF current_user <> 'convention77_owner' THEN
        RAISE EXCEPTION 'run the migrations as convention77_owner, not as %: the tables must belong to it', current_user;
    END IF;
END $$;
"""

# What acting/fold.py does, for the columns that are searched. Generated columns stand on it, so it is no wall's function.
FOLDED = r"""
CREATE FUNCTION folded(printed text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    regexp_replace(
        btrim(regexp_replace(
            translate(
                replace(replace(replace(replace(replace(replace(replace(replace(
                    regexp_replace(
                        normalize(regexp_replace(printed, '[\U00010000-\U0010ffff]', ' ', 'g'), NFKD),
                        '[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]', '', 'g'
                    ),
                    'Œ', 'oe'), 'œ', 'oe'), 'Æ', 'ae'), 'æ', 'ae'), 'ẞ', 'ss'), 'ß', 'ss'), 'Þ', 'th'), 'þ', 'th'),
                'ØøĐđÐðŁłıĦħŦŧABCDEFGHIJKLMNOPQRSTUVWXYZ', 'ooddddllihhttabcdefghijklmnopqrstuvwxyz'
            ),
            '[^a-z0-9]+', ' ', 'g'
        )),
        '\mst(e?s?)\M', 'saint\1', 'g'
    );
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL(ONLY_AS_OWNER, migrations.RunSQL.noop),
        BtreeGistExtension(),  # "one titular per post at a time" compares posts and dates in one index
        TrigramExtension(),  # the directory forgives typos
        migrations.RunSQL(FOLDED, "DROP FUNCTION folded(text)"),
    ]
