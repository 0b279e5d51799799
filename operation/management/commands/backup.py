"""`manage.py backup`: the whole portal, encrypted, to BACKUP_PLACE or `--to`. In the worker's role."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from operation.failures import Stopped
from operation.nights import back_up


class Command(BaseCommand):
    help = "Sauvegarde chiffrée du portail entier (base, fichiers privés, têtes du journal)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", default=settings.BACKUP_PLACE, metavar="LIEU", help="/chemin ou s3://seau/préfixe")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            manifest = back_up(options["to"], at=timezone.now())
        except Stopped as error:
            raise CommandError(str(error)) from error
        new = [pack for pack in manifest.packs if manifest.name in pack.files.name]
        self.stdout.write(
            f"Sauvegarde {manifest.name} dans {options['to']}\u00a0: {manifest.tables} tables,"
            f" {manifest.files} fichiers dont {sum(pack.count for pack in new)} écrits maintenant,"
            f" journal jusqu’au n° {manifest.journal[0]}, {manifest.size} octets en tout."
        )
        if manifest.missing:
            self.stderr.write(
                f"Sans octets, donc pas sauvegardés\u00a0: {manifest.missing}. À taper\u00a0: manage.py check_files"
            )
