"""Median times of things done in turn: what slows the machine for a while slows all of them alike."""

import gc
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter

RUNS = range(1, 8)  # at least, at most
PATIENCE = 1.5  # seconds spent on one comparison before the least number of runs is enough


def in_turn(*doings: Callable[[], object]) -> list[float]:
    """Median milliseconds of each; all are done once unmeasured, then one after the other, again and again."""
    spent: list[list[float]] = [[] for _ in doings]
    for doing in doings:
        doing()
    started = perf_counter()
    for run in range(RUNS.stop):
        if run >= RUNS.start and perf_counter() - started > PATIENCE:
            break
        _once(doings, spent)
    return [median(times) * 1000 for times in spent]


def _once(doings: Sequence[Callable[[], object]], spent: list[list[float]]) -> None:
    gc.collect()
    gc.disable()
    try:
        for doing, times in zip(doings, spent, strict=True):
            begun = perf_counter()
            doing()
            times.append(perf_counter() - begun)
    finally:
        gc.enable()
