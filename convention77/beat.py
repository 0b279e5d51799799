"""The beat, as often as there are machines: each entry is sent once, by whichever of them holds its row.

Celery's own scheduler keeps what it sent in a file of its machine, and two of them send everything twice. Here that is
a table, and the time is the database's. See docs/decisions/0067-one-beat-on-many-machines.md.
"""

from copy import copy
from datetime import datetime
from typing import Any

import structlog
from celery.beat import Scheduler
from django.conf import settings
from django.db import Error, connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from acting.clock import common_now
from convention77.alive import breathe
from operation.models import Sending

TICK_SECONDS, RESPITE_SECONDS = 1, 5
TOLD_FROM_SECONDS = 60  # a clock of this machine that differs by less is not worth a line

log = structlog.get_logger(__name__)


def is_due(schedule: Any, sent_at: datetime, now: datetime) -> bool:
    """What was missed is due, once, however often it was missed. A schedule of Celery's, whose types know no clock."""
    asked = copy(schedule)
    asked.nowfun = lambda: now
    return bool(asked.is_due(sent_at)[0])


class SharedScheduler(Scheduler):
    """Sends nothing while the database is away, and goes on."""

    max_interval = TICK_SECONDS
    trouble = ""
    is_clock_off = False

    def setup_schedule(self) -> None:
        self.merge_inplace(self.app.conf.beat_schedule)

    def tick(self, *_: Any, **__: Any) -> float:
        try:
            breathe(settings.ALIVE_ROOT, "beat")
            self.send_what_is_due()
        except (Error, OperationalError, OSError) as error:
            connection.close()
            self.tell(type(error).__name__)
            return RESPITE_SECONDS
        self.tell("")
        return TICK_SECONDS

    def tell(self, trouble: str) -> None:
        """Once when it begins and once when it has ended, not each second."""
        if trouble and not self.trouble:
            log.warning("beat_rests", error=trouble)
        elif self.trouble and not trouble:
            log.warning("beat_goes_on")
        self.trouble = trouble

    def send_what_is_due(self) -> None:
        now = common_now()
        self.compare_clocks(now)
        sent = dict(Sending.objects.values_list("entry", "sent_at"))
        for name, entry in self.schedule.items():
            if name not in sent:
                # Counted from now on: nothing was missed in a portal that has just been opened.
                Sending.objects.bulk_create([Sending(entry=name, sent_at=now)], ignore_conflicts=True)
            elif sent[name] > now or is_due(entry.schedule, sent[name], now):
                self.send_once(entry)

    @transaction.atomic
    def send_once(self, entry: Any) -> None:
        """Written down first, which asks the database, and kept when it was handed over: who is killed between the two
        has another beat send it again, rather than nobody."""
        row = Sending.objects.select_for_update(skip_locked=True).filter(entry=entry.name).first()
        if row is None:
            return
        now = common_now()
        if row.sent_at > now:  # the clock was put back: a silence as long as the jump would follow
            log.warning("beat_clock_was_put_back", entry=entry.name)
        elif not is_due(entry.schedule, row.sent_at, now):
            return
        was_ahead, row.sent_at = row.sent_at > now, now
        row.save(update_fields=["sent_at"])
        if not was_ahead:
            self.app.send_task(entry.task, entry.args, entry.kwargs, retry=False, **entry.options)

    def compare_clocks(self, now: datetime) -> None:
        """Codes of authenticator apps are the first that a wrong clock refuses."""
        seconds = round((timezone.now() - now).total_seconds())
        if self.is_clock_off != (abs(seconds) >= TOLD_FROM_SECONDS):
            self.is_clock_off = not self.is_clock_off
            log.warning("clock_differs" if self.is_clock_off else "clock_agrees", seconds=seconds)
