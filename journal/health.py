"""Is what the portal stands on there: a database that takes writes, Redis, a worker that breathes."""

import structlog
from django.core.cache import caches
from django.db import DatabaseError, transaction
from django.utils import timezone
from redis import RedisError

from journal.models import CachedValue

HEARTBEAT_KEY = "worker-heartbeat"
HEARTBEAT_SECONDS = 60

log = structlog.get_logger(__name__)


def beat() -> None:
    """Said by a worker; forgotten after a minute of silence."""
    caches["redis"].set(HEARTBEAT_KEY, 1, timeout=HEARTBEAT_SECONDS)


def readiness() -> dict[str, bool]:
    redis, worker = _redis_and_worker()
    return {"database": _database(), "redis": redis, "worker": worker}


def _database() -> bool:
    """A write that is rolled back: a full disk and a standby answer to SELECT."""
    try:
        with transaction.atomic():
            CachedValue(cache_key="readiness", value="", expires=timezone.now()).save(force_insert=True)
            transaction.set_rollback(True)
    except DatabaseError as error:
        log.warning("database_away", error=type(error).__name__)
        return False
    return True


def _redis_and_worker() -> tuple[bool, bool]:
    try:
        return True, caches["redis"].get(HEARTBEAT_KEY) is not None
    except (RedisError, OSError) as error:
        log.warning("redis_away", error=type(error).__name__)
        return False, False
