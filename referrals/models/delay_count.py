"""How long a house waited for its first answers, month by month."""

from django.db import models

from signatories.models import Signatory


class DelayCount(models.Model):
    """How many referrals that a house sent in a month had their first answer after so many whole days, a refusal with
    its motive being one; `days` is NULL for those that have none.

    Written by `referrals.delay_walls` alone, as `incidents.models.FactCount` is; the median of a house's own figures
    is read off these few rows.
    """

    id = models.BigAutoField(primary_key=True)
    sender = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    days = models.IntegerField(null=True)
    referrals = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("sender", "month", "days"), name="one_count_of_delays_per_month", nulls_distinct=False
            ),
        )
