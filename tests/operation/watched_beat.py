"""What the beats hand over, as the broker sees it: which entry, when, and from which machine."""

import re
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import redis
from django.conf import settings

# `heartbeat` is also sent by a worker that starts.
WATCHED = {entry["task"]: name for name, entry in settings.CELERY_BEAT_SCHEDULE.items() if name != "heartbeat"}
TASK, IDENTIFIER = re.compile(r'\\*"task\\*": \\*"([\w.]+)'), re.compile(r'\\*"id\\*": \\*"([0-9a-f-]{36})')


@dataclass(frozen=True)
class Sent:
    at: float
    machine: str


@dataclass
class Watched:
    sent: dict[str, dict[str, Sent]] = field(default_factory=lambda: defaultdict(dict))  # by entry and identifier

    def listen(self, monitor: Any) -> None:
        with suppress(redis.ConnectionError, ValueError):
            while True:
                self.note(monitor.next_command())

    def note(self, seen: dict[str, str]) -> None:
        """What a killed worker held is pushed again, by its same identifier."""
        task, identifier = TASK.search(seen["command"]), IDENTIFIER.search(seen["command"])
        if seen["command"].startswith("LPUSH") and task and identifier and task[1] in WATCHED:
            sent = Sent(float(seen["time"]), seen["client_address"])
            self.sent[WATCHED[task[1]]].setdefault(identifier[1], sent)

    def of(self, entry: str) -> list[Sent]:
        return sorted(self.sent[entry].values(), key=lambda sent: sent.at)

    def pauses(self, entry: str) -> list[float]:
        moments = [sent.at for sent in self.of(entry)]
        return [later - earlier for earlier, later in pairwise(moments)]


@contextmanager
def watched_beats(address: str) -> Iterator[Watched]:
    watched = Watched()
    with redis.Redis.from_url(address, socket_timeout=None) as client, client.monitor() as monitor:
        # Ends with its connection.
        threading.Thread(target=watched.listen, args=[monitor], daemon=True).start()
        yield watched
