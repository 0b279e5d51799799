"""`manage.py read_bounce`: one message on standard input, as the pipe of postfix or exim hands it over."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from correspondents.bounces import MOST_BYTES
from operation.bounces import take_bounce

KEEP_IT = 75  # EX_TEMPFAIL of sysexits.h: the mail server hands it over again later
PIECE = 1024 * 1024


class Command(BaseCommand):
    help = (
        "Lit un rapport de remise sur l’entrée standard (rôle des tâches). Ce qui n’en est pas un ne change rien et "
        "n’est pas une erreur ; code 75 si la base est injoignable."
    )
    requires_system_checks: list[str] = []

    def handle(self, *_: Any, **options: Any) -> None:
        """To its end, however long: a mail server whose pipe breaks would send a report about the report."""
        raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        while sys.stdin.buffer.read(PIECE):
            pass
        try:
            take_bounce(raw, at=timezone.now())
        except DatabaseError as error:
            raise CommandError("base injoignable", returncode=KEEP_IT) from error
