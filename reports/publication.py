"""Prepares the months whose cut-off is past: counts them once and writes what may be told. Run by the machine."""

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.db.models import Sum
from django.utils.crypto import salted_hmac

from acting.actor import Actor
from acting.days import YEAR, add_months
from journal.enums import Channel
from journal.insertion import inserted
from journal.services import record
from journal.verbs import Verb
from reports.counting import Month, begun_in, counts_of, delays, reporting_dwellings, staff_families
from reports.enums import CellKind, CellState
from reports.models import HeldCount, Publication, PublicationTurn, PublishedCell
from reports.periods import cut_off_of, months_closed
from reports.protection import (
    FEWEST_LANDLORDS,
    FEWEST_LANDLORDS_OF_COMMUNE,
    Base,
    Protection,
    Stream,
    Told,
    ends_quarter,
    is_rest,
    rest_of,
)
from reports.services.delegates import tell_of_month
from reports.vacancies import post_counts
from signatories.models import Convention

# Of those sent never more are told to be acknowledged, and of those no more answered.
# So with all subjects together, and with what else is a part of something that is told.
WITHIN = {
    CellKind.ACKNOWLEDGED: CellKind.SENT,
    CellKind.ANSWERED: CellKind.ACKNOWLEDGED,
    CellKind.SUBJECT: CellKind.SENT,
    CellKind.OUTCOMES: CellKind.COMPLAINTS,
    CellKind.SETTLED: CellKind.LEASES,
    CellKind.FORCE_GIVEN: CellKind.FORCE,
}

Held = dict[Stream, list[Base]]


@transaction.atomic
def prepare_publications(*, by: Actor) -> int:
    """What is due of every convention, oldest month first; needs the machine in the worker's role. Returns how many."""
    return sum(_prepare_convention(by, convention) for convention in Convention.objects.order_by("pk"))


def _prepare_convention(by: Actor, convention: Convention) -> int:
    latest = Publication.objects.filter(convention=convention).newest_first().first()
    months = _months_due(by, convention, latest)
    since = latest.cut_off if latest else None
    for number, month in enumerate(months):
        cut_off = cut_off_of(month, convention.cut_off_days)
        prepared = _prepare(by, Month(convention, month, cut_off, since), counts_posts=month == months[-1])
        if prepared is None:
            return number  # another worker is at it
        since = cut_off
        if month == months[-1]:
            tell_of_month(by=by, publication=prepared)
    return len(months)


def _months_due(by: Actor, convention: Convention, latest: Publication | None) -> list[date]:
    """The first time from where the convention has something to count, 24 months back at most."""
    months = months_closed(by.now, convention.cut_off_days, after=latest.month if latest else None)
    if latest:
        return months
    begun = begun_in(convention, by.now)
    return [month for month in months if begun and month >= begun]


def _prepare(by: Actor, month: Month, *, counts_posts: bool) -> Publication | None:
    """Whether it was done here."""
    convention = month.convention
    publication = Publication(
        convention=convention,
        month=month.month,
        cut_off=month.cut_off,
        small_count=convention.small_count,
        prepared_at=by.now,
    )
    if not inserted(publication):
        return None
    cells = _cells(month) | (_posts(by, month) if counts_posts else {})
    PublishedCell.objects.bulk_create(
        PublishedCell(
            publication=publication,
            kind=stream.kind,
            family=stream.family,
            partner=stream.partner,
            commune=stream.commune,
            topic=stream.topic,
            first_month=told.first,
            months=told.months,
            state=CellState.HELD if told.value is None else CellState.SHOWN,
            value=told.value,
        )
        for stream, told in cells.items()
    )
    PublicationTurn.objects.create(
        publication=publication, edition=1, state=publication.state, at=by.now, function=by.function
    )
    record(
        by=by,
        verb=Verb.FIGURES_PREPARED,
        object_id=publication.pk,
        owner_id=None,
        channel=Channel.JOB,
    )
    return publication


def _cells(month: Month) -> dict[Stream, Told]:
    """Rounded with a secret of the convention's own: one tells nothing about another."""
    convention = month.convention
    key = salted_hmac("reports.protection", f"cells {convention.department_code}").digest()
    protection = Protection(convention.small_count, convention.largest_share, key)
    told = _streams(protection, month)
    return told | _at_its_end(protection, month) | _staff(told, month)


def _streams(protection: Protection, month: Month) -> dict[Stream, Told]:
    counts, held = counts_of(month), _held(month.convention)
    so_far = _told_so_far(month.convention)
    told: dict[Stream, Told] = {}
    left: Held = {}
    rests = {stream: [*held.get(stream, []), Base(month.month, counts[stream])] for stream in counts if is_rest(stream)}
    for stream, shares in counts.items():
        if is_rest(stream):
            continue
        within = WITHIN.get(CellKind(stream.kind))
        most = so_far[within, stream.partner] - so_far[stream.kind, stream.partner] if within else None
        is_commune = stream.kind == CellKind.COMMUNE
        told[stream], left[stream] = protection.turn(
            stream,
            held.get(stream, []),
            Base(month.month, shares),
            fewest=FEWEST_LANDLORDS_OF_COMMUNE if is_commune else FEWEST_LANDLORDS,
            most=most,
            rest={base.month: base.shares for base in rest} if (rest := rests.get(rest_of(stream))) else None,
        )
        so_far[stream.kind, stream.partner] += told[stream].value or 0
    _hold(month.convention, {**held, **left, **_needed(rests, left)})
    return told


def _needed(rests: Held, left: Held) -> Held:
    """What is never told of a whole stays as long as a part of it is held in that month."""
    months: dict[Stream, set[date]] = defaultdict(set)
    for stream, bases in left.items():
        months[rest_of(stream)].update(base.month for base in bases)
    return {rest: [base for base in bases if base.month in months[rest]] for rest, bases in rests.items()}


def _told_so_far(convention: Convention) -> defaultdict[tuple[str, str], int]:
    """All that was told of each kind and partner, withdrawn or not: it was read."""
    cells = PublishedCell.objects.filter(publication__convention=convention).exclude(value=None)
    sums = cells.order_by().values_list("kind", "partner").annotate(told=Sum("value"))
    return defaultdict(int, {(kind, partner): told for kind, partner, told in sums})


def _held(convention: Convention) -> Held:
    held: Held = defaultdict(list)
    for row in HeldCount.objects.filter(convention=convention).order_by("month"):
        stream = Stream(row.kind, row.family, row.partner, row.commune, row.topic)
        held[stream].append(Base(row.month, row.shares, row.tried))
    return held


def _hold(convention: Convention, held: Held) -> None:
    HeldCount.objects.filter(convention=convention).delete()
    HeldCount.objects.bulk_create(
        HeldCount(
            convention=convention,
            kind=stream.kind,
            family=stream.family,
            partner=stream.partner,
            commune=stream.commune,
            topic=stream.topic,
            month=base.month,
            shares=dict(base.shares),
            tried=base.tried,
        )
        for stream, bases in held.items()
        for base in bases
    )


def _staff(told: dict[Stream, Told], month: Month) -> dict[Stream, Told]:
    """Facts that target an agent are whole families: the sum of what they tell, never a second rounding."""
    families = [told[Stream(CellKind.FACTS, family=family)] for family in staff_families()]
    values = [each.value for each in families if each.value is not None]
    first = min((each.first for each in families), default=month.month)
    return {Stream(CellKind.STAFF): Told(sum(values) if values else None, first)}


def _at_its_end(protection: Protection, month: Month) -> dict[Stream, Told]:
    """Of the twelve months that end with this one: median delays, and the dwellings behind the rates.

    A median begins or ceases to be told at the end of a quarter only, and stays until the next: at any month it would
    say that the count of that month was not zero.
    """
    first, before = month.year_begins, _medians_before(month)
    found: dict[Stream, Told] = {}
    for stream, (shares, days) in delays(month).items():
        if ends_quarter(month.month):
            found[stream] = Told(days if protection.tells(shares) else None, first, YEAR)
        else:
            found[stream] = before.get(stream, Told(None, first, YEAR))
    stream, shares = Stream(CellKind.DWELLINGS), reporting_dwellings(month)
    told = protection.rounded(sum(shares.values()), stream, month.month) if protection.tells(shares) else None
    return found | {stream: Told(told, first, YEAR)}


def _medians_before(month: Month) -> dict[Stream, Told]:
    cells = PublishedCell.objects.filter(
        publication__convention=month.convention,
        publication__month=add_months(month.month, -1),
        kind__in=(CellKind.DELAY, CellKind.LEG),
    )
    return {
        Stream(each.kind, partner=each.partner, topic=each.topic): Told(each.value, each.first_month, each.months)
        for each in cells
    }


def _posts(by: Actor, month: Month) -> dict[Stream, Told]:
    """As they are today, of the latest month alone: every correspondent knows the directory, so they are exact."""
    filled, vacant = post_counts(month.convention, by.today)
    return {
        Stream(CellKind.POSTS_FILLED): Told(filled, month.month),
        Stream(CellKind.POSTS_VACANT): Told(vacant, month.month),
    }
