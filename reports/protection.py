"""Protection of published counts, without a database: see docs/decisions/0003-published-figures.md.

A count of 0 to `small` is published as a band; every other one is rounded to a multiple of `small + 1` by a secret
threshold of its own. A total is rounded from its own truth, unless that would tell something about a band inside it.
"""

import hashlib
import hmac
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

from reports.enums import CellState

Name = tuple[Hashable, ...]
Bounds = tuple[float, float]
MASK_SHARE = 0.5  # of a masked count: how vague the published sums must leave it
MOST_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Count:
    """A true count, and on how many landlords and residences it rests."""

    value: int
    landlords: int
    residences: int

    @property
    def rests_on_one(self) -> bool:
        return self.landlords < 2 or self.residences < 2


@dataclass(frozen=True, slots=True)
class Shown:
    """What is published of a count; `value` is None for a band and for a mask."""

    state: CellState
    value: int | None = None


BAND = Shown(CellState.BAND)
MASKED = Shown(CellState.MASKED)


def round_keyed(value: int, *, step: int, key: bytes, name: Name) -> int:
    """One of the two multiples of `step` around `value`, always the same, on average the truth, not to be guessed."""
    digest = hmac.new(key, "|".join(map(str, name)).encode(), hashlib.sha256).digest()
    threshold = int.from_bytes(digest[:8], "big") % step
    low, rest = value - value % step, value % step
    return low + step if rest > threshold else low


@dataclass
class Table:
    """Every cell that is published at once, and the sums that an attacker knows to hold between them."""

    small: int
    key: bytes
    cells: dict[Name, Shown] = field(default_factory=dict)
    counts: dict[Name, Count] = field(default_factory=dict)
    sums: list[tuple[Name, tuple[Name, ...]]] = field(default_factory=list)

    def add(self, name: Name, count: Count) -> None:
        self.counts[name] = count
        self.cells[name] = self._protected(name, count)

    def add_total(self, name: Name, count: Count, *breakdowns: Iterable[Name]) -> None:
        """The total of each of the breakdowns: its own rounding, else what its parts tell anyway, else nothing."""
        wholes = [tuple(parts) for parts in breakdowns]
        self.sums += [(name, parts) for parts in wholes]
        self.counts[name] = count
        candidates = (self._protected(name, count), *(self._told_by(parts) for parts in wholes[:1]), MASKED)
        for candidate in candidates:
            self.cells[name] = candidate
            if not self.exposed():
                return

    def add_breakdown(self, total: Name, counts: Mapping[Name, Count]) -> None:
        """Parts of a total that stands already: the smallest of them are masked until nothing can be subtracted."""
        for name, count in counts.items():
            self.add(name, count)
        self.sums.append((total, tuple(counts)))
        for name in sorted(counts, key=lambda part: (counts[part].value, part)):
            if not self.exposed():
                return
            if self.cells[name].value is not None:
                self.cells[name] = MASKED

    def exposed(self) -> set[Name]:
        """Cells about which the whole table tells more than it should."""
        return {name for name, bounds in narrow(self.known(), self.sums).items() if self._is_exposed(name, bounds)}

    def known(self) -> dict[Name, Bounds]:
        """What each published cell says by itself."""
        return {name: self._bounds(shown) for name, shown in self.cells.items()}

    @property
    def step(self) -> int:
        return self.small + 1

    def _protected(self, name: Name, count: Count) -> Shown:
        if count.value <= self.small:
            return BAND
        if count.rests_on_one:
            return MASKED
        return Shown(CellState.SHOWN, round_keyed(count.value, step=self.step, key=self.key, name=name))

    def _told_by(self, parts: Sequence[Name]) -> Shown:
        """The sum of the published parts, a band counted in its middle: it tells nothing that they do not."""
        shown = [self.cells[part] for part in parts]
        if MASKED in shown:
            return MASKED
        total = sum(self.small / 2 if part.value is None else part.value for part in shown)
        rounded = self.step * round(total / self.step)
        return Shown(CellState.SHOWN, rounded) if rounded else BAND

    def _bounds(self, shown: Shown) -> Bounds:
        if shown == BAND:
            return 0, self.small
        if shown.value is None:
            return self.step, inf
        return max(self.step, shown.value - self.small), shown.value + self.small

    def _is_exposed(self, name: Name, bounds: Bounds) -> bool:
        low, high = bounds
        if self.cells[name] == BAND:
            return low > 0 or high < self.small
        count = self.counts[name]
        return self.cells[name] == MASKED and count.rests_on_one and high - low < MASK_SHARE * count.value


def narrow(known: Mapping[Name, Bounds], sums: Sequence[tuple[Name, tuple[Name, ...]]]) -> dict[Name, Bounds]:
    """The attack: totals minus parts, again and again, until no interval gets narrower."""
    bounds = dict(known)
    for _ in range(MOST_ROUNDS):
        before = dict(bounds)
        for total, parts in sums:
            for name, (low, high) in _told_by_sum(bounds, total, parts).items():
                bounds[name] = max(bounds[name][0], low), min(bounds[name][1], high)
        if bounds == before:
            break
    return bounds


def _told_by_sum(bounds: Mapping[Name, Bounds], total: Name, parts: Sequence[Name]) -> dict[Name, Bounds]:
    low = sum(bounds[part][0] for part in parts)
    boundless = [part for part in parts if bounds[part][1] == inf]
    high = sum(bounds[part][1] for part in parts if bounds[part][1] < inf)
    found: dict[Name, Bounds] = {total: (low, inf if boundless else high)}
    for part in parts:
        least, most = bounds[part]
        others_high = inf if set(boundless) - {part} else high - (most if most < inf else 0)
        found[part] = (bounds[total][0] - others_high, bounds[total][1] - (low - least))
    return found
