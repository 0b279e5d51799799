"""That a signatory's official mailbox was written: by whom, when, and where notices went before."""

import uuid

from django.db import models

from signatories.models import Signatory


class MailboxChange(models.Model):
    """Kept by the database (`post_walls.NOTE_MAILBOX`), whoever writes the mailbox; told within minutes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    signatory = models.ForeignKey(Signatory, on_delete=models.CASCADE, related_name="mailbox_changes")
    former = models.EmailField("ancienne boîte", blank=True)
    changed_by = models.UUIDField("écrite par", null=True)
    changed_at = models.DateTimeField("écrite le")
    told_at = models.DateTimeField("annoncée le", null=True)

    class Meta:
        verbose_name = "changement de boîte officielle"
