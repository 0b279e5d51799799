"""The evidence file of a situation: pieces that are chosen, ordered and named, bound to one PDF, and then frozen."""

import uuid
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Deferrable, Q, QuerySet

from acting.days import DAY_IN_REACH
from acting.stored import digest_of
from correspondents.models import Post
from correspondents.named_person import check_one_line
from files.models import StoredFile
from incidents.enums import AttestationPart
from incidents.models.attachment import Attachment
from incidents.models.letter import Letter
from incidents.models.situation import Situation
from incidents.models.step import Step

LONGEST_TITLE = 120


class EvidenceFileQuerySet(QuerySet["EvidenceFile"]):
    def newest_first(self) -> "EvidenceFileQuerySet":
        return self.order_by("-made_at", "id")

    def for_display(self) -> "EvidenceFileQuerySet":
        return self.select_related("situation__residence__commune", "situation__landlord", "file", "made_from")


class EvidenceFile(models.Model):
    """A draft until it is frozen; from then on nothing of it changes, and another one may begin from it. `printed` is
    the digest of what `file` binds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    situation = models.ForeignKey(Situation, on_delete=models.PROTECT, related_name="evidence_files", db_index=False)
    reference = models.CharField("numéro", max_length=9, unique=True)
    title = models.CharField("intitulé", max_length=LONGEST_TITLE, validators=(check_one_line,))
    made_from = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("commencé le")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    pages = models.PositiveIntegerField("nombre de pages", null=True)
    printed = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField("figé le", null=True)

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier de pièces"
        verbose_name_plural = "dossiers de pièces"
        indexes = (models.Index(fields=("situation", "-made_at", "id"), name="evidence_of_situation"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(file=None, pages=None, printed="")
                | Q(file__isnull=False, pages__isnull=False) & ~Q(printed=""),
                name="evidence_paper_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(frozen_at=None) | Q(file__isnull=False), name="evidence_frozen_with_its_paper"
            ),
        )

    def digest(self, pieces: Sequence["Piece"]) -> str:
        """Of everything that was chosen: the title, and each piece with the bytes that stand behind it."""
        return digest_of([self.title, [piece.said for piece in pieces]])

    def is_printed(self, pieces: Sequence["Piece"]) -> bool:
        """Its paper binds what is chosen now."""
        return self.file_id is not None and self.printed == self.digest(pieces)


class PieceQuerySet(QuerySet["Piece"]):
    def in_order(self) -> "PieceQuerySet":
        return self.order_by("position", "id")

    def for_display(self) -> "PieceQuerySet":
        return self.select_related(
            "step__receipt",
            "letter__file",
            "attachment__original",
            "attachment__cleaned",
            "attachment__blurred",
            "attachment__thumbnail",
            "attachment__incident",
            "attachment__step",
            "paper",
            "original",
        )


class Piece(models.Model):
    """One numbered piece: a photo or paper of a fact or a step, the proof of a step, a letter that was sent, or a paper
    of its own (`original` is sealed as it came). Of an attestation, `holds` says which of the things that the law asks
    were found on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    evidence = models.ForeignKey(EvidenceFile, on_delete=models.CASCADE, related_name="pieces", db_index=False)
    position = models.PositiveSmallIntegerField("rang")
    title = models.CharField("intitulé", max_length=LONGEST_TITLE, validators=(check_one_line,))
    dated_on = models.DateField("datée du", null=True, blank=True, validators=DAY_IN_REACH)
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="+", null=True)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="+", null=True)
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+", null=True)
    paper = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    original = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    is_attestation = models.BooleanField("attestation d’un témoin", default=False)
    holds = ArrayField(
        models.CharField(max_length=12, choices=AttestationPart),
        verbose_name="ce qui y figure",
        default=list,
        blank=True,
    )

    objects = PieceQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce"
        constraints = (
            models.UniqueConstraint(
                fields=("evidence", "position"), name="one_piece_per_place", deferrable=Deferrable.DEFERRED
            ),
            models.UniqueConstraint(fields=("evidence", "step"), name="evidence_holds_a_step_once"),
            models.UniqueConstraint(fields=("evidence", "letter"), name="evidence_holds_a_letter_once"),
            models.UniqueConstraint(fields=("evidence", "attachment"), name="evidence_holds_an_attachment_once"),
            models.CheckConstraint(
                condition=Q(step__isnull=False, letter=None, attachment=None, paper=None, original=None)
                | Q(step=None, letter__isnull=False, attachment=None, paper=None, original=None)
                | Q(step=None, letter=None, attachment__isnull=False, paper=None, original=None)
                | Q(step=None, letter=None, attachment=None, paper__isnull=False, original__isnull=False),
                name="piece_has_one_source",
            ),
            models.CheckConstraint(
                condition=Q(is_attestation=False, holds=[]) | Q(is_attestation=True, paper__isnull=False),
                name="attestation_is_a_paper_of_its_own",
            ),
            models.CheckConstraint(
                condition=Q(holds__contained_by=AttestationPart.values), name="attestation_parts_known"
            ),
        )

    @property
    def number(self) -> int:
        """As the bordereau counts: pièce n° 1."""
        return self.position

    @property
    def file(self) -> StoredFile | None:
        """What is bound: of a photo the blurred copy where there is one, never the original. None where the step or the
        photo was withdrawn or is in quarantine, or the proof is there no more."""
        if self.step:
            return None if self.step.withdrawn_at else self.step.receipt
        if self.attachment:
            step = self.attachment.step
            is_gone = self.attachment.withdrawn_at or (step and step.withdrawn_at) or self.attachment.is_quarantined
            return None if is_gone else self.attachment.shared_file
        return self.letter.file if self.letter else self.paper

    @property
    def of(self) -> tuple[UUID | None, UUID | None, UUID | None]:
        """Step, letter and attachment that it may be bound from, of which it has one; a paper of its own has none."""
        return self.step_id, self.letter_id, self.attachment_id

    @property
    def sealed(self) -> StoredFile | None:
        """What was sealed as it came, where the copy that is bound differs from it."""
        sealed = self.attachment.original if self.attachment else self.original
        return sealed if sealed and self.file and sealed.sha256 != self.file.sha256 else None

    @property
    def is_there(self) -> bool:
        return self.file is not None and self.file.erased_at is None

    @property
    def is_blurred(self) -> bool:
        return self.attachment is not None and self.attachment.blurred_id is not None

    @property
    def said(self) -> list[str | date | None]:
        return [self.title, self.dated_on, self.file.sha256 if self.file else None]

    @property
    def missing(self) -> list[AttestationPart]:
        """What the law asks of an attestation and nobody has found on it."""
        return [part for part in AttestationPart if part not in self.holds] if self.is_attestation else []

    @property
    def kind(self) -> str:
        if self.letter:
            return "lettre envoyée"
        if self.attachment:
            photo = "photo, copie floutée" if self.is_blurred else "photo"
            return photo if self.attachment.is_image else "pièce jointe"
        return "justificatif d’une démarche" if self.step else "attestation" if self.is_attestation else "autre papier"
