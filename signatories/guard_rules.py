"""What the free-text guard looks for, kind by kind, in a text without accents and in small letters.

Fitted to one part of the sample in `tests/signatories/guard_sample`, measured on the other. `not_after` tells a thing
from a person: "place handicapés", "berger allemand".
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    kind: str
    reason: str
    pattern: re.Pattern[str]
    not_after: re.Pattern[str] | None = None


HEALTH = "L’état de santé ne se note pas : décrivez ce qui s’est passé."
OPINION = "Origine, religion, opinion : jamais utiles à un fait, et interdits sans motif (RGPD, art. 9)."
INSULT = "Un jugement affaiblit le fait. Si ce sont des paroles entendues, mettez-les entre guillemets."
PHONE = "Un numéro de téléphone permet d’identifier une personne."
MAIL = "Une adresse électronique permet d’identifier une personne."
PLATE = "Une plaque permet d’identifier une personne. Elle n’est pas utile à la déclaration."
PERSON = "Un nom ou un lien de famille désigne quelqu’un. Décrivez l’acte, pas la personne."
AGE = "Un âge aide à reconnaître quelqu’un. Décrivez l’acte, pas la personne."
DWELLING = "Un étage et un côté, ou un numéro de logement, désignent un foyer. Le bâtiment suffit."

WHO = (
    r"(?:locataires?|voisine?s?|dames?|monsieur|occupante?s?|habitante?s?|gens|jeunes?|gars|types?|mecs?|hommes?"
    r"|femmes?|filles?|fillettes?|garcons?|gamine?s?|gosses?|ados?|adolescente?s?|collegien(?:ne)?s?|lyceen(?:ne)?s?"
    r"|ecoliers?|mineure?s?|enfants?|couple|famille|personnes?|individus?|mamies?|papys?|papis?|retraitee?s?|mamans?"
    r"|papas?|proprietaires?|proprios?|agente?s?|bebe|meufs?|nouveaux?|ceux|celui|celles?|auteurs?|vieux|vieille"
    r"|etudiante?s?)"
)
HE_IS = (
    r"(?:il|elle|ils|elles|est|sont|etait|etaient|semblait|semblaient|semble|completement|personnes?|hommes?|femmes?"
    r"|types?|mecs?|individus?|jeunes?|gars|dame|locataire|voisine?)"
)
KIN = (
    r"(?:(?:petits?-|beaux?-|petites?-|belles?-|petit |grand |petite |grande |ex[- ])?(?:fils|filles?"
    r"|(?:demi-)?(?:freres?|so?e?urs?)|belle-famille|meres?|peres?|maris?|femmes?|compagn(?:on|e)s?|copain|copine"
    r"|cousine?s?|neveux?|nieces?|oncles?|tantes?|gendres?|conjointe?s?|ex|epouse|epoux|parents|enfants|gosses|gamins"
    r"|maman|papa|mome)|grands?-meres?|grands?-peres?|tonton|tata)"
)
NATIONS = (
    r"(?:algerien|marocain|tunisien|malien|senegalais|ivoirien|camerounais|congolais|guineen|mauritanien|gambien"
    r"|nigerian|nigerien|burkinabe|tchadien|gabonais|ghaneen|rwandais|togolais|beninois|angolais|comorien|mahorais"
    r"|malgache|mauricien|haitien|antillais|martiniquais|guadeloupeen|reunionnais|guyanais|cap-?verdien|kurde|armenien"
    r"|georgien|tchetchene|russe|ukrainien|polonais|roumain|bulgare|moldave|albanais|kosovar|serbe|bosniaque|bosnien"
    r"|croate|hongrois|macedonien|yougoslave|yougo|portugais|espagnol|italien|anglais|allemand|belge|neerlandais"
    r"|hollandais|chinois|vietnamien|cambodgien|laotien|thailandais|philippin|japonais|coreen|mongol|indien"
    r"|pakistanais|paki|bangladais|bengali|nepalais|sri-?lankais|tamoul|afghan|iranien|irakien|syrien|libanais"
    r"|palestinien|israelien|egyptien|libyen|soudanais|erythreen|ethiopien|somalien|bresilien|colombien|peruvien"
    r"|venezuelien|mexicain|maghrebin|nord-africain|africain|subsaharien|asiatique|caucasien|europeen|mediterraneen"
    r"|arabe|kabyle|berbere|rebeu|reubeu|renoi|keubla|noichi|bledard|gitan|manouche|tzigane|tsigane|romanichel|rom"
    r"|sinti|latino|turc|turque|beur|beurette|black|creole|slave|metis|metisse|mulatre|negre|bougnoule?|babtou|toubab"
    r"|chinetoque)(?:n?es?|s)?"
)
THINGS = (
    r"\b(?:restaurants?|cuisine|drapeaux?|bergers?|bouledogues?|dogues?|chats?|chiens?|cles?|marque|commerces?"
    r"|epicerie|traiteur|supermarche|musique|toilettes|wc|feux?|camions?|voitures?|fourgon\w*|remorques?|plaques?"
    r"|immatricul\w+|norme|union|marche|boulangerie|boucherie|coiffeur|salon|the|cafe|pizza\w*|kebab|chalet|motos?"
    r"|scooters?|vehicules?|semi) (?:(?:de|a la|type|modele) )?(?:\w+ )?$"
)
PLACES = (
    r"\b(?:places?|acces|rampes?|stationnements?|emplacements?|carte|toilettes|sanitaires|wc|pour|aux|normes?"
    r"|ascenseur|parking|logo|panneau)(?: \w+)? $"
)
FLOOR = (
    r"(?:\d{1,2} ?(?:er|e|eme|ieme|nd|nde)|premier|deuxieme|troisieme|quatrieme|cinquieme|sixieme|dernier|rdc"
    r"|rez[ -]de)"
)
ABOUT = r"(?: ?(?:a|-|et|ou|/) ?\d{1,2})?"
TENS = r"(?:vingtaine|trentaine|quarantaine|cinquantaine|soixantaine)"

ILLNESS = (
    r"\b(?:sc?h[iy]zo\w*|depressi[fv]\w*|antidepresseurs?|anxiolytiques?|neurolept\w+|bipolaires?|psy|psycho\w*"
    r"|psychiatr\w+|parano\w*|demence|demente?s?|delires?|delirant|hallucin\w+|alzh?eimer|parkinson|seniles?|epilep\w+"
    r"|autis\w+|trisom\w+|hyperacti\w+|tdah|cancer\w*|tumeur|leucemie|chimio\w*|dialys\w+|diabet\w+|insuline|asthm\w+"
    r"|allergi\w+|cardiaque|avc|infarctus|tubercul\w+|hepatite|gale|covid|anorexi\w+|obes\w+|diogene|sclerose"
    r"|hemiple\w+|sero ?positi\w+|sida|vih|malvoyant\w*|malentendant\w*|sourde?s?|surdite|muette?s?|begue"
    r"|tetraplegi\w+|paraplegi\w+|paralysee?s?|invalides?|invalidite|grabataire|sous (?:curatelle|tutelle)"
    r"|hospitalisee?s?|internee?s?|en hp|(?:est|en) hp|operee? (?:de|du|d')|(?:trouble|probleme)s? de sante mentale"
    r"|(?:son|sa|leur|mauvais) etat de sante|etat de sante|troubles? (?:mentaux|mental|psy\w*|du comportement"
    r"|cognitifs?|nerveux)|handicap (?:mental|moteur|lourd|physique)|fauteuil roulant|bequilles?|deambulateur|prothese"
    r"|mobilite reduite|maladi(?:e|f|ve)s?|deficien(?:te?s?|ces?) \w+|(?:attaque|crises?) (?:de |d')(?:panique|nerfs"
    r"|angoisses?|epilepsie|asthme|demence|folie)|angoiss\w+|burn[ -]?out|entend des voix|parle (?:tout|toute) seule?"
    r"|desequilibree?s?|instable mental\w*|suivie? (?:psy\w*|medical\w*)|perd\w* (?:un peu )?la (?:tete|boule|memoire"
    r"|raison)|plus (?:toute )?sa tete|pas (?:bien|net) dans (?:sa|la) tete|souffr\w+ (?:d'|de |du )|(?:sous|son|ses"
    r"|leur) (?:traitements?|medicaments?|medocs|cachets|medicaments)|pren(?:d|ds|ait"
    r"|nent) (?:\w+ ){0,2}(?:traitements?|medicaments?|medocs|cachets|drogues?)|arret maladie|sante fragile|suicid\w*"
    r"|pulsions?|tentative de suicide|chirurg\w+|sor\w+ (?:d'une operation|de l'hopital|d'hopital|de prison)|nevros\w+"
    r"|phobi\w+|claustro\w*|handi|cecite|maniaque|en fin de vie|soins palliatifs|simplette?s?|depression(?! d)"
    r"|rhumatism\w+|arthrose|hernie|vertiges?|migraines?|insomni\w+|lombalgie|sciatique|respiratoires?|pacemaker"
    r"|oxygene|prothes\w+|addict\w*|sevrage|methadone|subutex)\b"
)
DRINK = (
    r"\b(?:ivres?|ivresse|ivrognes?|poivrots?|soulards?|bourree?s?|sao?ule?s?|soule?s?|ebriete|emechee?s?|pompettes?"
    r"|torchee?s?|picol\w+|pochetron\w*|cuites?|biture\w*|beurree?s?|imbibee?s?|alco+li\w+|alcoli\w+|tox|toxicos?"
    r"|toxicomanes?|junkies?|camee?s?|shootee?s?|sous (?:l')?(?:emprise|influence)|sous (?:l'effet )?(?:de l'alcool"
    r"|alcool|stupefiants?)|(?:a|avait|ont|avaient|ayant|avoir|tellement il a) (?:trop |beaucoup |encore |pas mal "
    r"|bien )?bu|(?:il|elle)s? (?:a|ont) bu|boi(?:t|vent|vait) (?:trop|beaucoup|du matin|des le matin|tous les jours"
    r"|en permanence)|probleme d'alcool|coup dans le nez|coups? de trop|verre de trop|cuv\w+ (?:son|leur)"
    r"|tien\w+ (?:plus|pas|a peine) debout|gueule de bois|(?:sent|pu(?:e|ait)|empest\w+)\w* (?:\w+ ){0,2}(?:l'alcool"
    r"|alcool|le vin|la biere|l'anis|le rhum|la vinasse)"
    rf"|{HE_IS} (?:\w+ )?(?:droguee?s?|defoncee?s?|stone|perchee?s?|petee?s?|raides?)|(?:un|ce|cet|deux) drogues?)\b"
)
PREGNANCY = (
    rf"\b(?:(?:{WHO}|gardienne|elle|est|etait|tombee|bousculee|etant) (?:\w+ )?enceintes?|enceintes? (?:de|d') ?(?:\d"
    rf"|un|deux|trois"
    r"|quatre|cinq|six|sept|huit|plusieurs|quelques|jumeaux)|grossesses?|accouch\w+|attend\w* (?:un|son|leur) (?:bebe"
    r"|enfant|heureux)|(?:conge|arret) (?:de )?matern\w+|fausse couche|ivg|allait\w+|perdu les eaux|future (?:maman"
    r"|mere)|contractions)\b"
)
RELIGION = (
    r"\b(?:musulm\w+|muslims?|islam\w*|coran|juifs?|juives?|feujs?|israelites?|chretien\w*|cathos?|catholiques?"
    r"|evangeli\w+|orthodoxes?|protestante?s|bouddhist\w*|hindou\w*|sikhs?|jehovah|adventistes?|mormons?|scientolog\w+"
    r"|ramadan|careme|djellabas?|niqab|hijab|burqa|burka|abayas?|kippas?|qamis|kamis|salafist\w*|integrist\w*"
    r"|talibans?|barbus?|imams?|rabbins?|pretres?|bonnes? soeurs?|prient|prieres?|athees?|mecreants?|croyante?s?"
    r"|pratiquante?s?|religieu(?:x|ses?)|bible|secte"
    rf"|{WHO} (?:\w+ )?voilee?s?|(?:port\w+|mis|met) (?:le|un|son) (?:voile|foulard)|voile islamique"
    r"|v(?:a|ont|ient) (?:\w+ )?a la (?:mosquee|messe|synagogue))\b"
)
ORIGIN = (
    r"\b(?:gens du voyage|immigre\w*|migrants?|sans[ -]papiers?|refugiee?s?|demandeurs? d'asile|(?:un|des|les"
    r"|ces) clandestins?|(?:un|une|des|les|ces|deux|trois|quatre|sont|est) (?:des )?etrangere?s?(?! (?:a|au|aux)\b)"
    r"|(?:de|sa|leur) nationalite"
    rf"|{WHO} (?:\w+ )?(?:de couleur|typee?s?)|(?:un|une|des|les|deux|trois|quatre|ces|{WHO}) (?:grands? |jeunes? "
    rf"|petits? )?"
    r"(?:noire?s?|blancs?|blanches?)(?! (?:de|et)\b)|accent (?!sur|mis)\w+|basanee?s?|du bled|francais de souche"
    r"|parl\w+ (?:pas|mal|a peine|tres mal)(?: le)? francais|oqtf|d'origine (?:\w+aine?|\w+ienne?s?|etrangere))\b"
)
LEANING = (
    r"\b(?:syndiquee?s?|syndicalistes?|cgt|cfdt|militante?s?|fachos?|fascistes?|gauchistes?|gauchos?|communistes?"
    r"|anarchistes?|antifas?|extreme[ -](?:gauche|droite)|front national|rn|lfi|insoumise?s?|gilets? jaunes?"
    r"|homosexuel\w*|homos?|gays?|lesbiennes?|trans|transsexuel\w*|transgenres?|travestis?|tapettes?|vot\w+ (?:a "
    r"|pour |a l'extreme ))\b"
)
INSULTS = (
    r"\b(?:racailles?|voyous?|caids?|crapules?|canailles?|vauriens?|frappes? du quartier|debiles?|con?nards?"
    r"|connasses?|salopards?|salopes?|salauds?|cassos|cas soc\w*|cretins?|abrutie?s?|imbeciles?|idiote?s?|taree?s?"
    r"|cinglee?s?|dingues?|degeneree?s?|attardee?s?|gogols?|batards?|encules?|putes?|pedes?|merdeu(?:x|ses?)|crevards?"
    r"|bouffons?|branleurs?|tocards?|minables?|incapables?|pourritures?|porcs?|vermine|raclures?|delinquants?"
    r"|energumenes?|clodos?|clochards?|pouilleux|crasseu(?:x|ses?)|sauvageons?|assistes?|zonards?|bons? a rien"
    r"|moins que rien|faineante?s?|feneants?|feignante?s?|feignasses?|glandeurs?|profiteurs?|vieille peau|emmerdeu\w+"
    r"|sales? (?:gosses?|types?|gamins?|momes?|races?|cons?|individus?|caractere|bonhomme)|mal[ -]elevee?s?"
    r"|sans[ -]gene|(?:des|ces|les|sont|bande de) (?:vrais )?(?:sauvages|barbares|animaux|betes)(?! (?:errants?"
    r"|domestiques))|(?:est|sont|sale|sales|vrais?|espece de) (?:un |des )?parasites?|gros (?:con|porc|lard|tas))\b"
)
KINSHIP = (
    rf"\b(?:(?:le |la |les |l'|deux |trois |quatre |une? des ){KIN} (?:de|du|des|d')(?! ?(?:menage|service|eleves"
    rf"|chambre|la residence))|(?:son|sa|ses|leur|leurs) {KIN})\b"
)
NICKNAMES = (
    r"\b(?:surnom\w*|alias|prenomm\w+|connue? (?:sous le nom|comme)|connai\w+ comme|(?:on|ils|elles|monde"
    r"|l') ?appell\w+|se fait appeler|se nomme|s'appell\w+|blaze|pseudo|sobriquet|signee? ?(?=[«\"“])|nommee? "
    r"|une? certaine?(?! (?:nombre|temps|moment|heure|distance)\b)"
    r"|(?<!\ba )(?<!\bai )(?<!\bont )(?<!avait )(?<!\bil )(?<!elle )\bdite? ?(?=[«\"“]))"
)
AGES = (
    rf"\b(?:agee?s? (?:de|d'|entre)|{WHO} (?:[\w,]+ ){{0,3}}?(?:\(|d'|de |entre )?(?:environ "
    rf"|entre )?\d{{1,2}}{ABOUT} ?ans"
    r"|(?:il|elle|ils|elles|jeunes?|auteurs?) (?:a|ont|avait|avaient|aurait|(?:doit|devait|semble|parait|peut) avoir) "
    rf"(?:entre |environ |dans les |a peine |au plus )?\d{{1,2}}{ABOUT} ?ans|dans les \d0 ans|\d{{1,2}} ?(?:piges"
    rf"|balais|berges)|(?:la|une bonne|d'une|une) {TENS}(?! de\b)(?! d'(?!annee))|\w+genaires?|trentenaires?)\b"
)
FLOORS = (
    rf"\b{WHO} (?:\w+ ){{0,3}}?(?:du|au|de l'appartement au) (?:{FLOOR}\b|\d{{1,2}}\b(?! ?(?:h\b|rue|allee|avenue|bd"
    rf"|/)))|\b(?:{FLOOR}|chaussee|etage)(?: etage)?,? ?(?:porte |cote )?(?:a |de )?(?:gauche|droite|droit|face"
    rf"|milieu)\b"
    r"|\b(?:appt?|apt|log|app|appart|appartement|logement|lgt|lgmt|studio)s?\.? ?(?:n ?[°o] ?"
    r"|numero )?\d{1,4} ?[a-f]?\b|\bporte (?:n ?[°o] ?)?\d{1,3}\b(?! ?(?:fois|jours|h\b))"
)


def _rule(kind: str, reason: str, pattern: str, not_after: str = "") -> Rule:
    return Rule(kind, reason, re.compile(pattern), re.compile(not_after) if not_after else None)


RULES = (
    _rule("santé", HEALTH, ILLNESS),
    _rule("santé", HEALTH, r"\bhandicape\w*|\bpmr\b", PLACES),
    _rule(
        "santé",
        HEALTH,
        r"\bmalades?\b",
        r"\b(?:arbres?|plantes?|haies?|pigeons?|animal|chiens?) (?:est "
        r"|sont )?$",
    ),
    _rule(
        "santé",
        HEALTH,
        r"\b(?:fous?|fols?|folles?|aveugles?)\b",
        r"\b(?:vitesse|prix|monde|herbes?|rythme|angle|facade|mur|succes) $",
    ),
    _rule("santé", HEALTH, DRINK),
    _rule("santé", HEALTH, PREGNANCY),
    _rule("opinion", OPINION, RELIGION),
    _rule("opinion", OPINION, rf"\b{NATIONS}\b(?!-)", THINGS),
    _rule("opinion", OPINION, ORIGIN),
    _rule("opinion", OPINION, LEANING),
    _rule("insulte", INSULT, INSULTS),
    _rule("téléphone", PHONE, r"(?<!\d)(?:\+33|0) ?[1-9](?:[ ./-]{0,3}\d{2}){4}(?!\d)"),
    _rule("courriel", MAIL, r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{2,40}"),
    _rule("plaque", PLATE, r"\b[a-hj-np-tv-z]{2}[ -]?\d{3}[ -]?[a-hj-np-tv-z]{2}\b"),
    _rule(
        "plaque",
        PLATE,
        r"\b\d{3,4} ?(?!rue|bis|ter|est|ans|min|cm|mm|km|kg|eur|et\b|ou\b"
        r"|au\b)[a-z]{2,3} ?\d{2}\b",
    ),
    _rule("personne", PERSON, KINSHIP),
    _rule("personne", PERSON, NICKNAMES),
    _rule("âge", AGE, AGES),
    _rule("logement", DWELLING, FLOORS),
)
