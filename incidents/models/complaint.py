"""What was lodged about a fact: a complaint, a report, a sworn warden's procès-verbal; and what was corrected since."""

import uuid
from dataclasses import fields
from datetime import date

from django.db import models
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Lower

from acting import french
from acting.days import DAY_IN_REACH
from correspondents.models import Post
from incidents.complaint_rules import ComplaintDetails, kind_of, last_day_to_send
from incidents.enums import Complainant, ComplaintKind, KnownOutcome, ToldBy
from incidents.models.fact import Incident
from signatories.models import Signatory

LONGEST_WORDS = 120  # of a field of a complaint


def compared(column: str) -> models.GeneratedField:
    """A number as `references.number_key` has it. Kept beside what was typed, because an index serves behind the wall
    only where the condition compares a column."""
    signs = (Value("[^A-Za-z0-9]"), Value(""), Value("g"))
    letters_and_digits = Func(F(column), *signs, function="regexp_replace", output_field=TextField())
    return models.GeneratedField(expression=Lower(letters_and_digits), output_field=TextField(), db_persist=True)


class ComplaintQuerySet(QuerySet["Complaint"]):
    def to_send(self) -> "ComplaintQuerySet":
        """Procès-verbaux of sworn wardens that have not left for the procureur."""
        return self.filter(complainant=Complainant.WARDEN, sent_on=None)

    def with_number_of(self, complaint: "Complaint") -> "ComplaintQuerySet":
        """The others that bear one of its numbers, letters and digits compared."""
        names = [name for name in ("pv_key", "prosecution_key") if getattr(complaint, name)]
        same = Q(*((name, getattr(complaint, name)) for name in names), _connector=Q.OR)
        others = self.filter(landlord_id=complaint.landlord_id).exclude(pk=complaint.pk)
        return others.filter(same).order_by("filed_on", "pk") if names else self.none()


class Complaint(models.Model):
    """A complaint that the landlord knows of. For a tenant's, the date alone is known and kept.

    Its situation is its fact's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    landlord = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="complaints")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="complaints")
    complainant = models.CharField("plaignant", max_length=8, choices=Complainant)
    filed_on = models.DateField("date", validators=DAY_IN_REACH)
    service = models.CharField("service", max_length=LONGEST_WORDS, blank=True)
    pv_number = models.CharField("n° de PV", max_length=40, blank=True)
    prosecution_number = models.CharField("n° de parquet", max_length=40, blank=True)
    found_on = models.DateField("constaté le", null=True, blank=True, validators=DAY_IN_REACH)
    sent_on = models.DateField("envoyé au procureur le", null=True, blank=True, validators=DAY_IN_REACH)
    outcome = models.CharField("suite connue", max_length=20, choices=KnownOutcome, blank=True)
    outcome_on = models.DateField("suite connue le", null=True, blank=True, validators=DAY_IN_REACH)
    outcome_from = models.CharField("suite connue par", max_length=12, choices=ToldBy, blank=True)
    noted_at = models.DateTimeField("notée le", null=True, editable=False)  # not known of those of before
    pv_key = compared("pv_number")
    prosecution_key = compared("prosecution_number")

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = "plainte"
        indexes = (
            models.Index(fields=("landlord", "pv_key"), condition=~Q(pv_key=""), name="complaint_by_pv"),
            models.Index(
                fields=("landlord", "prosecution_key"),
                condition=~Q(prosecution_key=""),
                name="complaint_by_prosecution",
            ),
            models.Index(
                fields=("landlord", "found_on", "id"),
                condition=Q(complainant=Complainant.WARDEN, sent_on=None),
                name="complaint_to_send",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=~Q(complainant=Complainant.TENANT)
                | Q(service="", pv_number="", prosecution_number="", outcome=""),
                name="tenant_complaint_is_a_date",
            ),
            models.CheckConstraint(
                condition=Q(complainant=Complainant.WARDEN, found_on__isnull=False)
                | Q(~Q(complainant=Complainant.WARDEN), found_on__isnull=True, sent_on__isnull=True),
                name="warden_says_when_it_was_found",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_on__isnull=True, outcome_from="")
                | Q(~Q(outcome=""), ~Q(outcome_from=""), outcome_on__isnull=False),
                name="known_outcome_is_whole",
            ),
        )

    @property
    def kind(self) -> ComplaintKind:
        return kind_of(self.complainant)

    @property
    def is_to_send(self) -> bool:
        """A sworn warden's procès-verbal that has not left for the procureur."""
        return self.kind == ComplaintKind.WARDEN and self.sent_on is None

    @property
    def to_send_until(self) -> date | None:
        return last_day_to_send(self.found_on) if self.found_on else None

    @property
    def details(self) -> ComplaintDetails:
        """As it stands: what a correction begins with."""
        return ComplaintDetails(**{each.name: getattr(self, each.name) for each in fields(ComplaintDetails)})

    def in_words(self, name: str) -> str:
        """A field as somebody reads it; "" for nothing."""
        value = getattr(self, name)
        if isinstance(value, date):
            return french.day(value)
        return str(getattr(self, f"get_{name}_display", lambda: value or "")())


class ComplaintChange(models.Model):
    """One field of a complaint corrected or completed: what stood there and what does since. Appended, and told by the
    function of the post."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="changes", db_index=False)
    at = models.DateTimeField("corrigé le")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_index=False)
    field = models.CharField("champ", max_length=20)
    former = models.CharField("auparavant", max_length=LONGEST_WORDS, blank=True)
    words = models.CharField("depuis", max_length=LONGEST_WORDS, blank=True)

    class Meta:
        verbose_name = "correction d’une plainte"
        indexes = (models.Index(fields=("complaint", "at", "id"), name="change_of_complaint"),)

    @property
    def label(self) -> str:
        return str(Complaint._meta.get_field(self.field).verbose_name)  # type: ignore[union-attr]
