"""What may be lost (throttling, the worker's heartbeat) lies in Redis, and in a table while Redis is away.

A process's own memory would not do: with several of them a guesser would have as many tries as there are.
"""

import hmac
import time
from collections.abc import Callable
from typing import Any, ClassVar

import structlog
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from redis import RedisError

RESPITE_SECONDS = 10

log = structlog.get_logger(__name__)


def anonymous_key(key: str, prefix: str, version: int) -> str:
    """A key of throttling holds an address of the network or a fingerprint of a mail address: neither is readable."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), key.encode(), "sha256")
    return f"{prefix}:{version}:{digest.hex()}"


class RedisElseDatabase(BaseCache):
    """After a failure Redis is left alone for a moment: a page waits for it once, not at each question."""

    _away_until: ClassVar[float] = 0.0

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._ask(lambda cache: cache.get(key, default, version))

    def set(self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._ask(lambda cache: cache.set(key, value, timeout, version))

    def add(self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._ask(lambda cache: cache.add(key, value, timeout, version)))

    def touch(self, key: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._ask(lambda cache: cache.touch(key, timeout, version)))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._ask(lambda cache: cache.delete(key, version)))

    def clear(self) -> None:
        self._ask(lambda cache: cache.clear())

    def _ask(self, question: Callable[[BaseCache], Any]) -> Any:
        if time.monotonic() >= RedisElseDatabase._away_until:
            try:
                return question(caches["redis"])
            except (RedisError, OSError) as error:
                RedisElseDatabase._away_until = time.monotonic() + RESPITE_SECONDS
                log.warning("redis_away", error=type(error).__name__)
        return question(caches["database"])
