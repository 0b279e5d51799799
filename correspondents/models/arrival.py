"""Coming in: the invitation that opens an account, the charter that is accepted before the first access, and the other
address that a person has asked to come in with."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from acting.days import DAY_IN_REACH
from correspondents.models.user import User
from signatories.models import Convention


class Invitation(models.Model):
    """Single use, short-lived. The key itself is in the mail only; here lies its SHA-256, once the worker has drawn it:
    whoever invites chooses none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    key_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    created_at = models.DateTimeField("envoyée le")
    expires_at = models.DateTimeField("valable jusqu’au")
    used_at = models.DateTimeField("utilisée le", null=True)

    class Meta:
        verbose_name = "invitation"
        ordering = ("-created_at",)


class AddressChange(models.Model):
    """Asked by the person, and nothing yet: the mail to the new address leads to the page that confirms it. Kept as
    long as a mail about it may still leave, then erased. The SHA-256 of its key is kept with the mail that carries it:
    without that key the database moves no account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="address_changes")
    former = models.EmailField("ancienne adresse")
    email = models.EmailField("nouvelle adresse")
    key_hash = models.CharField(max_length=64, blank=True, default="", db_default="")
    asked_at = models.DateTimeField("demandée le")
    confirmed_at = models.DateTimeField("confirmée le", null=True)

    class Meta:
        verbose_name = "changement d’adresse"
        constraints = (
            models.UniqueConstraint(fields=("user",), condition=Q(confirmed_at=None), name="one_address_asked_for"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="new_address_in_lower_case"),
        )


class Charter(models.Model):
    """What everybody accepts before the first access; a new version is asked of everybody again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="charters")
    version = models.PositiveSmallIntegerField("version")
    in_force_on = models.DateField("en vigueur le", validators=DAY_IN_REACH)
    text = models.TextField("texte")

    class Meta:
        verbose_name = "charte"
        ordering = ("-version",)
        constraints = (models.UniqueConstraint(fields=("convention", "version"), name="one_charter_per_version"),)

    def __str__(self) -> str:
        return f"Charte, version {self.version}"


class CharterAcceptance(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="acceptances")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="charters_accepted")
    accepted_at = models.DateTimeField("acceptée le")

    class Meta:
        verbose_name = "acceptation de la charte"
        constraints = (models.UniqueConstraint(fields=("charter", "user"), name="one_acceptance_per_charter"),)
