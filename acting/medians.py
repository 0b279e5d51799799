"""The median, as the database finds it."""

from django.db.models import Aggregate


class LowerMedian(Aggregate):
    """Of two in the middle the smaller: half of them took no longer."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY(%(expressions)s))"
