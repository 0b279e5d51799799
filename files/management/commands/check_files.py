"""Rows without bytes, bytes without a row, altered bytes, what the antivirus holds. Exit code 1 on any."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from files.inspection import Fault, findings
from files.models import StoredFile


class Command(BaseCommand):
    help = "Compare les fichiers privés et leurs lignes (code de sortie 1 à la moindre différence)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--without-content", action="store_true", help="sans relire les octets : présence seule")
        parser.add_argument("--with-recent", action="store_true", help="aussi les octets récents sans ligne")

    def handle(self, *_: Any, **options: Any) -> None:
        now = timezone.now()
        found: Counter[Fault] = Counter()
        with transaction.atomic(), acting_as(machine_actor(now)):
            kept = StoredFile.objects.filter(erased_at=None).count()
            for finding in findings(
                now, reads_content=not options["without_content"], with_recent=options["with_recent"]
            ):
                found[finding.fault] += 1
                self.stdout.write(f"{finding.fault.label} : {finding.about}")
        if found:
            raise CommandError("Fichiers : " + ", ".join(f"{fault.label} {count}" for fault, count in found.items()))
        self.stdout.write(f"Fichiers et lignes s’accordent : {kept}.")
