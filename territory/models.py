"""Where: communes, the institutions competent there, the residences of the landlords."""

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, QuerySet
from guardian.models import GroupObjectPermissionBase

from acting.days import DAY_IN_REACH
from acting.fold import folded_column, holds
from files.models import StoredFile
from signatories.models.convention import Convention, Signatory
from territory.enums import AccessHolder, AccessKind, CompetenceDomain, ImportKind, ImportState
from territory.marks import Marked
from territory.spelling import spelt

MOST_DWELLINGS = 20_000
MOST_HANDED = 500

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class CommuneManager(models.Manager["Commune"]):
    """The communes of today. A merged one is reached only from what was written when it still was one."""

    def get_queryset(self) -> models.QuerySet["Commune"]:
        return super().get_queryset().filter(merged_into=None)


class Commune(models.Model):
    """A commune of the official code; `search_name` is the folded name (no accent, no case, spaces for hyphens).

    A referral of last year names the commune of last year: a merged one stays as a row, and in no list.
    """

    code = models.CharField("code INSEE", primary_key=True, max_length=5)
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="communes")
    name = models.CharField("nom", max_length=80)
    search_name = folded_column("name")
    postal_codes = models.CharField("codes postaux", max_length=60)
    population = models.PositiveIntegerField("population légale")
    arrondissement = models.CharField(max_length=60)
    epci = models.CharField("intercommunalité", max_length=120, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, editable=False)
    competences: "RelatedManager[Competence]"

    objects = CommuneManager()
    every = models.Manager["Commune"]()

    class Meta:
        verbose_name = "commune"
        ordering = ("search_name",)
        indexes = (
            models.Index(fields=("convention", "search_name"), name="commune_by_name"),
            GinIndex(fields=("search_name",), opclasses=("gin_trgm_ops",), name="commune_search"),
        )

    def __str__(self) -> str:
        return self.name


class FormerCommune(models.Model):
    """An old code that must still resolve, after a merger or a change of code."""

    code = models.CharField("ancien code INSEE", primary_key=True, max_length=5)
    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="former_codes")


class FormerName(models.Model):
    """The name of a commune before it merged or changed its name: people, lists and addresses keep it for years."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField("ancien nom", max_length=80)
    search_name = folded_column("name")

    class Meta:
        verbose_name = "ancien nom d’une commune"
        ordering = ("search_name",)
        constraints = (models.UniqueConstraint(fields=("commune", "search_name"), name="one_row_per_former_name"),)


class Competence(models.Model):
    """Which institution is competent for a commune, and where we know it from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="competences")
    domain = models.CharField("domaine", max_length=12, choices=CompetenceDomain)
    signatory = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="competences")
    unit = models.CharField("service", max_length=120, help_text="Ressort, circonscription, compagnie ou brigade.")
    source = models.CharField("source", max_length=240)
    vintage = models.CharField("millésime", max_length=40)
    exception = models.CharField(
        "exception", max_length=300, blank=True, help_text="Une partie du territoire qui relève d’ailleurs, et de qui."
    )
    manual_reason = models.CharField(
        "motif de la correction manuelle",
        max_length=240,
        blank=True,
        help_text="Une ligne corrigée échappe aux imports.",
    )
    since = models.DateField("depuis le", null=True)
    to_verify = models.BooleanField("à vérifier", default=False)

    class Meta:
        verbose_name = "compétence"
        constraints = (models.UniqueConstraint(fields=("commune", "domain"), name="one_competence_per_domain"),)

    def __str__(self) -> str:
        return f"{self.commune} → {self.named}"

    @property
    def named(self) -> Marked:
        """The unit, with its mark: how a competence is said everywhere."""
        return Marked(self.unit, self.to_verify)

    @property
    def institution(self) -> Marked:
        """Where the unit is not said: the institution, with the mark of the competence."""
        return Marked(self.signatory.short_name, self.to_verify)


class CompetenceChange(models.Model):
    """A version that went: what was competent before, until when, and through what it changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="competence_changes")
    domain = models.CharField("domaine", max_length=12, choices=CompetenceDomain)
    signatory = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+")
    unit = models.CharField("service", max_length=120)
    source = models.CharField("source", max_length=240)
    vintage = models.CharField("millésime", max_length=40)
    since = models.DateField("depuis le", null=True)
    until = models.DateField("jusqu’au")
    reason = models.CharField("motif", max_length=240)

    class Meta:
        verbose_name = "version d’une compétence"
        ordering = ("-until",)


class CompetenceImport(models.Model):
    """A file of an official format: read, compared, then applied whole or not at all."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="imports")
    kind = models.CharField("format", max_length=10, choices=ImportKind)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    source = models.CharField("source", max_length=240)
    vintage = models.CharField("millésime", max_length=40)
    state = models.CharField("état", max_length=10, choices=ImportState, default=ImportState.READ)
    rows = models.PositiveIntegerField("lignes lues", default=0)
    report = models.JSONField("compte rendu", default=dict)
    read_at = models.DateTimeField("lu le")
    applied_at = models.DateTimeField("appliqué le", null=True)

    class Meta:
        verbose_name = "import de compétences"
        ordering = ("-read_at",)


class ResidenceQuerySet(QuerySet["Residence"]):
    def open_on(self, day: date) -> "ResidenceQuerySet":
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day))

    def closed_by(self, day: date) -> "ResidenceQuerySet":
        return self.filter(closed_on__lte=day)

    def named(self, text: str) -> "ResidenceQuerySet":
        """Each word stands in the name, the address or the commune, or the text is what a commune was called; all of
        them for an empty text."""
        called = FormerName.objects.filter(search_name=spelt(text)[0]).values("commune")
        words = holds(text, "search_name", "search_address", "commune__search_name")
        return self.filter(words | Q(commune__in=called)) if text.strip() else self


class Residence(models.Model):
    """A landlord's estate. Not case data: its name and address are known to the partners of its territory.

    Closed from `closed_on` on, never deleted: facts and referrals speak of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    landlord = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="residences")
    name = models.CharField("nom", max_length=120)
    address = models.CharField("adresse", max_length=200)
    search_name = folded_column("name")
    search_address = folded_column("address")
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="residences")
    dwellings = models.PositiveIntegerField(
        "logements", validators=(MinValueValidator(1), MaxValueValidator(MOST_DWELLINGS))
    )
    in_priority_district = models.BooleanField("quartier prioritaire (QPV)", default=False)
    closed_on = models.DateField("fermée le", null=True, blank=True, validators=DAY_IN_REACH)

    objects = ResidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "résidence"
        ordering = ("commune__search_name", "search_name")
        constraints = (
            models.UniqueConstraint(fields=("landlord", "commune", "search_name"), name="one_residence_per_name"),
        )
        # By name and by dwellings walked whole for a landlord or a territory: a share of the residences, not of facts.
        indexes = (
            models.Index(fields=("search_name", "id"), name="residence_by_name"),
            models.Index(fields=("dwellings", "id"), name="residence_by_dwellings"),
            GinIndex(fields=("search_name",), opclasses=("gin_trgm_ops",), name="residence_search_name"),
            GinIndex(fields=("search_address",), opclasses=("gin_trgm_ops",), name="residence_search_address"),
        )

    def __str__(self) -> str:
        return f"{self.name} – {self.commune.name}"


HELD_FIRST = ("-returned_on", "ends_on", "-given_on", "id")


class ResidenceAccessQuerySet(QuerySet["ResidenceAccess"]):
    def given(self) -> "ResidenceAccessQuerySet":
        """Still in the holder's hands."""
        return self.filter(returned_on=None)

    def overdue_on(self, day: date) -> "ResidenceAccessQuerySet":
        return self.given().filter(ends_on__lt=day)

    def what_is_held_first(self) -> "ResidenceAccessQuerySet":
        """What ends first before what has no end; what came back last of all."""
        return self.order_by(*HELD_FIRST)


class ResidenceAccess(models.Model):
    """What was handed over so that police, gendarmerie and rescue can enter the common parts, and how it is kept
    working: the landlord ensures that they can (CSI, art. L. 272-1 since 27 November 2021). No code is ever noted here.

    The standing authorisation is the police municipale's alone; one that was given to a force before is over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    residence = models.ForeignKey(Residence, on_delete=models.PROTECT, related_name="accesses")
    service = models.CharField("service", max_length=10, choices=AccessHolder, default=AccessHolder.FORCE)
    holder = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+", null=True)
    kind = models.CharField("nature", max_length=14, choices=AccessKind)
    quantity = models.PositiveSmallIntegerField(
        "nombre", default=1, validators=(MinValueValidator(1), MaxValueValidator(MOST_HANDED))
    )
    given_on = models.DateField("remis le", validators=DAY_IN_REACH)
    ends_on = models.DateField("jusqu’au", null=True, blank=True, validators=DAY_IN_REACH)
    returned_on = models.DateField("rendu ou retiré le", null=True, blank=True, validators=DAY_IN_REACH)
    note = models.CharField("précision", max_length=200, blank=True)
    upkeep = models.CharField("ce qui le garde en état", max_length=200, blank=True)
    works_on = models.DateField("essayé le", null=True, blank=True, validators=DAY_IN_REACH)

    objects = ResidenceAccessQuerySet.as_manager()

    class Meta:
        verbose_name = "accès aux parties communes"
        ordering = ("-given_on",)
        indexes = (
            models.Index(fields=("holder", "-returned_on", "ends_on", "-given_on", "id"), name="access_held_first"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("given_on")), name="access_ends_after"),
            models.CheckConstraint(
                condition=Q(returned_on=None) | Q(returned_on__gte=F("given_on")), name="access_returned_after"
            ),
            models.CheckConstraint(
                condition=Q(service=AccessHolder.FORCE, holder__isnull=False)
                | Q(service__in=(AccessHolder.RESCUE, AccessHolder.MUNICIPAL), holder=None),
                name="access_holder_is_a_force",
            ),
            models.CheckConstraint(
                condition=~Q(kind=AccessKind.AUTHORISATION)
                | Q(service=AccessHolder.MUNICIPAL)
                | Q(returned_on__isnull=False),
                name="only_the_municipal_police_is_authorised",
            ),
        )

    @property
    def held_by(self) -> str:
        return self.holder.short_name if self.holder else str(self.get_service_display())

    def is_overdue_on(self, day: date) -> bool:
        return self.returned_on is None and self.ends_on is not None and self.ends_on < day


class ResidenceGroupObjectPermission(GroupObjectPermissionBase):
    """Derived grant: the group of a gardien's post may see the facts of the residence. Never written by hand."""

    content_object = models.ForeignKey(Residence, on_delete=models.CASCADE)
