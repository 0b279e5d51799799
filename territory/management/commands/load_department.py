"""`manage.py load_department 77`: convention, public signatories, communes and competences of a département."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from territory.services.department import load_department


class Command(BaseCommand):
    help = "Charge la convention, les communes et les compétences d’un département."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="code du département, par exemple 77")

    def handle(self, *args: Any, code: str, **options: Any) -> None:
        with transaction.atomic(), acting_as(machine_actor(timezone.now())):
            convention = load_department(code=code)
        self.stdout.write(f"{convention.department_name} : {convention.communes.count()} communes.")
