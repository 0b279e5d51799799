"""A number that takes long to count and seldom changes: kept in the cache until what changes it says so.

Whoever writes something that it depends on calls `forget`, by name: no signal does it behind their back. Nothing that
tells of a case is kept, and of a person how many filters of a list alone.
"""

from collections.abc import Callable

from django.core.cache import cache
from django.db import transaction

GAPS = "gaps"  # what is missing in the directory, by signatory and day
A_DAY = 24 * 60 * 60


def kept(name: str, key: str, count: Callable[[], int]) -> int:
    """The number of `key` among those called `name`, counted when it is not there."""
    numbers: dict[str, int] = cache.get(name, {})
    if key not in numbers:
        numbers[key] = count()
        cache.set(name, numbers, A_DAY)
    return numbers[key]


def forget(name: str) -> None:
    """At once, for the rest of this transaction, and again after it: somebody may have counted the former state."""
    cache.delete(name)
    transaction.on_commit(lambda: cache.delete(name))
