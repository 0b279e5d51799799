"""Objets de travail: what to do, whom to call, in what order. No nominative record, whatever the theme."""

import uuid

from django.db import models

from signatories.models.convention import Convention


class Theme(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="themes")
    code = models.SlugField("code", max_length=40)
    name = models.CharField("objet de travail", max_length=120)
    summary = models.CharField("en une phrase", max_length=300)
    circuit = models.TextField("circuit")
    keeps_orientation = models.BooleanField("orientation sans donnée nominative", default=False)
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "objet de travail"
        ordering = ("position", "name")
        constraints = (models.UniqueConstraint(fields=("convention", "code"), name="one_theme_per_code"),)

    def __str__(self) -> str:
        return self.name


class ThemeContact(models.Model):
    """A number to call or a service to write to; emergencies first. An empty commune means the whole département."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="contacts")
    label = models.CharField("intitulé", max_length=160)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    email = models.EmailField("adresse", blank=True)
    hours = models.CharField("quand", max_length=120, blank=True)
    is_emergency = models.BooleanField("urgence", default=False)
    to_verify = models.BooleanField("à vérifier", default=False)
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "contact"
        ordering = ("-is_emergency", "position", "label")
