"""How several things are told in one French sentence, and what a text may hold that was typed."""

import re
from collections.abc import Sequence

BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Controls, and the marks that turn the direction of a text: not seen, they make it read other than it was written.
# U+0000 stays, which every form refuses.
UNSEEN = re.compile(
    "[\x01-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]"
)


def listed(names: Sequence[str], most: int = 5) -> str:
    """`["Meaux", "Melun", "Esbly"]` → `"Meaux, Melun et Esbly"`; beyond `most` the rest is a number."""
    shown = list(names[:most])
    if len(names) > most:
        return f"{', '.join(shown)} et {len(names) - most} autres"
    return " et ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def readable(text: str) -> str:
    """As it was typed, with one sign for each end of line and without what nobody can see: what is read on a screen, on
    paper and in a file is then what was written, and a browser and the portal count the same characters."""
    return UNSEEN.sub("", BREAKS.sub("\n", text))
