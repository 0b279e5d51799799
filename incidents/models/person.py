"""Who is part of a legal action of the landlord, and no more of them than the action needs."""

import uuid
from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from acting.fold import fold, folded
from correspondents.named_person import check_one_line
from incidents.enums import PersonRole
from incidents.models.legal_action import LegalAction

FIRST_BIRTH = date(1900, 1, 1)
BIRTH_IN_REACH = (MinValueValidator(FIRST_BIRTH, "Indiquez une date à partir du 1er janvier 1900."),)
LONGEST_NAME, LONGEST_PLACE = 80, 60


class PersonQuerySet(QuerySet["Person"]):
    def in_order(self) -> "PersonQuerySet":
        return self.order_by(folded("last_name"), folded("first_name"), "id")


class Person(models.Model):
    """A personne mise en cause of one legal action: never a victim or a witness, in no list, never searched, never
    passed on. Written once; a mistake is taken away and written anew, and taking away leaves nothing of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    action = models.ForeignKey(LegalAction, on_delete=models.PROTECT, related_name="persons", db_index=False)
    role = models.CharField("qualité", max_length=9, choices=PersonRole)
    last_name = models.CharField("nom", max_length=LONGEST_NAME, validators=(check_one_line,))
    first_name = models.CharField("prénom", max_length=LONGEST_NAME, validators=(check_one_line,))
    born_on = models.DateField("né(e) le", null=True, blank=True, validators=BIRTH_IN_REACH)
    born_at = models.CharField("lieu de naissance", max_length=LONGEST_PLACE, blank=True, validators=(check_one_line,))

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "personne mise en cause"
        constraints = (
            # Its index is that of the persons of an action.
            models.UniqueConstraint(
                F("action"),
                folded("last_name"),
                folded("first_name"),
                Coalesce(F("born_on"), Value(FIRST_BIRTH)),
                name="one_person_per_action",
            ),
            models.CheckConstraint(condition=Q(role__in=PersonRole.values), name="person_role_known"),
            models.CheckConstraint(condition=~Q(last_name="") & ~Q(first_name=""), name="person_has_a_name"),
        )

    @property
    def named(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def may_be(self, other: "Person") -> bool:
        """The same name, and no two days of birth that would tell them apart."""
        same_name = (fold(self.last_name), fold(self.first_name)) == (fold(other.last_name), fold(other.first_name))
        return same_name and (self.born_on == other.born_on or None in (self.born_on, other.born_on))
