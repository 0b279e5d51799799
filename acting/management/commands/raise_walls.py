"""`manage.py raise_walls`, by the owner after each `migrate`: the database says what each `walls.py` declares."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from acting.walls import raise_walls
from acting.walls_in_words import document, target


class Command(BaseCommand):
    help = "Refait ce qui diffère des murs déclarés : règles de lignes, déclencheurs, fonctions, droits."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Nomme ce qui diffère et ne change rien (code 1).")

        parser.add_argument("--document", action="store_true", help="Écrit docs/walls.md et ne touche pas à la base.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["document"]:
            target().write_text(document(), encoding="utf-8")
            return
        found = raise_walls(keep=not options["check"])
        if options["check"] and found:
            raise CommandError("Ces murs diffèrent de ce qui est déclaré :\n" + "\n".join(found))
        if options["verbosity"]:
            self.stdout.write(f"{len(found)} différences" + (" refaites." if found else " : les murs sont en place."))
