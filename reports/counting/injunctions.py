"""Injunctions that were answered in a month, within the fifteen days or after them."""

from datetime import timedelta

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q

from referrals.enums import InjunctionState
from referrals.injunction_rules import DAYS_TO_ANSWER
from referrals.models import Injunction
from reports.counting.months import Month
from reports.counting.tallies import by_topic
from reports.enums import CellKind
from reports.protection import Shares, Stream

IN_TIME, LATE = "Réponse dans les quinze jours", "Réponse après quinze jours"


def injunctions(month: Month) -> dict[Stream, Shares]:
    """Those that were withdrawn excepted."""
    answered = Injunction.objects.filter(
        month.holds("answered_on"), landlord__convention=month.convention, noted_at__lt=month.cut_off
    ).exclude(state=InjunctionState.WITHDRAWN)
    until = F("notified_on") + timedelta(days=DAYS_TO_ANSWER)
    in_time = ExpressionWrapper(Q(answered_on__lte=until), output_field=BooleanField())
    counted = answered.order_by().annotate(in_time=in_time).values_list("in_time", "landlord_id")
    rows = [(IN_TIME if each else LATE, landlord, n) for each, landlord, n in counted.annotate(n=Count("pk"))]
    return by_topic(CellKind.INJUNCTIONS, (IN_TIME, LATE), rows)
