"""Recompute the whole chain. On the host as the owner; elsewhere from an exported file, without any database."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from acting.actor import Actor
from journal.chain import BrokenChainError
from journal.verification import (
    JournalCopy,
    Verdict,
    entry_outside_the_chain,
    export,
    exported_heads,
    journal_in_database,
    journal_in_file,
    sees_everything,
    verify,
)

NEEDS_OWNER = (
    "Ce rôle ne voit pas tout le journal. Lancez la commande comme propriétaire de la base : "
    "DATABASE_URL=$DATABASE_OWNER_URL manage.py verify_journal"
)


class Command(BaseCommand):
    help = "Vérifie le journal et nomme la première inscription fausse (code de sortie 1)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--export", type=Path, metavar="FILE", help="écrit le journal pour le vérifier ailleurs")
        where.add_argument("--from-file", type=Path, metavar="FILE", help="vérifie un journal exporté, sans base")
        parser.add_argument("--heads", type=Path, metavar="FILE", help="têtes exportées, à retrouver dans la chaîne")

    def handle(self, *_: Any, **options: Any) -> None:
        heads = exported_heads(options["heads"]) if options["heads"] else {}
        try:
            if options["export"]:
                self._export(options["export"])
            else:
                self._verify(options["from_file"], heads)
        except BrokenChainError as error:
            raise CommandError(f"JOURNAL ALTÉRÉ. {error}") from error

    def _verify(self, file: Path | None, heads: dict[int, str]) -> None:
        verdict = _verify_file(file, heads) if file else _verify_database(heads)
        if verdict.start.seq:
            self.stdout.write(f"Commence après le scellé de l’inscription n° {verdict.start.seq}.")
        self.stdout.write(
            f"Journal intact : {verdict.count} inscriptions, tête n° {verdict.end.seq} {verdict.end.hash}"
        )

    def _export(self, file: Path) -> None:
        with _one_moment(), file.open("w") as target:
            export(_whole_journal(), target)
        self.stdout.write(f"Journal écrit dans {file}.")


def _verify_file(file: Path, heads: dict[int, str]) -> Verdict:
    with file.open() as source:
        return verify(journal_in_file(source), today=Actor(now=timezone.now()).today, exported_heads=heads)


def _verify_database(heads: dict[int, str]) -> Verdict:
    with _one_moment():
        verdict = verify(_whole_journal(), today=Actor(now=timezone.now()).today, exported_heads=heads)
        if stray := entry_outside_the_chain():
            raise BrokenChainError(f"Inscription {stray.pk} : hors de la chaîne.")
    return verdict


def _whole_journal() -> JournalCopy:
    if not sees_everything():
        raise CommandError(NEEDS_OWNER)
    return journal_in_database()


@contextmanager
def _one_moment() -> Iterator[None]:
    """Everything as of the first statement, while writers go on."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
