"""Protection of published counts, without a database: see docs/decisions/0059-months-are-published-once.md.

A count is told when enough of it is left without the landlord that has most of it; else it is held, and told together
with others that were held, at the end of a quarter. Nothing is counted in two things that are told, and a longer period
is the sum of what was told: so there is nothing to subtract.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

LEAST_STEP = 5
FEWEST_LANDLORDS = 2
FEWEST_LANDLORDS_OF_COMMUNE = 3
FEWEST_CLOSED = 2  # communes that are never told: what is missing in the sum of communes could be in either
FEWEST_NEW = 2  # of what a release adds to what was too little before
QUARTER = 3  # months

REST = "*"

Shares = Mapping[str, int]  # landlord → count


@dataclass(frozen=True, slots=True, order=True)
class Stream:
    """What is counted month after month. An empty dimension means "all of them"; the topic REST, those never told."""

    kind: str
    family: str = ""
    partner: str = ""
    commune: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Base:
    """What one month counted. `tried`: its quarter ended, and it was still too little."""

    month: date
    shares: Shares
    tried: bool = False

    @property
    def total(self) -> int:
        return sum(self.shares.values())


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a stream in a month: nothing yet, or a number over `months` counts, the first of `first`."""

    value: int | None
    first: date
    months: int = 1


@dataclass(frozen=True, slots=True)
class Protection:
    """The settings of a convention, and its secret."""

    small: int
    largest_share: int  # in percent
    key: bytes

    @property
    def step(self) -> int:
        return step_of(self.small)

    def tells(self, shares: Shares, *, fewest: int = FEWEST_LANDLORDS) -> bool:
        """Whether whoever knows one landlord's part of it learns no small count of the others.

        A landlord to whom the others are 0 to `small` sees it held, whatever its own part: the edge lies above.
        """
        parts = sorted((part for part in shares.values() if part), reverse=True)
        if len(parts) < fewest:
            return False
        whole, most = sum(parts), parts[0]
        return whole - most >= self.step and 100 * most <= self.largest_share * whole

    def covers(self, rest: Shares) -> bool:
        """Whether what is never told leaves every landlord room: then a part that is told beside its whole says of the
        other parts only that they are no more than the whole allows, which is more than a step."""
        return sum(rest.values()) - max(rest.values(), default=0) >= self.step

    def blurs(self, bases: Sequence[Base]) -> bool:
        """Whether their sum leaves each of them open to every landlord.

        Where a landlord had much of its own, it knows from "reporté" that the others had little: of two such counts
        that make 8 together, each is 4. So either two of them are open to it anyway, or all but one can hold the sum.
        """
        edge = self.step - 1
        together = summed(base.shares for base in bases)
        for landlord, own in together.items():
            open_ones = sum(base.shares.get(landlord, 0) <= edge for base in bases)
            if open_ones < FEWEST_NEW and together.total() - own > edge * (len(bases) - 1):
                return False
        return True

    def rounded(self, value: int, stream: Stream, month: date) -> int:
        """One of the two multiples of the step around it: always the same, on average the truth, not to be guessed."""
        topic = (stream.topic,) if stream.topic else ()
        name = "|".join((stream.kind, stream.family, stream.partner, stream.commune, month.isoformat(), *topic))
        digest = hmac.new(self.key, name.encode(), hashlib.sha256).digest()
        threshold = int.from_bytes(digest[:8], "big") % self.step
        low, rest = value - value % self.step, value % self.step
        return low + self.step if rest > threshold else low

    def turn(
        self,
        stream: Stream,
        held: Sequence[Base],
        new: Base,
        *,
        fewest: int = FEWEST_LANDLORDS,
        most: int | None = None,
        rest: Mapping[date, Shares] | None = None,
    ) -> tuple[Told, list[Base]]:
        """What is told of the month that `new` counted, and what is held from then on. `most` bounds what may be told;
        of a part, `rest` is by month what is never told of its whole.

        What was held is tried at the end of a quarter only, and only when two more counts have joined it: a release
        that could come at any month would tell that its last count was not zero.
        """
        covers = rest is None or self.covers(rest.get(new.month, {}))
        if covers and self.tells(new.shares, fewest=fewest):
            value = self.rounded(new.total, stream, new.month)
            if most is None or value <= most:
                return Told(value, new.month), list(held)
        waiting = [*held, new]
        if not ends_quarter(new.month) or sum(not base.tried for base in waiting) < FEWEST_NEW:
            return Told(None, new.month), waiting
        together = summed(base.shares for base in waiting)
        value = self.rounded(sum(together.values()), stream, new.month)
        covers = rest is None or self.covers(summed(rest.get(base.month, {}) for base in waiting))
        may_be_told = covers and self.tells(together, fewest=fewest) and self.blurs(waiting)
        if may_be_told and (most is None or value <= most):
            return Told(value, waiting[0].month, len(waiting)), []
        return Told(None, new.month), [Base(base.month, base.shares, tried=True) for base in waiting]


def rest_of(stream: Stream) -> Stream:
    """What is never told of the whole that it is a part of."""
    return replace(stream, topic=REST)


def is_rest(stream: Stream) -> bool:
    return stream.topic == REST


def step_of(small: int) -> int:
    return max(LEAST_STEP, small + 1)


def least_of(value: int, step: int) -> int:
    """The least that a told number may stand for: more than a step, since it is more than one landlord's."""
    return max(step + 1, value - step + 1)


def ends_quarter(month: date) -> bool:
    return month.month % QUARTER == 0


def summed(several: Iterable[Shares]) -> Counter[str]:
    together: Counter[str] = Counter()
    for shares in several:
        together.update(shares)
    return together


def open_communes(landlords: Mapping[str, int], dwellings: Mapping[str, int]) -> set[str]:
    """The communes of which facts may ever be told, by what everybody knows: who has estates there, and how large.

    Never all: at least two stay closed, the smallest of those that could be told where there are no others.
    """
    possible = {commune for commune, number in landlords.items() if number >= FEWEST_LANDLORDS_OF_COMMUNE}
    missing = max(0, FEWEST_CLOSED - (len(landlords) - len(possible)))
    smallest = sorted(possible, key=lambda commune: (dwellings[commune], commune))[:missing]
    return possible - set(smallest)


def open_topics(topics: Sequence[str]) -> list[str]:
    """Those that may ever be told, of parts of something that is told itself: the first, whatever they count. That it
    is told says that there is a step beside it; a second one could be found in what that leaves."""
    return list(topics[:1])
