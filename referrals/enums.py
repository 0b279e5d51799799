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
    STEPS = "steps"
    PERSONS = "persons"
    ATTACHMENTS = "attachments"
    CONTACT = "contact"


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


class WithdrawalMotive(models.TextChoices):
    """Why a sender takes back what it sent: told to its own side alone."""

    NO_NEED = "no_need", "Plus besoin"
    WRONG_RECIPIENT = "wrong_recipient", "Erreur de destinataire"
    INACCURATE = "inaccurate", "Élément inexact"
    COMPLAINT_WITHDRAWN = "complaint_withdrawn", "Plainte retirée"
    OTHER = "other", "Autre"


class InjunctionState(models.TextChoices):
    NOTIFIED = "notified", "Notifiée, réponse attendue"
    ACCEPTED = "accepted", "Acceptée, juge à saisir"
    SEIZED = "seized", "Juge saisi"
    CLOSED = "closed", "Close"
    REFUSED = "refused", "Refusée"
    EXPIRED = "expired", "Sans réponse dans le délai"
    SUBSTITUTED = "substituted", "Juge saisi par le préfet"
    WITHDRAWN = "withdrawn", "Retirée"


class InjunctionAnswer(models.TextChoices):
    ACCEPTED = "accepted", "Le bailleur saisira le juge"
    REFUSED = "refused", "Le bailleur refuse"


class InjunctionRefusal(models.TextChoices):
    """Why a landlord does not go to court; none of them says who lives there."""

    NOT_OCCUPANT = "not_occupant", "Les agissements ne sont pas ceux de l’occupant habituel"
    NOT_OURS = "not_ours", "Logement hors de notre patrimoine"
    LEASE_OVER = "lease_over", "Bail déjà résilié ou logement déjà repris"
    JUDGE_SEIZED = "judge_seized", "Juge déjà saisi"
    INSUFFICIENT = "insufficient", "Éléments insuffisants pour saisir le juge"
