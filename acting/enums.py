"""The functions that people exercise, and which of them do what all pages ask about."""

from django.db import models


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


INBOX_FUNCTIONS = (Function.CORRESPONDANT, Function.MAGISTRAT, Function.PREPARATEUR)
ANSWERING_FUNCTIONS = (Function.CORRESPONDANT, Function.MAGISTRAT, Function.REFERENT)
MEETING_FUNCTIONS = (
    Function.REFERENT,
    Function.CORRESPONDANT,
    Function.MAGISTRAT,
    Function.DELEGUE,
    Function.ADMINISTRATEUR,
)
EVERYBODY = tuple(Function)
