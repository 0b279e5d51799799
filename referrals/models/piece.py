"""The copies of photos and papers that were frozen with a disclosure: what its recipient sees of them."""

import uuid

from django.db import models

from files.models import StoredFile
from incidents.models import Attachment
from referrals.models.referral import Disclosure


class DisclosedPiece(models.Model):
    """The copy of one piece, under its number in the frozen content, which says its caption and its SHA-256. A file of
    its own: what the landlord blurs or withdraws later changes nothing of what was sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="pieces", db_index=False)
    number = models.PositiveSmallIntegerField("rang")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    thumbnail = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)

    withdrawn: Attachment | None = None  # on the sender's page: what it is a copy of, once that was withdrawn

    class Meta:
        verbose_name = "pièce communiquée"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("disclosure", "number"), name="one_piece_per_number"),)

    @property
    def frozen(self) -> dict[str, object]:
        """What the content says of it."""
        found: dict[str, object] = self.disclosure.content["attachments"][self.number - 1]
        return found
