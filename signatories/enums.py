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


class DocumentKind(models.TextChoices):
    SIGNED = "signed", "Texte signé"
    ANNEX = "annex", "Annexe"


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


class MeetingKind(models.TextChoices):
    STEERING = "steering", "Comité de pilotage"
    TECHNICAL = "technical", "Comité technique"
    GPO = "gpo", "Groupe de partenariat opérationnel"
    CLSPD = "clspd", "CLSPD ou CISPD"
    OTHER = "other", "Autre réunion"
