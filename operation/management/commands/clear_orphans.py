"""`manage.py clear_orphans`: takes away what nothing speaks of any more; with `--check` only counts it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from operation.orphans import KINDS, clear_orphans, count_orphans


class Command(BaseCommand):
    help = (
        "Efface ce dont plus rien ne parle : octets, lignes, tâches, courriels, mots, dossiers (rôle des tâches) ; "
        "avec --check, les compte seulement (code de sortie 1 s’il y en a)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="ne change rien")

    def handle(self, *_: Any, **options: Any) -> None:
        found = (count_orphans if options["check"] else clear_orphans)(at=timezone.now())
        for kind, count in found.items():
            self.stdout.write(f"{KINDS[kind].label} : {count}")
        if options["check"] and sum(found.values()):
            raise CommandError(f"ORPHELINS\u00a0: {sum(found.values())}.")
