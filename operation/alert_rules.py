"""When something is wrong, and what to do about it: rules over the latest measures, without a database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

HOUR = 3600
DAY = 24 * HOUR
LONGEST_BACKUP = 11 * HOUR  # it is ended after ten (`convention77.limits`)

Values = Mapping[tuple[str, str], float]
"""By name and label."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`is_wrong` answers from the values, at a time in seconds since 1970. The sentences are for the administrator."""

    kind: str
    sentence: str
    advice: str
    is_wrong: Callable[[Values, float], bool]


def _above(name: str, limit: float) -> Callable[[Values, float], bool]:
    return lambda values, _: any(value > limit for key, value in values.items() if key[0] == name)


def _below(name: str, limit: float) -> Callable[[Values, float], bool]:
    return lambda values, _: any(value < limit for key, value in values.items() if key[0] == name)


def _older(name: str, seconds: float) -> Callable[[Values, float], bool]:
    """Of a moment; one that was never told is no trouble of this rule."""
    return lambda values, at: (name, "") in values and at - values[name, ""] > seconds


def _ends_within(name: str, seconds: float) -> Callable[[Values, float], bool]:
    return lambda values, at: (name, "") in values and values[name, ""] - at < seconds


def _clocks_differ(values: Values, at: float) -> bool:
    return abs(values.get(("clock_drift_seconds", ""), 0)) > 60


def _jobs_failed(values: Values, at: float) -> bool:
    return values.get(("jobs", "failed"), 0) > 0


def _backup_failed(values: Values, at: float) -> bool:
    """Since the last good one; also one that was killed, and could say nothing."""
    begun, finished, failed = (
        values.get((f"backup_{name}_seconds", ""), 0) for name in ("begun", "finished", "failed")
    )
    was_killed = begun > max(finished, failed) and at - begun > LONGEST_BACKUP
    return failed > finished or was_killed


RULES = (
    Rule(
        "backup_off",
        "Le portail n’est pas sauvegardé.",
        "Réglez BACKUP_PLACE, BACKUP_RECIPIENT et BACKUP_DATABASE_URL du processus « worker ».",
        _above("backup_off", 0),
    ),
    Rule(
        "backup_failed",
        "La dernière sauvegarde a échoué.",
        "Tapez « manage.py backup » : la commande dit pourquoi, et quoi taper ensuite.",
        _backup_failed,
    ),
    Rule(
        "backup_late",
        "Il n’y a pas eu de sauvegarde depuis plus d’un jour et demi.",
        "Regardez si « beat » et « worker » tournent la nuit, puis tapez « manage.py backup ».",
        _older("backup_finished_seconds", 36 * HOUR),
    ),
    Rule(
        "hour_not_copied",
        "Ce qui a été effacé n’est plus copié ailleurs depuis plus de trois heures.",
        "Regardez si le lieu des sauvegardes (BACKUP_PLACE) répond.",
        _older("backup_hour_copied_seconds", 3 * HOUR),
    ),
    Rule(
        "jobs_late",
        "Une tâche attend depuis plus d’une demi-heure.",
        "Regardez si le processus « worker » tourne et ce que dit son journal technique.",
        _above("job_oldest_seconds", HOUR / 2),
    ),
    Rule(
        "jobs_failed",
        "Des tâches ont échoué depuis un jour.",
        "La page « Tâches » dit lesquelles et pourquoi, et permet de les relancer.",
        _jobs_failed,
    ),
    Rule(
        "mail_away",
        "Des courriels ne partent plus depuis plus de deux heures.",
        "Le serveur de courriel est muet ou refuse l’expéditeur : voyez EMAIL_URL et la page « Courriels ».",
        _above("message_oldest_seconds", 2 * HOUR),
    ),
    Rule(
        "antivirus_away",
        "Des fichiers attendent l’antivirus depuis plus d’une demi-heure.",
        "Regardez si ClamAV tourne (CLAMAV_URL). Personne ne reçoit ces fichiers d’ici là.",
        _above("file_oldest_seconds", HOUR / 2),
    ),
    Rule(
        "head_not_kept",
        "La tête du journal n’a pas été gardée depuis plus de trois heures.",
        "Regardez si le processus « beat » tourne et si le dossier privé peut être écrit.",
        _older("head_kept_timestamp_seconds", 3 * HOUR),
    ),
    Rule(
        "not_sealed",
        "Le mois passé du journal n’est pas scellé.",
        "Regardez si « beat » et « worker » tournaient le 1er du mois à 4 h 20.",
        _older("sealed_until_timestamp_seconds", 33 * DAY),
    ),
    Rule(
        "disk_low",
        "Moins d’un dixième d’un disque est libre.",
        "Faites de la place ou agrandissez-le ; plein, plus rien ne peut être déposé.",
        _below("disk_free_share", 0.1),
    ),
    Rule(
        "clocks_differ",
        "Les horloges de deux machines diffèrent de plus d’une minute.",
        "Mettez-les à l’heure (systemd-timesyncd ou chrony) : les droits et les échéances en dépendent.",
        _clocks_differ,
    ),
    Rule(
        "certificate_ends",
        "Le certificat du portail prend fin dans moins de trois semaines.",
        "Renouvelez-le : sans lui, les navigateurs n’ouvrent plus le portail.",
        _ends_within("certificate_ends_timestamp_seconds", 21 * DAY),
    ),
)

BY_KIND = {rule.kind: rule for rule in RULES}


def what_is_wrong(values: Values, at: datetime) -> list[Rule]:
    return [rule for rule in RULES if rule.is_wrong(values, at.timestamp())]


TELL_AGAIN = timedelta(days=1)
