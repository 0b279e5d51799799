"""Papers that somebody asked for, the published cells, which are all that delegates ever read, and their bilans."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q, QuerySet

from acting import french
from correspondents.models import Designation
from files.models import StoredFile
from journal.enums import JobState
from journal.models import Job
from reports.enums import CellKind, CellState, Chapter, Partner, PublicationState, ReportKind, ReviewState
from reports.periods import SLIDING
from signatories.models import Convention

LAST_TWELVE_MONTHS = SLIDING
OF_A_PERIOD = (ReportKind.YEARLY, ReportKind.QUARTER)  # papers of published months, and of no object
REASON_LENGTH = 240
TOPIC_LENGTH = 120  # as long as the name of a subject or of a theme
LONGEST_COMMENTARY = 3000


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
    period = models.CharField("période", max_length=7, blank=True)
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
                condition=(~Q(kind__in=(*OF_A_PERIOD, ReportKind.OWN)) & Q(object_id__isnull=False, period=""))
                | (Q(kind__in=OF_A_PERIOD, object_id__isnull=True) & ~Q(period=""))
                | (Q(kind=ReportKind.OWN, object_id__isnull=False) & ~Q(period="")),
                name="report_says_about_what",
            ),
        )


class PublicationQuerySet(QuerySet["Publication"]):
    def newest_first(self) -> "PublicationQuerySet":
        return self.order_by("-month")

    def published(self) -> "PublicationQuerySet":
        return self.filter(state=PublicationState.PUBLISHED)

    def prepared(self) -> "PublicationQuerySet":
        return self.filter(state=PublicationState.PREPARED)

    def once_published(self) -> "PublicationQuerySet":
        """Those that are withdrawn included, also while their next edition waits."""
        return self.filter(published_at__isnull=False)


class Publication(models.Model):
    """A month of a convention: closed at its cut-off, counted once, looked at, published. What it tells never changes;
    a later edition tells the same again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="+")
    month = models.DateField("mois")
    cut_off = models.DateTimeField("arrêté le")
    small_count = models.PositiveSmallIntegerField("plus grand effectif masqué")
    state = models.CharField("état", max_length=9, choices=PublicationState, default=PublicationState.PREPARED)
    edition = models.PositiveSmallIntegerField("édition", default=1)
    prepared_at = models.DateTimeField("préparé le")
    published_at = models.DateTimeField("publié le", null=True)

    objects: ClassVar[PublicationQuerySet] = PublicationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "publication"
        constraints = (
            models.UniqueConstraint(fields=("convention", "month"), name="one_publication_per_month"),
            models.CheckConstraint(
                condition=Q(state=PublicationState.PREPARED) | Q(published_at__isnull=False),
                name="published_at_a_moment",
            ),
        )

    def __str__(self) -> str:
        return french.day(self.month, "month")

    @property
    def is_prepared(self) -> bool:
        return self.state == PublicationState.PREPARED

    @property
    def is_published(self) -> bool:
        return self.state == PublicationState.PUBLISHED

    @property
    def is_withdrawn(self) -> bool:
        return self.state == PublicationState.WITHDRAWN


class PublicationTurn(models.Model):
    """What happened to a publication, appended: by which function, and why where a reason was asked."""

    id = models.BigAutoField(primary_key=True)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="turns")
    edition = models.PositiveSmallIntegerField("édition")
    state = models.CharField("état", max_length=9, choices=PublicationState)
    at = models.DateTimeField("le")
    user_id = models.UUIDField("par", null=True)
    function = models.CharField("fonction", max_length=20)
    reason = models.CharField("motif", max_length=REASON_LENGTH, blank=True)

    class Meta:
        verbose_name = "histoire d’une publication"
        ordering = ("-at", "-id")


class PublishedCell(models.Model):
    """One protected figure of a publication, written once. It tells `months` counts of the months from `first_month`
    to that of the publication; of delay and dwellings, and of posts, what is true at its end.

    An empty dimension means "all of them"; a family and a topic are kept by their name, so that readers need no other
    table. `value` is None where it is held.
    """

    id = models.BigAutoField(primary_key=True)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="cells")
    kind = models.CharField("grandeur", max_length=12, choices=CellKind)
    first_month = models.DateField("premier mois")
    months = models.PositiveSmallIntegerField("nombre de mois")
    family = models.CharField("famille", max_length=60, blank=True)
    partner = models.CharField("destinataire", max_length=12, choices=Partner, blank=True)
    commune = models.CharField("code INSEE", max_length=5, blank=True)
    topic = models.CharField("objet", max_length=TOPIC_LENGTH, default="", db_default="", blank=True)
    state = models.CharField("publication", max_length=6, choices=CellState)
    value = models.PositiveIntegerField("valeur", null=True)

    class Meta:
        verbose_name = "chiffre publié"
        constraints = (
            models.UniqueConstraint(
                fields=("publication", "kind", "family", "partner", "commune", "topic"), name="one_cell_per_key"
            ),
            models.CheckConstraint(
                condition=Q(state=CellState.SHOWN, value__isnull=False)
                | (~Q(state=CellState.SHOWN) & Q(value__isnull=True)),
                name="cell_shows_a_value_or_none",
            ),
        )


class HeldCount(models.Model):
    """What a month counted and does not tell yet, as it was at the cut-off; gone as soon as it is told. The web never
    reads it."""

    id = models.BigAutoField(primary_key=True)
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("grandeur", max_length=12, choices=CellKind)
    family = models.CharField("famille", max_length=60, blank=True)
    partner = models.CharField("destinataire", max_length=12, choices=Partner, blank=True)
    commune = models.CharField("code INSEE", max_length=5, blank=True)
    topic = models.CharField("objet", max_length=TOPIC_LENGTH, default="", db_default="", blank=True)
    month = models.DateField("mois")
    shares = models.JSONField("parts des bailleurs")
    tried = models.BooleanField("trimestre passé", default=False)

    class Meta:
        verbose_name = "effectif reporté"
        constraints = (
            models.UniqueConstraint(
                fields=("convention", "kind", "family", "partner", "commune", "topic", "month"),
                name="one_held_count_per_month",
            ),
        )


class YearlyReviewQuerySet(QuerySet["YearlyReview"]):
    def newest_first(self) -> "YearlyReviewQuerySet":
        return self.order_by("-first_month", "-edition", "id")

    def for_display(self) -> "YearlyReviewQuerySet":
        people = ("begun_by", "submitted_by", "reviewed_by")
        return self.select_related("file", "convention", *(f"{who}__user" for who in people))


class YearlyReview(models.Model):
    """The bilan of twelve published months, for signature: written, reviewed by somebody else, and then frozen with
    its PDF. `edition` counts those of the same months; who acted is named by the designation acted under."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="+", db_index=False)
    first_month = models.DateField("premier mois")
    edition = models.PositiveSmallIntegerField("édition")
    reference = models.CharField("numéro", max_length=9, unique=True)
    state = models.CharField("état", max_length=9, choices=ReviewState, default=ReviewState.DRAFT)
    begun_by = models.ForeignKey(Designation, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField("commencé le")
    submitted_by = models.ForeignKey(Designation, on_delete=models.PROTECT, related_name="+", null=True)
    submitted_at = models.DateTimeField("soumis le", null=True)
    reviewed_by = models.ForeignKey(Designation, on_delete=models.PROTECT, related_name="+", null=True)
    reviewed_at = models.DateTimeField("relu le", null=True)
    frozen_at = models.DateTimeField("figé le", null=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    pages = models.PositiveSmallIntegerField("nombre de pages", null=True)

    objects: ClassVar[YearlyReviewQuerySet] = YearlyReviewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "bilan"
        verbose_name_plural = "bilans"
        constraints = (
            models.UniqueConstraint(fields=("convention", "first_month", "edition"), name="one_review_per_edition"),
            models.UniqueConstraint(
                fields=("convention", "first_month"), condition=Q(frozen_at=None), name="one_review_in_the_making"
            ),
            models.CheckConstraint(condition=Q(first_month__day=1), name="review_begins_with_a_month"),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=models.F("submitted_by")),
                name="review_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ReviewState.DRAFT,
                    submitted_by=None,
                    submitted_at=None,
                    reviewed_by=None,
                    reviewed_at=None,
                    frozen_at=None,
                    file=None,
                )
                | Q(
                    state=ReviewState.SUBMITTED,
                    submitted_by__isnull=False,
                    submitted_at__isnull=False,
                    reviewed_by=None,
                    reviewed_at=None,
                    frozen_at=None,
                    file=None,
                )
                | Q(
                    state=ReviewState.REVIEWED,
                    submitted_by__isnull=False,
                    submitted_at__isnull=False,
                    reviewed_by__isnull=False,
                    reviewed_at__isnull=False,
                    frozen_at=None,
                )
                | Q(
                    state=ReviewState.FROZEN,
                    submitted_by__isnull=False,
                    reviewed_by__isnull=False,
                    frozen_at__isnull=False,
                    file__isnull=False,
                    pages__isnull=False,
                ),
                name="review_is_where_its_dates_say",
            ),
        )

    @property
    def period(self) -> str:
        """As `figures_of` takes it: a calendar year, or the last twelve months."""
        return str(self.first_month.year) if self.first_month.month == 1 else LAST_TWELVE_MONTHS


class Commentary(models.Model):
    """What somebody says of one chapter, signed by whoever wrote it last."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(YearlyReview, on_delete=models.PROTECT, related_name="commentaries", db_index=False)
    chapter = models.CharField("chapitre", max_length=14, choices=Chapter)
    text = models.TextField("commentaire", blank=True, validators=(MaxLengthValidator(LONGEST_COMMENTARY),))
    author = models.ForeignKey(Designation, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "commentaire d’un bilan"
        constraints = (models.UniqueConstraint(fields=("review", "chapter"), name="one_commentary_per_chapter"),)
