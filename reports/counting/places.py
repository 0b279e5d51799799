"""Places that were orange or red once, and in this month became green, or were settled while they were not."""

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from incidents.enums import Ending, SituationKind, Turn
from incidents.models import Situation, SituationTurn
from incidents.rating import Colour
from reports.counting.months import Month
from reports.counting.tallies import by_landlord
from reports.enums import CellKind
from reports.own_steering import GRAVE
from reports.protection import Shares, Stream


def calmed_places(month: Month) -> dict[Stream, Shares]:
    """As a landlord's own steering says it, month after month: one that relapses and calms down counts again."""
    ratings = SituationTurn.objects.filter(situation=OuterRef("pk"), turn=Turn.RATED, at__lt=month.ends)
    latest, earlier = (
        Subquery(each.order_by("-at", "-id").values("colour")[:1])
        for each in (ratings, ratings.filter(at__lt=month.begins))
    )
    places = Situation.objects.filter(
        Exists(ratings.filter(colour__in=GRAVE)), landlord__convention=month.convention, kind=SituationKind.PLACE
    ).exclude(ending=Ending.MERGED)
    told = places.annotate(
        latest=latest,
        earlier=earlier,
        other_since=Exists(ratings.filter(at__gte=month.begins).exclude(colour=Colour.GREEN)),
    )
    was_not_green = Q(other_since=True) | Q(earlier__isnull=False) & ~Q(earlier=Colour.GREEN)
    is_open = Q(ended_at=None) | Q(ended_at__gte=month.ends)
    is_settled = Q(ending=Ending.SETTLED, ended_at__gte=month.begins, ended_at__lt=month.ends)
    calmed = told.filter(was_not_green).filter(is_open & Q(latest=Colour.GREEN) | is_settled)
    return {Stream(CellKind.GREEN): by_landlord(calmed.order_by().values_list("landlord_id").annotate(n=Count("pk")))}
