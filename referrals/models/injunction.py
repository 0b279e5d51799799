"""A préfectoral injunction as both sides keep count of it, and what the landlord alone knows of it: the lease."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Case, ExpressionWrapper, F, Q, QuerySet, Value, When

from acting.days import DAY_IN_REACH, months_after
from correspondents.models import Designation, Post
from incidents.references import new_injunction_reference
from referrals.enums import InjunctionAnswer, InjunctionRefusal, InjunctionState
from referrals.injunction_rules import (
    ADDRESS_LENGTH,
    COURT_LENGTH,
    DAYS_TO_ANSWER,
    ENDED,
    LEASE_LENGTH,
    MONTHS_TO_SEIZE,
    NOTE_LENGTH,
    RUNNING,
    Clock,
    answer_due_on,
    seizure_due_on,
)
from signatories.models import Signatory
from territory.models import Commune, Residence


class InjunctionRank(models.IntegerChoices):
    """What a list begins with: where a clock runs; then what is open, and what has ended."""

    RUNNING, OPEN, ENDED = range(3)


INJUNCTION_KEYS = ("due_rank", "due_on", "-notified_on", "id")


class InjunctionQuerySet(QuerySet["Injunction"]):
    def running(self) -> "InjunctionQuerySet":
        """A clock runs, or has run out without anybody having written anything down."""
        return self.filter(due_rank=InjunctionRank.RUNNING)

    def unanswered_on(self, day: date) -> "InjunctionQuerySet":
        return self.filter(state=InjunctionState.NOTIFIED, due_on__lt=day)

    def by_what_is_due(self) -> "InjunctionQuerySet":
        return self.order_by(*INJUNCTION_KEYS)

    def for_display(self) -> "InjunctionQuerySet":
        return self.select_related("landlord", "issuer_post__signatory", "commune")


class Injunction(models.Model):
    """Written down by the préfecture that issues it, or by the landlord that was given it on paper (`issuer_post` is
    then empty, and the préfecture does not see it). It names nobody: neither occupant nor dwelling.

    `address` is said in words even where the residence is known: a partner reads no residence that has closed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField("référence", max_length=9, default=new_injunction_reference, editable=False)
    issuer_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    noted_by = models.ForeignKey(Designation, on_delete=models.PROTECT, related_name="+", editable=False)
    noted_at = models.DateTimeField("inscrite le", editable=False)
    landlord = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+", db_index=False)
    residence = models.ForeignKey(Residence, on_delete=models.PROTECT, related_name="+", null=True)
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="+")
    address = models.CharField("adresse de l’immeuble", max_length=ADDRESS_LENGTH)
    ground_stated = models.BooleanField("fondement déclaré", default=False)
    notified_on = models.DateField("notifiée par le préfet le", validators=DAY_IN_REACH)
    state = models.CharField(
        "état", max_length=12, choices=InjunctionState, default=InjunctionState.NOTIFIED, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    answer = models.CharField("réponse", max_length=8, choices=InjunctionAnswer, blank=True, editable=False)
    answered_on = models.DateField("réponse du", null=True, editable=False)
    refusal_motive = models.CharField("motif", max_length=14, choices=InjunctionRefusal, blank=True, editable=False)
    answer_note = models.CharField("précision", max_length=NOTE_LENGTH, blank=True, editable=False)
    seized_on = models.DateField("juge saisi le", null=True, editable=False)
    court = models.CharField("juridiction", max_length=COURT_LENGTH, blank=True, editable=False)
    substituted_on = models.DateField("juge saisi par le préfet le", null=True, editable=False)
    ended_on = models.DateField("terminée le", null=True, editable=False)

    # The end of the clock that runs, as `injunction_rules` reckons it, and the order of the lists.
    due_on = models.GeneratedField(
        expression=Case(
            When(
                state=InjunctionState.NOTIFIED,
                then=ExpressionWrapper(F("notified_on") + Value(DAYS_TO_ANSWER), models.DateField()),
            ),
            When(state=InjunctionState.ACCEPTED, then=months_after(F("answered_on"), Value(MONTHS_TO_SEIZE))),
        ),
        output_field=models.DateField(null=True),
        db_persist=True,
    )
    due_rank = models.GeneratedField(
        expression=Case(
            When(state__in=RUNNING, then=InjunctionRank.RUNNING),
            When(state__in=ENDED, then=InjunctionRank.ENDED),
            default=InjunctionRank.OPEN,
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )

    objects = InjunctionQuerySet.as_manager()

    class Meta:
        verbose_name = "injonction"
        indexes = (
            models.Index(fields=("landlord", *INJUNCTION_KEYS), name="injunction_of_landlord"),
            models.Index(fields=("issuer_post", *INJUNCTION_KEYS), name="injunction_of_issuer"),
            models.Index(fields=("due_on",), condition=Q(state__in=RUNNING), name="injunction_clock"),
        )
        constraints = (
            models.UniqueConstraint(fields=("reference",), name="one_injunction_per_reference"),
            models.CheckConstraint(condition=Q(state__in=InjunctionState.values), name="injunction_state_known"),
            models.CheckConstraint(condition=Q(ground_stated=True), name="injunction_states_its_ground"),
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None) | ~Q(answer="") & Q(answered_on__isnull=False),
                name="injunction_answer_has_date",
            ),
            models.CheckConstraint(
                condition=Q(answer=InjunctionAnswer.REFUSED) & ~Q(refusal_motive="")
                | ~Q(answer=InjunctionAnswer.REFUSED) & Q(refusal_motive="", answer_note=""),
                name="injunction_refusal_has_motive",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def is_of_prefecture(self) -> bool:
        """Written down by the préfecture itself, not by the landlord that was given it on paper."""
        return self.issuer_post_id is not None

    @property
    def place(self) -> str:
        return f"{self.address}, {self.commune.name}"

    def state_on(self, day: date) -> InjunctionState:
        """What the dates say: past its last day an injunction is unanswered, before any job wrote it down."""
        state = InjunctionState(self.state)
        is_past = state == InjunctionState.NOTIFIED and answer_due_on(self.notified_on) < day
        return InjunctionState.EXPIRED if is_past else state

    def clocks_on(self, day: date) -> list[Clock]:
        """The one to answer, and once accepted the one to seize the judge."""
        is_over = self.state in (*ENDED, InjunctionState.SUBSTITUTED)
        clocks = [Clock("Répondre au préfet", answer_due_on(self.notified_on), self.answered_on, day, is_over)]
        if self.answer == InjunctionAnswer.ACCEPTED and self.answered_on:
            clocks.append(Clock("Saisir le juge", seizure_due_on(self.answered_on), self.seized_on, day, is_over))
        return clocks


class InjunctionLease(models.Model):
    """Under which number the landlord finds the lease in its own books. A table of its own, since the préfecture reads
    the injunction and never this."""

    injunction = models.OneToOneField(Injunction, on_delete=models.CASCADE, primary_key=True, related_name="lease")
    number = models.CharField("numéro du bail", max_length=LEASE_LENGTH)

    class Meta:
        verbose_name = "bail concerné par une injonction"

    def __str__(self) -> str:
        return self.number
