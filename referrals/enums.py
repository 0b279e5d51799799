"""The closed lists of what crosses between signatories."""

from enum import StrEnum

from django.db import models


class Nature(models.TextChoices):
    REQUEST = "demande", "Demande"
    INFORMATION = "information", "Information"


class FieldSet(StrEnum):
    """The names that rules speak of; what there is to share stands in `referrals.field_sets`."""

    FACTS = "facts"
    PLACE = "place"
    COMPLAINT = "complaint"


class ReferralState(models.TextChoices):
    DRAFT = "draft", "Brouillon"
    SENT = "sent", "Envoyée"
    ACKNOWLEDGED = "acknowledged", "Accusé de réception"
    IN_PROGRESS = "in_progress", "En cours"
    ANSWERED = "answered", "Réponse donnée"
    CLOSED = "closed", "Close"
    REFUSED = "refused", "Refusée"
    WITHDRAWN = "withdrawn", "Retirée"
    EXPIRED = "expired", "Échue"


class RefusalMotive(models.TextChoices):
    OTHER_SERVICE = "other_service", "Autre service ou parquet compétent"
    OUT_OF_FRAME = "out_of_frame", "Hors cadre de la convention"
    INCOMPLETE = "incomplete", "Éléments insuffisants pour traiter la demande"
    NO_BASIS = "no_basis", "Le fondement indiqué ne permet pas de répondre"
