"""Functions of people, roles of designations, and which kind of signatory has which function."""

from django.db import models

from acting.enums import Function
from signatories.enums import SignatoryKind


class DesignationRole(models.TextChoices):
    TITULAIRE = "titulaire", "Titulaire"
    SUPPLEANT = "suppleant", "Suppléant"
    PREPARATEUR = "preparateur", "Préparateur"


# Who answers for a post; a préparateur prepares.
ANSWERING_ROLES = (DesignationRole.TITULAIRE, DesignationRole.SUPPLEANT)


class Gathering(models.TextChoices):
    """For how long what is to be told of is gathered into one mail."""

    QUARTER = "quart", "Tous les quarts d’heure au plus"
    HOUR = "heure", "Toutes les heures au plus"
    DAY = "jour", "Une fois par jour, à l’heure que je choisis"


class Reading(models.TextChoices):
    """By whom what was sent to a post is read: its own holders, others of the house (référents), or nobody."""

    HELD = "held", "lu à ce poste"
    ELSEWHERE = "elsewhere", "lu par un autre poste"
    NOBODY = "nobody", "sans lecteur"


class GapKind(models.TextChoices):
    VACANT = "vacant", "Poste vacant"
    WITHOUT_DEPUTY = "sans-suppleant", "Titulaire sans suppléant"
    ENDING = "fin-proche", "Désignation qui se termine"
    NEVER_SIGNED_IN = "jamais-connecte", "Personne jamais connectée"
    MAIL_FAILED = "courriel", "Courriel non remis"
    NOT_CONFIRMED = "non-confirmee", "Désignation non confirmée"
    NO_CORRESPONDENT = "communes", "Communes sans correspondant"


POST_FUNCTIONS: dict[SignatoryKind, tuple[Function, ...]] = {
    SignatoryKind.LANDLORD: (Function.GARDIEN, Function.REFERENT, Function.CONTENTIEUX, Function.DPO),
    SignatoryKind.POLICE: (Function.CORRESPONDANT, Function.DPO),
    SignatoryKind.GENDARMERIE: (Function.CORRESPONDANT, Function.DPO),
    SignatoryKind.PREFECTURE: (Function.CORRESPONDANT, Function.DPO),
    SignatoryKind.PROSECUTION: (Function.MAGISTRAT, Function.DPO),
    SignatoryKind.FEDERATION: (Function.DELEGUE, Function.DPO),
    SignatoryKind.OPERATOR: (Function.ADMINISTRATEUR,),
}

RECEIVING_FUNCTION: dict[SignatoryKind, Function] = {
    SignatoryKind.LANDLORD: Function.REFERENT,
    SignatoryKind.POLICE: Function.CORRESPONDANT,
    SignatoryKind.GENDARMERIE: Function.CORRESPONDANT,
    SignatoryKind.PREFECTURE: Function.CORRESPONDANT,
    SignatoryKind.PROSECUTION: Function.MAGISTRAT,
}
