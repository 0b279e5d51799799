"""What a landlord keeps of a referral once it was told that nobody was found guilty: its own, whoever sent it."""

from django.db import models
from django.db.models import Q

from acting.days import DAY_IN_REACH
from correspondents.models import Designation
from referrals.models.referral import Referral
from signatories.models import Signatory


class Retention(models.Model):
    """The last word stands. It marks and erases nothing by itself."""

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, primary_key=True, related_name="+")
    landlord = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+", db_index=False)
    civil_action = models.BooleanField("une action civile est en cours")
    review_on = models.DateField("à revoir le", null=True, validators=DAY_IN_REACH)
    designation = models.ForeignKey(Designation, on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField("décidé le")

    class Meta:
        verbose_name = "décision de conservation"
        indexes = (
            models.Index(
                fields=("landlord", "review_on"), condition=Q(review_on__isnull=False), name="retention_to_review"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(civil_action=True, review_on__isnull=False) | Q(civil_action=False, review_on__isnull=True),
                name="retention_has_one_end",
            ),
        )

    def __str__(self) -> str:
        return str(self.referral_id)
