"""The one table: a row a measure, on screen or as a JSON object a line."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

Value = float | str


@dataclass(frozen=True)
class Target:
    """What a ratio must keep to."""

    words: str
    holds: Callable[[float], bool]


def at_most(limit: float) -> Target:
    return Target(f"≤ {limit:g}", lambda ratio: round(ratio, 2) <= limit)


def at_least(limit: float) -> Target:
    return Target(f"≥ {limit:g}", lambda ratio: round(ratio, 2) >= limit)


@dataclass(frozen=True)
class Result:
    """`ours` and `limit` in the unit of the measure (milliseconds unless it says another); the ratio is what counts."""

    measure: str
    ours: Value
    limit: Value
    ratio: float
    target: str
    met: bool


def compared(measure: str, ours: float, limit: float, target: Target, *, times_faster: bool = False) -> Result:
    """`times_faster`: the ratio says how many times ours is contained in the limit, else how many times it holds it."""
    over, under = (limit, ours) if times_faster else (ours, limit)
    ratio = over / under if under else float(over)
    return Result(measure, round(ours, 2), round(limit, 2), round(ratio, 2), target.words, target.holds(ratio))


def equal(measure: str, ours: str, limit: str) -> Result:
    return Result(measure, ours, limit, float(ours == limit), "= 1", ours == limit)


COLUMNS = ("mesure", "la nôtre", "limite", "rapport", "cible", "tenue")


def print_results(results: Iterator[Result], *, as_json: bool) -> int:
    """Each row as soon as it is measured. Returns how many targets are not met."""
    missed = 0
    if not as_json:
        _line(COLUMNS)
    for result in results:
        missed += not result.met
        if as_json:
            sys.stdout.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")
        else:
            met = "oui" if result.met else "NON"
            _line((result.measure, result.ours, result.limit, result.ratio, result.target, met))
        sys.stdout.flush()
    return missed


def _line(cells: tuple[object, ...]) -> None:
    first, *others = (str(cell) for cell in cells)
    sys.stdout.write(f"{first:<74.74} " + " ".join(f"{cell:>12.20}" for cell in others) + "\n")
