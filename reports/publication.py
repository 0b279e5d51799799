"""Counts the facts and referrals of everybody and fills the table of published cells. Run by the machine, at night."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from statistics import median_low
from typing import Any

from django.db import transaction
from django.db.models import Count as CountOf
from django.db.models import Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.crypto import salted_hmac

from acting.actor import Actor
from acting.days import PARIS, YEAR, add_months, months_from, start_of
from incidents.enums import IncidentState
from incidents.models import Incident
from journal.enums import Channel
from journal.services import record
from journal.verbs import Verb
from referrals.enums import ReferralState
from referrals.models import ReferralSource
from reports.enums import CellKind, CellState, Partner
from reports.models import PublishedCell
from reports.periods import published_months, published_periods
from reports.protection import BAND, MASKED, Count, Name, Shown, Table
from reports.vacancies import post_counts
from signatories.enums import FORCES, SignatoryKind
from signatories.models import Convention
from territory.models import Residence

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

    def add(self, landlord: Hashable, residence: Hashable | None, number: int = 1) -> None:
        """What is about no residence is counted, and hides none that it stands beside."""
        self.value += number
        self.landlords.add(landlord)
        if residence is not None:
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
    cells = [cell for convention in Convention.objects.all() for cell in _cells_of(convention, by.today)]
    PublishedCell.objects.all().delete()
    PublishedCell.objects.bulk_create(cells)
    record(
        by=by,
        verb=Verb.FIGURES_PUBLISHED,
        object_id=None,
        owner_id=None,
        channel=Channel.JOB,
        count=len(cells),
    )
    return len(cells)


def _cells_of(convention: Convention, today: date) -> list[PublishedCell]:
    """A table of its own for each convention, rounded with a secret of its own: one tells nothing about another."""
    key = salted_hmac("reports.protection", f"cells {convention.department_code}").digest()
    table = Table(small=convention.small_count, key=key)
    hidden = add_facts(table, convention, today)
    for first in published_periods(today):
        add_referrals(table, convention, first)
    shown = {name: figure for name, figure in table.cells.items() if name not in hidden}
    shown |= _delays(convention, today) | _posts(convention, today)
    return [_row(convention, name, figure, today) for name, figure in shown.items()]


# Facts


def add_facts(table: Table, convention: Convention, today: date) -> set[Name]:
    """Month by family, and twelve-month totals by family, by commune and in all. Returns the cells not to be shown."""
    months, rows = published_months(today), _fact_rows(convention, today)
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
        of_period = [row for row in rows if first <= row["month"] < add_months(first, YEAR)]
        hidden |= _add_period(table, convention, first, families, of_period)
    return hidden


def _add_period(
    table: Table, convention: Convention, first: date, families: list[str], rows: list[dict[str, Any]]
) -> set[Name]:
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
    communes = _commune_counts(convention, first, rows)
    table.add_breakdown(total, communes)
    _add_staff(table, first, rows)
    table.add(cell(CellKind.DWELLINGS, first), _reporting_dwellings(rows))
    return {name for name in communes if table.cells[name] in (BAND, MASKED)}


def _commune_counts(convention: Convention, first: date, rows: list[dict[str, Any]]) -> dict[Name, Count]:
    """Every commune with a residence takes part in the sum; those under the threshold are not shown."""
    by_commune = _tally(rows, lambda row: row["residence__commune_id"])
    residences = Residence.objects.filter(landlord__convention=convention)
    codes = residences.order_by("commune_id").values_list("commune_id", flat=True).distinct()
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


def _fact_rows(convention: Convention, today: date) -> list[dict[str, Any]]:
    """Facts of the published months, those set aside excepted, grouped as finely as any cell needs."""
    months = published_months(today)
    of_convention = Incident.objects.filter(landlord__convention=convention)
    facts = of_convention.exclude(state=IncidentState.SET_ASIDE).started_between(
        start_of(months[0]), start_of(add_months(months[-1], 1))
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


def add_referrals(table: Table, convention: Convention, first: date) -> None:
    """Sent, acknowledged and answered within a period, by kind of partner and in all."""
    for kind, condition in (
        (CellKind.SENT, Q()),
        (CellKind.ACKNOWLEDGED, ~Q(referral__acknowledged_at=None) | ANSWERED),
        (CellKind.ANSWERED, ANSWERED),
    ):
        tallies = _tally_referrals(_sources(convention, first).filter(condition))
        names = {partner: cell(kind, first, partner=partner) for partner in Partner}
        for partner, name in names.items():
            table.add(name, tallies[partner].count())
        table.add_total(cell(kind, first), tallies[""].count(), names.values())


ANSWERED = ~Q(referral__answered_at=None) | Q(referral__state=ReferralState.REFUSED)  # a refusal gives its motive


def _sources(convention: Convention, first: date) -> QuerySet[ReferralSource]:
    """Referrals by what they drew on, which alone knows the residence; drafts and withdrawn drafts have no date."""
    end = add_months(first, YEAR)
    of_convention = ReferralSource.objects.filter(owner__convention=convention)
    sent = of_convention.filter(referral__sent_at__gte=start_of(first), referral__sent_at__lt=start_of(end))
    return sent.select_related("referral__sender", "referral__recipient")


def _tally_referrals(sources: Iterable[ReferralSource]) -> defaultdict[str, Tally]:
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    for source in sources:
        for group in (_partner_of(source), ""):
            tallies[group].add(_landlord_of(source), source.residence_id)
    return tallies


def _delays(convention: Convention, today: date) -> dict[Name, Shown]:
    """Median days from sending to the first answer."""
    shown: dict[Name, Shown] = {}
    for first in published_periods(today):
        groups: dict[str, list[ReferralSource]] = {str(partner): [] for partner in (*Partner, "")}
        for source in _sources(convention, first).filter(ANSWERED):
            groups[_partner_of(source)].append(source)
            groups[""].append(source)
        shown |= {cell(CellKind.DELAY, first, partner=p): _median(sources) for p, sources in groups.items()}
    return shown


def _median(sources: list[ReferralSource]) -> Shown:
    landlords = {_landlord_of(source) for source in sources}
    if len(sources) < FEWEST_ANSWERS or len(landlords) < 2:
        return MASKED
    days = []
    for referral in (source.referral for source in sources):
        answered = referral.answered_at or referral.ended_at
        days.append((answered - referral.sent_at).days if answered and referral.sent_at else 0)
    return Shown(CellState.SHOWN, median_low(days))


def _partner_of(source: ReferralSource) -> str:
    return str(PARTNER_OF[SignatoryKind(source.referral.recipient.kind)])


def _landlord_of(source: ReferralSource) -> Hashable:
    referral = source.referral
    is_recipient = referral.recipient.kind == SignatoryKind.LANDLORD
    return referral.recipient_id if is_recipient else referral.sender_id


# Posts, and the rows of the table


def _posts(convention: Convention, today: date) -> dict[Name, Shown]:
    """The directory is known to every correspondent: its counts are exact."""
    first = published_periods(today)[-1]
    filled, vacant = post_counts(convention, today)
    return {
        cell(CellKind.POSTS_FILLED, first): Shown(CellState.SHOWN, filled),
        cell(CellKind.POSTS_VACANT, first): Shown(CellState.SHOWN, vacant),
    }


def _row(convention: Convention, name: Name, figure: Shown, today: date) -> PublishedCell:
    columns = dict(zip(("kind", "first_month", "months", "family", "partner", "commune"), name, strict=True))
    return PublishedCell(convention=convention, **columns, state=figure.state, value=figure.value, published_on=today)
