"""When a mail may leave, by its reader's choice: nothing is put off for more than a day of work."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acting.days import PARIS
from acting.working_days import is_working_day
from correspondents.enums import Gathering
from correspondents.mail_hours import HOURS_OF_DAY, LONGEST_QUIET, USUAL, MailHours, leaves_at, refusals_of_hours

NIGHT = MailHours(quiet_from=20, quiet_until=7)
MORNING = MailHours(Gathering.DAY, hour=8)
WEEK = MailHours(quiet_from=20, quiet_until=7, working_days=True)


def paris(day: str, clock: str, *, again: bool = False) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=PARIS, fold=int(again)).astimezone(UTC)


def leaves(chosen: MailHours, written: datetime, told: datetime | None = None, now: datetime | None = None) -> str:
    moment = leaves_at(chosen, written_at=written, told_at=told, now=now or written).astimezone(PARIS)
    return f"{moment:%Y-%m-%d %H:%M}{' again' if moment.fold else ''}"


@pytest.mark.parametrize(
    ("chosen", "written", "told", "left"),
    [
        (USUAL, ("2026-03-03", "12:00"), None, "2026-03-03 12:00"),
        (USUAL, ("2026-03-03", "12:00"), ("2026-03-03", "11:50"), "2026-03-03 12:05"),
        (USUAL, ("2026-03-03", "23:00"), None, "2026-03-03 23:00"),
        (MailHours(Gathering.HOUR), ("2026-03-03", "12:00"), ("2026-03-03", "11:50"), "2026-03-03 12:50"),
        (MailHours(Gathering.HOUR), ("2026-03-03", "12:00"), ("2026-03-02", "11:50"), "2026-03-03 12:00"),
        (MORNING, ("2026-03-03", "07:59"), None, "2026-03-03 08:00"),
        (MORNING, ("2026-03-03", "08:00"), None, "2026-03-03 08:00"),
        (MORNING, ("2026-03-03", "08:01"), None, "2026-03-04 08:00"),
        (NIGHT, ("2026-03-03", "19:59"), None, "2026-03-03 19:59"),
        (NIGHT, ("2026-03-03", "20:00"), None, "2026-03-04 07:00"),
        (NIGHT, ("2026-03-04", "06:59"), None, "2026-03-04 07:00"),
        (NIGHT, ("2026-03-04", "07:00"), None, "2026-03-04 07:00"),
        (NIGHT, ("2026-03-03", "19:55"), ("2026-03-03", "19:50"), "2026-03-04 07:00"),
        (MailHours(quiet_from=12, quiet_until=14), ("2026-03-03", "13:00"), None, "2026-03-03 14:00"),
        # A Friday evening, a Saturday, the night before Easter Monday, the 14th of July.
        (WEEK, ("2026-03-06", "20:30"), None, "2026-03-09 07:00"),
        (WEEK, ("2026-03-07", "12:00"), None, "2026-03-09 07:00"),
        (WEEK, ("2026-04-05", "23:00"), None, "2026-04-07 07:00"),
        (MailHours(working_days=True), ("2026-07-14", "10:00"), None, "2026-07-15 00:00"),
        (MailHours(Gathering.DAY, hour=8, working_days=True), ("2026-03-06", "09:00"), None, "2026-03-09 08:00"),
        # March leaves out the hour from two to three, October has it twice.
        (MailHours(quiet_from=20, quiet_until=2), ("2026-03-29", "01:30"), None, "2026-03-29 03:00"),
        (MailHours(quiet_from=20, quiet_until=3), ("2026-10-25", "02:30"), None, "2026-10-25 03:00"),
        (MailHours(quiet_from=20, quiet_until=2), ("2026-10-25", "01:30"), None, "2026-10-25 02:00"),
        (MailHours(quiet_from=3, quiet_until=7), ("2026-10-25", "02:30"), None, "2026-10-25 02:30"),
        (NIGHT, ("2026-03-28", "21:00"), None, "2026-03-29 07:00"),
        (NIGHT, ("2026-10-24", "21:00"), None, "2026-10-25 07:00"),
    ],
)
def test_a_mail_leaves_when_its_reader_wants_it(
    chosen: MailHours, written: tuple[str, str], told: tuple[str, str] | None, left: str
) -> None:
    assert leaves(chosen, paris(*written), told and paris(*told)) == left


def test_the_hour_that_october_has_twice_is_quiet_twice() -> None:
    chosen = MailHours(quiet_from=2, quiet_until=3)
    for again in (False, True):
        assert leaves(chosen, paris("2026-10-25", "02:30", again=again)) == "2026-10-25 03:00"


def test_what_a_worker_that_was_away_finds_late_leaves_at_once_but_not_at_night() -> None:
    written = paris("2026-03-03", "07:00")
    chosen = MailHours(Gathering.DAY, hour=8, quiet_from=20, quiet_until=7)
    assert leaves(chosen, written, now=paris("2026-03-03", "15:00")) == "2026-03-03 15:00"
    assert leaves(chosen, written, now=paris("2026-03-03", "21:00")) == "2026-03-04 07:00"


HOURS = st.one_of(st.none(), st.integers(0, 23))
CHOICES = st.builds(
    MailHours,
    gathering=st.sampled_from(Gathering.values),
    hour=st.one_of(st.none(), st.sampled_from(HOURS_OF_DAY)),
    quiet_from=HOURS,
    quiet_until=HOURS,
    working_days=st.booleans(),
).filter(lambda chosen: not list(refusals_of_hours(chosen)))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


@given(chosen=CHOICES, written=MOMENTS, ago=st.one_of(st.none(), st.integers(0, 2000)))
def test_nothing_leaves_when_it_is_not_wanted_and_nothing_waits_more_than_a_day(
    chosen: MailHours, written: datetime, ago: int | None
) -> None:
    told = None if ago is None else written - timedelta(minutes=ago)
    moment = leaves_at(chosen, written_at=written, told_at=told, now=written)
    local = moment.astimezone(PARIS)
    assert moment >= written
    assert not chosen.working_days or is_working_day(local.date())
    if chosen.quiet_from is not None and chosen.quiet_until is not None:
        assert (local.hour - chosen.quiet_from) % 24 >= (chosen.quiet_until - chosen.quiet_from) % 24
    again = leaves_at(chosen, written_at=written, told_at=told, now=moment)
    assert again == moment
    assert waited(written, moment, chosen.working_days) <= timedelta(hours=25)  # the longest day of the year


def waited(since: datetime, until: datetime, working: bool) -> timedelta:
    """Of a choice that leaves days off alone, counted on working days only."""
    if not working:
        return until - since
    hours, hour = 0, since
    while hour < until:
        hours += is_working_day(hour.astimezone(PARIS).date())
        hour += timedelta(hours=1)
    return timedelta(hours=max(hours - 1, 0))


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        (MailHours("toujours"), "gathering"),
        (MailHours(Gathering.DAY), "hour"),
        (MailHours(Gathering.DAY, hour=6), "hour"),
        (MailHours(Gathering.DAY, hour=21), "hour"),
        (MailHours(Gathering.DAY, hour=8, quiet_from=20, quiet_until=9), "hour"),
        (MailHours(quiet_from=20), "quiet_until"),
        (MailHours(quiet_until=7), "quiet_from"),
        (MailHours(quiet_from=7, quiet_until=7), "quiet_until"),
        (MailHours(quiet_from=7, quiet_until=0), "quiet_until"),
        (MailHours(quiet_from=24, quiet_until=7), "quiet_from"),
        (MailHours(quiet_from=-1, quiet_until=7), "quiet_from"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused_at_its_field(chosen: MailHours, field: str) -> None:
    assert [refusal.field for refusal in refusals_of_hours(chosen)] == [field]


def test_the_longest_quiet_that_may_be_chosen() -> None:
    assert not list(refusals_of_hours(MailHours(quiet_from=8, quiet_until=(8 + LONGEST_QUIET) % 24)))
    assert list(refusals_of_hours(MailHours(quiet_from=8, quiet_until=(9 + LONGEST_QUIET) % 24)))
