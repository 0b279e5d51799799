"""Facts declared before the cut-off of their month, those that came too late for theirs, and the dwellings behind."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet

from acting.days import start_of
from incidents.enums import IncidentState
from incidents.models import Category, Incident, IncidentQuerySet
from reports.counting.months import Month
from reports.enums import CellKind
from reports.protection import Shares, Stream, open_communes, summed
from territory.models import Residence


def declared_facts(month: Month) -> QuerySet[Incident]:
    """Facts of the month that were declared before its cut-off, those set aside by then excepted."""
    return _kept(month).started_between(month.begins, month.ends).filter(filed_at__lt=month.cut_off)


def _kept(month: Month) -> IncidentQuerySet:
    facts: IncidentQuerySet = Incident.objects.filter(landlord__convention=month.convention)
    return facts.exclude(state=IncidentState.SET_ASIDE)


def _by_landlord(facts: QuerySet[Incident], *groups: str) -> Iterable[tuple[Any, ...]]:
    return facts.order_by().values_list(*groups, "landlord_id").annotate(n=Count("id"))


def facts_by_family(month: Month) -> dict[Stream, Shares]:
    labels = Category.objects.order_by().values_list("family_label", flat=True).distinct()
    counted: dict[Stream, Counter[str]] = {Stream(CellKind.FACTS, family=label): Counter() for label in labels}
    for label, landlord, number in _by_landlord(declared_facts(month), "category__family_label"):
        counted[Stream(CellKind.FACTS, family=label)][str(landlord)] += number
    return dict(counted)


def facts_by_commune(month: Month) -> dict[Stream, Shares]:
    """Of the communes that may ever be told; the others are counted nowhere but in the families."""
    landlords: dict[str, set[object]] = defaultdict(set)
    dwellings: Counter[str] = Counter()
    estates = Residence.objects.filter(landlord__convention=month.convention)
    for commune, landlord, number in estates.values_list("commune_id", "landlord_id", "dwellings"):
        landlords[commune].add(landlord)
        dwellings[commune] += number
    opened = open_communes({commune: len(each) for commune, each in landlords.items()}, dwellings)
    counted: dict[Stream, Counter[str]] = {Stream(CellKind.COMMUNE, commune=code): Counter() for code in opened}
    for code, landlord, number in _by_landlord(declared_facts(month), "residence__commune_id"):
        if code in opened:
            counted[Stream(CellKind.COMMUNE, commune=code)][str(landlord)] += number
    return dict(counted)


def late_facts(month: Month) -> Shares:
    """What came after the cut-off of its own month, in the month in which it came: since the last cut-off."""
    if month.since is None:
        return {}
    came = _kept(month).filter(filed_at__gte=month.since, filed_at__lt=month.cut_off, started_at__lt=month.begins)
    return {str(landlord): number for landlord, number in _by_landlord(came)}


def staff_families() -> list[str]:
    """Facts that target an agent are whole families."""
    targeted = Category.objects.filter(targets_staff=True)
    return sorted(targeted.order_by().values_list("family_label", flat=True).distinct())


def reporting_dwellings(month: Month) -> Shares:
    """Dwellings of the landlords that declared a fact of the last twelve months: the denominator of every rate."""
    declared = _kept(month).started_between(start_of(month.year_begins), month.ends).filter(filed_at__lt=month.cut_off)
    landlords = declared.order_by().values_list("landlord_id", flat=True).distinct()
    estates = Residence.objects.filter(landlord__in=set(landlords))
    return summed({str(landlord): number} for landlord, number in estates.values_list("landlord_id", "dwellings"))
