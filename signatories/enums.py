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


class DocumentKind(models.TextChoices):
    SIGNED = "signed", "Texte signé"
    ANNEX = "annex", "Annexe"


class MeetingKind(models.TextChoices):
    STEERING = "steering", "Comité de pilotage"
    TECHNICAL = "technical", "Comité technique"
    GPO = "gpo", "Groupe de partenariat opérationnel"
    CLSPD = "clspd", "CLSPD ou CISPD"
    OTHER = "other", "Autre réunion"
