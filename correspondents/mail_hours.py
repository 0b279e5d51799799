"""When a mail may leave, by its reader's choice: gathered for a while, not in quiet hours, not on days off.

By the clock of Seine-et-Marne, on the day that leaves out an hour and on the day that has one twice as well. What is
urgent, and what opens or closes an account, never asks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from acting.days import PARIS, day_of
from acting.refusals import Refusal
from acting.working_days import is_working_day, working_day_from
from correspondents.enums import Gathering

GATHERED_FOR = {Gathering.QUARTER: timedelta(minutes=15), Gathering.HOUR: timedelta(hours=1)}
# What the morning tells of days that are due is written from 6:20 on: it still leaves on that day.
HOURS_OF_DAY = range(7, 21)
LONGEST_QUIET = 16  # hours
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MailHours:
    """`hour` is that of the one mail a day. Quiet from one hour until another, over midnight where that is earlier."""

    gathering: str = Gathering.QUARTER
    hour: int | None = None
    quiet_from: int | None = None
    quiet_until: int | None = None
    working_days: bool = False


USUAL = MailHours()


def leaves_at(chosen: MailHours, *, written_at: datetime, told_at: datetime | None, now: datetime) -> datetime:
    """The first moment, from now on, at which a mail may leave that tells of something written then; `told_at` is when
    the person was last written to."""
    moment = max(_gathered_until(chosen, written_at, told_at), now)
    while (opening := _opening(chosen, moment)) > moment:
        moment = opening
    return moment


def refusals_of_hours(chosen: MailHours) -> Iterator[Refusal]:
    if chosen.gathering not in Gathering.values:
        yield Refusal("Choisissez quand vos courriels partent.", "gathering")
    if chosen.gathering == Gathering.DAY and chosen.hour not in HOURS_OF_DAY:
        yield Refusal("Choisissez l’heure du courriel de la journée.", "hour")
    yield from _refusals_of_quiet(chosen)


def _refusals_of_quiet(chosen: MailHours) -> Iterator[Refusal]:
    first, last = chosen.quiet_from, chosen.quiet_until
    if first is None and last is None:
        return
    if first is None or last is None:
        yield Refusal(
            "Choisissez le début et la fin, ou aucun des deux.", "quiet_from" if first is None else "quiet_until"
        )
    elif not (0 <= first < 24 and 0 <= last < 24):
        yield Refusal("Choisissez deux heures de la journée.", "quiet_from")
    elif not 0 < (last - first) % 24 <= LONGEST_QUIET:
        yield Refusal(
            f"Choisissez deux heures différentes, à {LONGEST_QUIET} heures au plus l’une de l’autre.", "quiet_until"
        )
    elif chosen.gathering == Gathering.DAY and chosen.hour is not None and _is_quiet(chosen, chosen.hour):
        yield Refusal("Cette heure est dans vos heures de silence.", "hour")


def _gathered_until(chosen: MailHours, written_at: datetime, told_at: datetime | None) -> datetime:
    if chosen.gathering == Gathering.DAY and chosen.hour is not None:
        today = _clock(day_of(written_at), chosen.hour)
        return today if today >= written_at else _clock(day_of(written_at) + A_DAY, chosen.hour)
    return told_at + GATHERED_FOR[Gathering(chosen.gathering)] if told_at else written_at


def _opening(chosen: MailHours, moment: datetime) -> datetime:
    """That moment, or the next one that what closes it lets through."""
    local = moment.astimezone(PARIS)
    if chosen.working_days and not is_working_day(local.date()):
        return _clock(working_day_from(local.date()), chosen.hour or 0)
    if _is_quiet(chosen, local.hour):
        until = chosen.quiet_until or 0
        return _clock(local.date() if local.hour < until else local.date() + A_DAY, until)
    return moment


def _is_quiet(chosen: MailHours, hour: int) -> bool:
    first, last = chosen.quiet_from, chosen.quiet_until
    if first is None or last is None:
        return False
    return first <= hour < last if first < last else hour >= first or hour < last


def _clock(day: date, hour: int) -> datetime:
    """In UTC, since moments of one clock are compared by what it shows. An hour that March leaves out is the next one,
    of two in October it is the first."""
    return datetime.combine(day, time(hour), PARIS).astimezone(UTC)
