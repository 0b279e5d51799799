"""What happened: incidents."""

import uuid
from datetime import datetime

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from acting.days import DAY_IN_REACH
from correspondents.models import Post, User
from incidents.enums import TOLD_TO_FILERS, IncidentState, PlaceType, PoliceCalled, Recurrence
from incidents.models.fact_import import FactImport
from incidents.models.situation import Situation
from incidents.references import new_incident_reference
from signatories.models import Signatory
from territory.models import Residence

DAMAGE_MAX = 10_000_000
BY_CONTENT = "contenu:"  # begins the reference of an imported line that had none: the same line again is the same fact
# What the wall asks of a fact: with all of them in the index a count does not read the table.
OF_POLICY = ("residence", "filed_by", "situation")
LATEST = ("-started_at", "-id")
IN_RESIDENCE = ("filed_by", "place", "situation")


class Category(models.Model):
    """Two levels, as data: families in the order of the form, categories inside."""

    code = models.SlugField("code", primary_key=True, max_length=40)
    family = models.CharField("famille", max_length=40)
    family_label = models.CharField("nom de la famille", max_length=60)
    label = models.CharField("intitulé", max_length=80)
    icon = models.CharField("pictogramme", max_length=30)
    position = models.PositiveSmallIntegerField("rang")
    targets_staff = models.BooleanField("agent ou prestataire visé", default=False)
    is_violence = models.BooleanField("violence", default=False)

    class Meta:
        verbose_name = "catégorie"
        ordering = ("position",)

    def __str__(self) -> str:
        return self.label

    @property
    def named(self) -> str:
        """With its family, unless that is called the same: `"Voisinage : Animaux"`, `"Stupéfiants"`."""
        return self.label if self.label == self.family_label else f"{self.family_label} : {self.label}"


class IncidentQuerySet(QuerySet["Incident"]):
    def newest_first(self) -> "IncidentQuerySet":
        return self.order_by(*LATEST)

    def to_triage(self) -> "IncidentQuerySet":
        return self.filter(state=IncidentState.FILED)

    def most_pressing_first(self) -> "IncidentQuerySet":
        """Of those that wait: danger and agents first, then what has waited longest."""
        return self.order_by("-is_pressing", "filed_at", "id")

    def with_open_checklist(self) -> "IncidentQuerySet":
        """An agent was targeted, something is left to note, and the fact was not set aside."""
        return self.filter(staff_open=True).exclude(state=IncidentState.SET_ASIDE)

    def started_between(self, first: datetime, last: datetime) -> "IncidentQuerySet":
        return self.filter(started_at__gte=first, started_at__lt=last)

    def for_display(self) -> "IncidentQuerySet":
        return self.select_related("residence__commune", "category", "filed_post")

    def with_latest_line(self) -> "IncidentQuerySet":
        """Each fact gets what its `latest_line` says."""
        lines = FollowUp.objects.filter(incident=OuterRef("pk")).order_by("-at", "-id")
        return self.annotate(line=Subquery(lines.values(line=JSONObject(event="event", at="at"))[:1]))


class Incident(models.Model):
    """One dated disturbance, filed by landlord staff. Never shown to a partner: a referral carries its own copy."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField("référence", max_length=9, default=new_incident_reference, editable=False)
    landlord = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="incidents", db_index=False)
    residence = models.ForeignKey(Residence, on_delete=models.PROTECT, related_name="incidents", db_index=False)
    situation = models.ForeignKey(Situation, on_delete=models.PROTECT, related_name="incidents", null=True)
    place = models.CharField("lieu", max_length=12, choices=PlaceType)
    building = models.CharField("bâtiment ou entrée", max_length=40, blank=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="incidents", db_index=False)
    started_at = models.DateTimeField("survenu le")
    recurrence = models.CharField("récurrence", max_length=10, choices=Recurrence)
    facts = models.CharField("faits", max_length=600)
    damage_euros = models.PositiveIntegerField(
        "dommage en euros", null=True, blank=True, validators=(MaxValueValidator(DAMAGE_MAX),)
    )
    police_called = models.CharField("police appelée", max_length=12, choices=PoliceCalled, default=PoliceCalled.NO)
    is_pressing = models.BooleanField("danger, ou agent visé", default=False, db_default=False, editable=False)
    targets_staff = models.BooleanField("agent ou prestataire visé", default=False, db_default=False, editable=False)
    staff_open = models.BooleanField("suites à noter", default=False, db_default=False, editable=False)
    informed_on = models.DateField("réclamant informé le", null=True, blank=True, validators=DAY_IN_REACH)
    state = models.CharField("état", max_length=10, choices=IncidentState, default=IncidentState.FILED)
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    filed_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_index=False)
    filed_at = models.DateTimeField("déclaré le")
    submission = models.UUIDField("envoi", unique=True, editable=False)
    # Of a fact that was brought along from another tool: its reference there, and the file that it came in.
    own_reference = models.CharField(
        "référence d’origine", max_length=60, blank=True, default="", db_default="", editable=False
    )
    fact_import = models.ForeignKey(
        FactImport, on_delete=models.PROTECT, related_name="incidents", null=True, db_index=False, editable=False
    )

    objects = IncidentQuerySet.as_manager()
    category_label: str  # of a fact on a page of the list, as the next one
    commune_name: str

    class Meta:
        verbose_name = "fait"
        # Every order of the list is one of these, read forwards or backwards. No column that begins one of them has an
        # index of its own, nor have those that nobody looks facts up by: an insert then costs what it did (1.2 ×).
        indexes = (
            models.Index(fields=("landlord", *LATEST), name="incident_of_landlord", include=OF_POLICY),
            models.Index(fields=("landlord", "state", *LATEST), name="incident_in_state", include=OF_POLICY),
            models.Index(fields=("landlord", "category", *LATEST), name="incident_of_category", include=OF_POLICY),
            # With the place, so that the few facts of one residence are put in order of it without being read. Both
            # begin with the landlord, as the wall does: the planner else takes the two conditions apart and sorts.
            # The state stands behind the order, where it still narrows: a gardien's facts that wait are few of many.
            models.Index(
                fields=("landlord", "residence", *LATEST, "state"), name="incident_of_residence", include=IN_RESIDENCE
            ),
            models.Index(
                fields=("landlord", "filed_by", *LATEST, "state"),
                name="incident_of_author",
                include=("residence", "situation"),
            ),
            # What waits, and no more of it.
            models.Index(
                fields=("landlord", "-is_pressing", "filed_at", "id"),
                include=("place", "category", *OF_POLICY),
                condition=Q(state=IncidentState.FILED),
                name="incident_waiting",
            ),
            # What was broken, for the damage of a year: one fact in six.
            models.Index(
                fields=("landlord", "started_at"),
                include=("damage_euros", *OF_POLICY),
                condition=Q(damage_euros__isnull=False) & ~Q(state=IncidentState.SET_ASIDE),
                name="incident_damage",
            ),
            # Agents who were targeted: those whose checklist is open, and the figure of a year.
            models.Index(
                fields=("landlord", "filed_at", "id"),
                include=("state", *OF_POLICY),
                condition=Q(staff_open=True),
                name="incident_staff_open",
            ),
            models.Index(
                fields=("landlord", "started_at"),
                include=("state", "place", *OF_POLICY),
                condition=Q(targets_staff=True),
                name="incident_targets_staff",
            ),
            # What one file brought along, to be taken away again.
            models.Index(fields=("fact_import",), condition=Q(fact_import__isnull=False), name="incident_imported"),
        )
        constraints = (
            models.UniqueConstraint(fields=("reference",), name="one_fact_per_reference"),
            models.CheckConstraint(condition=Q(state__in=IncidentState.values), name="incident_state_known"),
            models.CheckConstraint(condition=~Q(facts=""), name="incident_says_something"),
            models.CheckConstraint(
                condition=Q(staff_open=False) | Q(targets_staff=True), name="open_where_staff_is_targeted"
            ),
            models.UniqueConstraint(
                fields=("landlord", "own_reference"), condition=~Q(own_reference=""), name="one_fact_per_own_reference"
            ),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def told_state(self) -> str:
        """The state in plain words, for whoever filed."""
        return TOLD_TO_FILERS[IncidentState(self.state)]

    @property
    def shown_reference(self) -> str:
        """What it was called where it came from; of a line that had no reference nothing."""
        return "" if self.own_reference.startswith(BY_CONTENT) else self.own_reference

    @property
    def latest_line(self) -> "FollowUp | None":
        """The latest neutral line about a fact that came `with_latest_line`; None when it was not passed on."""
        line = vars(self)["line"]
        return FollowUp(event=line["event"], at=datetime.fromisoformat(line["at"])) if line else None


class FactCount(models.Model):
    """How many facts of a category started in a month, those set aside left out: what a landlord's own figures add up.

    Written by `incidents_count_facts` alone, with each change of the facts and in its transaction: a year of 100,000
    facts is then 180 rows, where no index could spare the walk of all of them (63 ms).
    """

    id = models.BigAutoField(primary_key=True)
    landlord = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+", db_index=False)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    facts = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("landlord", "month", "category"), name="one_count_of_facts_per_month"),
        )


class FollowUp(models.Model):
    """The neutral line for whoever filed: that it was passed on, that an answer came. No partner, no content, and no
    way to the referral: it is written on the fact."""

    class Event(models.TextChoices):
        PASSED_ON = "passed_on", "Transmis à un partenaire"
        ANSWERED = "answered", "Un partenaire a répondu"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="follow_ups", db_index=False)
    event = models.CharField(max_length=10, choices=Event)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "suite d’un fait"
        ordering = ("at", "id")
        indexes = (models.Index(fields=("incident", "at", "id"), name="follow_up_of_fact"),)
