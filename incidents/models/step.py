"""One rung of the landlord's graduated response, taken in a situation."""

import uuid

from django.db import models
from django.db.models import Case, F, Q, QuerySet, Value, When

from acting.days import DAY_IN_REACH, months_after
from correspondents.models import Post
from files.models import StoredFile
from incidents.ladder import NODES, Proof, Result, Rung, Skip, Taken
from incidents.models.situation import Situation

LONGEST_WHY = 200  # of a withdrawal
LAW_MONTHS = {node.rung: node.delay.months for node in NODES if node.delay and node.delay.is_law}
WAITS = Q(result="", withdrawn_at=None)  # for its result


class StepQuerySet(QuerySet["Step"]):
    def standing(self) -> "StepQuerySet":
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def waiting(self) -> "StepQuerySet":
        """For its result."""
        return self.filter(WAITS)

    def in_order(self) -> "StepQuerySet":
        return self.order_by("done_on", "noted_at", "id")


class Step(models.Model):
    """Written once; its result and its proof on paper (`receipt`) come later, and what was written by mistake is
    withdrawn with a reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    situation = models.ForeignKey(Situation, on_delete=models.PROTECT, related_name="steps", db_index=False)
    rung = models.CharField("démarche", max_length=13, choices=Rung)
    done_on = models.DateField("faite le", validators=DAY_IN_REACH)
    until = models.DateField("délai jusqu’au", null=True, blank=True, validators=DAY_IN_REACH)
    proof = models.CharField("preuve", max_length=10, choices=Proof)
    tracking_number = models.CharField("n° de suivi", max_length=40, blank=True)
    skip = models.CharField("étape passée", max_length=7, choices=Skip, blank=True)
    note = models.CharField("précision", max_length=300, blank=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField("notée le")
    result = models.CharField("résultat", max_length=9, choices=Result, blank=True)
    resulted_on = models.DateField("résultat du", null=True, blank=True, validators=DAY_IN_REACH)
    receipt = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)
    withdrawn_why = models.CharField("pourquoi elle est retirée", max_length=LONGEST_WHY, blank=True)

    # The end of the law's delay, as `ladder.due_on` reckons it, or else of the landlord's own.
    due_on = models.GeneratedField(
        expression=Case(
            *(When(rung=rung, then=months_after(F("done_on"), Value(months))) for rung, months in LAW_MONTHS.items()),
            default=F("until"),
        ),
        output_field=models.DateField(null=True),
        db_persist=True,
    )

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = "démarche"
        indexes = (
            models.Index(fields=("situation", "done_on", "noted_at", "id"), name="step_of_situation"),
            models.Index(fields=("due_on", "id"), condition=WAITS & Q(due_on__isnull=False), name="step_due"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(rung__in=Rung.values), name="step_rung_known"),
            models.CheckConstraint(
                condition=Q(result="", resulted_on=None) | ~Q(result="") & Q(resulted_on__isnull=False),
                name="step_result_has_a_day",
            ),
        )

    @property
    def is_law(self) -> bool:
        """Whether the day that is due is the law's."""
        return self.rung in LAW_MONTHS

    @property
    def taken(self) -> Taken:
        return Taken(Rung(self.rung), self.done_on, self.result, self.until)
