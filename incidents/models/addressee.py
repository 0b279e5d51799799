"""Whom a step of the graduated response is addressed to: the co-holders of a lease."""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q, QuerySet

from acting.days import DAY_IN_REACH
from acting.fold import folded
from incidents.models.situation import Situation


class Title(models.TextChoices):
    MADAME = "madame", "Madame"
    MONSIEUR = "monsieur", "Monsieur"


class AddresseeQuerySet(QuerySet["Addressee"]):
    def holding_on(self, day: date) -> "AddresseeQuerySet":
        """Holders of the lease on that day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)

    def in_order(self) -> "AddresseeQuerySet":
        return self.order_by("starts_on", folded("last_name"), folded("first_name"), "id")


class Addressee(models.Model):
    """Data of the contract, for the letters of the house and nothing else: never in a list of cases, never searched,
    never passed on. Corrected, or ended when the person leaves the lease; never deleted by hand."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    situation = models.ForeignKey(Situation, on_delete=models.PROTECT, related_name="addressees", db_index=False)
    title = models.CharField("civilité", max_length=8, choices=Title)
    last_name = models.CharField("nom", max_length=38)
    first_name = models.CharField("prénom", max_length=38, blank=True)
    address = models.CharField("adresse postale", max_length=200, blank=True)
    starts_on = models.DateField("titulaire du bail depuis le", validators=DAY_IN_REACH)
    ends_on = models.DateField("ne l’est plus depuis le", null=True, blank=True, validators=DAY_IN_REACH)

    objects = AddresseeQuerySet.as_manager()

    class Meta:
        verbose_name = "destinataire de la démarche"
        indexes = (models.Index(fields=("situation", "starts_on"), name="addressee_of_situation"),)
        constraints = (
            models.CheckConstraint(condition=~Q(last_name=""), name="addressee_has_a_name"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="addressee_ends_after_start"
            ),
        )

    @property
    def named(self) -> str:
        """`"Madame Jeanne Essai"`."""
        return " ".join(filter(None, [self.get_title_display(), self.first_name, self.last_name]))

    @property
    def window(self) -> list[str]:
        """The lines behind the window of the envelope."""
        return [self.named, *self.address.splitlines()]
