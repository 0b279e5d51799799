"""What time it is for all machines of the portal: the database's clock, of which there is one."""

from datetime import UTC, datetime

from django.db import connection


def common_now() -> datetime:
    """For what several machines compare: leases, what is due, what was sent last. A machine's own clock may be ten
    minutes ahead of another's. The moment of the call, also within a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now.astimezone(UTC)
