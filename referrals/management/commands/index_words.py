"""`manage.py index_words`: the words by which things are found, written anew; with `--check` only what would differ."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor

CASES = {"fact": "incidents_incident", "situation": "incidents_situation", "complaint": "incidents_complaint"}
REFERRALS = (
    "SELECT referrals_index_words(ARRAY(SELECT disclosure_id FROM referrals_referralword"
    " UNION SELECT id FROM referrals_disclosure))"
)
AFRESH = (
    "SELECT incidents_index_words('', ARRAY(SELECT DISTINCT object_id FROM incidents_caseword))",
    *(
        f"SELECT incidents_index_words('{kind}', ARRAY(SELECT id FROM {table}))"  # noqa: S608 - as above
        for kind, table in CASES.items()
    ),
    REFERRALS,
)
STANDING = (
    "SELECT landlord_id::text, object_id::text, word, at FROM incidents_caseword"
    " UNION ALL SELECT box::text, disclosure_id::text, word, at FROM referrals_referralword"
)
KEPT = f"CREATE TEMP TABLE standing ON COMMIT DROP AS {STANDING}"
DIFFERING = (
    f"SELECT count(*) FROM ((({STANDING}) EXCEPT ALL TABLE standing)"  # noqa: S608 - of constants of this module alone
    f" UNION ALL (TABLE standing EXCEPT ALL ({STANDING}))) AS differing"
)


class Command(BaseCommand):
    help = (
        "Écrit à neuf les mots par lesquels on cherche ; avec --check, dit seulement s’ils dérivent (code de sortie 1)."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="ne change rien")

    def handle(self, *_: Any, **options: Any) -> None:
        with transaction.atomic(), acting_as(machine_actor(timezone.now())), connection.cursor() as cursor:
            cursor.execute(KEPT)
            for statement in AFRESH:
                cursor.execute(statement)
            cursor.execute(DIFFERING)
            drift = int(cursor.fetchone()[0])
            cursor.execute("DROP TABLE standing")
            if drift and options["check"]:
                raise CommandError(f"DÉRIVE\u00a0: {drift} mots ne suivent pas ce dont ils sont.")
        self.stdout.write("Mots de recherche conformes." if not drift else f"{drift} mots corrigés.")
