"""What is kept of the days that are due: what a person put off, and up to which day somebody was told."""

import uuid

from django.db import models
from django.db.models import Q

from acting.days import DAY_IN_REACH
from correspondents.models.user import User


class Snooze(models.Model):
    """Put off by one person, for that person alone. It names the row of an upper room by kind and identifier, and
    lapses by itself on its day, and when the row is due on another one than then (`due_on`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField("sorte", max_length=20)
    object_id = models.UUIDField("objet")
    until = models.DateField("reportée au", validators=DAY_IN_REACH)
    due_on = models.DateField("échéance du", validators=DAY_IN_REACH)

    class Meta:
        verbose_name = "échéance reportée"
        constraints = (
            models.UniqueConstraint(fields=("user", "kind", "object_id"), name="one_snooze_per_due"),
            models.CheckConstraint(condition=~Q(kind=""), name="snooze_says_of_what"),
        )


class DueTelling(models.Model):
    """The last day on which a person was told that days are due: one mail a day, and none twice."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    told_on = models.DateField("avertie le", null=True)

    class Meta:
        verbose_name = "rappel d’échéances"
