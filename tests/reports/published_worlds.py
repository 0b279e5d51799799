"""Conventions by chance, published month after month by the rules of the portal: what was true, and what was told."""

import random
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from acting.days import months_from
from reports.protection import (
    FEWEST_LANDLORDS,
    FEWEST_LANDLORDS_OF_COMMUNE,
    Base,
    Protection,
    Stream,
)
from tests.reports.attacks import Cell, Published, Reading, Row

FIRST = date(2025, 1, 1)
WITHIN = {"acknowledged": "sent", "answered": "acknowledged", "subject": "sent"}
FAMILIES = {"occupation": 9, "voisinage": 7, "propreté": 5, "dégradations": 3, "stupéfiants": 1.5, "squat": 0.3}
COMMUNES = {"Meaux": 0.4, "Melun": 0.25, "Chelles": 0.12, "Nemours": 0.03}  # the rest lies in closed ones
PARTNERS = {"forces": 6, "prosecution": 1.5}
AGENTS = 5  # facts of a month that target an agent, all of one family
# Parts of what is told beside them; "closed" ones are never told.
SUBJECTS = {
    "forces": {"presence": 0.5, "closed visite": 0.25, "closed contact": 0.15, "closed plainte": 0.1},
    "prosecution": {"suite": 0.6, "closed copie": 0.25, "closed avis": 0.15},
}
CUTS = {
    "occasion": {"règles": 0.4, "loyer": 0.15, "ronde": 0.15, "closed autre": 0.15, "closed non notée": 0.15},
    "place": {"hall": 0.3, "escalier": 0.2, "loge": 0.2, "logement": 0.15, "closed cave": 0.1, "closed toiture": 0.05},
}


@dataclass
class World:
    """`counts` by cell and landlord; `reading` is all that is told of them."""

    months: list[date]
    protection: Protection
    counts: dict[Cell, Counter[str]] = field(default_factory=dict)
    numbers: list[Published] = field(default_factory=list)

    @property
    def reading(self) -> Reading:
        return Reading(tuple(self.numbers), frozenset(self.counts), self.protection.step)

    @property
    def truth(self) -> dict[Cell, int]:
        return {cell: shares.total() for cell, shares in self.counts.items()}

    def known_to(self, landlord: str) -> dict[Cell, int]:
        return {cell: shares[landlord] for cell, shares in self.counts.items()}

    def beside(self, landlord: str) -> dict[Cell, int]:
        """What all the others counted."""
        return {cell: shares.total() - shares[landlord] for cell, shares in self.counts.items()}

    def publish(self) -> "World":
        held: dict[Row, list[Base]] = defaultdict(list)
        so_far: Counter[Row] = Counter()
        rows = sorted({row for row, _ in self.counts}, key=lambda row: (list(ORDER).index(row[0]), row))
        for month in self.months:
            for row in rows:
                kind, name = row
                if "closed" in name:
                    continue
                within = WITHIN.get(kind)
                whole = name.partition("/")[0]
                told, held[row] = self.protection.turn(
                    Stream(kind, family=name),
                    held[row],
                    Base(month, self.counts[row, month]),
                    fewest=FEWEST_LANDLORDS_OF_COMMUNE if kind == "commune" else FEWEST_LANDLORDS,
                    most=so_far[within, whole] - so_far[kind, whole] if within else None,
                    rest=self.rest_of(row),
                )
                if told.value is not None:
                    so_far[kind, whole] += told.value
                    months = self._told_months(row, month, told.months)
                    self.numbers.append(Published(row, months, told.value))
        return self

    def rest_of(self, row: Row) -> dict[date, Counter[str]] | None:
        """Of a part, what is never told of its whole."""
        kind, name = row
        if kind not in PARTS:
            return None
        whole = f"{name.partition('/')[0]}/" if "/" in name else ""
        closed = {
            each for each, _ in self.counts if each[0] == kind and "closed" in each[1] and each[1].startswith(whole)
        }
        return {month: sum((self.counts[each, month] for each in closed), Counter()) for month in self.months}

    def _told_months(self, row: Row, month: date, number: int) -> tuple[date, ...]:
        """Those of the row that had not been told before, up to this one; or this one alone."""
        if number == 1:
            return (month,)
        told = {each for published in self.numbers if published.row == row for each in published.months}
        waiting = [each for each in self.months if each <= month and each not in told]
        assert len(waiting) == number
        return tuple(waiting)


PARTS = ("subject", "occasion", "place")
ORDER = ("facts", "commune", "sent", "acknowledged", "answered", *PARTS)


def world(seed: int, *, landlords: Mapping[str, float], months: int, small: int = 4, share: int = 80) -> World:
    """`landlords` with how much each declares."""
    chance = random.Random(seed)
    made = World(months_from(FIRST, months), Protection(small, share, f"secret {seed}".encode()))
    rows = [("facts", each) for each in FAMILIES] + [("commune", each) for each in COMMUNES]
    rows += [(kind, partner) for kind in ORDER[2:5] for partner in PARTNERS]
    made.counts = {(row, month): Counter() for row in rows for month in made.months}
    for month, (landlord, weight), (family, rate) in product(made.months, landlords.items(), FAMILIES.items()):
        for _ in range(drawn(chance, rate * weight)):
            made.counts[("facts", family), month][landlord] += 1
            commune = chance.choices([*COMMUNES, ""], [*COMMUNES.values(), 0.2])[0]
            if commune:
                made.counts[("commune", commune), month][landlord] += 1
    for number, (landlord, weight), (partner, rate) in product(range(months), landlords.items(), PARTNERS.items()):
        for _ in range(drawn(chance, rate * weight)):
            refer(made, chance, number, landlord, partner)
    cut(made, random.Random(f"parts of {seed}"), landlords)
    return made.publish()


def cut(made: World, chance: random.Random, landlords: Mapping[str, float]) -> None:
    """The same referrals by subject, and agents' facts of their own by occasion and by place."""
    for month, (partner, subjects) in product(made.months, SUBJECTS.items()):
        parts = {
            name: made.counts.setdefault((("subject", f"{partner}/{name}"), month), Counter()) for name in subjects
        }
        for landlord in sorted(made.counts[("sent", partner), month].elements()):
            parts[chance.choices([*subjects], [*subjects.values()])[0]][landlord] += 1
    for month, (landlord, weight) in product(made.months, landlords.items()):
        number = drawn(chance, AGENTS * weight)
        made.counts.setdefault((("facts", "agents"), month), Counter())[landlord] += number
        for kind, shares in CUTS.items():
            parts = {name: made.counts.setdefault(((kind, name), month), Counter()) for name in shares}
            for name in chance.choices([*shares], [*shares.values()], k=number):
                parts[name][landlord] += 1


def refer(made: World, chance: random.Random, number: int, landlord: str, partner: str) -> None:
    """Sent in that month, mostly acknowledged at once, mostly answered in one of the next ones."""
    month = made.months[number]
    made.counts[("sent", partner), month][landlord] += 1
    if chance.random() < 0.9:
        made.counts[("acknowledged", partner), month][landlord] += 1
        later = number + chance.choice((0, 0, 1, 2))
        if later < len(made.months) and chance.random() < 0.8:
            made.counts[("answered", partner), made.months[later]][landlord] += 1


def drawn(chance: random.Random, rate: float) -> int:
    """Of Poisson's law."""
    number, product, limit = -1, 1.0, 2.718281828459045**-rate
    while product > limit:
        number, product = number + 1, product * chance.random()
    return number
