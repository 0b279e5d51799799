"""Objets de travail: what to do, whom to call, in what order. No nominative record, whatever the theme."""

import uuid
from typing import NamedTuple

from django.db import models
from django.db.models import Q

from acting.fold import folded, folded_column
from acting.phones import check_dialled, phone_of
from signatories.models.convention import Convention

NO_TRACE_AT_ALL = "radicalisation"  # the portal carries no report about it, not even a count


TO_VERIFY = "(à vérifier)"


class Line(NamedTuple):
    """A line of a circuit or of its sources; the words "(à vérifier)" at its end become a mark."""

    text: str
    to_verify: bool


def lines_of(text: str) -> list[Line]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [Line(line.removesuffix(TO_VERIFY).rstrip(), line.endswith(TO_VERIFY)) for line in lines]


class Theme(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="themes")
    code = models.SlugField("code", max_length=40)
    name = models.CharField("objet de travail", max_length=120)
    search_name = folded_column("name")
    summary = models.CharField("en une phrase", max_length=300)
    circuit = models.TextField("circuit")
    sources = models.TextField("sources", blank=True)
    keeps_orientation = models.BooleanField("orientation sans donnée nominative", default=False)
    position = models.PositiveSmallIntegerField("rang", default=0)
    withdrawn_on = models.DateField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "objet de travail"
        ordering = ("position", "search_name")
        constraints = (
            models.UniqueConstraint(fields=("convention", "code"), name="one_theme_per_code"),
            models.CheckConstraint(
                condition=~Q(code=NO_TRACE_AT_ALL, keeps_orientation=True), name="radicalisation_leaves_no_trace"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def steps(self) -> list[Line]:
        """The circuit, one step a line."""
        return lines_of(self.circuit)

    @property
    def source_lines(self) -> list[Line]:
        return lines_of(self.sources)

    @property
    def emergencies(self) -> list["ThemeContact"]:
        return [contact for contact in self.contacts.all() if contact.is_emergency]

    @property
    def other_contacts(self) -> list["ThemeContact"]:
        return [contact for contact in self.contacts.all() if not contact.is_emergency]


class ThemeContact(models.Model):
    """A number to call or a service to write to, never a person; emergencies first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="contacts")
    label = models.CharField("intitulé", max_length=160)
    phone = models.CharField("téléphone", max_length=30, blank=True, validators=(check_dialled,))
    email = models.EmailField("adresse", blank=True)
    hours = models.CharField("quand", max_length=120, blank=True)
    is_emergency = models.BooleanField("urgence", default=False)
    to_verify = models.BooleanField("à vérifier", default=False)
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "contact"
        ordering = ("-is_emergency", "position", folded("label"))

    @property
    def number(self) -> str:
        """As one says it: "114" for "SMS 114"."""
        found = phone_of(self.phone)
        return found.shown if found else self.phone

    @property
    def address(self) -> str:
        """What a telephone does with it: `tel:0800005696`, `sms:114`, or "" without a number."""
        found = phone_of(self.phone)
        return found.address if found else ""

    @property
    def by_sms(self) -> bool:
        found = phone_of(self.phone)
        return bool(found and found.by_sms)
