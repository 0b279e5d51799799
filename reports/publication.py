"""Counts the facts and referrals of everybody and fills the table of published cells. Run by the machine, at night."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from statistics import median_low
from typing import Any

from django.db import transaction
from django.db.models import Count as CountOf
from django.db.models import Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.crypto import salted_hmac

from incidents.enums import IncidentState, ReferralState
from incidents.models import Incident, ReferralSource
from journal.actor import PARIS, Actor
from journal.enums import Channel
from journal.services import record
from reports.enums import CellKind, CellState, Partner
from reports.models import PublishedCell
from reports.months import YEAR, months_from, published_months, published_periods, shift
from reports.protection import BAND, MASKED, Count, Name, Shown, Table
from reports.vacancies import filled_post_ids, receiving_posts
from signatories.enums import FORCES, SignatoryKind
from signatories.models import Convention, Residence

FEWEST_ANSWERS = 5  # a median of fewer would be one answer's own delay
PARTNER_OF = {
    SignatoryKind.PROSECUTION: Partner.PROSECUTION,
    SignatoryKind.PREFECTURE: Partner.PREFECTURE,
    SignatoryKind.LANDLORD: Partner.LANDLORDS,
    **dict.fromkeys(FORCES, Partner.FORCES),
}


@dataclass
class Tally:
    """A count in the making, with what it rests on."""

    value: int = 0
    landlords: set[Hashable] = field(default_factory=set)
    residences: set[Hashable] = field(default_factory=set)

    def add(self, landlord: Hashable, residence: Hashable, number: int = 1) -> None:
        self.value += number
        self.landlords.add(landlord)
        self.residences.add(residence)

    def count(self) -> Count:
        return Count(self.value, len(self.landlords), len(self.residences))


def cell(
    kind: CellKind, first: date, months: int = YEAR, *, family: str = "", partner: str = "", commune: str = ""
) -> Name:
    """The key of a published cell, in the order of its columns."""
    return (kind.value, first, months, family, str(partner), commune)


@transaction.atomic
def publish_figures(*, by: Actor) -> int:
    """Replaces all published cells; needs the machine in the worker's role. Returns how many were written."""
    convention = Convention.objects.get()
    table = Table(small=convention.small_count, key=salted_hmac("reports.protection", "cells").digest())
    hidden = add_facts(table, by.today)
    for first in published_periods(by.today):
        add_referrals(table, first)
    shown = {name: figure for name, figure in table.cells.items() if name not in hidden}
    shown |= _delays(by.today) | _posts(by.today)
    PublishedCell.objects.all().delete()
    PublishedCell.objects.bulk_create(_row(name, figure, by.today) for name, figure in shown.items())
    record(
        by=by,
        verb="chiffres.publies",
        object_type="chiffre publié",
        object_id=None,
        owner_id=None,
        channel=Channel.JOB,
        count=len(shown),
    )
    return len(shown)


# Facts


def add_facts(table: Table, today: date) -> set[Name]:
    """Month by family, and twelve-month totals by family, by commune and in all. Returns the cells not to be shown."""
    months, rows = published_months(today), _fact_rows(today)
    families = sorted({row["category__family_label"] for row in rows})
    tallies = _tally(rows, lambda row: (row["month"], row["category__family_label"]))
    by_month = _tally(rows, lambda row: row["month"])
    for month in months:
        names = [cell(CellKind.FACTS, month, 1, family=family) for family in families]
        for family, name in zip(families, names, strict=True):
            table.add(name, tallies[month, family].count())
        table.add_total(cell(CellKind.FACTS, month, 1), by_month[month].count(), names)
    hidden: set[Name] = set()
    for first in published_periods(today):
        hidden |= _add_period(
            table, first, families, [row for row in rows if first <= row["month"] < shift(first, YEAR)]
        )
    return hidden


def _add_period(table: Table, first: date, families: list[str], rows: list[dict[str, Any]]) -> set[Name]:
    months = months_from(first)
    by_family = _tally(rows, lambda row: row["category__family_label"])
    for family in families:
        parts = [cell(CellKind.FACTS, month, 1, family=family) for month in months]
        table.add_total(cell(CellKind.FACTS, first, family=family), by_family[family].count(), parts)
    total = cell(CellKind.FACTS, first)
    table.add_total(
        total,
        _tally_all(rows).count(),
        [cell(CellKind.FACTS, first, family=family) for family in families],
        [cell(CellKind.FACTS, month, 1) for month in months],
    )
    communes = _commune_counts(first, rows)
    table.add_breakdown(total, communes)
    _add_staff(table, first, rows)
    table.add(cell(CellKind.DWELLINGS, first), _reporting_dwellings(rows))
    return {name for name in communes if table.cells[name] in (BAND, MASKED)}


def _commune_counts(first: date, rows: list[dict[str, Any]]) -> dict[Name, Count]:
    """Every commune with a residence takes part in the sum; those under the threshold are not shown."""
    by_commune = _tally(rows, lambda row: row["residence__commune_id"])
    codes = Residence.objects.order_by("commune_id").values_list("commune_id", flat=True).distinct()
    return {cell(CellKind.COMMUNE, first, commune=code): by_commune[code].count() for code in codes}


def _add_staff(table: Table, first: date, rows: list[dict[str, Any]]) -> None:
    """Facts that target an agent are whole families: their sum, and never a second rounding of the same count."""
    staff = [row for row in rows if row["category__targets_staff"]]
    parts = [cell(CellKind.FACTS, first, family=family) for family in {row["category__family_label"] for row in staff}]
    name = cell(CellKind.STAFF, first)
    if len(parts) == 1:
        table.cells[name], table.counts[name] = table.cells[parts[0]], table.counts[parts[0]]
    else:
        table.add_total(name, _tally_all(staff).count(), *([parts] if parts else []))


def _fact_rows(today: date) -> list[dict[str, Any]]:
    """Facts of the published months, those set aside excepted, grouped as finely as any cell needs."""
    months = published_months(today)
    facts = Incident.objects.exclude(state=IncidentState.SET_ASIDE).started_between(
        _midnight(months[0]), _midnight(shift(months[-1], 1))
    )
    grouped = facts.annotate(month=TruncMonth("started_at", tzinfo=PARIS)).values(
        "month",
        "category__family_label",
        "category__targets_staff",
        "landlord_id",
        "residence_id",
        "residence__commune_id",
    )
    counted = grouped.annotate(n=CountOf("id")).order_by()
    return [row | {"month": row["month"].date()} for row in counted]


def _tally(rows: Iterable[dict[str, Any]], group: Callable[[dict[str, Any]], Hashable]) -> defaultdict[Hashable, Tally]:
    tallies: defaultdict[Hashable, Tally] = defaultdict(Tally)
    for row in rows:
        tallies[group(row)].add(row["landlord_id"], row["residence_id"], row["n"])
    return tallies


def _tally_all(rows: Iterable[dict[str, Any]]) -> Tally:
    return _tally(rows, lambda _: "")[""]


def _reporting_dwellings(rows: list[dict[str, Any]]) -> Count:
    """Dwellings of the landlords that filed at least one fact: the denominator of every rate."""
    landlords = {row["landlord_id"] for row in rows}
    tally = Tally()
    for residence in Residence.objects.filter(landlord_id__in=landlords):
        tally.add(residence.landlord_id, residence.pk, residence.dwellings)
    return tally.count()


# Referrals


def add_referrals(table: Table, first: date) -> None:
    """Sent, acknowledged and answered within a period, by kind of partner and in all."""
    for kind, condition in (
        (CellKind.SENT, Q()),
        (CellKind.ACKNOWLEDGED, ~Q(referral__acknowledged_at=None) | ANSWERED),
        (CellKind.ANSWERED, ANSWERED),
    ):
        tallies = _tally_referrals(_sources(first).filter(condition))
        names = {partner: cell(kind, first, partner=partner) for partner in Partner}
        for partner, name in names.items():
            table.add(name, tallies[partner].count())
        table.add_total(cell(kind, first), tallies[""].count(), names.values())


ANSWERED = ~Q(referral__answered_at=None) | Q(referral__state=ReferralState.REFUSED)  # a refusal gives its motive


def _sources(first: date) -> QuerySet[ReferralSource]:
    """Referrals by what they drew on, which alone knows the residence; drafts and withdrawn drafts have no date."""
    end = shift(first, YEAR)
    sent = ReferralSource.objects.filter(referral__sent_at__gte=_midnight(first), referral__sent_at__lt=_midnight(end))
    return sent.select_related("referral__sender", "referral__recipient")


def _tally_referrals(sources: Iterable[ReferralSource]) -> defaultdict[str, Tally]:
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    for source in sources:
        for group in (_partner_of(source), ""):
            tallies[group].add(_landlord_of(source), source.residence_id)
    return tallies


def _delays(today: date) -> dict[Name, Shown]:
    """Median days from sending to the first answer."""
    shown: dict[Name, Shown] = {}
    for first in published_periods(today):
        groups: dict[str, list[ReferralSource]] = {str(partner): [] for partner in (*Partner, "")}
        for source in _sources(first).filter(ANSWERED):
            groups[_partner_of(source)].append(source)
            groups[""].append(source)
        shown |= {cell(CellKind.DELAY, first, partner=p): _median(sources) for p, sources in groups.items()}
    return shown


def _median(sources: list[ReferralSource]) -> Shown:
    landlords = {_landlord_of(source) for source in sources}
    if len(sources) < FEWEST_ANSWERS or len(landlords) < 2:
        return MASKED
    return Shown(CellState.SHOWN, median_low(_days(source) for source in sources))


def _days(source: ReferralSource) -> int:
    referral = source.referral
    answered = referral.answered_at or referral.ended_at
    return (answered - referral.sent_at).days if answered and referral.sent_at else 0


def _partner_of(source: ReferralSource) -> str:
    return str(PARTNER_OF[SignatoryKind(source.referral.recipient.kind)])


def _landlord_of(source: ReferralSource) -> Hashable:
    referral = source.referral
    is_recipient = referral.recipient.kind == SignatoryKind.LANDLORD
    return referral.recipient_id if is_recipient else referral.sender_id


# Posts, and the rows of the table


def _posts(today: date) -> dict[Name, Shown]:
    """The directory is known to every correspondent: its counts are exact."""
    first, filled = published_periods(today)[-1], len(filled_post_ids(today))
    vacant = receiving_posts().count() - filled
    return {
        cell(CellKind.POSTS_FILLED, first): Shown(CellState.SHOWN, filled),
        cell(CellKind.POSTS_VACANT, first): Shown(CellState.SHOWN, vacant),
    }


def _row(name: Name, figure: Shown, today: date) -> PublishedCell:
    columns = dict(zip(("kind", "first_month", "months", "family", "partner", "commune"), name, strict=True))
    return PublishedCell(**columns, state=figure.state, value=figure.value, published_on=today)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=PARIS)
