"""How grave a place is: gravity by recurrence, and what lifts it. Of a place only, never of a lease or a person.

The grid is the portal's own, to be confirmed by the landlords: it is no rule of the convention.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from django.db import models

from acting.refusals import Refusal

LONGEST_REASON = 240


class Gravity(models.IntegerChoices):
    DISCOMFORT = 1, "1 – Gêne"
    DISTURBANCE = 2, "2 – Trouble"
    HARM = 3, "3 – Atteinte"
    DANGER = 4, "4 – Danger"


class HowOften(models.IntegerChoices):
    ISOLATED = 1, "1 – Isolée"
    REPEATED = 2, "2 – Répétée"
    WEEKLY = 3, "3 – Chaque semaine"
    INSTALLED = 4, "4 – Installée"


class Colour(models.TextChoices):
    GREEN = "green", "Vert"
    YELLOW = "yellow", "Jaune"
    ORANGE = "orange", "Orange"
    RED = "red", "Rouge"


class Lift(models.TextChoices):
    """What is graver than the grid can say."""

    AGENT = "agent", "Un agent est visé"
    MINOR = "minor", "Un mineur est en danger"
    WEAPON = "weapon", "Une arme a été vue"
    THREAT = "threat", "Des menaces sont faites"


_G, _Y, _O, _R = Colour.GREEN, Colour.YELLOW, Colour.ORANGE, Colour.RED
# A row for each gravity, a column for each recurrence, both from 1 to 4.
GRID = ((_G, _G, _Y, _Y), (_G, _Y, _Y, _O), (_Y, _O, _O, _R), (_O, _O, _R, _R))
TWO_LIFTS = 2


@dataclass(frozen=True, slots=True)
class Rated:
    """`because` are French sentences, in the order in which the colour came about."""

    colour: Colour
    because: tuple[str, ...]


def rated(gravity: int, recurrence: int, lifts: Collection[str] = ()) -> Rated:
    """One lift makes it orange at least, two make it red."""
    of_grid = GRID[gravity - 1][recurrence - 1]
    how = f"Gravité « {_word(Gravity(gravity))} », récurrence « {_word(HowOften(recurrence))} »"
    because = [f"{how} : {of_grid.label.lower()}."]
    order = list(Colour)
    floor = {0: Colour.GREEN, 1: Colour.ORANGE}.get(len(set(lifts)), Colour.RED)
    colour = max(of_grid, floor, key=order.index)
    if lifts:
        named = ", ".join(Lift(lift).label.lower() for lift in Lift if lift in lifts)
        effect = f"relève à {colour.label.lower()}" if colour != of_grid else "ne change pas la couleur"
        because.append(f"{named.capitalize()} : {effect}.")
    return Rated(colour, tuple(because))


def refusals_of_rating(gravity: object, recurrence: object, lifts: Collection[str], reason: str) -> list[Refusal]:
    found = []
    if gravity not in Gravity.values:
        found.append(Refusal("Choisissez la gravité, de 1 à 4.", "gravity"))
    if recurrence not in HowOften.values:
        found.append(Refusal("Choisissez la récurrence, de 1 à 4.", "recurrence"))
    if not set(lifts) <= set(Lift.values):
        found.append(Refusal("Choisissez dans la liste ce qui aggrave.", "lifts"))
    if lifts and not reason.strip():
        found.append(Refusal("Dites en quelques mots pourquoi la couleur est relevée.", "reason"))
    if len(reason.strip()) > LONGEST_REASON:
        found.append(Refusal(f"{LONGEST_REASON} caractères au plus.", "reason"))
    return found


def _word(level: Gravity | HowOften) -> str:
    return cast(str, level.label).split(" – ")[1].lower()
