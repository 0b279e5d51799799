"""When a version of the charter may come into force."""

from collections.abc import Iterator
from datetime import date

from acting.refusals import Refusal


def refusals_of_day(in_force_on: date, today: date) -> Iterator[Refusal]:
    if in_force_on < today:
        text = "Une charte ne vaut pas pour le passé : choisissez aujourd’hui ou un jour à venir."
        yield Refusal(text, "in_force_on")
