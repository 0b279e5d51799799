"""What is known of a private file; the bytes lie in private storage and are reached through their owner's objects."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from files.enums import Scan


class StoredFile(models.Model):
    """Bytes kept with their fingerprint, until a date. Erased ones keep this row as a proof without content."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField("nom", max_length=120)
    content_type = models.CharField("type", max_length=100)
    size = models.PositiveBigIntegerField("taille en octets")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    path = models.CharField(max_length=80, blank=True, editable=False)
    purpose = models.CharField("usage", max_length=60)
    owner_id = models.UUIDField("signataire à qui est le fichier", null=True)
    created_at = models.DateTimeField("déposé le")
    purge_on = models.DateField("à effacer le", null=True)
    erased_at = models.DateTimeField("effacé le", null=True)
    scan = models.CharField("analyse antivirus", max_length=12, choices=Scan.choices, default=Scan.NOT_SCANNED)

    class Meta:
        verbose_name = "fichier"
        constraints = [
            models.UniqueConstraint(fields=["path"], name="file_path_is_its_own", condition=~Q(path="")),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) & ~Q(path="") | Q(erased_at__isnull=False, path="", name=""),
                name="file_erased_keeps_no_name",
            ),
            models.CheckConstraint(condition=Q(scan__in=Scan.values), name="file_scan_is_known"),
        ]
        indexes = [
            models.Index(fields=["purge_on"], name="file_to_purge", condition=Q(erased_at__isnull=True)),
            models.Index(fields=["created_at"], name="file_to_scan", condition=Q(scan=Scan.WAITING)),
        ]

    def __str__(self) -> str:
        return str(self.id)
