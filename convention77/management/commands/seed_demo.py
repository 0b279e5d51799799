"""`manage.py seed_demo`: fictional landlords, people, facts and referrals over two years."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from acting.actor import Actor
from convention77.demonstration.seeding import AlreadySeeded, seed


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Remplit une base vide de données de démonstration, toutes fictives. Seulement avec DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Les comptes de démonstration ont un mot de passe public : il faut DEMO=1.")
        try:
            seed(today=Actor(now=timezone.now()).today)
        except AlreadySeeded:
            raise CommandError("Cette base contient déjà des comptes ; ./demo --reset en fait une nouvelle.") from None
        self.stdout.write("Données de démonstration chargées, toutes fictives.")
