"""Meetings of the convention: who was there by function, what was decided, who owes it by when."""

import uuid
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from acting.days import DAY_IN_REACH
from files.models import StoredFile
from signatories.enums import MeetingKind
from signatories.models.convention import Convention, Signatory

AGENDA_LENGTH, MINUTES_LENGTH = 4000, 12000


class MeetingQuerySet(QuerySet["Meeting"]):
    def to_come(self, now: datetime) -> "MeetingQuerySet":
        """The next one first."""
        return self.filter(starts_at__gte=now).order_by("starts_at", "id")

    def held(self, now: datetime) -> "MeetingQuerySet":
        """The latest one first."""
        return self.filter(starts_at__lt=now).order_by("-starts_at", "-id")

    def with_decision_counts(self, day: date) -> "MeetingQuerySet":
        """Each meeting gets `decision_count`, `open_count` and `overdue_count`, counted for those that are shown."""
        decisions = Decision.objects.filter(meeting=OuterRef("pk")).order_by().values("meeting")
        still_open = Q(done_on=None)
        counts = {
            "decision_count": Count("pk"),
            "open_count": Count("pk", filter=still_open),
            "overdue_count": Count("pk", filter=still_open & Q(due_on__lt=day)),
        }
        counted = {name: Subquery(decisions.annotate(n=count).values("n")) for name, count in counts.items()}
        return self.annotate(**{name: Coalesce(count, 0) for name, count in counted.items()})


class Meeting(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField("nature", max_length=12, choices=MeetingKind)
    title = models.CharField("intitulé", max_length=160)
    starts_at = models.DateTimeField("le")
    place = models.CharField("lieu", max_length=160, blank=True)
    agenda = models.TextField("ordre du jour", blank=True, validators=(MaxLengthValidator(AGENDA_LENGTH),))
    minutes = models.TextField("relevé", blank=True, validators=(MaxLengthValidator(MINUTES_LENGTH),))
    minutes_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    is_cancelled = models.BooleanField("annulée", default=False)
    revision = models.PositiveIntegerField("nombre de changements", default=0, editable=False)

    objects: ClassVar[MeetingQuerySet] = MeetingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "réunion"
        ordering = ("-starts_at",)
        indexes = (models.Index(fields=("convention", "starts_at", "id"), name="meeting_by_date"),)

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """An institution at a meeting, by function; no name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    signatory = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+")
    function = models.CharField("fonction", max_length=120)
    was_present = models.BooleanField("présent", default=True)

    class Meta:
        verbose_name = "présence"
        ordering = ("signatory__kind", "signatory__search_name", "function")
        constraints = (
            models.UniqueConstraint(fields=("meeting", "signatory", "function"), name="one_attendance_per_function"),
        )


# A sort of the few decisions that are open, not an index: a convention takes some dozens a year.
OWN_DECISIONS_FIRST = ("is_others", "due_on", "meeting__starts_at", "number", "id")


class DecisionQuerySet(QuerySet["Decision"]):
    def still_open(self) -> "DecisionQuerySet":
        return self.filter(done_on=None)

    def owned_first_by(self, signatory_id: UUID | None) -> "DecisionQuerySet":
        """Its own ones, then the others; the most urgent first, those without a date last."""
        others = Case(When(owner_id=signatory_id, then=Value(0)), default=Value(1))
        return self.annotate(is_others=others).order_by(*OWN_DECISIONS_FIRST)


class Decision(models.Model):
    """What was decided; its owner is a signatory and a function, never a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    number = models.PositiveSmallIntegerField("rang")
    text = models.CharField("décision", max_length=500)
    owner = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="decisions")
    owner_function = models.CharField("fonction", max_length=120)
    due_on = models.DateField("pour le", null=True, blank=True, validators=DAY_IN_REACH)
    done_on = models.DateField("faite le", null=True, blank=True, validators=DAY_IN_REACH)
    follow_up = models.CharField("suivi", max_length=300, blank=True)

    objects: ClassVar[DecisionQuerySet] = DecisionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "décision"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("meeting", "number"), name="one_decision_per_number"),)
        indexes = (models.Index(fields=("due_on",), name="decision_open", condition=Q(done_on=None)),)

    def is_overdue_on(self, day: date) -> bool:
        return self.done_on is None and self.due_on is not None and self.due_on < day
