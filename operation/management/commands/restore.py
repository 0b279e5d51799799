"""`manage.py restore PLACE --identity KEYFILE`: the portal come back, in an empty place. In the owner's role."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from operation.failures import Stopped
from operation.restore.bringing_back import restore


class Command(BaseCommand):
    help = "Restaure une sauvegarde dans une base et un dossier vides (code 1 si une vérification échoue)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", metavar="LIEU", help="/chemin ou s3://seau/préfixe")
        parser.add_argument("--backup", default="", metavar="NOM", help="la plus récente si rien n’est dit")
        parser.add_argument("--identity", type=Path, required=True, metavar="CLÉ", help="fichier de la clé privée")
        parser.add_argument("--check", action="store_true", help="lit tout, dit si cela irait, et n’écrit rien")
        parser.add_argument("--accept-foreign", action="store_true", help="DJANGO_SECRET_KEY a été perdue ou changée")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            report = restore(
                options["place"],
                name=options["backup"],
                identity=options["identity"],
                at=timezone.now(),
                tell=self.stdout.write,
                accepts_foreign=options["accept_foreign"],
                only_checks=options["check"],
            )
        except Stopped as error:
            raise CommandError(str(error)) from error
        if report.failed:
            raise CommandError(f"Restauré, mais à regarder avant d’ouvrir\u00a0: {', '.join(report.failed)}.")
        if not options["check"]:
            self.stdout.write("Restauration faite.")
