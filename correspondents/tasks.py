"""What the worker does for the correspondents by itself, on the beat."""

from celery import shared_task
from django.utils import timezone

from correspondents import outbox


@shared_task(name="correspondents.tasks.send_messages")
def send_messages() -> None:
    outbox.send_batch(at=timezone.now())
