"""Publishes the figures now, as the nightly task does. Run it with the worker's database role."""

from typing import Any

from django.core.management.base import BaseCommand

from reports.tasks import publish_figures


class Command(BaseCommand):
    help = "Replaces the published cells by those of today (worker's role)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{publish_figures()} chiffres publiés.")
