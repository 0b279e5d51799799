"""What can be written in the journal: every act and every read, and what each is about. The one list of all rooms.

The codes are stored for good, inside the chain: words may be mended, a code never, and none is given twice. A code is
`thing.participle`, in the words of the glossary, without accents. One verb is about one kind of thing, so that an entry
cannot name a saisine and mean an objet de travail. A read is one verb whatever the way: the channel says whether it was
a page, a list, a file.
"""

from django.db import models


class Thing(models.TextChoices):
    """What an entry is about; its identifier, where there is one, is an identifier of that."""

    # journal
    PAGE = "page", "page"
    JOURNAL = "journal", "journal"
    MESSAGE = "message", "courriel"
    # files
    FILE = "fichier", "fichier"
    # signatories
    CONVENTION = "convention", "convention"
    ARTICLE = "article", "article de la convention"
    PROCESSING = "traitement", "traitement"
    DOCUMENT = "document", "document de la convention"
    SIGNATORY = "signataire", "signataire"
    THEME = "objet_de_travail", "objet de travail"
    MEETING = "reunion", "réunion"
    DECISION = "decision", "décision d’une réunion"
    # territory
    COMPETENCE = "competence", "compétence d’une commune"
    COMPETENCE_FILE = "fichier_de_competences", "fichier de compétences"
    RESIDENCE = "residence", "résidence"
    RESIDENCE_LIST = "liste_de_residences", "liste de résidences"
    ACCESS = "acces", "accès remis à une force"
    # correspondents
    ACCOUNT = "compte", "compte"
    CHARTER = "charte", "charte d’usage"
    POST = "poste", "poste"
    DESIGNATION = "designation", "désignation"
    ABSENCE = "absence", "absence"
    DUE = "echeance", "échéance"
    DIRECTORY = "annuaire", "annuaire"
    # incidents
    FACT = "fait", "fait"
    SITUATION = "situation", "situation"
    STEP = "demarche", "démarche"
    ADDRESSEE = "destinataire", "destinataire d’une démarche"
    LEGAL_ACTION = "action_en_justice", "action en justice"
    PERSON = "personne_mise_en_cause", "personne mise en cause"
    LETTER = "lettre", "lettre"
    MAILING = "envoi_de_lettres", "lettres en nombre"
    LETTER_TEMPLATE = "modele_de_lettre", "modèle de lettre"
    COMPLAINT = "plainte", "plainte"
    ORIENTATION = "orientation", "orientation"
    # referrals
    REFERRAL = "saisine", "saisine"
    PREPARED_ANSWER = "reponse_preparee", "réponse préparée"
    SUBJECT_RULE = "objet_de_saisine", "objet de saisine"
    INJUNCTION = "injonction", "injonction préfectorale"
    EXCEPTIONAL_ACCESS = "acces_exceptionnel", "accès exceptionnel"
    # reports
    REPORT = "rapport", "rapport"
    FIGURES = "chiffres", "chiffres"


class Verb(models.TextChoices):
    """What was done or read. The part of the code before the point is the code of its Thing."""

    # journal
    PAGE_REFUSED = "page.refusee", "accès refusé"
    JOURNAL_READ = "journal.lu", "journal lu"
    JOURNAL_MONTH_DROPPED = "journal.mois_supprime", "mois du journal supprimé"
    MESSAGE_RESENT = "message.renvoye", "courriels renvoyés"

    # files
    FILE_DEPOSITED = "fichier.depose", "fichier déposé"
    FILE_ERASED = "fichier.efface", "fichier effacé"

    # signatories
    CONVENTION_SETTINGS_CHANGED = "convention.reglages_changes", "réglage de la convention changé"
    ARTICLE_ADDED = "article.ajoute", "article de la convention ajouté"
    ARTICLE_CHANGED = "article.modifie", "article de la convention modifié"
    ARTICLE_REMOVED = "article.retire", "article de la convention retiré"
    PROCESSING_ADDED = "traitement.ajoute", "traitement ajouté"
    PROCESSING_CHANGED = "traitement.modifie", "traitement modifié"
    PROCESSING_REMOVED = "traitement.retire", "traitement retiré"
    DOCUMENT_DEPOSITED = "document.depose", "document de la convention déposé"
    DOCUMENT_REMOVED = "document.retire", "document de la convention retiré"
    SIGNATORY_JOINED = "signataire.entre", "signataire entré"
    SIGNATORY_CHANGED = "signataire.modifie", "signataire modifié"
    SIGNATORY_LEFT = "signataire.parti", "fin de participation d’un signataire"
    SIGNATORY_STAYED = "signataire.reste", "signataire resté"
    THEME_CREATED = "objet_de_travail.cree", "objet de travail ajouté"
    THEME_CHANGED = "objet_de_travail.modifie", "objet de travail modifié"
    THEME_CONTACTS_CHANGED = "objet_de_travail.contacts_modifies", "contacts d’un objet de travail modifiés"
    THEME_WITHDRAWN = "objet_de_travail.retire", "objet de travail retiré"
    THEME_RESTORED = "objet_de_travail.retabli", "objet de travail rétabli"
    MEETING_CREATED = "reunion.creee", "réunion inscrite"
    MEETING_CHANGED = "reunion.modifiee", "réunion modifiée"
    MEETING_ATTENDANCE_NOTED = "reunion.presences_notees", "présences d’une réunion"
    DECISION_TAKEN = "decision.prise", "décision d’une réunion inscrite"
    DECISION_CHANGED = "decision.modifiee", "décision modifiée"
    DECISION_FOLLOWED = "decision.suivie", "suivi d’une décision"

    # territory
    COMPETENCE_CORRECTED = "competence.corrigee", "compétence corrigée à la main"
    COMPETENCE_RELEASED = "competence.rendue", "compétence rendue aux imports"
    COMPETENCE_EXCEPTED = "competence.exception_notee", "exception d’une compétence notée"
    COMPETENCE_FILE_DEPOSITED = "fichier_de_competences.depose", "fichier de compétences déposé"
    COMPETENCE_FILE_APPLIED = "fichier_de_competences.applique", "fichier de compétences appliqué"
    COMPETENCE_FILE_SET_ASIDE = "fichier_de_competences.ecarte", "fichier de compétences écarté"
    RESIDENCE_READ = "residence.lue", "résidence lue"
    RESIDENCE_CREATED = "residence.creee", "résidence enregistrée"
    RESIDENCE_CHANGED = "residence.modifiee", "résidence modifiée"
    RESIDENCE_CLOSED = "residence.fermee", "résidence fermée"
    RESIDENCE_REOPENED = "residence.rouverte", "résidence rouverte"
    RESIDENCE_LIST_READ = "liste_de_residences.lue", "liste de résidences relue"
    RESIDENCE_LIST_APPLIED = "liste_de_residences.importee", "résidences importées d’une liste"
    ACCESS_READ = "acces.lu", "registre des accès lu"
    ACCESS_GIVEN = "acces.donne", "accès remis à une force"
    ACCESS_CHANGED = "acces.modifie", "accès modifié au registre"
    ACCESS_RETURNED = "acces.rendu", "accès rendu ou retiré"

    # correspondents
    ACCOUNT_CLOSED = "compte.ferme", "compte fermé"
    ACCOUNT_REOPENED = "compte.rouvert", "compte rouvert"
    ACCOUNT_CORRECTED = "compte.corrige", "nom ou téléphone corrigé par la personne"
    ACCOUNT_ADDRESS_ASKED = "compte.adresse_demandee", "changement d’adresse demandé par la personne"
    ACCOUNT_ADDRESS_WITHDRAWN = "compte.adresse_abandonnee", "changement d’adresse abandonné par la personne"
    ACCOUNT_ADDRESS_CHANGED = "compte.adresse_changee", "adresse changée par la personne"
    ACCOUNT_INVITED = "compte.invite", "invitation demandée"
    ACCOUNT_INVITATION_ACCEPTED = "compte.invitation_acceptee", "invitation acceptée"
    CHARTER_PUBLISHED = "charte.publiee", "version de la charte publiée"
    CHARTER_ACCEPTED = "charte.acceptee", "charte acceptée"
    POST_CREATED = "poste.cree", "poste créé"
    POST_CHANGED = "poste.modifie", "poste modifié"
    POST_CLOSED = "poste.ferme", "poste fermé"
    POST_REOPENED = "poste.rouvert", "poste rouvert"
    POST_EXPORTED = "poste.exporte", "carte d’un poste exportée"
    DESIGNATION_PROPOSED = "designation.proposee", "désignation proposée"
    DESIGNATION_AGREED = "designation.agreee", "désignation agréée par le signataire"
    DESIGNATION_DECLINED = "designation.declinee", "désignation déclinée par la personne"
    DESIGNATION_CORRECTED = "designation.corrigee", "nom ou téléphone d’une désignation corrigé"
    DESIGNATION_READDRESSED = "designation.readressee", "adresse fausse d’une désignation corrigée"
    DESIGNATION_OPENED = "designation.ouverte", "désignation ouverte"
    DESIGNATION_ENDED = "designation.terminee", "désignation terminée"
    DESIGNATION_CANCELLED = "designation.annulee", "désignation à venir annulée"
    DESIGNATION_CONFIRMED = "designation.confirmee", "désignation confirmée"
    DESIGNATION_WARNED = "designation.avertie", "désignation à confirmer, avertissement"
    DESIGNATION_SUSPENDED = "designation.suspendue", "désignation suspendue, faute de confirmation"
    DESIGNATION_RESTORED = "designation.retablie", "désignation confirmée et rétablie"
    DESIGNATION_EXPORTED = "designation.exportee", "carte d’une personne exportée"
    DESIGNATION_ACT_DOWNLOADED = "designation.acte_telecharge", "acte de désignation téléchargé"
    ABSENCE_ANNOUNCED = "absence.annoncee", "absence annoncée"
    ABSENCE_ENDED = "absence.terminee", "absence terminée"
    DUE_SNOOZED = "echeance.reportee", "échéance reportée par la personne"
    DUE_RESUMED = "echeance.remise", "échéance reportée remise dans la liste"
    DUE_TOLD = "echeance.rappelee", "échéances rappelées par courriel"
    DIRECTORY_EXPORTED = "annuaire.exporte", "annuaire exporté"

    # incidents
    FACT_READ = "fait.lu", "fait lu"
    FACT_FILED = "fait.depose", "fait déclaré"
    FACT_LEFT_APART = "fait.laisse_isole", "fait laissé isolé"
    FACT_SET_ASIDE = "fait.ecarte", "fait écarté"
    FACT_INFORMED = "fait.reclamant_informe", "réclamant informé, sans nom"
    FACT_ATTACHED = "fait.rattache", "fait rattaché à une situation"
    SITUATION_READ = "situation.lue", "situation lue"
    SITUATION_OPENED = "situation.ouverte", "situation ouverte"
    SITUATION_RATED = "situation.cotee", "situation cotée"
    SITUATION_ASSIGNED = "situation.attribuee", "situation attribuée à quelqu’un"
    SITUATION_REVIEW_SET = "situation.a_revoir", "jour fixé pour revoir une situation"
    SITUATION_MERGED = "situation.reunie", "situation réunie à une autre"
    SITUATION_CLOSED = "situation.close", "situation close"
    SITUATION_REOPENED = "situation.rouverte", "situation rouverte"
    STEP_READ = "demarche.lue", "démarche lue"
    STEP_TAKEN = "demarche.faite", "démarche notée"
    STEP_RESULTED = "demarche.resultat", "résultat d’une démarche noté"
    STEP_PROVED = "demarche.justifiee", "justificatif d’une démarche déposé"
    STEP_WITHDRAWN = "demarche.retiree", "démarche retirée"
    ADDRESSEE_READ = "destinataire.lu", "destinataires d’une démarche lus"
    ADDRESSEE_ADDED = "destinataire.inscrit", "destinataire d’une démarche inscrit"
    ADDRESSEE_CHANGED = "destinataire.corrige", "destinataire d’une démarche corrigé"
    ADDRESSEE_ENDED = "destinataire.termine", "fin notée d’un destinataire"
    LEGAL_ACTION_READ = "action_en_justice.lue", "action en justice lue"
    LEGAL_ACTION_STATED = "action_en_justice.inscrite", "action en justice inscrite"
    LEGAL_ACTION_BEGUN = "action_en_justice.engagee", "action en justice engagée"
    LEGAL_ACTION_WITHDRAWN = "action_en_justice.retiree", "action en justice retirée"
    PERSON_READ = "personne_mise_en_cause.lue", "personne mise en cause lue"
    PERSON_ADDED = "personne_mise_en_cause.inscrite", "personne mise en cause inscrite"
    PERSON_REMOVED = "personne_mise_en_cause.retiree", "personne mise en cause retirée"
    LETTER_READ = "lettre.lue", "lettre lue"
    LETTER_MADE = "lettre.faite", "lettre faite"
    LETTER_CHANGED = "lettre.modifiee", "lettre modifiée"
    LETTER_PRINTED = "lettre.mise_en_pdf", "lettre mise en PDF"
    LETTER_SENT = "lettre.envoyee", "lettre envoyée"
    LETTER_RETURNED = "lettre.revenue", "lettre revenue par la poste"
    LETTER_DISCARDED = "lettre.abandonnee", "projet de lettre abandonné"
    MAILING_READ = "envoi_de_lettres.lu", "lettres en nombre lues"
    MAILING_MADE = "envoi_de_lettres.fait", "lettres en nombre faites"
    LETTER_TEMPLATE_CHANGED = "modele_de_lettre.modifie", "modèle de lettre modifié"
    COMPLAINT_READ = "plainte.lue", "plainte lue"
    COMPLAINT_NOTED = "plainte.notee", "plainte notée"
    COMPLAINT_CHANGED = "plainte.modifiee", "plainte corrigée ou complétée"
    ORIENTATION_NOTED = "orientation.notee", "orientation notée, sans personne"
    ORIENTATION_ERASED = "orientation.effacee", "orientations effacées à leur terme"

    # referrals
    REFERRAL_READ = "saisine.lue", "saisine lue"
    REFERRAL_SEARCHED = "saisine.cherchee", "saisine cherchée par un numéro"
    REFERRAL_PREPARED = "saisine.preparee", "saisine préparée"
    REFERRAL_SENT = "saisine.envoyee", "saisine envoyée"
    REFERRAL_COMPLETED = "saisine.completee", "saisine complétée"
    REFERRAL_RENEWED = "saisine.prolongee", "saisine prolongée"
    REFERRAL_READERS_NAMED = "saisine.reservee", "saisine réservée à d’autres personnes"
    REFERRAL_ACKNOWLEDGED = "saisine.accusee", "accusé de réception d’une saisine"
    REFERRAL_STARTED = "saisine.prise_en_charge", "saisine prise en charge"
    REFERRAL_HANDLED = "saisine.suivie", "saisine suivie au poste"
    REFERRAL_ANSWERED = "saisine.repondue", "réponse à une saisine"
    REFERRAL_REFUSED = "saisine.refusee", "saisine refusée"
    REFERRAL_WITHDRAWN = "saisine.retiree", "saisine retirée"
    RETENTION_DECIDED = "saisine.conservation_decidee", "conservation d’une saisine décidée"
    REFERRAL_CLOSED = "saisine.close", "saisine close"
    REFERRAL_EXPIRED = "saisine.echue", "saisine échue"
    ANSWER_PREPARED = "reponse_preparee.faite", "réponse préparée, à valider"
    PREPARED_ANSWER_DROPPED = "reponse_preparee.abandonnee", "réponse préparée abandonnée"
    SUBJECT_RULE_CHANGED = "objet_de_saisine.modifie", "objet de saisine modifié"
    SUBJECT_RULE_RESTORED = "objet_de_saisine.retabli", "objet de saisine rétabli"
    INJUNCTION_READ = "injonction.lue", "injonction lue"
    INJUNCTION_NOTED = "injonction.inscrite", "injonction inscrite"
    INJUNCTION_ACCEPTED = "injonction.acceptee", "injonction acceptée par le bailleur"
    INJUNCTION_REFUSED = "injonction.refusee", "injonction refusée par le bailleur"
    INJUNCTION_SEIZED = "injonction.juge_saisi", "juge saisi à la suite d’une injonction"
    INJUNCTION_SUBSTITUTED = "injonction.substituee", "juge saisi par le préfet à la place du bailleur"
    INJUNCTION_CLOSED = "injonction.close", "injonction close"
    INJUNCTION_WITHDRAWN = "injonction.retiree", "injonction retirée"
    INJUNCTION_EXPIRED = "injonction.echue", "injonction sans réponse dans le délai"
    INJUNCTION_REMINDED = "injonction.rappelee", "terme d’une injonction rappelé à une personne"
    INJUNCTION_LEASE_NOTED = "injonction.bail_note", "bail d’une injonction noté par le bailleur"

    EXCEPTIONAL_ACCESS_ASKED = "acces_exceptionnel.demande", "accès exceptionnel demandé"
    EXCEPTIONAL_ACCESS_PASSED_ON = "acces_exceptionnel.transmis", "demande d’accès exceptionnel transmise"
    EXCEPTIONAL_ACCESS_SHOWN = "acces_exceptionnel.consulte", "demande d’accès exceptionnel lue"
    EXCEPTIONAL_ACCESS_APPROVED = "acces_exceptionnel.approuve", "accès exceptionnel approuvé pour une heure"
    EXCEPTIONAL_ACCESS_USED = "acces_exceptionnel.utilise", "dossier lu par accès exceptionnel"
    EXCEPTIONAL_ACCESS_ENDED = "acces_exceptionnel.termine", "accès exceptionnel terminé avant l’heure"

    # reports
    REPORT_REQUESTED = "rapport.demande", "rapport demandé"
    REPORT_MADE = "rapport.etabli", "rapport établi"
    REPORT_DOWNLOADED = "rapport.telecharge", "rapport téléchargé"
    FIGURES_PUBLISHED = "chiffres.publies", "chiffres publiés"
    OWN_FIGURES_READ = "chiffres.propres_lus", "chiffres de l’organisme lus"

    @property
    def thing(self) -> Thing:
        return Thing(self.value.partition(".")[0])


# The reads of a thing of a case, whatever the way.
CASE_READS = (
    Verb.FACT_READ,
    Verb.SITUATION_READ,
    Verb.PERSON_READ,
    Verb.LETTER_READ,
    Verb.REFERRAL_READ,
    Verb.REFERRAL_SEARCHED,
    Verb.INJUNCTION_READ,
)
