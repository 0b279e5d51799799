"""`manage.py settle_demo`, in the worker's role: brings a demonstration up to today."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from convention77.demonstration.settling import settle


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Termine ce qui est échu, prépare mois et bilans. Avec le rôle du travailleur (WORKER_DATABASE_URL)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Seulement pour la démonstration : il faut DEMO=1.")
        settle()
