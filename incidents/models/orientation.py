"""That somebody was shown the way, and nothing about whom: date, commune, channel (domain: the three themes)."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Count, QuerySet

from incidents.enums import OrientationChannel
from signatories.models import Signatory, Theme
from territory.models import Commune


class OrientationQuerySet(QuerySet["Orientation"]):
    def counted(self) -> list[tuple[str, int]]:
        """Every channel in words, with how many; the empty ones too."""
        counts = dict(self.order_by().values_list("channel").annotate(Count("pk")))
        return [(str(label), counts.get(value, 0)) for value, label in OrientationChannel.choices]


class Orientation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    landlord = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField("voie", max_length=12, choices=OrientationChannel)
    on = models.DateField("le")

    objects: ClassVar[OrientationQuerySet] = OrientationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "orientation"
        ordering = ("-on",)
