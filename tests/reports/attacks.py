"""What somebody who wants to know makes of the published cells: written from the page that explains them and from what
a landlord knows of itself, apart from the code that protects.

An attacker reads: a number says "a multiple of the step, less than a step away, and more than a step since nobody's
part is all of it"; "reporté" says "held"; families and communes of one month are the same facts; nobody acknowledges
more than was sent, nor answers more than was acknowledged. The answer is, for each count of a month, the least and the
most that it can be.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import product

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import lil_matrix

MOST = 10_000  # nothing in these worlds is larger

PARTS = ("subject", "occasion", "place")
WITHIN = (("acknowledged", "sent"), ("answered", "acknowledged"))

Row = tuple[str, str]  # kind, and family, commune or partner
Cell = tuple[Row, date]
Bounds = tuple[int, int]


@dataclass(frozen=True)
class Published:
    """A number over the counts of some months of one row."""

    row: Row
    months: tuple[date, ...]
    value: int


@dataclass(frozen=True)
class Reading:
    """All that was ever published: numbers, and for each row the months that it was counted in."""

    numbers: tuple[Published, ...]
    cells: frozenset[Cell]
    step: int = 5
    margin: int = 1  # what is told is more than a step by so much

    @property
    def held(self) -> set[Cell]:
        return set(self.cells) - {(number.row, month) for number in self.numbers for month in number.months}

    def bounds(self, number: Published) -> Bounds:
        return max(self.step + self.margin, number.value - self.step + 1), number.value + self.step - 1


def relations(reading: Reading, *, all_communes: bool) -> list[tuple[dict[Cell, int], int]]:
    """Each: counts with their factor, of which the sum is at most so much."""
    found = []
    for number in reading.numbers:
        low, high = reading.bounds(number)
        found.append(({(number.row, month): 1 for month in number.months}, high))
        found.append(({(number.row, month): -1 for month in number.months}, -low))
    months = sorted({month for _, month in reading.cells})
    of_kind: dict[tuple[str, date], list[Cell]] = {}
    for cell in reading.cells:
        of_kind.setdefault((cell[0][0], cell[1]), []).append(cell)
    for month in months:  # the communes that are told are some of the facts
        facts, communes = of_kind.get(("facts", month), []), of_kind.get(("commune", month), [])
        found.append((dict.fromkeys(communes, 1) | dict.fromkeys(facts, -1), 0))
        if all_communes:
            found.append((dict.fromkeys(communes, -1) | dict.fromkeys(facts, 1), 0))
    found += [relation for month in months for relation in of_parts(of_kind, month)]
    for (lesser, greater), month in product(WITHIN, months):
        for partner in {row[1] for row, _ in reading.cells if row[0] == lesser}:
            less = [cell for cell in reading.cells if cell[0] == (lesser, partner) and cell[1] <= month]
            more = [cell for cell in reading.cells if cell[0] == (greater, partner) and cell[1] <= month]
            found.append((dict.fromkeys(less, 1) | dict.fromkeys(more, -1), 0))
    return found


def of_parts(of_kind: Mapping[tuple[str, date], list[Cell]], month: date) -> list[tuple[dict[Cell, int], int]]:
    """Subjects are all that was sent to their partner; by occasion and by place, agents' facts are those of their
    family. Both ways, and those that are never told included."""
    wholes = [
        ([whole], [cell for cell in of_kind.get(("subject", month), []) if cell[0][1].startswith(f"{whole[0][1]}/")])
        for whole in of_kind.get(("sent", month), [])
    ]
    agents = [cell for cell in of_kind.get(("facts", month), []) if cell[0][1] == "agents"]
    wholes += [(agents, of_kind.get((kind, month), [])) for kind in ("occasion", "place")]
    pairs = [pair for pair in wholes if all(pair)]
    return [
        (dict.fromkeys(some, 1) | dict.fromkeys(others, -1), 0)
        for whole, parts in pairs
        for some, others in ((whole, parts), (parts, whole))
    ]


def covers(reading: Reading) -> list[list[Cell]]:
    """That a part is told says that the others have a step in what is never told of its whole, whoever they are others
    to: the closed parts of the months that the number is of."""
    found = []
    for number in reading.numbers:
        kind, name = number.row
        if kind in PARTS:
            beside = f"{name.partition('/')[0]}/closed" if "/" in name else "closed"
            closed = [cell for cell in reading.cells if cell[0][0] == kind and cell[0][1].startswith(beside)]
            found.append([cell for cell in closed if cell[1] in number.months])
    return [closed for closed in found if closed]


def programme(
    reading: Reading,
    known: Mapping[Cell, int] | None = None,
    *,
    cells: Iterable[Cell],
    all_communes: bool = False,
    covered: bool = True,
) -> dict[Cell, Bounds]:
    """The least and the most of each of `cells`, over every relation at once (linear programming, HiGHS).

    `known` are a landlord's own exact counts: then the bounds are those of what the others did. `covered`: whoever
    reads it knows by what rule parts are told.
    """
    own, index = known or {}, {cell: place for place, cell in enumerate(sorted(reading.cells))}
    holding = relations(reading, all_communes=all_communes)
    most = [bound - sum(factor * own.get(cell, 0) for cell, factor in terms.items()) for terms, bound in holding]
    # Of the others, whatever a landlord has of its own.
    holding += [(dict.fromkeys(closed, -1), -reading.step) for closed in (covers(reading) if covered else [])]
    most += [-reading.step] * (len(holding) - len(most))
    matrix = lil_matrix((len(holding), len(index)))
    for place, (terms, _) in enumerate(holding):
        for cell, factor in terms.items():
            matrix[place, index[cell]] = factor
    rows, found = matrix.tocsr(), {}
    for cell in cells:
        ends = []
        for sign in (1, -1):
            aim = np.zeros(len(index))
            aim[index[cell]] = sign
            solved = linprog(aim, A_ub=rows, b_ub=most, bounds=(0, MOST), method="highs")
            assert solved.status == 0, solved.message  # the truth is a solution
            ends.append(sign * solved.fun)
        found[cell] = (int(np.ceil(ends[0] - 1e-6)), int(np.floor(ends[1] + 1e-6)))
    return found


def exhaustion(reading: Reading, known: Mapping[Cell, int], *, share: int) -> dict[Cell, set[int]]:
    """What the others' count may be, of each count that was held: a landlord that knows the rule tries every split of a
    number over its months.

    "reporté" tells a landlord that had `own` of its own: the others had less than a step, or one side outweighs the
    other; where it had less than a step itself, it tells nothing. Of a part it may also be that what is never told of
    its whole was too little.
    """
    edge, found = reading.step - 1, {}

    @cache
    def held_with(own: int, kind: str) -> frozenset[int]:
        if own <= edge or kind in PARTS:
            return frozenset(range(MOST_TRIED))
        return frozenset(n for n in range(MOST_TRIED) if n <= edge or 100 * max(n, own) > share * (n + own))

    for number in reading.numbers:
        own = [known.get((number.row, month), 0) for month in number.months]
        low, high = (max(bound - sum(own), 0) for bound in reading.bounds(number))
        low = max(low, reading.step)  # else it would not be told
        for place, month in enumerate(number.months):
            if len(number.months) > 1:
                others = {0}
                for each in (*own[:place], *own[place + 1 :]):
                    others = {a + b for a in others for b in held_with(each, number.row[0]) if a + b <= high}
                possible = {
                    n for n in held_with(own[place], number.row[0]) if any(low <= n + rest <= high for rest in others)
                }
                found[number.row, month] = possible
    for row, month in reading.held:
        found[row, month] = set(held_with(known.get((row, month), 0), row[0]))
    return found


MOST_TRIED = 60


def narrowed(found: Mapping[Cell, Bounds], truth: Mapping[Cell, int], step: int = 5) -> dict[Cell, Bounds]:
    """Small counts of which the attacker learns that they are not one of 0 to 4, or is less than that away from it."""
    small = {cell: bounds for cell, bounds in found.items() if truth[cell] < step}
    return {cell: bounds for cell, bounds in small.items() if bounds[0] > 0 or bounds[1] < step - 1}


def excluded(found: Mapping[Cell, set[int]], truth: Mapping[Cell, int], step: int = 5) -> dict[Cell, set[int]]:
    small = {cell: possible for cell, possible in found.items() if truth[cell] < step}
    missing = {cell: set(range(step)) - possible for cell, possible in small.items()}
    return {cell: lost for cell, lost in missing.items() if lost}
