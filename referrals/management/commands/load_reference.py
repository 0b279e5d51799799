"""`manage.py load_reference`: categories of facts, texts that are cited and subjects of referrals."""

from typing import Any

from django.core.management.base import BaseCommand

from referrals.services.reference import load_reference


class Command(BaseCommand):
    help = "Charge les catégories, les textes cités et les objets de saisine ; relancée, elle les met à jour."

    def handle(self, *args: Any, **options: Any) -> None:
        load_reference()
        self.stdout.write("Catégories, textes cités et objets de saisine chargés.")
