"""Is what the portal stands on there: database, Redis, a worker that breathes."""

import structlog
from django.core.cache import cache
from django.db import DatabaseError, connection
from redis import RedisError

HEARTBEAT_KEY = "worker-heartbeat"
HEARTBEAT_SECONDS = 60

log = structlog.get_logger(__name__)


def beat() -> None:
    """Said by a worker; forgotten after a minute of silence."""
    cache.set(HEARTBEAT_KEY, 1, timeout=HEARTBEAT_SECONDS)


def readiness() -> dict[str, bool]:
    redis, worker = _redis_and_worker()
    return {"database": _database(), "redis": redis, "worker": worker}


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        log.warning("database_away", error=type(error).__name__)
        return False
    return True


def _redis_and_worker() -> tuple[bool, bool]:
    try:
        return True, cache.get(HEARTBEAT_KEY) is not None
    except (RedisError, OSError) as error:
        log.warning("redis_away", error=type(error).__name__)
        return False, False
