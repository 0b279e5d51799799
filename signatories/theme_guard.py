"""What a text says of three themes that are no facts of the portal: violence at home, suicide, radicalisation.

One rule at every entrance: the form of a fact, its service, the share sheet, a draft that leaves, an addition, the note
of an answer. The numbers to call come first; what was meant otherwise goes on once its author has said so.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import TextChoices

from acting.refusals import Refusal
from signatories.guard import plain
from signatories.models.theme import NO_TRACE_AT_ALL


class Concern(TextChoices):
    HOUSEHOLD = "household", "Violences au sein d’un foyer"
    SUICIDE = "suicide", "Risque de suicide"
    RADICALISATION = "radicalisation", "Radicalisation"

    @property
    def theme(self) -> str:
        """The code of the objet de travail that has its circuit."""
        return THEMES[self]

    @property
    def numbers(self) -> tuple["Number", ...]:
        return NUMBERS[self]


@dataclass(frozen=True, slots=True)
class Number:
    """`address` is what a telephone does with it."""

    shown: str
    address: str
    label: str
    hours: str = ""


POLICE = Number("17", "tel:17", "Danger immédiat")
BY_SMS = Number("114", "sms:114", "Si l’on ne peut pas parler", "par SMS")
NUMBERS = {
    Concern.HOUSEHOLD: (
        POLICE,
        BY_SMS,
        Number("3919", "tel:3919", "Violences Femmes Info, pour un témoin aussi", "gratuit, anonyme, à toute heure"),
        Number("119", "tel:119", "Enfant en danger", "à toute heure"),
    ),
    Concern.SUICIDE: (
        Number("15", "tel:15", "Danger immédiat"),
        BY_SMS,
        Number(
            "3114", "tel:3114", "Prévention du suicide, pour un proche ou un témoin aussi", "gratuit, à toute heure"
        ),
    ),
    Concern.RADICALISATION: (
        POLICE,
        BY_SMS,
        Number("0 800 005 696", "tel:0800005696", "Prévention de la radicalisation", "lundi à vendredi, 9 h à 18 h"),
    ),
}
THEMES = {
    Concern.HOUSEHOLD: "violences-intrafamiliales",
    Concern.SUICIDE: "sante-mentale",
    Concern.RADICALISATION: NO_TRACE_AT_ALL,
}
SENTENCES = {
    Concern.HOUSEHOLD: "Une violence au sein d’un foyer ne passe pas par le portail : appelez le 17 ou le 3919.",
    Concern.SUICIDE: "Un risque de suicide ne passe pas par le portail : appelez le 15 ou le 3114.",
    Concern.RADICALISATION: "Une radicalisation ne passe pas par le portail : appelez le 17 ou le 0 800 005 696.",
}
OVERRIDDEN = "objet de travail"  # in the journal: that a text was kept, never about which theme

NEAR = r"(?:(?![.!?;])[^\n]){0,40}?"
HURTS = (
    r"\b(?:frapp\w+|tap(?:e|ent|ait|er|ee?s?)\b(?! (?:a la|aux|a toutes|sur l[ea]s? (?:porte|mur|tuyau)))|bat\b|battre"
    r"|battait|battu\w*|gifl\w+|cogn\w+|tabass\w+|etrangl\w+|violen\w+|viol(?:e|ee|er|ait|ees)?\b|agress\w+|menac\w+"
    r"|insult\w+|brutalis\w+|terroris(?:e|ait|er)\b|sequestr\w+|enferm\w+|humili\w+|maltrait\w+|secou\w+|coups\b"
    r"|roue de coups|hurl\w+|cri(?:e|ent|ait|er) (?:sur|apres)|poignard\w+|leve la main|s'en prend|massacr\w+"
    r"|defonc\w+|corrig\w+|poursui\w+ avec un couteau)"
)
CLOSE = (
    r"(?:femme|compagne?|compagnon|conjointe?|concubine?|epou(?:se|x)|mari|copine|copain|petite? amie?|ex|fille|fils"
    r"|enfants?|bebe|mere|pere|parents|gosses?|gamine?s?|mome|so?e?urs?|freres?|belle-mere|beau-pere|belle-fille"
    r"|grand-mere|vieille mere)\b"
)
OWN = rf"\b(?:sa|son|ses|leurs?|mon|ma|mes|sur sa|sur son) (?:propre |jeune |petite? |ex[- ])?{CLOSE}(?! de menage)"
PARTNER = (
    r"\b(?:le|la|un|une|l')\s?(?:mari|compagne?|compagnon|conjointe?|concubine?|ex|ex-\w+|beau-pere|pere|mere"
    r"|epou(?:se|x))\b"
)
COUPLE = r"\b(?:couples?\b|conjuga\w+|entre epoux|en famille\b|intrafamilial\w*)"
CHILD = r"\b(?:enfants?|bebe|gamine?s?|fillette|gosses?|petite? fille|petit garcon|nourrisson)\b"

PATTERNS = {
    Concern.HOUSEHOLD: (
        rf"{HURTS}{NEAR}{OWN}",
        rf"{OWN}{NEAR}(?:la|le|l'a|les|lui|(?:a|est|etait|sont|ont) (?:ete )?|se fait|en) ?{HURTS}",
        rf"{PARTNER}{NEAR}{HURTS}(?!{NEAR}\b(?:agent|gardien|loge|prestataire|livreur)\b)",
        rf"{HURTS}{NEAR}(?:par (?:son|sa) |{COUPLE})",
        rf"{COUPLE}{NEAR}(?:{HURTS}|\bse (?:bat|battent|dechir\w+|disput\w+|tap\w+))",
        (
            rf"(?:bleus|hematomes?|beurre noir|traces de coups|marques){NEAR}(?:visage|bras|cou|corps|{CHILD}|femme"
            rf"|locataire|voisine|dame)"
        ),
        (
            rf"(?:femme|locataire|voisine|dame|{CHILD}){NEAR}(?:des bleus|hematomes?|beurre noir|traces de coups"
            rf"|le visage (?:marque|tumefie|en sang))"
        ),
        (
            rf"(?:{CHILD}){NEAR}\b(?:battus?|maltraite\w*|frappee?s?|secouee?s?|seule?s? (?:la nuit|enfermee?s?)"
            rf"|hurl\w+|pleur\w+{NEAR}coups)"
        ),
        (
            rf"\b(?:maltrait\w+|frapp\w+|bat|tap\w+|violent\w*){NEAR}(?:l'|les? |la |un |une "
            rf"|des ){CHILD}(?!{NEAR}ballon)"
        ),
        (
            r"\bviolences? (?:conjugale|intra-?familiale|familiale|domestique|faites? aux)\w*|\bvif\b"
            r"|\bfemmes? battues?|\bmaltraitances?|\bfeminicide|\binceste|\bscenes? de menage|\bdisputes? (?:de couple"
            r"|conjugale)|\bmari violent|\btelephone grave danger"
        ),
        (
            rf"(?:cris|hurlements|appels au secours|pleurs) (?:de |d'une? )?(?:femme|enfant|bebe|detresse"
            rf"|fillette){NEAR}(?:logement|appart\w*|etage|coups"
            r"|chez|tous les soirs|nuit|voisin\w*|cloison|mur)"
        ),
        (
            rf"(?:femme|voisine|locataire|dame|elle) (?:qui )?(?:hurle|crie|pleure|appelle|supplie){NEAR}(?:coups"
            rf"|arrete|secours chez|tous les soirs|chez elle)"
        ),
        rf"{HURTS}{NEAR}\b(?:elle|la) (?:crie|hurle|pleure|supplie)\b",
    ),
    Concern.SUICIDE: (
        (
            r"\bsuicid\w*|\bse (?:tuer|pendre|defenestrer|foutre en l'air|faire du mal|ouvrir les veines"
            r"|tailler les veines|supprimer)\b"
        ),
        (
            r"\bse jet\w+ (?:par la fenetre|du (?:toit|balcon|\w+ etage)|dans le vide|sous)|\bs'est (?:pendue?"
            r"|defenestree?|ouvert les veines)"
        ),
        (
            r"\b(?:menace|veut|voulait|va|envie|parle|parlait) (?:de )?(?:sauter|mourir|(?:en )?finir(?! avec (?:les"
            r"|ce|ces|le|la (?!vie))))\b"
        ),
        (
            r"\bs'est jetee? (?:par|du|dans le vide|sous)|\bfin a (?:ses jours|sa vie)|\bplus envie de vivre"
            r"|\bidees? noires?|\bscarifi\w+|\bs'immol\w+|\bavale (?:des|une boite de|ses) (?:medicaments|cachets"
            r"|comprimes)|\btentative de s[uo]i?cide"
        ),
    ),
    Concern.RADICALISATION: (
        (
            r"\bradicalis\w+|\bd?jihad\w*|\bdae[cs]h\b|\betat islamique|\bterroris(?:te|tes|me)\b|\battentats?\b"
            r"|\bsalafis\w+|\bfiche s\b|\bfiches? s\b"
        ),
        (
            r"\b(?:parti\w*|depart\w*|partir) (?:\w+ ){0,2}(?:en|pour la|vers la) syrie|\ball?ahu? ?ak\w+"
            r"|\ballahou ?ak\w+|\bembrigad\w+|\bal[- ]qaida|\bneo-?nazi\w*|\bintegris\w+|\bextremis\w+"
            r"|\bpropagande (?:religieuse|islami\w+|terroriste)|\bdrapeau de daech|\bmecreants?"
        ),
    ),
}
RULES = {concern: [re.compile(pattern) for pattern in patterns] for concern, patterns in PATTERNS.items()}


def concerns_in(*texts: str) -> list[Concern]:
    """The themes that the texts speak of, in the order of the list."""
    bare = [plain(text).lower() for text in texts]
    return [concern for concern, rules in RULES.items() if any(rule.search(text) for rule in rules for text in bare)]


def refusals_of_themes(field: str, *texts: str, not_meant: Collection[str] = ()) -> Iterator[Refusal]:
    """At `field`, for each theme that a text speaks of and whose author has not said that it was not meant."""
    return (Refusal(SENTENCES[concern], field) for concern in concerns_in(*texts) if concern not in not_meant)
