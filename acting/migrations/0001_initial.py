"""What every app's tables stand on: the role that owns them, and the extensions of the database."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

ONLY_AS_OWNER = """
DO $$ BEGIN
    IF current_user <> 'convention77_owner' THEN
        RAISE EXCEPTION 'run the migrations as convention77_owner, not as %: the tables must belong to it', current_user;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL(ONLY_AS_OWNER, migrations.RunSQL.noop),
        BtreeGistExtension(),  # "one titular per post at a time" compares posts and dates in one index
        TrigramExtension(),  # the directory forgives typos
        UnaccentExtension(),  # and accents
    ]
