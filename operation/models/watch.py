"""What was measured last, and what is wrong: of machines, never of people or cases."""

from django.db import models


class Measure(models.Model):
    """The latest value of one thing that is watched; `label` tells apart those of one name, as the states of jobs."""

    name = models.CharField(max_length=60)
    label = models.CharField(max_length=60, blank=True)
    value = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "label"], name="measure_once_by_label")]

    def __str__(self) -> str:
        return f"{self.name} {self.label}".strip()


class Alert(models.Model):
    """Something that is wrong since a moment. The row goes when it is right again."""

    kind = models.CharField(max_length=60, primary_key=True)
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.kind
