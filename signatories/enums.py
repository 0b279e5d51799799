"""The closed lists of the institutions' world."""

from django.db import models


class SignatoryKind(models.TextChoices):
    FEDERATION = "federation", "Fédération de bailleurs"
    LANDLORD = "landlord", "Bailleur"
    POLICE = "police", "Police nationale"
    GENDARMERIE = "gendarmerie", "Gendarmerie nationale"
    PROSECUTION = "prosecution", "Parquet"
    PREFECTURE = "prefecture", "Préfecture"
    OPERATOR = "operator", "Opérateur du portail"


FORCES = (SignatoryKind.POLICE, SignatoryKind.GENDARMERIE)
STATE_PARTNERS = (*FORCES, SignatoryKind.PROSECUTION, SignatoryKind.PREFECTURE)


class CompetenceDomain(models.TextChoices):
    PROSECUTION = "prosecution", "Parquet"
    FORCE = "force", "Police ou gendarmerie"
    PREFECTURE = "prefecture", "Préfecture"
