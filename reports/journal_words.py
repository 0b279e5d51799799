"""The journal's verbs and objects in words; an unknown one is shown as it is written."""

VERBS = {
    "acces.refuse": "accès refusé",
    "article.ajoute": "article de la convention ajouté",
    "article.modifie": "article de la convention modifié",
    "article.retire": "article de la convention retiré",
    "chiffres.propres.lus": "chiffres de l’organisme lus",
    "chiffres.publies": "chiffres publiés",
    "compte.ferme": "compte fermé",
    "compte.ouvert": "compte ouvert",
    "compte.rouvert": "compte rouvert",
    "designation.ouverte": "désignation ouverte",
    "designation.terminee": "désignation terminée",
    "document.depose": "document de la convention déposé",
    "document.retire": "document de la convention retiré",
    "fait.depose": "fait déclaré",
    "fait.ecarte": "fait écarté",
    "fait.laisse_isole": "fait laissé isolé",
    "fait.lu": "fait lu",
    "fichier.depose": "fichier déposé",
    "fichier.efface": "fichier effacé",
    "journal.lu": "journal lu",
    "journal.mois_supprime": "mois du journal supprimé",
    "liste.lecture": "liste lue",
    "plainte.notee": "plainte notée",
    "poste.cree": "poste créé",
    "rapport.demande": "rapport demandé",
    "rapport.pret": "rapport établi",
    "rapport.telecharge": "rapport téléchargé",
    "reglage.change": "réglage changé",
    "saisine.accusee": "accusé de réception d’une saisine",
    "saisine.close": "saisine close",
    "saisine.completee": "saisine complétée",
    "saisine.echue": "saisine échue",
    "saisine.envoyee": "saisine envoyée",
    "saisine.lue": "saisine lue",
    "saisine.preparee": "saisine préparée",
    "saisine.prise_en_charge": "saisine prise en charge",
    "saisine.refusee": "saisine refusée",
    "saisine.repondue": "réponse à une saisine",
    "saisine.retiree": "saisine retirée",
    "signataire.entre": "signataire entré",
    "signataire.modifie": "signataire modifié",
    "signataire.parti": "fin de participation d’un signataire",
    "signataire.reste": "signataire resté",
    "situation.ouverte": "situation ouverte",
    "traitement.ajoute": "traitement ajouté",
    "traitement.modifie": "traitement modifié",
    "traitement.retire": "traitement retiré",
}

OBJECTS = {
    "post": "poste",
    "user": "compte",
    "designation": "désignation",
    "incident_detail": "page d’un fait",
    "incident_list": "liste des faits",
    "referral_detail": "page d’une saisine",
    "referral_list": "liste des saisines",
    "report_detail": "page d’un rapport",
    "report_download": "téléchargement d’un rapport",
    "steering": "tableau de bord",
}


def verb_in_words(verb: str) -> str:
    return VERBS.get(verb, verb)


def object_in_words(object_type: str) -> str:
    return OBJECTS.get(object_type, object_type)


def verb_choices() -> list[tuple[str, str]]:
    """For a filter, in the order of the words."""
    return sorted(VERBS.items(), key=lambda pair: pair[1])
