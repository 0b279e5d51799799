"""The closed lists of what becomes a figure or a page of paper."""

from django.db import models


class ReportKind(models.TextChoices):
    SHEET = "sheet", "Fiche de saisine"
    RECEIPT = "receipt", "Récépissé de communication"
    EXCHANGE = "exchange", "Échange complet"
    DOCKET = "docket", "Bordereau du jour"
    YEARLY = "yearly", "Bilan annuel de la convention"
    DIRECTORY = "directory", "Annuaire des correspondants"
    LETTER = "letter", "Lettre"
    MAILING = "mailing", "Lettres en nombre"
    MEETING = "meeting", "Relevé de réunion"
    INJUNCTION = "injunction", "Dossier d’injonction"


class CellKind(models.TextChoices):
    FACTS = "facts", "Faits déclarés"
    COMMUNE = "commune", "Faits déclarés par commune"
    STAFF = "staff", "Faits visant un agent ou un prestataire"
    DWELLINGS = "dwellings", "Logements des bailleurs déclarants"
    SENT = "sent", "Saisines envoyées"
    ACKNOWLEDGED = "acknowledged", "Accusés de réception"
    ANSWERED = "answered", "Saisines ayant reçu une réponse"
    DELAY = "delay", "Délai médian de la première réponse, en jours"
    POSTS_FILLED = "posts_filled", "Postes pourvus"
    POSTS_VACANT = "posts_vacant", "Postes vacants"


class CellState(models.TextChoices):
    SHOWN = "shown", "publié"
    BAND = "band", "petit effectif"
    MASKED = "masked", "masqué"


class Partner(models.TextChoices):
    """Behind each parquet stands one magistrate: the parquets are shown together, and so are the forces."""

    PROSECUTION = "prosecution", "Parquets"
    FORCES = "forces", "Police et gendarmerie"
    PREFECTURE = "prefecture", "Préfecture"
    LANDLORDS = "landlords", "Bailleurs, saisis par un partenaire"
