"""A commune as it stands in an address: "77100 Meaux", "MEAUX CEDEX 1", "Meaux (77100)"."""

import re

from acting.fold import fold

CODE = re.compile(r"\d{5}")
CEDEX = re.compile(r"\bcedex(?: \d{1,2})?\b")


def spelt(text: str) -> tuple[str, str]:
    """The folded name and the code, each "" where there is none: `"MEAUX CEDEX"` → `("meaux", "")`."""
    words = CEDEX.sub(" ", fold(text)).split()
    code = next((word for word in words if CODE.fullmatch(word)), "")
    return " ".join(word for word in words if word != code), code
