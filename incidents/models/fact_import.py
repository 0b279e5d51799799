"""Facts of the past, brought along from another tool: the file that was sent, and what the landlord's words mean."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q, QuerySet

from acting import french
from correspondents.models import Post, User
from files.models import StoredFile
from incidents.enums import IMPORT_BEFORE, IMPORT_WRITES, ImportKind, ImportState
from journal.models import Job
from signatories.models import Signatory

TIME_TO_UNDO = timedelta(days=7)


class FactImportQuerySet(QuerySet["FactImport"]):
    def newest_first(self) -> "FactImportQuerySet":
        return self.order_by("-created_at", "-id")

    def for_display(self) -> "FactImportQuerySet":
        return self.select_related("job", "file", "report", "wrong", "asked_post")


class FactImport(models.Model):
    """One file and what became of it. How far a worker is, its job says; what the file holds, its report, which is
    erased with the file. `columns` are those that somebody has told of it: by our key the folded title, or "" for what
    is not to be read in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    landlord = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField("nature", max_length=8, choices=ImportKind)
    state = models.CharField("état", max_length=10, choices=ImportState)
    name = models.CharField("nom du fichier", max_length=120)
    columns = models.JSONField("colonnes", default=dict)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    report = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    wrong = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="+", null=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_index=False)
    designation_id = models.UUIDField("au titre de la désignation")
    created_at = models.DateTimeField("envoyé le")
    applied_at = models.DateTimeField("confirmé le", null=True)
    ended_at = models.DateTimeField("terminé le", null=True)
    brought = models.PositiveIntegerField("faits importés", default=0)
    remaining = models.PositiveIntegerField("faits restés", default=0)
    problem = models.CharField("ce qui empêche de le lire", max_length=600, blank=True)

    objects = FactImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import de faits"
        indexes = (models.Index(fields=("landlord", "-created_at", "-id"), name="fact_import_of_landlord"),)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="fact_import_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=(*IMPORT_BEFORE, ImportState.STOPPED)) | Q(applied_at__isnull=False),
                name="fact_import_confirmed_before_written",
            ),
            models.UniqueConstraint(
                fields=("landlord",), condition=Q(state__in=IMPORT_WRITES), name="one_fact_import_writes"
            ),
        )

    @property
    def title(self) -> str:
        """By its name; once it has ended by what came of it, and when: many files have one name."""
        on = french.day(self.ended_at) if self.ended_at else ""
        if self.state == ImportState.DONE:
            plural = "s" if self.brought > 1 else ""
            return f"{self.name} : {french.number(self.brought)} fait{plural} importé{plural} le {on}"
        ended = self.state in (ImportState.UNDONE, ImportState.STOPPED)
        return f"{self.name}, {self.get_state_display().lower()} le {on}" if ended else self.name

    @property
    def is_untouched(self) -> bool:
        """Nothing of it was written yet."""
        return self.state in IMPORT_BEFORE


class ImportMemory(models.Model):
    """What a landlord's files say: which column holds what, and what its words mean, so that it is told once.

    `columns` by our key: the folded title of a column that was pointed at. `words` by our key: the folded word and our
    code or key for it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    landlord = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField("nature", max_length=8, choices=ImportKind)
    columns = models.JSONField("colonnes", default=dict)
    words = models.JSONField("mots", default=dict)

    class Meta:
        verbose_name = "correspondances d’un import"
        constraints = (models.UniqueConstraint(fields=("landlord", "kind"), name="one_import_memory_per_kind"),)
