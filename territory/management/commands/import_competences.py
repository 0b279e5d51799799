"""`manage.py import_competences 77 --kind courts FILE --source … --vintage …`: what an official file would change.

Nothing is written without --apply. Exit codes: 0 done, or nothing to say against it; 1 the file is refused;
3 there are suspicious changes and --confirm is missing.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from acting.refusals import Refused
from files.tables.table import Unreadable
from signatories.models import Convention
from territory.enums import ImportKind
from territory.findings import Findings
from territory.imports.department import OFFICIAL
from territory.services.competences import apply_import, compare, read_import

UNCONFIRMED = 3
SHOWN = 600
SOURCE_LENGTH, VINTAGE_LENGTH = 240, 40


class Command(BaseCommand):
    help = "Compare un fichier officiel aux compétences du portail, et l’applique si --apply est donné."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("department", help="code du département, par exemple 77")
        parser.add_argument("file", type=Path, help="le fichier publié, CSV, .xlsx ou JSON")
        parser.add_argument("--kind", required=True, choices=ImportKind.values, help="format du fichier")
        parser.add_argument("--source", required=True, help="qui l’a publié, sous quel nom")
        parser.add_argument("--vintage", required=True, help="millésime ou date de publication")
        parser.add_argument("--apply", action="store_true", help="applique les changements")
        parser.add_argument("--confirm", action="store_true", help="confirme des changements signalés comme suspects")

    def handle(self, *args: Any, department: str, file: Path, kind: str, **options: Any) -> None:
        convention = Convention.objects.filter(department_code=department).first()
        if convention is None:
            raise CommandError(f"Aucune convention pour le département {department} : lancez load_department.")
        content = self._content(file)
        if len(options["source"]) > SOURCE_LENGTH or len(options["vintage"]) > VINTAGE_LENGTH:
            raise CommandError(f"--source : {SOURCE_LENGTH} caractères au plus ; --vintage : {VINTAGE_LENGTH}.")
        try:
            found = compare(convention, ImportKind(kind), content).findings
        except Unreadable as error:
            raise CommandError(str(error)) from error
        self._print(found)
        self._judge(found, confirmed=options["confirm"])
        if options["apply"]:
            self._apply(convention, ImportKind(kind), content, file.name, options)
        else:
            self.stdout.write("Rien n’a été écrit. Ajoutez --apply pour appliquer.")

    @staticmethod
    def _content(file: Path) -> bytes:
        """Never more than what can be an official file, whatever the size of the file given."""
        try:
            with file.open("rb") as opened:
                return opened.read(OFFICIAL.size + 1)
        except OSError as error:
            raise CommandError(f"{file} n’est pas lisible : {error.strerror}.") from error

    def _print(self, found: Findings) -> None:
        self.stdout.write(f"{found.rows} lignes ({found.encoding}), {found.department_rows} du département.")
        for sentence in found.summary:
            self.stdout.write(sentence)
        for change in found.changes[:SHOWN]:
            self.stdout.write(f"  {change.code} {change.name} : {change.before} → {change.after}")
        for kept in found.kept:
            self.stdout.write(f"  {kept.code} {kept.name} : corrigée à la main, reste {kept.before}")
        for wrong in found.wrong[:SHOWN]:
            self.stderr.write(f"  ligne {wrong.line or '–'} {wrong.code} : {wrong.reason}")

    def _judge(self, found: Findings, *, confirmed: bool) -> None:
        if found.refusals:
            raise CommandError("Fichier refusé. " + " ".join(found.refusals))
        if found.suspicions and not confirmed:
            said = " ".join(found.suspicions)
            raise CommandError(f"Suspect : {said} Vérifiez, puis ajoutez --confirm.", returncode=UNCONFIRMED)

    def _apply(
        self, convention: Convention, kind: ImportKind, content: bytes, name: str, options: dict[str, Any]
    ) -> None:
        actor = machine_actor(timezone.now())
        with transaction.atomic(), acting_as(actor):
            read = read_import(
                by=actor,
                convention=convention,
                kind=kind,
                content=content,
                name=name,
                source=options["source"],
                vintage=options["vintage"],
            )
            try:
                apply_import(by=actor, competence_import=read, confirmed=options["confirm"])
            except Refused as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"Appliqué : {read.source}, {read.vintage}.")
