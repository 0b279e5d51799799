"""How long leases took in twelve months, from the first fact to the notice, on to the writ, and to the judgment."""

from collections import Counter, defaultdict
from datetime import date
from statistics import median_low
from uuid import UUID

from django.db.models import Min

from acting.days import day_of
from incidents.enums import Ending, SituationKind
from incidents.ladder import Rung
from incidents.models import Incident
from reports.counting.months import Month
from reports.counting.steps import standing_steps
from reports.protection import Shares

FACT = "fact"
LEGS = {
    "Du premier fait à la mise en demeure": (FACT, Rung.FORMAL_NOTICE),
    "De la mise en demeure à l’assignation": (Rung.FORMAL_NOTICE, Rung.WRIT),
    "De l’assignation au jugement": (Rung.WRIT, Rung.JUDGMENT),
}


def legs(month: Month) -> dict[str, tuple[Shares, int]]:
    """From the first of one to the first of the next, where that was in these months; by landlord, and the median."""
    reached, landlords = _reached(month)
    found: dict[str, tuple[Shares, int]] = {}
    for leg, (start, end) in LEGS.items():
        took = {
            lease: (days[end] - days[start]).days
            for lease, days in reached.items()
            if start in days and end in days and days[start] <= days[end]
            if month.year_begins <= days[end] < month.following
        }
        found[leg] = (Counter(landlords[lease] for lease in took), median_low(took.values()) if took else 0)
    return found


def _reached(month: Month) -> tuple[dict[UUID, dict[str, date]], dict[UUID, str]]:
    """The first day of each, by lease that moved in these months; and whose lease it is."""
    moved = (
        standing_steps(month)
        .filter(
            situation__kind=SituationKind.LEASE,
            rung__in=[end for _, end in LEGS.values()],
            done_on__gte=month.year_begins,
            done_on__lt=month.following,
        )
        .exclude(situation__ending=Ending.MERGED)
    )
    landlords = {lease: str(owner) for lease, owner in moved.values_list("situation_id", "situation__landlord_id")}
    reached: dict[UUID, dict[str, date]] = defaultdict(dict)
    steps = standing_steps(month).filter(situation__in=landlords).order_by().values_list("situation_id", "rung")
    for lease, rung, day in steps.annotate(first=Min("done_on")):
        reached[lease][rung] = day
    facts = Incident.objects.filter(situation__in=landlords, filed_at__lt=month.cut_off)
    for lease, moment in facts.order_by().values_list("situation_id").annotate(first=Min("started_at")):
        reached[lease][FACT] = day_of(moment)
    return reached, landlords
