"""What a recipient says: answers that were given, and the one that is prepared at its post."""

import uuid

from django.db import models
from django.db.models import Q

from acting.phones import LONGEST, check_dialled
from correspondents.models import Designation, Post
from referrals.models.referral import Referral
from referrals.retention_rules import CLEARED
from signatories.models import Signatory


class GivenOutcome(models.Model):
    """A closed outcome with the detail that it asks for, and an optional short note."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    outcome = models.CharField("suite", max_length=30)
    outcome_date = models.DateField("le", null=True)
    outcome_time = models.TimeField("à", null=True)
    outcome_count = models.PositiveSmallIntegerField("nombre", null=True)
    outcome_motive = models.CharField("motif", max_length=30, blank=True)
    outcome_institution = models.ForeignKey(
        Signatory, on_delete=models.PROTECT, related_name="+", null=True, db_index=False, verbose_name="institution"
    )
    outcome_phone = models.CharField(
        "téléphone", max_length=LONGEST, default="", db_default="", blank=True, validators=(check_dialled,)
    )
    note = models.CharField("précision", max_length=300, blank=True)
    replaces_former = models.BooleanField("remplace la réponse précédente", default=False, db_default=False)

    class Meta:
        abstract = True


class Answer(GivenOutcome):
    """Never edited: a further answer is a further row.

    `sender` is who sent the referral, so that what came back last to a house is one walk of an index (1,200 ×).
    """

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="answers")
    sender = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+", db_index=False)
    designation = models.ForeignKey(Designation, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField("donnée le")

    class Meta:
        verbose_name = "réponse"
        ordering = ("answered_at",)
        indexes = (
            models.Index(fields=("sender", "-answered_at", "-id"), name="answer_to_sender"),
            models.Index(
                fields=("sender", "-answered_at"), condition=Q(outcome_motive__in=CLEARED), name="answer_clearing"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome_time=None) | Q(outcome_date__isnull=False), name="answer_hour_has_day"
            ),
        )


class PreparedAnswer(GivenOutcome):
    """What somebody of the recipient's post has written for whoever answers there: the post's own, and no answer before
    it is validated. `version` counts its changes; the row goes when it is sent or given up."""

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="prepared_answer")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_index=False)
    designation = models.ForeignKey(Designation, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField("préparée le")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "réponse préparée"
        indexes = (models.Index(fields=("post", "prepared_at", "id"), name="prepared_at_post"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome_time=None) | Q(outcome_date__isnull=False), name="prepared_hour_has_day"
            ),
        )


OUTCOME_FIELDS = (
    "outcome",
    "outcome_date",
    "outcome_time",
    "outcome_count",
    "outcome_motive",
    "outcome_institution",
    "outcome_phone",
    "note",
    "replaces_former",
)
