"""Who is named in a text: first and family names, whatever their case and accents, but not those of streets and houses.

`data/names.txt` holds the names that are common in France, and words that are none; a title, "chez" or "famille" makes
any word a name.
"""

import re
from collections.abc import Iterator
from pathlib import Path

SECTION = re.compile(r"^# .*$", re.MULTILINE)
FIRST, FAMILY, ALSO_WORDS, NO_NAMES, NO_LEADS, THINGS = (
    frozenset(names.split())
    for names in SECTION.split((Path(__file__).parent / "data" / "names.txt").read_text(encoding="utf-8"))[1:]
)
NAMES = FIRST | FAMILY

WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
LITTLE = r"(?:(?:de|du|des|la|le|les|saint|sainte|st|ste|docteur|general|president|marechal|abbe)\s+|[dl]')"
OF_PLACES = re.compile(
    r"\b(?:rues?|avenues?|av|allees?|boulevards?|bd|impasse|square|place|chemin|pont|quai|esplanade|cours|sente"
    r"|residences?|batiments?|bat|tours?|cite|quartier|ecole|college|lycee|creche|gymnase|stade|parc|jardin|centre"
    r"|salle|espace|foyer|theatre|maison|mediatheque|clinique|hopital|eglise|pharmacie|station|gare|saint|sainte|st"
    r"|ste|entreprise|societe|garage|villa)"
    rf"[ -]+{LITTLE}{{0,3}}([A-Za-z][\w'-]*)((?:[ -]+[A-Za-z][\w'-]*){{0,3}})",
    re.IGNORECASE,
)
TITLED = re.compile(
    r"\b(?:M\.|M(?= [A-Z])|MM\.|[Mm]r|[Mm]me|[Mm]lle|[Mm]onsieur|[Mm]adame|MME|MR|Messieurs)\.?\s+((?:(?:[Ll]e|[Ll]a"
    r"|[Dd]e|[Ee]l|[Bb]en|[Dd]a|[Dd]os|[Vv]an)\s)?[A-Za-z][\w'-]{2,})"
)
GATHERED = re.compile(r"\b[Ll]es\s+([A-Z][a-z]{2,})\s+(?=(?:ont|sont|font|se|avaient|[a-z]{2,}ent)\b)")
HOUSED = re.compile(
    r"\b(?:[Cc]hez(?:\s+les)?|[Ff]amilles?|[Ff]ils|[Ff]ille|[Cc]ouple|[Ll]es\s+[ée]poux)\s+([A-Z][a-z][\w'-]+"
    r"|[A-Z]{3,})"
)
ARTICLE = re.compile(r"\b(?:un|une|le|la|ce|cette|des|les|deux|vieux|vieille|jeune)\s+$", re.IGNORECASE)
LEAD = re.compile(r"(?:^|[ '(])([a-z]+)[ ']$")  # a word in small letters just before


def names_in(plain: str) -> Iterator[tuple[int, int]]:
    """Where names stand in a text without accents (same length as what was typed), in their order."""
    bare = OF_PLACES.sub(_without_name_of_place, plain)
    found = {*_after_titles(bare), *_after_houses(bare), *_known(bare), *_capitals(bare)}
    last = 0
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if start >= last:
            yield start, end
            last = end


def _without_name_of_place(found: re.Match[str]) -> str:
    """Blanks the name of a street or a house: its first word, and what follows with a capital or as a known name."""
    rest = found[2]
    kept = next((word.start() for word in WORD.finditer(rest) if not _is_capital_or_name(word.group())), len(rest))
    return " " * (len(found[0]) - len(rest) + kept) + rest[kept:]


def _is_capital_or_name(word: str) -> bool:
    return word[0].isupper() or word in NAMES or word in ALSO_WORDS


def _after_titles(text: str) -> Iterator[tuple[int, int]]:
    for found in TITLED.finditer(text):
        is_lower = found[1][0].islower()
        if found[1].lower().split()[0] not in NO_NAMES and not (
            is_lower and ARTICLE.search(text[max(0, found.start() - 20) : found.start()])
        ):
            yield found.span()


def _after_houses(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (HOUSED, GATHERED):
        yield from (found.span() for found in pattern.finditer(text) if found[1].lower() not in THINGS)


def _capitals(text: str) -> Iterator[tuple[int, int]]:
    """A word with a capital inside a sentence, neither a thing's name nor led by "à", "de" or an article."""
    for found in WORD.finditer(text):
        word, lead = found.group(), LEAD.search(text[max(0, found.start() - 20) : found.start()])
        is_name = word[0].isupper() and word[1:].islower() and len(word) > 2 and word.lower() not in THINGS
        if is_name and lead and lead[1] not in NO_LEADS and _is_capital_inside(text, found):
            yield found.span()


def _known(text: str) -> Iterator[tuple[int, int]]:
    for found in WORD.finditer(text):
        first, *others = found.group().lower().split("-")
        if others:
            is_name = first in FIRST or {first, *others} <= NAMES | ALSO_WORDS
        else:
            is_name = first in NAMES or (first in ALSO_WORDS and _is_capital_inside(text, found))
        if is_name and not _is_of_place(text, found):
            yield found.span()


def _is_of_place(text: str, found: re.Match[str]) -> bool:
    """ "Marne-la-Vallée", "les Jardins du Morin"."""
    word, lead = found.group().lower(), LEAD.search(text[max(0, found.start() - 20) : found.start()])
    return word.count("-") > 1 or bool(lead and lead[1] in ("du", "des") and word not in FIRST)


def _is_capital_inside(text: str, found: re.Match[str]) -> bool:
    """A capital that the beginning of a sentence does not explain, in a text that is not all in capitals."""
    before = text[max(0, found.start() - 4) : found.start()].rstrip()
    return found.group()[0].isupper() and bool(before) and before[-1] not in '.!?:«"' and not text.isupper()
