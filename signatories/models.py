"""With whom and where: the convention, its signatories, communes, competences and residences."""

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from guardian.models import GroupObjectPermissionBase

from signatories.enums import CompetenceDomain, SignatoryKind

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class Convention(models.Model):
    """The signed instrument of one département. Every number here is a setting, never "what the convention says"."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    department_code = models.CharField("code du département", max_length=3, unique=True)
    department_name = models.CharField("département", max_length=80)
    title = models.CharField("intitulé", max_length=200)
    signed_on = models.DateField("signée le")
    signed_at = models.CharField("signée à", max_length=120)
    models_text = models.TextField("textes modèles", blank=True)
    share_days = models.PositiveSmallIntegerField("durée d’accès proposée, en jours", default=90)
    share_days_max = models.PositiveSmallIntegerField("durée d’accès la plus longue, en jours", default=365)
    outcome_wait_months = models.PositiveSmallIntegerField("mois avant de demander la suite d’une plainte", default=3)
    small_count = models.PositiveSmallIntegerField("plus grand effectif masqué dans les chiffres publiés", default=4)

    class Meta:
        verbose_name = "convention"

    def __str__(self) -> str:
        return self.title


class Signatory(models.Model):
    """An organisation that signed or joined; the operator of the portal is one too, without any case data."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="signatories")
    code = models.SlugField("code", max_length=60, help_text="Identifiant lisible, unique dans la convention.")
    kind = models.CharField("nature", max_length=12, choices=SignatoryKind)
    name = models.CharField("nom", max_length=160)
    short_name = models.CharField("nom court", max_length=80)
    in_phrase = models.CharField(
        "dans une phrase", max_length=120, help_text="Avec son article : « le parquet de Meaux »."
    )
    is_signing_party = models.BooleanField("partie signataire", default=False)
    joined_on = models.DateField("partie depuis le")
    left_on = models.DateField("partie jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "signataire"
        ordering = ("kind", "name")
        constraints = (
            models.UniqueConstraint(fields=("convention", "code"), name="one_signatory_per_code"),
            models.CheckConstraint(condition=models.Q(kind__in=SignatoryKind.values), name="signatory_kind_known"),
        )

    def __str__(self) -> str:
        return self.name

    def is_party_on(self, day: date) -> bool:
        return self.joined_on <= day and (self.left_on is None or day <= self.left_on)


class Commune(models.Model):
    """A commune of the official code; `search_name` is the folded name (no accent, no case, spaces for hyphens)."""

    code = models.CharField("code INSEE", primary_key=True, max_length=5)
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="communes")
    name = models.CharField("nom", max_length=80)
    search_name = models.CharField(max_length=80, db_index=True)
    postal_codes = models.CharField("codes postaux", max_length=60)
    population = models.PositiveIntegerField("population légale")
    arrondissement = models.CharField(max_length=60)
    epci = models.CharField("intercommunalité", max_length=120, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    competences: "RelatedManager[Competence]"

    class Meta:
        verbose_name = "commune"
        ordering = ("search_name",)

    def __str__(self) -> str:
        return self.name


class FormerCommune(models.Model):
    """An old code that must still resolve, after a merger or a change of code."""

    code = models.CharField("ancien code INSEE", primary_key=True, max_length=5)
    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="former_codes")


class Competence(models.Model):
    """Which institution is competent for a commune, and where we know it from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="competences")
    domain = models.CharField("domaine", max_length=12, choices=CompetenceDomain)
    signatory = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="competences")
    unit = models.CharField("service", max_length=120, help_text="Ressort, circonscription ou groupement.")
    source = models.CharField("source", max_length=240)
    vintage = models.CharField("millésime", max_length=40)
    to_verify = models.BooleanField("à vérifier", default=False)

    class Meta:
        verbose_name = "compétence"
        constraints = (models.UniqueConstraint(fields=("commune", "domain"), name="one_competence_per_domain"),)

    def __str__(self) -> str:
        return f"{self.commune} → {self.unit}"


class Residence(models.Model):
    """A landlord's estate. Not case data: its name and address are known to the partners of its territory."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    landlord = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="residences")
    name = models.CharField("nom", max_length=120)
    address = models.CharField("adresse", max_length=200)
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="residences")
    dwellings = models.PositiveIntegerField("logements")
    in_priority_district = models.BooleanField("quartier prioritaire (QPV)", default=False)

    class Meta:
        verbose_name = "résidence"
        ordering = ("commune__search_name", "name")
        constraints = (models.UniqueConstraint(fields=("landlord", "commune", "name"), name="one_residence_per_name"),)

    def __str__(self) -> str:
        return f"{self.name} – {self.commune.name}"


class ResidenceGroupObjectPermission(GroupObjectPermissionBase):
    """Derived grant: the group of a gardien's post may see the facts of the residence. Never written by hand."""

    content_object = models.ForeignKey(Residence, on_delete=models.CASCADE)
