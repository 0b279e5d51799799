"""Drop the oldest sealed month once its retention is over: twelve months after its end."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction
from django.utils import timezone

from acting.actor import MACHINE, Actor
from journal.chain import past_retention
from journal.models import Link, Seal
from journal.sealing import drop_segment
from journal.services import record
from journal.verbs import Verb
from journal.verification import sees_everything

NEEDS_OWNER = (
    "Seul le propriétaire de la base supprime un mois du journal : "
    "DATABASE_URL=$DATABASE_OWNER_URL manage.py drop_journal_segment AAAA-MM"
)


class Command(BaseCommand):
    help = "Supprime du journal un mois scellé et arrivé au bout de sa durée ; le scellé reste."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", metavar="AAAA-MM", help="le plus ancien mois encore présent")

    def handle(self, *_: Any, **options: Any) -> None:
        if not sees_everything():
            raise CommandError(NEEDS_OWNER)
        actor = Actor(now=timezone.now(), function=MACHINE)
        first = Link.objects.order_by("seq").first()
        seal = Seal.objects.filter(last_seq__gte=first.seq).order_by("month").first() if first else None
        if seal is None or f"{seal.month:%Y-%m}" != options["month"]:
            raise CommandError(f"Le plus ancien mois scellé encore présent est : {seal or 'aucun'}.")
        if not past_retention(seal.month, actor.today):
            raise CommandError(f"Le mois {seal} n’est pas au bout de sa durée de conservation.")
        self.stdout.write(f"{_drop(seal, actor)} inscriptions de {seal} supprimées.")


@transaction.atomic
def _drop(seal: Seal, actor: Actor) -> int:
    try:
        dropped = drop_segment(seal, by=actor)
    except DatabaseError as error:
        raise CommandError(NEEDS_OWNER) from error
    record(by=actor, verb=Verb.JOURNAL_MONTH_DROPPED, object_id=None, owner_id=None, count=dropped)
    return dropped
