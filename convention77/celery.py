"""The Celery application. What runs when is in the settings; a task takes one identifier and nothing else."""

import os
from typing import Any

from celery import Celery, bootsteps
from celery.signals import worker_ready
from django.conf import settings

from convention77.alive import BREATH_SECONDS, breathe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "convention77.settings")

app = Celery("convention77")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class Breath(bootsteps.StartStopStep):
    """The main process leaves a sign while its loop goes on: a thread beside it would live on without it."""

    requires = ("celery.worker.components:Timer",)

    def start(self, worker: Any) -> None:
        breathe(settings.ALIVE_ROOT, "worker")
        worker.timer.call_repeatedly(BREATH_SECONDS, breathe, (settings.ALIVE_ROOT, "worker"))


app.steps["worker"].add(Breath)


@worker_ready.connect
def breathe_at_once(**_: Any) -> None:
    """A worker is there as soon as it is, not at the next beat: the only hook Celery has for that moment."""
    app.send_task("journal.tasks.heartbeat")
