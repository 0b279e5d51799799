"""No task is forgotten: each one is on the beat, or its name is given to a job."""

from celery import current_app
from django.conf import settings

from incidents.services.fact_imports import TASK as IMPORT
from referrals.services.exceptional import COPY, SEEK
from reports.services.papers import TASK

GIVEN_TO_JOBS = {TASK, SEEK, COPY, IMPORT}


def own_tasks() -> set[str]:
    current_app.loader.import_default_modules()
    return {name for name in current_app.tasks if not name.startswith("celery.")}


def test_every_task_is_on_the_beat_or_given_to_a_job() -> None:
    on_the_beat = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert own_tasks() == on_the_beat | GIVEN_TO_JOBS
    assert {"files.tasks.purge_files", "correspondents.tasks.clear_sessions"} <= on_the_beat


def test_every_task_has_a_time_limit() -> None:
    assert 0 < current_app.conf.task_soft_time_limit < current_app.conf.task_time_limit
