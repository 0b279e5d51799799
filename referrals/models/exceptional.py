"""An administrator's reading of one case, which a person of the organisation that owns it has approved."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q, QuerySet, Value

from correspondents.models import Designation, Post, User
from referrals.exceptional_rules import LASTS, REASON_MAX, WAITS, AccessState, MatterKind, state_at
from signatories.models import Convention, Signatory

LATEST_ASKED = ("-asked_at", "-id")


class ExceptionalAccessQuerySet(QuerySet["ExceptionalAccess"]):
    def open_at(self, now: datetime) -> "ExceptionalAccessQuerySet":
        """Approved, and neither over nor ended: what the reading page asks, at each request."""
        return self.filter(until__gt=now, ended_at=None)

    def waiting_at(self, now: datetime) -> "ExceptionalAccessQuerySet":
        return self.filter(approved_at=None, asked_at__gt=now - WAITS)

    def latest_first(self) -> "ExceptionalAccessQuerySet":
        return self.order_by(*LATEST_ASKED)


class ExceptionalAccess(models.Model):
    """What an administrator asked for, in that person's own words: whether the reference exists does not stand here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="+", db_index=False)
    asker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    asker_designation = models.ForeignKey(Designation, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField("référence", max_length=9)
    reason = models.CharField("motif", max_length=REASON_MAX)
    asked_at = models.DateTimeField("demandé le", editable=False)
    approver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, editable=False)
    approver_designation = models.ForeignKey(
        Designation, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    approved_at = models.DateTimeField("approuvé le", null=True, editable=False)
    until = models.DateTimeField("jusqu’à", null=True, editable=False)
    ended_at = models.DateTimeField("terminé le", null=True, editable=False)

    objects = ExceptionalAccessQuerySet.as_manager()

    class Meta:
        verbose_name = "accès exceptionnel"
        indexes = (models.Index(fields=("asker", *LATEST_ASKED), name="exceptional_of_asker"),)
        constraints = (
            models.CheckConstraint(condition=~Q(reference="") & ~Q(reason=""), name="exceptional_says_what_and_why"),
            models.CheckConstraint(
                condition=Q(approver=None, approver_designation=None, approved_at=None, until=None, ended_at=None)
                | Q(
                    approver__isnull=False,
                    approver_designation__isnull=False,
                    approved_at__isnull=False,
                    until__isnull=False,
                ),
                name="exceptional_approved_whole",
            ),
            models.CheckConstraint(
                condition=Q(approver=None) | ~Q(approver=F("asker")), name="nobody_approves_the_own_request"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until=F("approved_at") + Value(LASTS)), name="exceptional_lasts_an_hour"
            ),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def waits_until(self) -> datetime:
        return self.asked_at + WAITS

    def state_at(self, now: datetime) -> AccessState:
        return state_at(now, self.asked_at, self.until, self.ended_at)


class ExceptionalMatter(models.Model):
    """What the reference names, and whose it is: looked up by the machine, shown to the organisation that owns it and
    never to who asked. Of a reference that does not exist there is no row.

    `post` is the one that sent a partner's referral; what a landlord owns is its whole house's.
    """

    access = models.OneToOneField(ExceptionalAccess, on_delete=models.CASCADE, primary_key=True, related_name="matter")
    owner = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", null=True)
    kind = models.CharField("nature", max_length=1, choices=MatterKind)
    object_id = models.UUIDField()

    class Meta:
        verbose_name = "dossier d’un accès exceptionnel"
        constraints = (models.CheckConstraint(condition=Q(kind__in=MatterKind.values), name="exceptional_kind_known"),)


class ExceptionalReading(models.Model):
    """What is read for an hour: a copy made by the machine at the approval, gone with the hour. No table of cases is
    opened to an administrator, so that no list, count or search grows by it."""

    access = models.OneToOneField(ExceptionalAccess, on_delete=models.CASCADE, primary_key=True, related_name="reading")
    owner = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField("nature", max_length=1, choices=MatterKind)
    object_id = models.UUIDField()
    content = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "copie pour un accès exceptionnel"
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=MatterKind.values), name="exceptional_reading_kind_known"),
        )
