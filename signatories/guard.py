"""The free-text guard: what should not stand in a fact or a note, and why.

It warns before saving and never blocks: CNIL, « commentaires excessifs » (loi 78-17, art. 4, GDPR art. 5.1 c). What a
person chose to keep is journaled by the caller, by kind only, never with the words.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from signatories.guard_names import names_in
from signatories.guard_rules import PERSON, RULES

SIGNS = {"’": "'", "‘": "'", "œ": "e", "Œ": "E", "\u00a0": " ", "\u202f": " ", "\n": ".", "\r": " ", "\t": " "}
REACH = 60  # characters before a word that may tell a thing from a person
QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|\"[^\"]*\"")


@dataclass(frozen=True, slots=True)
class Advice:
    """One passage to look at again. `passage` is shown to its author only and never stored or logged."""

    kind: str
    passage: str
    reason: str


DOOR_CODE = "Cela ressemble à un code d’accès. Un code ne se note jamais ici : remettez-le de vive voix."

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
    return f"texte maintenu : {', '.join(named)}" if named else ""


def plain(text: str) -> str:
    """Without accents and with plain apostrophes, each character in its place: « l’âgé » becomes « l'age »."""
    return "".join(
        SIGNS.get(character) or (character if character.isascii() else unicodedata.normalize("NFKD", character)[0])
        for character in text
    )


def _matches(text: str) -> Iterator[Advice]:
    text = unicodedata.normalize("NFC", text)
    bare = plain(text)
    small = bare.lower()
    said = QUOTED.sub(lambda found: " " * len(found.group()), small)
    for rule in RULES:
        searched = said if rule.kind == "insulte" else small
        for found in rule.pattern.finditer(searched):
            if not (rule.not_after and rule.not_after.search(searched[max(0, found.start() - REACH) : found.start()])):
                yield Advice(kind=rule.kind, passage=text[found.start() : found.end()].strip(), reason=rule.reason)
    for start, end in names_in(bare):
        yield Advice(kind="personne", passage=text[start:end].strip(), reason=PERSON)
