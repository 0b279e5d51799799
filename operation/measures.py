"""The numbers by which the portal is watched: what each means, and how its latest value is kept.

Written by the worker; read by the page of the administrator and by `/metrics`. No name of a person, a signatory or a
case is ever a label.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from operation.models import Measure


class Unit(Enum):
    """How a value is read."""

    NUMBER = "number"
    SECONDS = "seconds"  # a duration
    MOMENT = "moment"  # seconds since 1970
    BYTES = "bytes"
    SHARE = "share"  # of one


@dataclass(frozen=True, slots=True)
class Meaning:
    """`help` is for Prometheus, in English; `label` for the page, in French."""

    help: str
    label: str
    unit: Unit = Unit.NUMBER


MEANINGS: dict[str, Meaning] = {
    "jobs": Meaning("Jobs by state; what went well is not counted", "Tâches"),
    "job_oldest_seconds": Meaning("Age of the oldest job that is due", "Plus ancienne tâche en attente", Unit.SECONDS),
    "messages": Meaning("Mails by state; what left is not counted", "Courriels"),
    "message_oldest_seconds": Meaning(
        "Age of the oldest mail that was tried in vain and waits", "Plus ancien courriel qui ne part pas", Unit.SECONDS
    ),
    "files_waiting": Meaning("Files that wait for the antivirus", "Fichiers en attente d’analyse"),
    "file_oldest_seconds": Meaning(
        "Age of the oldest file that waits for the antivirus", "Plus ancien fichier en attente", Unit.SECONDS
    ),
    "head_kept_timestamp_seconds": Meaning(
        "When the head of the journal was last kept", "Tête du journal gardée", Unit.MOMENT
    ),
    "sealed_until_timestamp_seconds": Meaning(
        "End of the last sealed month of the journal", "Journal scellé jusqu’au", Unit.MOMENT
    ),
    "database_bytes": Meaning("Size of the database", "Taille de la base", Unit.BYTES),
    "disk_free_share": Meaning("Share of a disk that is free", "Place libre sur le disque", Unit.SHARE),
    "clock_drift_seconds": Meaning(
        "Difference between the clocks of worker and database", "Écart des horloges", Unit.SECONDS
    ),
    "certificate_ends_timestamp_seconds": Meaning(
        "When the certificate of the portal ends", "Fin du certificat", Unit.MOMENT
    ),
    "backup_off": Meaning("1 where no place is set for backups", "Sauvegardes non réglées"),
    "backup_finished_seconds": Meaning(
        "When the last good backup was taken", "Dernière sauvegarde réussie", Unit.MOMENT
    ),
    "backup_failed_seconds": Meaning("When a backup last failed", "Dernière sauvegarde échouée", Unit.MOMENT),
    "backup_hour_copied_seconds": Meaning(
        "When the journal's head and what was erased were last copied away",
        "Tête du journal et effacements copiés ailleurs",
        Unit.MOMENT,
    ),
    "backup_bytes": Meaning("Size of all that the last backup needs", "Taille de la sauvegarde", Unit.BYTES),
    "backup_duration_seconds": Meaning("How long the last backup took", "Durée de la sauvegarde", Unit.SECONDS),
    "backup_missing_files": Meaning(
        "Files without bytes, which the last backup could not hold", "Fichiers sans octets, non sauvegardés"
    ),
    "bounces": Meaning("Mails read in the mailbox of what comes back", "Courriels revenus"),
    "orphans": Meaning("What nothing speaks of any more, found in the last night", "Orphelins"),
    "errors": Meaning("Lines of the log at level error, since Redis began", "Erreurs notées"),
}


def note(name: str, value: float, *, at: datetime, label: str = "") -> None:
    """Keep the latest value of one. `name` as Prometheus writes it, without the portal's prefix."""
    note_all([(name, label, value)], at=at)


def note_all(values: Iterable[tuple[str, str, float]], *, at: datetime) -> None:
    """Each as name, label, value."""
    Measure.objects.bulk_create(
        [Measure(name=name, label=label, value=value, at=at) for name, label, value in values],
        update_conflicts=True,
        unique_fields=["name", "label"],
        update_fields=["value", "at"],
    )
