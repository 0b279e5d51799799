"""The Celery application. What runs when is in the settings; a task takes one identifier and nothing else."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "convention77.settings")

app = Celery("convention77")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def breathe_at_once(**_: Any) -> None:
    """A worker is there as soon as it is, not at the next beat: the only hook Celery has for that moment."""
    app.send_task("journal.tasks.heartbeat")
