"""`manage.py check_grants`: the derived grants, recomputed from posts and live referrals, against those present."""

from collections.abc import Set
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from acting.walls import OWNER, WORKER
from correspondents.permissions import expected_residence_grants
from referrals.permissions import (
    expected_grants_by_name,
    expected_referral_grants,
    referral_grants,
    referral_grants_by_name,
)
from territory.permissions import residence_grants

Grants = Set[tuple[object, object]]

SEES_ALL = (WORKER, OWNER)  # both are obeyed as the machine
NEEDS_WORKER = (
    "Ce rôle ne voit pas toutes les saisines. Lancez la commande dans le rôle des tâches : "
    "DATABASE_URL=$WORKER_DATABASE_URL manage.py check_grants"
)


class Command(BaseCommand):
    help = "Recalcule les droits dérivés et nomme ceux qui manquent ou sont de trop (code de sortie 1)."
    requires_system_checks: list[str] = []

    def handle(self, *_: Any, **options: Any) -> None:
        if _role() not in SEES_ALL:
            raise CommandError(NEEDS_WORKER)
        with transaction.atomic(), acting_as(machine_actor(timezone.now())):
            drift = self._compare("groupe", "résidence", expected_residence_grants(), residence_grants())
            drift += self._compare("groupe", "saisine", expected_referral_grants(), referral_grants())
            drift += self._compare("personne", "saisine", expected_grants_by_name(), referral_grants_by_name())
        if drift:
            raise CommandError(f"DÉRIVE : {drift} droits ne suivent pas leur règle.")
        self.stdout.write("Droits dérivés conformes : aucune dérive.")

    def _compare(self, who: str, what: str, expected: Grants, present: Grants) -> int:
        for holder, pk in sorted(expected - present, key=str):
            self.stderr.write(f"manque : {who} {holder}, {what} {pk}")
        for holder, pk in sorted(present - expected, key=str):
            self.stderr.write(f"de trop : {who} {holder}, {what} {pk}")
        return len(expected ^ present)


def _role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])
