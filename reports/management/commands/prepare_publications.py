"""Prepares the months that are due now, as the nightly task does. Run it with the worker's database role."""

from typing import Any

from django.core.management.base import BaseCommand

from reports.tasks import prepare_publications


class Command(BaseCommand):
    help = "Counts the months whose cut-off is past, for the delegates to look at and publish (worker's role)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{prepare_publications()} mois préparés.")
