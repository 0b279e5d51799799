"""The web does not start in a role that the second wall does not bind."""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

# Also the role that has signed in, to which a statement could return, and every role that it may become.
UNWALLED = """
SELECT session_user,
       EXISTS (SELECT FROM pg_roles WHERE (rolsuper OR rolbypassrls) AND pg_has_role(session_user, oid, 'MEMBER')),
       EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
                                      AND pg_has_role(session_user, relowner, 'MEMBER'))
"""


def refuse_unwalled_role() -> None:
    """Raises ImproperlyConfigured. A database that is away is an error too: nobody serves pages unasked."""
    with connection.cursor() as cursor:
        cursor.execute(UNWALLED)
        role, is_above, owns = cursor.fetchone()
    connection.close()
    if is_above or owns:
        reason = "is a superuser or bypasses row-level security" if is_above else "owns the tables"
        raise ImproperlyConfigured(f"DATABASE_URL of the web: the role {role} {reason}; use convention77_app.")
