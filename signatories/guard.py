"""The free-text guard: what should not stand in a fact or a note, and why.

It warns before saving and never blocks: CNIL, « commentaires excessifs » (loi 78-17, art. 4, GDPR art. 5.1 c). What a
person chose to keep is journaled by the caller, by kind only, never with the words.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Advice:
    """One passage to look at again. `passage` is shown to its author only and never stored or logged."""

    kind: str
    passage: str
    reason: str


HEALTH = "L’état de santé ne se note pas : décrivez ce qui s’est passé."
OPINION = "Origine, religion, opinion : jamais utiles à un fait, et interdits sans motif (RGPD, art. 9)."
INSULT = "Un jugement affaiblit le fait. Si ce sont des paroles entendues, mettez-les entre guillemets."
PHONE = "Un numéro de téléphone permet d’identifier une personne."
PLATE = "Une plaque permet d’identifier une personne. Elle n’est pas utile à la déclaration."
DOOR_CODE = "Cela ressemble à un code d’accès. Un code ne se note jamais ici : remettez-le de vive voix."
PERSON = "Un nom ou un lien de famille désigne quelqu’un. Décrivez l’acte, pas la personne."

RULES: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    (kind, re.compile(pattern, flags), reason)
    for kind, pattern, flags, reason in (
        (
            "santé",
            (
                r"\b(schizo\w*|d[ée]pressi\w+|bipolaire|psychotique|psychiatri\w+|alcoolique|toxicomane"
                r"|malade mental\w*|handicap[ée]\w*|s[ée]ropositi\w+|sous traitement|d[ée]mence|autiste)\b"
            ),
            re.IGNORECASE,
            HEALTH,
        ),
        (
            "opinion",
            (
                r"\b(arabes?|maghr[ée]bin\w*|africain\w*|noirs d|gitans?|roms?\b|musulman\w*|juifs?|juives?"
                r"|chr[ée]tien\w*|islamiste\w*|syndiqu[ée]\w*|homosexuel\w*)"
            ),
            re.IGNORECASE,
            OPINION,
        ),
        (
            "insulte",
            r"\b(racailles?|voyous?|d[ée]bile?s?|connards?|salopards?|cassos|parasites?|cr[ée]tins?)\b",
            re.IGNORECASE,
            INSULT,
        ),
        ("téléphone", r"(?<!\d)(?:\+33|0)\s?[1-9](?:[ .-]?\d{2}){4}(?!\d)", 0, PHONE),
        ("plaque", r"\b[A-HJ-NP-TV-Z]{2}[ -]?\d{3}[ -]?[A-HJ-NP-TV-Z]{2}\b", re.IGNORECASE, PLATE),
        ("personne", r"\b(?:M\.|Mr|Mme|Mlle|Monsieur|Madame)\s+[A-ZÉÈÀ][\w’'-]+", 0, PERSON),
        (
            "personne",
            r"\b(?:le|la|les)\s+(?:fils|fille|fr[èe]re|s[œo]e?ur|m[èe]re|p[èe]re|mari|femme|compagnon)s?\s+(?:de|du|des)\b",
            re.IGNORECASE,
            PERSON,
        ),
    )
)

DOOR_CODES = (
    re.compile(r"\b(?:digi)?codes?\b[^.;\d]{0,20}[A-F]?\d[\d A-F*#]*", re.IGNORECASE),
    re.compile(r"(?<![\w/-])(?!(?:19|20)\d{2}(?!\w))[A-F]?\d{4,6}[A-F]?(?![\w/-])", re.IGNORECASE),
    re.compile(r"(?<!\w)(?:\d{1,5}[A-F]|[A-F]\d{2,5})(?!\w)|[*#]\d{3,}|\d{3,}[*#]", re.IGNORECASE),
)


def door_codes_in(text: str) -> list[Advice]:
    """What looks like the code of a door; years and dates do not. For the register of what the forces were handed."""
    passages: list[str] = []
    for pattern in DOOR_CODES:
        found = (match.group().strip() for match in pattern.finditer(text))
        passages += [passage for passage in found if not any(passage in wider for wider in passages)]
    return [Advice(kind="code d’accès", passage=passage, reason=DOOR_CODE) for passage in passages]


def warnings_in(text: str) -> list[Advice]:
    """Passages of `text` to look at again, in the order of the rules; empty when there is nothing to say."""
    return list(_matches(text))


def kept(kinds: Iterable[str]) -> str:
    """For the journal: what an author read and kept, by kind, never the words; "" for nothing."""
    named = sorted(set(kinds))
    return f"texte maintenu : {', '.join(named)}" if named else ""


def _matches(text: str) -> Iterator[Advice]:
    for kind, pattern, reason in RULES:
        for found in pattern.finditer(text):
            yield Advice(kind=kind, passage=found.group().strip(), reason=reason)
