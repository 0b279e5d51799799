"""Rows of the database as streams: every one that there may be, and how many of whom each holds."""

from collections import Counter
from collections.abc import Iterable

from reports.enums import CellKind
from reports.protection import REST, Shares, Stream


def by_topic(kind: CellKind, topics: Iterable[str], rows: Iterable[tuple[str, object, int]]) -> dict[Stream, Shares]:
    """`rows`: topic, landlord, number. What is none of `topics` counts in REST, or nowhere where that is not asked."""
    counted: dict[Stream, Counter[str]] = {Stream(kind, topic=topic): Counter() for topic in topics}
    rest = Stream(kind, topic=REST)
    for topic, landlord, number in rows:
        stream = Stream(kind, topic=topic)
        if (found := stream if stream in counted else rest) in counted:
            counted[found][str(landlord)] += number
    return dict(counted)


def by_landlord(rows: Iterable[tuple[object, int]]) -> Shares:
    counted: Counter[str] = Counter()
    for landlord, number in rows:
        counted[str(landlord)] += number
    return counted
