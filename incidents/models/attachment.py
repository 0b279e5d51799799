"""A photo or a paper that goes with a fact or a step; or one that was kept because a form came back, for a day."""

import uuid

from django.db import models
from django.db.models import F, Q, QuerySet

from correspondents.models import Post, User
from files.enums import Scan
from files.media import MediaKind
from files.models import StoredFile
from incidents.models.fact import Incident
from incidents.models.step import Step
from signatories.models import Signatory

LONGEST_CAPTION = 120
LONGEST_WITHDRAWAL = 200
IS_HELD = Q(held_until__isnull=False)


def belonging_to(parent: Incident | Step) -> dict[str, Incident | Step]:
    """The column that says so, and its value."""
    return {"incident" if isinstance(parent, Incident) else "step": parent}


class AttachmentQuerySet(QuerySet["Attachment"]):
    def of(self, parent: Incident | Step) -> "AttachmentQuerySet":
        return self.filter(**belonging_to(parent))

    def standing(self) -> "AttachmentQuerySet":
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def withdrawn(self) -> "AttachmentQuerySet":
        return self.exclude(withdrawn_at=None)

    def held(self) -> "AttachmentQuerySet":
        """Of no fact and no step yet."""
        return self.filter(IS_HELD)

    def in_order(self) -> "AttachmentQuerySet":
        return self.order_by("position", "deposited_at", "id")

    def with_files(self) -> "AttachmentQuerySet":
        return self.select_related("original", "cleaned", "thumbnail", "blurred", "deposited_post")


class Attachment(models.Model):
    """The original is sealed as it came; what one sees is its clean copy, or the blurred one once faces or plates were
    covered by hand. Its files never change place: what was written by mistake is withdrawn, with a reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    landlord = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="attachments", db_index=False)
    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, related_name="attachments", null=True, db_index=False
    )
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="attachments", null=True, db_index=False)
    held_until = models.DateTimeField("gardée jusqu’à", null=True, editable=False)
    kind = models.CharField("nature", max_length=8, choices=MediaKind, editable=False)
    caption = models.CharField("légende", max_length=LONGEST_CAPTION, blank=True)
    position = models.PositiveSmallIntegerField("rang", default=0, editable=False)
    original = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    cleaned = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    thumbnail = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    blurred = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    original_sha256 = models.CharField("empreinte SHA-256 de l’original", max_length=64, editable=False)
    removed = models.CharField("données retirées", max_length=300, blank=True, editable=False)
    deposited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    deposited_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_index=False)
    deposited_at = models.DateTimeField("déposée le", editable=False)
    withdrawn_at = models.DateTimeField("retirée le", null=True, editable=False)
    withdrawn_why = models.CharField("pourquoi elle est retirée", max_length=LONGEST_WITHDRAWAL, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce jointe"
        indexes = (
            models.Index(fields=("incident", "position"), name="attachment_of_fact"),
            models.Index(fields=("step", "position"), name="attachment_of_step"),
            models.Index(fields=("deposited_by", "held_until"), condition=IS_HELD, name="attachment_held"),
            models.Index(
                fields=("withdrawn_at",), condition=Q(withdrawn_at__isnull=False), name="attachment_taken_out"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(incident__isnull=False, step=None, held_until=None)
                | Q(incident=None, step__isnull=False, held_until=None)
                | Q(incident=None, step=None, held_until__isnull=False),
                name="attachment_of_one_thing",
            ),
            # The same photo twice is one piece.
            models.UniqueConstraint(
                fields=("incident", "original_sha256"),
                condition=Q(withdrawn_at=None),
                name="one_attachment_of_fact_per_content",
            ),
            models.UniqueConstraint(
                fields=("step", "original_sha256"),
                condition=Q(withdrawn_at=None),
                name="one_attachment_of_step_per_content",
            ),
            models.CheckConstraint(condition=Q(kind__in=MediaKind.values), name="attachment_kind_known"),
            models.CheckConstraint(
                condition=Q(blurred=None) | Q(kind=MediaKind.IMAGE), name="attachment_blurred_is_an_image"
            ),
            models.CheckConstraint(
                condition=~Q(blurred=F("original")) & ~Q(blurred=F("cleaned")),
                name="attachment_blurred_is_a_copy_of_its_own",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_why="") | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why=""),
                name="attachment_withdrawn_for_a_reason",
            ),
        )

    @property
    def parent(self) -> Incident | Step | None:
        """What it belongs to; None while it is held."""
        return self.incident or self.step

    @property
    def shared_file(self) -> StoredFile:
        """What may be shown, shared or printed: the blurred copy, or else the clean one; never the original."""
        return self.blurred or self.cleaned

    @property
    def is_waiting(self) -> bool:
        """For the antivirus, which has not looked at it yet."""
        return Scan.WAITING in self._scans

    @property
    def is_quarantined(self) -> bool:
        """The antivirus found something in it: nobody is given it."""
        return Scan.INFECTED in self._scans

    @property
    def can_be_opened(self) -> bool:
        """A picture was drawn anew and needs no antivirus to have spoken; a paper does."""
        return not self.is_quarantined and (self.is_image or not self.is_waiting)

    @property
    def _scans(self) -> set[str]:
        return {self.original.scan, self.cleaned.scan}

    @property
    def is_image(self) -> bool:
        return self.kind == MediaKind.IMAGE

    @property
    def named(self) -> str:
        """Its caption, or else what it is."""
        return self.caption or MediaKind(self.kind).label.capitalize()
