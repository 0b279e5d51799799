"""The texts of the fictional gardiens, read from `facts.txt` and drawn with their variations."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

from incidents.enums import PlaceType

FILE = Path(__file__).parent / "facts.txt"
LINE = re.compile(r"^(?:# (?P<category>\S+)|(?P<places>[HECPAL*]+) \| (?P<text>.+))$", re.MULTILINE)
CHOICE = re.compile(r"\{([^{}]*)\}")
AFTERWARDS = "ensuite"
PLACES = {
    "H": PlaceType.HALL,
    "E": PlaceType.STAIRS,
    "C": PlaceType.CELLAR,
    "P": PlaceType.CAR_PARK,
    "A": PlaceType.SURROUNDINGS,
    "L": PlaceType.DWELLING,
}


@cache
def templates() -> dict[str, list[tuple[str, str]]]:
    """By category: the letters of the places, and the text with its choices."""
    found: dict[str, list[tuple[str, str]]] = {}
    category = ""
    for line in LINE.finditer(FILE.read_text(encoding="utf-8")):
        category = line["category"] or category
        if line["text"]:
            found.setdefault(category, []).append((line["places"], line["text"]))
    return found


def draw_text(template: str, hour: str, random: Random) -> str:
    """The innermost braces first, so that a choice may hold a choice."""
    while CHOICE.search(template):
        template = CHOICE.sub(_drawn(hour, random), template)
    return template


def _drawn(hour: str, random: Random) -> Callable[[re.Match[str]], str]:
    return lambda found: hour if found.group(1) == "heure" else random.choice(found.group(1).split("|"))
