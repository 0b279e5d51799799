"""How long the portal waits for what is outside of it: nothing that has fallen silent may hold a page or a worker.

The database's limits go by role: a page must not wait, a worker may compute, and the owner's commands (migrations,
verify_journal) take the time they need.
"""

import re
from typing import Any

MAIL_SECONDS = 10
MAILBOX_SECONDS = 10  # for each answer of the mailbox in which mails come back
BOUNCE_READING_SECONDS = 60  # after which a run reads no further one
ANTIVIRUS_SECONDS = 30  # for each answer; the worker asks, never a page
SCANNING_SECONDS = 60  # after which a run asks about no further file
STORE_CONNECT_SECONDS, STORE_SECONDS = 5, 20
# A backup of a large portal reads all that there is, twice; one that hangs must end before the next night's.
BACKUP_SECONDS = 10 * 60 * 60
TASK_SOFT_SECONDS, TASK_HARD_SECONDS = 9 * 60, 10 * 60

# Also for Celery's client: without `max_retries` a request would wait for a broker that is away.
BROKER: dict[str, Any] = {
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
    # What a killed worker held is handed out again only when no living one can still be at it.
    "visibility_timeout": TASK_HARD_SECONDS + 60,
}

# The server's side of a connection: what a machine that has gone held, as a fact that was being filed, is free within a
# quarter of a minute.
GONE = {
    "tcp_keepalives_idle": 5,
    "tcp_keepalives_interval": 3,
    "tcp_keepalives_count": 3,
    "tcp_user_timeout": 14_000,
}

# Milliseconds.
STATEMENTS = {
    "convention77_app": {
        "statement_timeout": 15_000,
        "lock_timeout": 5_000,
        "idle_in_transaction_session_timeout": 60_000,
    },
    "convention77_worker": {
        "statement_timeout": 300_000,
        "lock_timeout": 30_000,
        "idle_in_transaction_session_timeout": 300_000,
    },
}
# libpq's: a server that can no longer be reached is given up within half a minute.
CONNECTION = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}


def limited(database: dict[str, Any]) -> dict[str, Any]:
    """Django's description of a database, with the limits of the role that connects, or that it becomes at once."""
    options = database.get("OPTIONS", {})
    given = options.get("options", "")
    became = re.search(r"role=(\w+)", given)
    limits = GONE | STATEMENTS.get(became[1] if became else database["USER"], {})
    settings = " ".join([given, *(f"-c {name}={value}" for name, value in limits.items())]).strip()
    return database | {"OPTIONS": CONNECTION | options | ({"options": settings} if settings else {})}
