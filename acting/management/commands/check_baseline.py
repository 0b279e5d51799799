"""`manage.py check_baseline`: whether the database was made by migrations that this version of the portal knows."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader


class Command(BaseCommand):
    help = "Refuse des données dont les migrations ne sont plus connues : rien n’est migré à moitié (code 1)."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        loader = MigrationLoader(connection)
        unknown = sorted(".".join(key) for key in set(loader.applied_migrations) - set(loader.disk_migrations))
        if unknown:
            raise CommandError("Données d’une version plus ancienne du portail : " + ", ".join(unknown))
