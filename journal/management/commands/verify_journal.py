"""Recompute the whole chain beside the heads that were kept. On the host as the owner; elsewhere from a file, without
any database. Exit code 1: the journal was altered; 2: nothing is proven."""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from acting.actor import Actor
from acting.days import PARIS
from journal.chain import BrokenChainError
from journal.heads import FOLDER, KeptHead, heads_in, keep_head, kept_heads
from journal.verification import (
    JournalCopy,
    Verdict,
    entry_outside_the_chain,
    export,
    journal_in_database,
    journal_in_file,
    sees_everything,
    verify,
)
from journal.witnesses import UnprovenError

UNPROVEN = 2
NEEDS_OWNER = (
    "Ce rôle ne voit pas tout le journal. Lancez la commande comme propriétaire de la base : "
    "DATABASE_URL=$DATABASE_OWNER_URL manage.py verify_journal"
)
NO_HEADS = (
    "Aucune tête gardée dans {folder}. Donnez par --heads celles qui sont gardées ailleurs, ou vérifiez la chaîne "
    "seule par --without-heads."
)
WITHOUT_HEADS = (
    "Sans têtes gardées, la chaîne s’accorde avec elle-même et rien de plus n’est prouvé : ni que sa fin n’a pas été "
    "coupée, ni qu’elle n’a pas été vidée, refaite ou remplacée par une sauvegarde, ni que les mois supprimés étaient "
    "au bout de leur durée."
)


class Command(BaseCommand):
    help = "Vérifie le journal et nomme le premier endroit faux (code de sortie 1 ; 2 si rien n’est prouvé)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--export", type=Path, metavar="FILE", help="écrit le journal pour le vérifier ailleurs")
        where.add_argument("--from-file", type=Path, metavar="FILE", help="vérifie un journal exporté, sans base")
        beside = parser.add_mutually_exclusive_group()
        beside.add_argument(
            "--heads", type=Path, nargs="+", default=[], metavar="FILE", help="têtes gardées ailleurs, en plus d’ici"
        )
        beside.add_argument("--without-heads", action="store_true", help="la chaîne seule, qui prouve moins")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            if options["export"]:
                file = options["export"]
                with _one_moment(), file.open("w") as target:
                    export(_whole_journal(), target)
                self.stdout.write(f"Journal écrit dans {file}.")
            else:
                self._verify(options["from_file"], None if options["without_heads"] else options["heads"])
        except BrokenChainError as error:
            raise CommandError(f"JOURNAL ALTÉRÉ. {error}") from error
        except UnprovenError as error:
            raise CommandError(f"JOURNAL NON PROUVÉ. {error}", returncode=UNPROVEN) from error

    def _verify(self, file: Path | None, further: Sequence[Path] | None) -> None:
        """The heads are read before the journal: one that is kept meanwhile tells of an entry not yet seen."""
        heads = [] if further is None else _heads(further)
        verdict = _verify_file(file, heads) if file else _verify_database(heads)
        if verdict.start.seq:
            self.stdout.write(f"Commence après le scellé de l’inscription n° {verdict.start.seq}.")
        self.stdout.write(
            f"Journal intact : {verdict.count} inscriptions, tête n° {verdict.end.seq} {verdict.end.hash}"
        )
        self.stdout.write(_proven(heads, verdict) if heads else WITHOUT_HEADS)
        if heads and not file:
            self._keep(verdict)

    def _keep(self, verdict: Verdict) -> None:
        """What was verified once cannot be rewritten unseen before the next head is exported."""
        head = KeptHead(timezone.now(), verdict.end.seq, verdict.end.hash)
        try:
            keep_head(Path(settings.PRIVATE_ROOT), head)
        except OSError as error:
            self.stderr.write(f"La tête vérifiée n’a pas pu être gardée : {error.strerror}.")


def _heads(further: Sequence[Path]) -> list[KeptHead]:
    root = Path(settings.PRIVATE_ROOT)
    try:
        heads = kept_heads(root) + heads_in(further)
    except OSError as error:
        raise UnprovenError(f"Têtes gardées illisibles : {error.filename}, {error.strerror}.") from error
    if not heads:
        raise UnprovenError(NO_HEADS.format(folder=root / FOLDER))
    return heads


def _proven(heads: Sequence[KeptHead], verdict: Verdict) -> str:
    last = max(heads, key=lambda head: (head.seq, head.at))
    since = verdict.end.seq - last.seq
    return (
        f"Têtes gardées retrouvées : {len(heads)}, la dernière du {last.at.astimezone(PARIS):%d/%m/%Y à %H:%M} "
        f"(n° {last.seq}). Inscriptions que la chaîne seule atteste, depuis : {since}."
    )


def _verify_file(file: Path, heads: Sequence[KeptHead]) -> Verdict:
    with file.open() as source:
        return verify(journal_in_file(source), today=Actor(now=timezone.now()).today, heads=heads)


def _verify_database(heads: Sequence[KeptHead]) -> Verdict:
    with _one_moment():
        verdict = verify(_whole_journal(), today=Actor(now=timezone.now()).today, heads=heads)
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
