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
    EVIDENCE = "evidence", "Dossier de pièces"
    REVIEW = "review", "Bilan de l’année"
    REFERRALS = "referrals", "Registre des saisines"
    ACCESSES = "accesses", "Registre des accès"
    QUARTER = "quarter", "Tableau de bord du trimestre"
    OWN = "own", "Bilan de votre organisme"


class ReviewState(models.TextChoices):
    DRAFT = "draft", "en rédaction"
    SUBMITTED = "submitted", "à relire"
    REVIEWED = "reviewed", "relu"
    FROZEN = "frozen", "figé"


class Chapter(models.TextChoices):
    """Of a bilan, those that somebody may comment on."""

    YEAR = "annee", "L’année en bref"
    FACTS = "faits", "Les faits"
    PLACES = "communes", "Les communes"
    STAFF = "agents", "Les agents et les prestataires"
    ANSWERS = "saisines", "Les saisines et leurs réponses"
    STEPS = "demarches", "Les démarches et leurs issues"
    DELAYS = "delais", "Les délais"
    POSTS = "correspondants", "Les correspondants"
    MEETINGS = "reunions", "Les réunions et leurs décisions"
    GPO = "gpo", "Les groupes de partenariat opérationnel"
    ORIENTATIONS = "orientations", "Les orientations"


class CellKind(models.TextChoices):
    FACTS = "facts", "Faits déclarés"
    COMMUNE = "commune", "Faits déclarés par commune"
    STAFF = "staff", "Faits visant un agent ou un prestataire"
    LATE = "late", "Faits déclarés tardivement"
    DWELLINGS = "dwellings", "Logements des bailleurs déclarants"
    SENT = "sent", "Saisines envoyées"
    ACKNOWLEDGED = "acknowledged", "Accusés de réception"
    ANSWERED = "answered", "Saisines ayant reçu une réponse"
    DELAY = "delay", "Délai médian de la première réponse, en jours"
    SUBJECT = "subject", "Saisines envoyées, par objet"
    REFUSED = "refused", "Saisines refusées, par motif"
    COMPLAINTS = "complaints", "Plaintes déposées"
    OUTCOMES = "outcomes", "Plaintes dont la suite est connue"
    OCCASION = "occasion", "Agents visés, par occasion"
    PLACE = "place", "Agents visés, par lieu"
    STAFF_FILED = "staff_filed", "Agents visés, avec une plainte déposée"
    STEPS = "steps", "Démarches faites"
    LEASES = "leases", "Baux dont la situation est close"
    SETTLED = "settled", "Baux réglés sans mise en demeure"
    JUDGED = "judged", "Jugements rendus"
    FORCE = "force", "Demandes de force publique"
    FORCE_GIVEN = "force_given", "Force publique accordée"
    LEG = "leg", "Délai médian d’un bail, en jours"
    GREEN = "green", "Lieux revenus au vert ou réglés"
    INJUNCTIONS = "injunctions", "Injonctions du préfet, par réponse"
    ORIENTED = "oriented", "Orientations faites, par objet de travail"
    POSTS_FILLED = "posts_filled", "Postes pourvus"
    POSTS_VACANT = "posts_vacant", "Postes vacants"


class CellState(models.TextChoices):
    """What is not shown has one word, whatever the reason: two would tell them apart."""

    SHOWN = "shown", "publié"
    HELD = "held", "reporté"


class PublicationState(models.TextChoices):
    PREPARED = "prepared", "à publier"
    PUBLISHED = "published", "publié"
    WITHDRAWN = "withdrawn", "retiré"


class Partner(models.TextChoices):
    """Behind each parquet stands one magistrate: the parquets are shown together, and so are the forces."""

    PROSECUTION = "prosecution", "Parquets"
    FORCES = "forces", "Police et gendarmerie"
    PREFECTURE = "prefecture", "Préfecture"
    LANDLORDS = "landlords", "Bailleurs, saisis par un partenaire"
