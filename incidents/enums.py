"""The closed lists of the business."""

from django.db import models


class PlaceType(models.TextChoices):
    HALL = "hall", "Hall"
    STAIRS = "stairs", "Escalier"
    LIFT = "lift", "Ascenseur"
    CELLAR = "cellar", "Cave"
    CAR_PARK = "car_park", "Parking"
    TECHNICAL = "technical", "Local technique"
    ROOF = "roof", "Toiture"
    LODGE = "lodge", "Loge ou agence"
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


# From these a fact is still triaged; in a situation it stays in one.
TRIABLE = (IncidentState.FILED, IncidentState.LEFT_APART, IncidentState.SET_ASIDE)

TRIAGED = (IncidentState.LEFT_APART, IncidentState.SET_ASIDE)

# The same to whoever filed, in words that a hall understands.
TOLD_TO_FILERS = {
    IncidentState.FILED: "Reçu, pas encore lu",
    IncidentState.ATTACHED: "Regroupé avec d’autres",
    IncidentState.LEFT_APART: "Vu, rien à faire de plus",
    IncidentState.SET_ASIDE: "Vu, non retenu",
    IncidentState.CLOSED: "Terminé",
}


class SituationKind(models.TextChoices):
    PLACE = "place", "D’un lieu"
    LEASE = "lease", "D’un bail"


class Ending(models.TextChoices):
    """How a situation ended. `OF_PLACE` are those that a place can have: no judge decides about a hall."""

    SETTLED = "settled", "Réglée"
    MOVED_OUT = "moved_out", "Départ de l’occupant"
    REHOUSED = "rehoused", "Relogement"
    GRANTED = "granted", "Demande accordée par le juge"
    REJECTED = "rejected", "Demande rejetée par le juge"
    STAYED = "stayed", "Délais ou suspension accordés"
    WITHDRAWN = "withdrawn", "Abandonnée"
    MERGED = "merged", "Réunie à une autre"


ENDINGS_OF_PLACE = (Ending.SETTLED, Ending.WITHDRAWN)
ENDINGS_OF_LEASE = tuple(ending for ending in Ending if ending != Ending.MERGED)


class Turn(models.TextChoices):
    """What happened to a situation itself: its history, beside the facts."""

    OPENED = "opened", "Situation ouverte"
    JOINED = "joined", "Fait rattaché"
    MOVED = "moved", "Faits passés à une autre situation"
    MERGED = "merged", "Réunie"
    RATED = "rated", "Cotation"
    ASSIGNED = "assigned", "Attribution"
    REVIEW_SET = "review_set", "À revoir"
    CLOSED = "closed", "Situation close"
    REOPENED = "reopened", "Situation rouverte"


class LegalActionKind(models.TextChoices):
    """What the landlord means to do, or does, before a court. `OF_PLACE` are those that need no lease."""

    TERMINATION = "termination", "Résiliation judiciaire du bail"
    OCCUPANTS = "occupants", "Expulsion d’occupants sans droit ni titre"
    COMPLAINT = "complaint", "Plainte ou constitution de partie civile"
    INTERIM = "interim", "Référé"


ACTIONS_OF_PLACE = (LegalActionKind.OCCUPANTS, LegalActionKind.COMPLAINT, LegalActionKind.INTERIM)


class PersonRole(models.TextChoices):
    """As what somebody is part of a legal action: never as a victim, never as a witness."""

    AUTHOR = "author", "Auteur présumé"
    CO_HOLDER = "co_holder", "Cotitulaire du bail"
    OCCUPANT = "occupant", "Occupant"


ROLES_OF_PLACE = (PersonRole.AUTHOR, PersonRole.OCCUPANT)


class Complainant(models.TextChoices):
    LANDLORD = "landlord", "Le bailleur, pour son propre dommage"
    VICTIM = "victim", "Un autre, le bailleur étant victime identifiée"
    REPORT = "report", "Le bailleur, par un signalement d’organisme public (CPP, art. 40, al. 2)"
    WARDEN = "warden", "Un garde particulier assermenté, par procès-verbal"
    AGENT = "agent", "Un agent du bailleur"
    TENANT = "tenant", "Un locataire (date seule)"


# Whom the parquet tells what became of it (CPP, art. 40-2): complainants, identified victims, authors of a report. A
# sworn warden finds what harms the property that he guards (CPP, art. 29): its owner is the victim.
TOLD_BY_PROSECUTION = (Complainant.LANDLORD, Complainant.VICTIM, Complainant.REPORT, Complainant.WARDEN)


class ComplaintKind(models.TextChoices):
    """What is called a complaint for short: it follows from who lodged it."""

    COMPLAINT = "complaint", "Plainte"
    REPORT = "report", "Signalement"
    WARDEN = "warden", "Procès-verbal de garde"


class KnownOutcome(models.TextChoices):
    """What the landlord knows that the prosecution decided, whoever told it; closed, and without a motive."""

    NOT_RECEIVED = "not_received", "Procédure non parvenue ou numéro inconnu"
    SENT_TO_INQUIRY = "sent_to_inquiry", "Transmis pour enquête"
    PROSECUTED = "prosecuted", "Poursuites"
    ALTERNATIVE = "alternative", "Mesure alternative"
    DISMISSED = "dismissed", "Classement sans suite"
    CONVICTION = "conviction", "Condamnation"
    ACQUITTAL = "acquittal", "Relaxe"
    DECIDED = "decided", "Décision rendue, non communiquée"
    NOT_COMMUNICABLE = "minor", "Non communicable"  # its code is kept, and nothing says it any more


class ToldBy(models.TextChoices):
    """How the landlord learnt the outcome of a complaint."""

    REFERRAL = "referral", "Par la saisine"
    LETTER = "letter", "Par courrier"
    COMPLAINANT = "complainant", "Par le plaignant"


class OrientationChannel(models.TextChoices):
    PHONE = "phone", "Téléphone"
    IN_PERSON = "in_person", "Sur place"
    LETTER = "letter", "Document remis"
    PARTNER = "partner", "Par un partenaire"


class AttestationPart(models.TextChoices):
    """What a witness's attestation holds (CPC, art. 202), in the order in which one looks for it."""

    FACTS = "facts", "les faits que le témoin a vus ou constatés lui-même"
    IDENTITY = "identity", "ses nom, prénoms, naissance, adresse et profession"
    TIES = "ties", "son lien avec les parties, ou qu’il n’en a aucun"
    USE = "use", "qu’elle est faite pour être produite en justice"
    PENALTY = "penalty", "qu’il sait qu’une fausse attestation est punie"
    OWN_HAND = "own_hand", "l’écriture de sa main"
    DATE = "date", "la date"
    SIGNATURE = "signature", "la signature"
    ID_COPY = "id_copy", "la copie d’une pièce d’identité signée"


class Between(models.TextChoices):
    """Who a violence was between: asked when the place is a dwelling or the words say so, and kept nowhere."""

    HOUSEHOLD = "household", "Entre personnes d’un même foyer"
    NEIGHBOURS = "neighbours", "Entre voisins, ou par quelqu’un d’extérieur"
    STAFF = "staff", "Contre un agent ou un prestataire"
    NOBODY = "nobody", "Ni violence, ni menace"


class StaffItem(models.TextChoices):
    """What is noted of a fact that targets an agent or a contractor: on what occasion, then what is done for them."""

    WHO = "who", "Qui est visé"
    OCCASION = "occasion", "À quelle occasion"
    SUPPORT = "support", "Soutien"
    COMPLAINT = "complaint", "Plainte"
    ACCIDENT = "accident", "Accident du travail"
    MANAGEMENT = "management", "Direction informée"
    DEBRIEF = "debrief", "Retour fait à l’agent"


class StaffAnswer(models.TextChoices):
    """Closed, so that no word about anybody, and none of their health, is ever kept."""

    AGENT = "agent", "Un agent du bailleur"
    CONTRACTOR = "contractor", "Un prestataire"
    RULES = "rules", "Rappel de règles"
    RENT = "rent", "Loyer"
    ROUND = "round", "Ronde"
    INVENTORY = "inventory", "État des lieux"
    OTHER = "other", "Autre occasion"
    OFFERED = "offered", "Proposé"
    FILED = "filed", "Déposée"
    DECLINED = "declined", "Proposée, non souhaitée"
    TO_FILE = "to_file", "À déposer"
    DECLARED = "declared", "Oui, déclaré"
    NOT_DECLARED = "not_declared", "Non, pas encore"
    NOT_APPLICABLE = "none", "Sans objet"
    TOLD = "told", "Oui"


class ImportKind(models.TextChoices):
    """What a file of the past is: a table of facts, or what patrols of an inter-landlord service report."""

    FACTS = "facts", "Tableau de faits"
    PATROLS = "patrols", "Rapports de ronde"


class ImportState(models.TextChoices):
    TO_MAP = "to_map", "Colonnes à préciser"
    READING = "reading", "Lecture en cours"
    READ = "read", "À confirmer"
    IMPORTING = "importing", "Import en cours"
    DONE = "done", "Importé"
    UNDOING = "undoing", "Annulation en cours"
    UNDONE = "undone", "Annulé"
    STOPPED = "stopped", "Abandonné"


# A worker is at it.
IMPORT_RUNS = (ImportState.READING, ImportState.IMPORTING, ImportState.UNDOING)
# It writes facts or takes them away: one at a time of a landlord.
IMPORT_WRITES = (ImportState.IMPORTING, ImportState.UNDOING)
# Nothing of it has been written yet.
IMPORT_BEFORE = (ImportState.TO_MAP, ImportState.READING, ImportState.READ)
