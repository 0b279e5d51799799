"""`manage.py upgrade`, by the owner: the database follows the code, while people work.

A migration asks for locks. One that has to wait would hold up everybody behind it, so it gives up after some seconds,
is undone whole, and is tried again.
"""

import time
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

LOCK_SECONDS = 5
TRIES, PAUSE_SECONDS = 30, 5
LOCK_NOT_AVAILABLE, DEADLOCK = "55P03", "40P01"


class Command(BaseCommand):
    help = "Met la base à jour : migrations connues, tables, murs. À relancer tel quel s’il est interrompu."
    requires_system_checks = ()

    def handle(self, *_: Any, **options: Any) -> None:
        verbosity = options["verbosity"]
        call_command("check_baseline", verbosity=verbosity)
        self._insist("migrate", lambda: call_command("migrate", interactive=False, verbosity=verbosity))
        self._insist("raise_walls", lambda: call_command("raise_walls", verbosity=verbosity))

    def _prepare(self) -> None:
        """An index that is made beside the traffic and was interrupted stays, as one that nobody may use: it goes."""
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
            cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")
            for (index,) in cursor.fetchall():
                cursor.execute(f"DROP INDEX IF EXISTS {index}")

    def _insist(self, name: str, act: Callable[[], object]) -> None:
        for tries_left in reversed(range(TRIES)):
            try:
                self._prepare()
                act()
            except OperationalError as error:
                if getattr(error.__cause__, "pgcode", None) not in (LOCK_NOT_AVAILABLE, DEADLOCK):
                    raise
                self.stderr.write(f"{name} : une table est occupée, rien n’est changé ; nouvel essai.")
            else:
                return
            if not tries_left:
                raise CommandError(f"{name} : une table reste occupée. Relancez : manage.py upgrade")
            time.sleep(PAUSE_SECONDS)
