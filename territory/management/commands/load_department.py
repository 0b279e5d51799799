"""`manage.py load_department 77`: convention, public signatories, communes and competences of a département."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from territory.services.department import load_department


class Command(BaseCommand):
    help = "Charge la convention, les communes et les compétences d’un département."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="code du département, par exemple 77")

    def handle(self, *args: Any, code: str, **options: Any) -> None:
        convention = load_department(code=code)
        self.stdout.write(f"{convention.department_name} : {convention.communes.count()} communes.")
