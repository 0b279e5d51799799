"""What the beat has sent."""

from django.db import models


class Sending(models.Model):
    """When an entry of the beat was sent last, by the database's clock. Its row is also the lock: of several beats the
    one that holds it sends."""

    entry = models.CharField(max_length=100, primary_key=True)
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.entry
