"""The database's words for "who acts": policies ask these functions, which read what `acting_as()` set.

Absent values are NULL, and NULL means deny. Invoker's rights: they read settings and nothing else.
"""

from django.db import migrations

FUNCTIONS = {
    "app_user": ("uuid", "app.user_id"),
    "app_designation": ("uuid", "app.designation_id"),
    "app_signatory": ("uuid", "app.signatory_id"),
    "app_post": ("uuid", "app.post_id"),
    "app_group": ("integer", "app.group_id"),
    "app_function": ("text", "app.function"),
    "app_today": ("date", "app.today"),
}


def create(name: str, returns: str, setting: str) -> str:
    return f"""
    CREATE FUNCTION {name}() RETURNS {returns} LANGUAGE sql STABLE SECURITY INVOKER PARALLEL SAFE
    RETURN nullif(current_setting('{setting}', true), '')::{returns};
    """


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_journal")]

    operations = [
        migrations.RunSQL(create(name, returns, setting), f"DROP FUNCTION {name}()")
        for name, (returns, setting) in FUNCTIONS.items()
    ]
