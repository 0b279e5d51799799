"""Situations of leases that ended in a month, and those of them that were settled without a mise en demeure."""

from django.db.models import Count, Exists, OuterRef, QuerySet

from incidents.enums import Ending, SituationKind
from incidents.models import Situation
from reports.counting.months import Month
from reports.counting.steps import standing_steps
from reports.counting.tallies import by_landlord
from reports.enums import CellKind
from reports.own_steering import FROM_THE_NOTICE
from reports.protection import Shares, Stream


def leases(month: Month) -> dict[Stream, Shares]:
    ended = Situation.objects.filter(
        landlord__convention=month.convention,
        kind=SituationKind.LEASE,
        ended_at__gte=month.begins,
        ended_at__lt=month.ends,
    ).exclude(ending=Ending.MERGED)
    noticed = standing_steps(month).filter(situation=OuterRef("pk"), rung__in=FROM_THE_NOTICE)
    settled = ended.filter(~Exists(noticed), ending=Ending.SETTLED)
    return {Stream(CellKind.LEASES): _counted(ended), Stream(CellKind.SETTLED): _counted(settled)}


def _counted(found: QuerySet[Situation]) -> Shares:
    return by_landlord(found.order_by().values_list("landlord_id").annotate(n=Count("pk")))
