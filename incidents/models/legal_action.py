"""A legal action that the landlord states of a situation: the only reason for which persons are named there."""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q, QuerySet

from acting.days import DAY_IN_REACH
from correspondents.models import Post
from incidents.enums import LegalActionKind
from incidents.models.situation import Situation

LONGEST_WHY = 200


class LegalActionQuerySet(QuerySet["LegalAction"]):
    def running(self) -> "LegalActionQuerySet":
        """Not withdrawn; one at most in a situation."""
        return self.filter(withdrawn_at=None)

    def in_order(self) -> "LegalActionQuerySet":
        return self.order_by("stated_on", "noted_at", "id")


class LegalAction(models.Model):
    """A row for each: one that is withdrawn stays to be read, with its reason, and another may follow it. Contemplated
    (envisagée) until `begun_on` says since when it is begun (engagée)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    situation = models.ForeignKey(Situation, on_delete=models.PROTECT, related_name="legal_actions", db_index=False)
    kind = models.CharField("action", max_length=11, choices=LegalActionKind)
    stated_on = models.DateField("envisagée depuis le", validators=DAY_IN_REACH)
    early_why = models.CharField("pourquoi avant le premier fait", max_length=LONGEST_WHY, blank=True)
    begun_on = models.DateField("engagée le", null=True, blank=True, validators=DAY_IN_REACH)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField("inscrite le")
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)
    withdrawn_why = models.CharField("pourquoi elle est retirée", max_length=LONGEST_WHY, blank=True)

    objects = LegalActionQuerySet.as_manager()

    class Meta:
        verbose_name = "action en justice"
        indexes = (models.Index(fields=("situation", "stated_on"), name="action_of_situation"),)
        constraints = (
            models.UniqueConstraint(
                fields=("situation",), condition=Q(withdrawn_at=None), name="one_running_action_per_situation"
            ),
            models.CheckConstraint(condition=Q(kind__in=LegalActionKind.values), name="action_kind_known"),
            models.CheckConstraint(
                condition=Q(begun_on=None) | Q(begun_on__gte=F("stated_on")), name="action_begins_once_stated"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_why="") | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why=""),
                name="action_withdrawn_for_a_reason",
            ),
        )

    @property
    def stage(self) -> str:
        return "engagée" if self.begun_on else "envisagée"

    @property
    def since(self) -> date:
        return self.begun_on or self.stated_on
