"""The closed lists of the journal, the outbox and the jobs."""

from django.db import models


class Channel(models.TextChoices):
    """By which way data were read or written."""

    PAGE = "page", "page"
    LIST = "list", "liste"
    FILE = "file", "fichier"
    PDF = "pdf", "PDF"
    EXPORT = "export", "export"
    API = "api", "API"
    JOB = "job", "tâche"
    FORM = "form", "formulaire"


class JobState(models.TextChoices):
    QUEUED = "queued", "en attente"
    RUNNING = "running", "en cours"
    READY = "ready", "prêt"
    FAILED = "failed", "en échec"
    CANCELLED = "cancelled", "annulé"


class Cause(models.TextChoices):
    """Why an attempt failed, where the machine says it; what a person may mend says its own sentence instead."""

    DISK_FULL = "disk_full", "disque plein"
    DATABASE_FULL = "database_full", "base de données pleine"
    NO_MEMORY = "no_memory", "mémoire insuffisante"
    SILENT = "silent", "arrêt sans un mot"
    TOO_LONG = "too_long", "durée dépassée"


class MessageState(models.TextChoices):
    """`REFUSED` is the address's fault, `FAILED` the mail server's, `MOOT` nobody's: there was nobody to tell."""

    WAITING = "waiting", "à envoyer"
    SENT = "sent", "envoyé"
    REFUSED = "refused", "adresse refusée"
    FAILED = "failed", "en échec"
    MOOT = "moot", "sans objet"
