"""The closed lists of the territory: competences, official files, what is handed over to enter with."""

from django.db import models


class CompetenceDomain(models.TextChoices):
    PROSECUTION = "prosecution", "Parquet"
    FORCE = "force", "Police ou gendarmerie"
    PREFECTURE = "prefecture", "Préfecture"


class ImportKind(models.TextChoices):
    COURTS = "courts", "Juridictions compétentes (ministère de la Justice)"
    FORCES = "forces", "Police et gendarmerie (ministère de l’Intérieur)"
    COMMUNES = "communes", "Communes (INSEE ou Etalab)"


class ImportState(models.TextChoices):
    READ = "read", "Lu, à confirmer"
    APPLIED = "applied", "Appliqué"
    REFUSED = "refused", "Refusé"


class AccessKind(models.TextChoices):
    BADGE = "badge", "Badge ou clé"
    AUTHORISATION = "authorisation", "Autorisation permanente"
