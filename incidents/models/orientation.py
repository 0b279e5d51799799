"""That somebody was shown the way, and nothing about whom: date, commune, channel (domain: the three themes)."""

import uuid

from django.db import models

from incidents.enums import OrientationChannel
from signatories.models import Commune, Signatory, Theme


class Orientation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    landlord = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField("voie", max_length=12, choices=OrientationChannel)
    on = models.DateField("le")

    class Meta:
        verbose_name = "orientation"
        ordering = ("-on",)
