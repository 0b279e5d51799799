"""The Celery application. What runs when is in the settings; a task takes one identifier and nothing else."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "convention77.settings")

app = Celery("convention77")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
