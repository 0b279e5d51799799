"""The state of the portal as its administrator reads it: what is wrong, and the latest measures in words."""

import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import django
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.template.defaultfilters import filesizeformat

from acting.french import moment, number
from journal.health import readiness
from operation.alert_rules import BY_KIND
from operation.measures import MEANINGS, Unit
from operation.models import Alert, Measure
from operation.version import VERSION

STALE = timedelta(minutes=5)
LABELS = {
    "queued": "en attente",
    "running": "en cours",
    "failed": "en échec depuis un jour",
    "waiting": "à envoyer",
    "refused": "refusés par l’adresse depuis un jour",
    "permanent": "définitifs",
    "temporary_failure": "passagers",
    "repeated": "déjà connus",
    "foreign": "autres messages lus",
    "files": "fichiers",
    "jobs": "tâches",
    "messages": "courriels",
    "bytes": "octets",
    "words": "mots de recherche",
    "folders": "dossiers de travail",
    "private": "fichiers privés",
    "temporary": "fichiers temporaires",
}
PARTS = {"database": "Base de données", "redis": "Redis", "worker": "Travail en arrière-plan"}


@dataclass(frozen=True, slots=True)
class Wrong:
    sentence: str
    advice: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    value: str


def what_is_wrong_now(at: datetime) -> list[Wrong]:
    """What is away this moment, which no worker can say, and the alerts that run."""
    away = [Wrong(f"{PARTS[part]} : ne répond pas.", "Regardez ce processus d’abord.") for part in _away()]
    if not away and _is_stale(at):
        away = [Wrong("Plus rien n’est mesuré depuis cinq minutes.", "Regardez si le processus « beat » tourne.")]
    alerts = Alert.objects.order_by("since", "kind")
    told = [(BY_KIND[alert.kind], alert.since) for alert in alerts if alert.kind in BY_KIND]
    return [*away, *(Wrong(rule.sentence, rule.advice, since) for rule, since in told)]


def _away() -> list[str]:
    return [part for part, is_there in readiness().items() if not is_there]


def _is_stale(at: datetime) -> bool:
    return not Measure.objects.filter(at__gt=at - STALE).exists()


def measured_lines() -> list[Line]:
    """In the order in which they are declared; what was never measured is not shown."""
    rows = Measure.objects.order_by("pk")
    by_name = {name: [row for row in rows if row.name == name] for name in MEANINGS}
    return [Line(_label(row), _said(row)) for name in MEANINGS for row in by_name[name]]


def _label(row: Measure) -> str:
    label = MEANINGS[row.name].label
    return f"{label} ({LABELS.get(row.label, row.label)})" if row.label else label


def _said(row: Measure) -> str:
    return WORDED[MEANINGS[row.name].unit](row.value)


def _duration(seconds: float) -> str:
    if abs(seconds) < 90:
        return f"{number(round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{number(minutes)} min" if abs(minutes) < 120 else f"{number(round(minutes / 60))} h"


WORDED: dict[Unit, Callable[[float], str]] = {
    Unit.NUMBER: lambda value: number(round(value)),
    Unit.SECONDS: _duration,
    Unit.MOMENT: lambda value: moment(datetime.fromtimestamp(value, UTC)),
    Unit.BYTES: lambda value: str(filesizeformat(int(value))),
    Unit.SHARE: lambda value: f"{number(round(100 * value))} %",
}


def version_lines() -> list[Line]:
    applied = MigrationRecorder.Migration.objects.order_by("-applied", "-id").first()
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (server,) = cursor.fetchone()
    return [
        Line("Portail", VERSION),
        Line("Dernière migration", f"{applied.app}.{applied.name}, {moment(applied.applied)}" if applied else "aucune"),
        Line("Python", platform.python_version()),
        Line("Django", django.get_version()),
        Line("PostgreSQL", server),
    ]
