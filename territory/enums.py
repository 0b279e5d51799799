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
    OPENING = "opening", "Ouverture de service (lecteur, boîte à clés)"
    AUTHORISATION = "authorisation", "Autorisation permanente"


class AccessHolder(models.TextChoices):
    """Who enters: a force of the convention, or a service that is no signatory and reads nothing here."""

    FORCE = "force", "Police ou gendarmerie"
    RESCUE = "rescue", "Secours (incendie)"
    MUNICIPAL = "municipal", "Police municipale"
