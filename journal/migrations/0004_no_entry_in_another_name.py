"""Whoever acts writes no entry in the name of somebody else.

Without context an entry may still name a person: the invited one has no designation yet, and commands act before they
know as whom. The machine names whoever asked for the work that it does.
"""

from django.db import migrations

OWN_NAME = """
ALTER POLICY written_by_anybody ON journal_entry WITH CHECK (
    user_id IS NULL OR (SELECT app_user()) IS NULL AND coalesce((SELECT app_function()), 'machine') = 'machine'
    OR user_id = (SELECT app_user()));
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_chain_and_walls")]

    operations = [
        migrations.RunSQL(OWN_NAME, "ALTER POLICY written_by_anybody ON journal_entry WITH CHECK (true)"),
    ]
