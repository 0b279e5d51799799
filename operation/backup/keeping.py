"""Which backups are kept: the newest of each of the last days, weeks and months that have one."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime

from acting.days import PARIS


@dataclass(frozen=True, slots=True)
class Rule:
    daily: int
    weekly: int
    monthly: int


def kept(moments: Iterable[datetime], rule: Rule) -> set[datetime]:
    """The newest always is. A day without a backup counts for nothing: a portal that slept loses none by it."""
    newest_first = sorted(moments, reverse=True)
    found = set(newest_first[:1])
    for count, period in ((rule.daily, _day), (rule.weekly, _week), (rule.monthly, _month)):
        seen: dict[Hashable, datetime] = {}
        for moment in newest_first:
            seen.setdefault(period(moment.astimezone(PARIS)), moment)
        found |= set(list(seen.values())[:count])
    return found


Period = Callable[[datetime], Hashable]


def _day(moment: datetime) -> Hashable:
    return moment.date()


def _week(moment: datetime) -> Hashable:
    return moment.isocalendar()[:2]


def _month(moment: datetime) -> Hashable:
    return moment.year, moment.month
