"""Orientations that were made in a month, by theme. Of whom nothing is known; of small counts it is told no more."""

from django.db.models import Count

from incidents.models import Orientation
from reports.counting.months import Month
from reports.counting.tallies import by_topic
from reports.enums import CellKind
from reports.protection import Shares, Stream
from signatories.models import Theme


def orientations(month: Month) -> dict[Stream, Shares]:
    """Of the themes that keep a trace and stand today."""
    themes = Theme.objects.filter(convention=month.convention, keeps_orientation=True, withdrawn_on=None)
    names = list(themes.values_list("name", flat=True))
    made = Orientation.objects.filter(month.holds("on"), landlord__convention=month.convention)
    rows = made.order_by().values_list("theme__name", "landlord_id").annotate(n=Count("pk"))
    return by_topic(CellKind.ORIENTED, names, rows)
