"""Papers that somebody asked for, and the table of published cells: all that delegates ever read."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet

from files.models import StoredFile
from journal.enums import JobState
from journal.models import Job
from reports.enums import CellKind, CellState, Partner, ReportKind
from signatories.models import Convention

LAST_TWELVE_MONTHS = "12m"


class ReportQuerySet(QuerySet["Report"]):
    def newest_first(self) -> "ReportQuerySet":
        return self.order_by("-created_at", "id")

    def in_the_making(self) -> "ReportQuerySet":
        return self.filter(job__state__in=(JobState.QUEUED, JobState.RUNNING))


class Report(models.Model):
    """A PDF, asked for under one designation. How far it is, its job says; whether it may still be read, the rule of
    what it shows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("nature", max_length=10, choices=ReportKind)
    user_id = models.UUIDField("demandé par")
    designation_id = models.UUIDField("au titre de la désignation")
    post_id = models.UUIDField("poste")
    signatory_id = models.UUIDField("signataire")
    object_id = models.UUIDField("objet", null=True)
    period = models.CharField("période", max_length=4, blank=True)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="report")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    fingerprint = models.CharField("empreinte de ce qu’il montre", max_length=64, blank=True)
    shows = ArrayField(models.UUIDField(), verbose_name="ce qu’il énumère", default=list, db_default=[])
    pages = models.PositiveSmallIntegerField("nombre de pages", null=True)
    created_at = models.DateTimeField("demandé le")
    purge_on = models.DateField("effacé le")

    objects: ClassVar[ReportQuerySet] = ReportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "rapport"
        indexes = (models.Index(fields=("designation_id", "-created_at", "-id"), name="report_of_requester"),)
        constraints = (
            models.CheckConstraint(
                condition=(~Q(kind=ReportKind.YEARLY) & Q(object_id__isnull=False, period=""))
                | (Q(kind=ReportKind.YEARLY, object_id__isnull=True) & ~Q(period="")),
                name="report_says_about_what",
            ),
        )


class PublishedCell(models.Model):
    """One protected figure of a convention: of a month (`months` = 1) or of twelve, beginning with `first_month`.

    An empty dimension means "all of them"; a family is kept by its name, so that readers need no other table. `value`
    is None in a band ("moins de 5") and when masked.
    """

    id = models.BigAutoField(primary_key=True)
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("grandeur", max_length=12, choices=CellKind)
    first_month = models.DateField("premier mois")
    months = models.PositiveSmallIntegerField("nombre de mois")
    family = models.CharField("famille", max_length=60, blank=True)
    partner = models.CharField("destinataire", max_length=12, choices=Partner, blank=True)
    commune = models.CharField("code INSEE", max_length=5, blank=True)
    state = models.CharField("publication", max_length=6, choices=CellState)
    value = models.PositiveIntegerField("valeur", null=True)
    published_on = models.DateField("publié le")

    class Meta:
        verbose_name = "chiffre publié"
        constraints = (
            models.UniqueConstraint(
                fields=("convention", "kind", "first_month", "months", "family", "partner", "commune"),
                name="one_cell_per_key",
            ),
            models.CheckConstraint(
                condition=Q(state=CellState.SHOWN, value__isnull=False)
                | (~Q(state=CellState.SHOWN) & Q(value__isnull=True)),
                name="cell_shows_a_value_or_none",
            ),
        )
