"""Whether what a job was to make is still to be made, and by that job: asked of the database, since whoever sees to it
that work is done need not see what it is about."""

from uuid import UUID

from django.db import connection

# Of each task the function that answers. The room that owns the task says so when it is loaded.
AWAITED: dict[str, str] = {}


def is_awaited(task: str, job_id: UUID) -> bool:
    if task not in AWAITED:
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {AWAITED[task]}(%s)", [job_id])  # a name of ours
        return bool(cursor.fetchone()[0])
