"""How a commune is named and looked up: accents, case, hyphens and apostrophes do not count."""

import re
import unicodedata

SAINT = re.compile(r"\b(st|ste)\b")
NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """`"  La Ferté-sous-Jouarre "` → `"la ferte sous jouarre"`; `"St-Mard"` → `"saint mard"`."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    ascii_text = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    spaced = NOT_ALPHANUMERIC.sub(" ", ascii_text).strip()
    return SAINT.sub(lambda found: {"st": "saint", "ste": "sainte"}[found.group()], spaced)
