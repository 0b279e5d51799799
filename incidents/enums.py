"""The closed lists of the business."""

from django.db import models


class PlaceType(models.TextChoices):
    HALL = "hall", "Hall"
    STAIRS = "stairs", "Escalier"
    CELLAR = "cellar", "Cave"
    CAR_PARK = "car_park", "Parking"
    SURROUNDINGS = "surroundings", "Abords"
    DWELLING = "dwelling", "Logement"


class Recurrence(models.TextChoices):
    ISOLATED = "isolated", "Une fois"
    REPEATED = "repeated", "Plusieurs fois"
    WEEKLY = "weekly", "Chaque semaine"
    INSTALLED = "installed", "Tous les jours"


class PoliceCalled(models.TextChoices):
    NO = "no", "Non"
    CAME = "came", "Oui, venue"
    DID_NOT_COME = "did_not_come", "Oui, pas venue"


class IncidentState(models.TextChoices):
    FILED = "filed", "Nouveau"
    ATTACHED = "attached", "Dans une situation"
    LEFT_APART = "left_apart", "Laissé isolé"
    SET_ASIDE = "set_aside", "Écarté"
    CLOSED = "closed", "Clos"


class Complainant(models.TextChoices):
    LANDLORD = "landlord", "Le bailleur, pour son propre dommage"
    AGENT = "agent", "Un agent du bailleur"
    TENANT = "tenant", "Un locataire (date seule)"


class OrientationChannel(models.TextChoices):
    PHONE = "phone", "Téléphone"
    IN_PERSON = "in_person", "Sur place"
    LETTER = "letter", "Document remis"
    PARTNER = "partner", "Par un partenaire"


class Nature(models.TextChoices):
    REQUEST = "demande", "Demande"
    INFORMATION = "information", "Information"


class FieldSet(models.TextChoices):
    FACTS = "facts", "Les faits"
    PLACE = "place", "Le lieu précis"
    COMPLAINT = "complaint", "La plainte"


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
    NO_BASIS = "no_basis", "La base légale indiquée ne permet pas de répondre"
