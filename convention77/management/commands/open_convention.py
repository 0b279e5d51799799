"""`manage.py open_convention 77 --administrator …`: the reference data, the département and whoever comes in first.

At the top of the packages, since it needs the data of several of them.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from acting.refusals import Refused
from correspondents.named_person import NamedPerson
from correspondents.services.opening import open_convention, person_at
from referrals.models import Subject
from referrals.services.reference import load_reference
from signatories.models import Convention
from territory.services.department import load_department


class Command(BaseCommand):
    help = "Ouvre une convention : données, premier administrateur, premier délégué. Relancée, elle ne change rien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="code du département, par exemple 77")
        parser.add_argument("--administrator", required=True, metavar="ADRESSE", help="adresse de l’administrateur")
        parser.add_argument("--name", required=True, metavar="«Prénom Nom»", help="prénom et nom de l’administrateur")
        parser.add_argument("--delegate", metavar="ADRESSE", help="adresse du délégué de la fédération")
        parser.add_argument("--delegate-name", default="", metavar="«Prénom Nom»", help="prénom et nom du délégué")

    def handle(self, *args: Any, code: str, **options: Any) -> None:
        try:
            administrator = self._person(options["administrator"], options["name"], "--name")
            delegate = None
            if options["delegate"]:
                delegate = self._person(options["delegate"], options["delegate_name"], "--delegate-name")
            self._open(code, administrator, delegate)
        except Refused as refused:
            option = f"--{refused.field}\u00a0: " if refused.field in ("administrator", "delegate") else ""
            raise CommandError(f"Rien n’a été fait. {option}{refused.sentence}") from refused

    def _person(self, email: str, name: str, option: str) -> NamedPerson:
        try:
            return person_at(email, name)
        except Refused as refused:
            raise CommandError(f"Rien n’a été fait. {option}\u00a0: {refused.sentence}") from refused

    @transaction.atomic
    def _open(self, code: str, administrator: NamedPerson, delegate: NamedPerson | None) -> None:
        by = machine_actor(timezone.now())
        with acting_as(by):
            if not Subject.objects.exists():
                load_reference()
            convention = Convention.objects.filter(department_code=code).first() or self._loaded(code)
            named = open_convention(by=by, convention=convention, administrator=administrator, delegate=delegate)
            for designation in named:
                state = "est déjà entré dans le portail" if designation.has_come_in else "reçoit une invitation"
                self.stdout.write(f"{designation.post.label}\u00a0: {designation.user.email} {state}.")

    def _loaded(self, code: str) -> Convention:
        try:
            return load_department(code=code)
        except FileNotFoundError as error:
            raise CommandError(
                f"Rien n’a été fait. Aucune donnée pour le département «\u00a0{code}\u00a0»\u00a0: il faut "
                f"territory/data/{code}.json et communes_{code}.csv. Pour la Seine-et-Marne\u00a0: open_convention 77"
            ) from error
