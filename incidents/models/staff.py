"""What is done for an agent or a contractor who was targeted: closed answers, appended, told by the function."""

import uuid
from datetime import date
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q, QuerySet

from acting import french
from acting.days import DAY_IN_REACH
from correspondents.models import Post
from incidents.enums import StaffAnswer, StaffItem
from incidents.models.fact import Incident
from incidents.staff_rules import CHECKLIST, OFFERED, Said


class StaffNoteQuerySet(QuerySet["StaffNote"]):
    def standing(self) -> "StaffNoteQuerySet":
        """The latest about each point of each fact: what was noted before is its history."""
        return self.order_by("incident_id", "item", "-noted_at", "-id").distinct("incident_id", "item")

    def newest_first(self) -> "StaffNoteQuerySet":
        return self.order_by("-noted_at", "item")


class StaffNote(models.Model):
    """One point as it was noted: a correction is another row, and "" takes an answer back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="staff_notes", db_index=False)
    item = models.CharField("point", max_length=10, choices=StaffItem)
    answer = models.CharField("réponse", max_length=12, choices=StaffAnswer, blank=True)
    on = models.DateField("fait le", null=True, blank=True, validators=DAY_IN_REACH)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_index=False)
    noted_at = models.DateTimeField("noté le")

    objects = StaffNoteQuerySet.as_manager()

    class Meta:
        verbose_name = "suite donnée à un agent visé"
        indexes = (models.Index(fields=("incident", "item", "-noted_at", "-id"), name="staff_note_of_fact"),)
        constraints = (
            models.CheckConstraint(
                condition=reduce(or_, (Q(item=item, answer__in=["", *offered]) for item, offered in OFFERED.items())),
                name="staff_note_of_the_list",
            ),
            models.CheckConstraint(
                condition=Q(item__in=CHECKLIST) | Q(on__isnull=True), name="staff_note_has_a_day_where_done"
            ),
        )

    @property
    def said(self) -> Said:
        return Said(self.answer, self.on)

    @property
    def in_words(self) -> str:
        return in_words(self.answer, self.on)


def in_words(answer: str, on: date | None) -> str:
    """`"Déposée, le 3 mars 2026"`; "rien" for an answer that was taken back."""
    label = StaffAnswer(answer).label if answer else "rien"
    return f"{label}, le {french.day(on)}" if on else label
