"""How many errors were noted, in all processes together: a number in Redis, and nothing of what was said."""

import logging
import time
from contextlib import suppress
from logging import LogRecord

from django.core.cache import caches
from redis import RedisError

KEY = "errors-noted"
RESPITE_SECONDS = 10  # as in `convention77.caching`: a Redis that is away is not asked at each line


class ErrorCount(logging.Handler):
    """Of all that is logged at level error, but for what monitoring is told of itself. It loses count while Redis is
    away."""

    away_until = 0.0

    def emit(self, record: LogRecord) -> None:
        asked = getattr(getattr(record, "request", None), "path", "")
        if asked.startswith("/health/") or time.monotonic() < self.away_until:
            return
        try:
            with suppress(ValueError):  # already there
                caches["redis"].add(KEY, 0, timeout=None)
            caches["redis"].incr(KEY)
        except (RedisError, OSError, ValueError):
            self.away_until = time.monotonic() + RESPITE_SECONDS
