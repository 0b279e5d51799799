"""Functions of people, roles of designations, and which kind of signatory has which function."""

from django.db import models

from signatories.enums import SignatoryKind


class Function(models.TextChoices):
    GARDIEN = "gardien", "Gardien, agent"
    REFERENT = "referent", "Référent sûreté"
    CONTENTIEUX = "contentieux", "Contentieux"
    CORRESPONDANT = "correspondant", "Correspondant"
    MAGISTRAT = "magistrat", "Magistrat référent"
    PREPARATEUR = "preparateur", "Préparateur"
    DELEGUE = "delegue", "Délégué"
    DPO = "dpo", "Délégué à la protection des données"
    ADMINISTRATEUR = "administrateur", "Administrateur du portail"


class DesignationRole(models.TextChoices):
    TITULAIRE = "titulaire", "Titulaire"
    SUPPLEANT = "suppleant", "Suppléant"
    PREPARATEUR = "preparateur", "Préparateur"


class GapKind(models.TextChoices):
    VACANT = "vacant", "Poste vacant"
    WITHOUT_DEPUTY = "sans-suppleant", "Titulaire sans suppléant"
    ENDING = "fin-proche", "Désignation qui se termine"
    NEVER_SIGNED_IN = "jamais-connecte", "Personne jamais connectée"
    MAIL_FAILED = "courriel", "Courriel non remis"
    NOT_CONFIRMED = "non-confirmee", "Désignation non confirmée"
    NO_CORRESPONDENT = "communes", "Communes sans correspondant"


INBOX_FUNCTIONS = (Function.CORRESPONDANT, Function.MAGISTRAT, Function.PREPARATEUR)
ANSWERING_FUNCTIONS = (Function.CORRESPONDANT, Function.MAGISTRAT, Function.REFERENT)
MEETING_FUNCTIONS = (
    Function.REFERENT,
    Function.CORRESPONDANT,
    Function.MAGISTRAT,
    Function.DELEGUE,
    Function.ADMINISTRATEUR,
)

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
