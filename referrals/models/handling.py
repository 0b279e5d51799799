"""Who at the recipient's post handles a referral, and when it is looked at again: two columns, and no words.

What a court file may hold of an inquiry (CPP 11) has no place in the portal, so there is no note beside them.
"""

from django.db import models
from django.db.models import Q

from acting.days import DAY_IN_REACH
from correspondents.models import Designation, Post
from referrals.models.referral import Referral


class Handling(models.Model):
    """The recipient's post alone sees it, while what was shared is read: never the sender, nor another post of the
    house."""

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, primary_key=True, related_name="handling")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_index=False)
    assigned_to = models.ForeignKey(Designation, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    review_on = models.DateField("à revoir le", null=True, validators=DAY_IN_REACH)
    noted_by = models.ForeignKey(Designation, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField("noté le")

    class Meta:
        verbose_name = "suivi au poste"
        indexes = (
            models.Index(fields=("post", "review_on"), condition=Q(review_on__isnull=False), name="handling_to_review"),
            models.Index(fields=("post", "assigned_to"), name="handling_of_somebody"),
        )

    def __str__(self) -> str:
        return str(self.referral_id)
