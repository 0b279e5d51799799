"""Letters of the graduated response, and the templates from which a landlord makes them."""

import uuid
from collections.abc import Mapping
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, QuerySet

from acting import french
from acting.days import DAY_IN_REACH, MOMENT_IN_REACH
from acting.stored import digest_of
from correspondents.models import Post
from files.models import StoredFile
from incidents.ladder import Proof
from incidents.letter_text import OBSERVATIONS, RIGHTS, LetterKind, Paragraph, Slot, drawn, filled
from incidents.models.addressee import Addressee
from incidents.models.situation import Situation
from incidents.models.step import Step
from signatories.models import Signatory


class LetterTemplate(models.Model):
    """One version of a landlord's template of a kind; never changed, the newest is used. Version 0 is the portal's own,
    and no row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    landlord = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField("lettre", max_length=13, choices=LetterKind)
    version = models.PositiveSmallIntegerField("version")
    letterhead = models.CharField("en-tête", max_length=300)
    signature = models.CharField("signature", max_length=300, blank=True)
    body = models.CharField("texte", max_length=4000)
    clauses = models.CharField("clauses du bail et du règlement", max_length=3000, blank=True)
    logo = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", null=True)
    written_at = models.DateTimeField("écrite le", null=True)

    class Meta:
        verbose_name = "modèle de lettre"
        constraints = (
            models.UniqueConstraint(fields=("landlord", "kind", "version"), name="one_template_per_version"),
            models.CheckConstraint(condition=Q(version__gte=1), name="template_version_is_a_landlords"),
        )

    @property
    def clause_list(self) -> list[str]:
        return [line.strip() for line in self.clauses.splitlines() if line.strip()]


class Mailing(models.Model):
    """Letters of one kind made in one run. `unmade` names the situations of which none could be, with the reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    landlord = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField("lettre", max_length=13, choices=LetterKind)
    asked = models.PositiveSmallIntegerField("baux choisis")
    words = models.CharField("empreinte de ce qui est demandé", max_length=64)
    unmade = ArrayField(models.CharField(max_length=300), verbose_name="non faites", default=list, blank=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("faites le")

    class Meta:
        verbose_name = "lettres en nombre"


class LetterQuerySet(QuerySet["Letter"]):
    def in_order(self) -> "LetterQuerySet":
        return self.order_by("-made_at", "addressed_to", "id")

    def drafts(self) -> "LetterQuerySet":
        """Not sent."""
        return self.filter(sent_on=None)

    def for_display(self) -> "LetterQuerySet":
        return self.select_related(
            "situation__residence__commune", "situation__landlord", "addressee", "template", "logo", "step", "file"
        )


class Letter(models.Model):
    """To one holder of the lease. It keeps its own copy of what it says; once it is sent, with a step where its kind
    has one, nothing of it changes but the day on which the post brought it back. `printed` is the digest of the words
    that `file` shows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    situation = models.ForeignKey(Situation, on_delete=models.PROTECT, related_name="letters", db_index=False)
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="letters", db_index=False)
    kind = models.CharField("lettre", max_length=13, choices=LetterKind)
    template = models.ForeignKey(LetterTemplate, on_delete=models.PROTECT, related_name="+", null=True)
    letterhead = models.CharField("en-tête", max_length=300)
    signature = models.CharField("signature", max_length=300, blank=True)
    logo = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    addressed_to = models.CharField("adresse", max_length=240)
    body = models.CharField("texte", max_length=4000)
    facts = ArrayField(models.CharField(max_length=200), verbose_name="faits", default=list, blank=True)
    clause = models.CharField("clause", max_length=600, blank=True)
    written_on = models.DateField("datée du", validators=DAY_IN_REACH)
    until = models.DateField("délai jusqu’au", null=True, blank=True, validators=DAY_IN_REACH)
    meets_at = models.DateTimeField("entretien le", null=True, blank=True, validators=MOMENT_IN_REACH)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("faite le")
    mailing = models.ForeignKey(Mailing, on_delete=models.PROTECT, related_name="letters", null=True)
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="letters", null=True)
    sent_on = models.DateField("envoyée le", null=True, blank=True, validators=DAY_IN_REACH)
    proof = models.CharField("preuve", max_length=10, choices=Proof, blank=True)
    tracking_number = models.CharField("n° de suivi", max_length=40, blank=True)
    returned_on = models.DateField("revenue le", null=True, blank=True, validators=DAY_IN_REACH)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    printed = models.CharField("empreinte du texte imprimé", max_length=64, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "lettre"
        indexes = (
            models.Index(fields=("situation", "-made_at"), name="letter_of_situation"),
            models.Index(
                fields=("meets_at", "id"),
                condition=Q(step__isnull=False, meets_at__isnull=False),
                name="letter_meeting",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(file=None, printed="") | Q(file__isnull=False) & ~Q(printed=""), name="letter_printed_whole"
            ),
            models.CheckConstraint(
                condition=Q(sent_on=None, proof="", tracking_number="", step=None, returned_on=None)
                | Q(sent_on__isnull=False, file__isnull=False) & ~Q(proof=""),
                name="letter_sent_is_printed",
            ),
            models.CheckConstraint(
                condition=Q(returned_on=None) | Q(returned_on__gte=F("sent_on")), name="letter_comes_back_after"
            ),
        )

    @property
    def version(self) -> int:
        return self.template.version if self.template else 0

    @property
    def words(self) -> Mapping[Slot, str]:
        residence = self.situation.residence
        return {
            Slot.CLAUSE: self.clause,
            Slot.UNTIL: french.day(self.until),
            Slot.MEETING: french.moment(self.meets_at),
            Slot.RESIDENCE: f"{residence.name}, à {residence.commune.name}",
            Slot.LEASE: f"n° {self.situation.lease}",
            Slot.LANDLORD: self.situation.landlord.name,
            Slot.DATE: french.day(self.written_on),
        }

    @property
    def paragraphs(self) -> list[Paragraph]:
        return drawn(self.body, self.words, self.facts)

    @property
    def foot(self) -> list[str]:
        """What every letter says whatever its template; of a closure there is nothing more to observe."""
        said = [] if self.kind == LetterKind.CLOSURE else [OBSERVATIONS]
        return [*said, filled(RIGHTS, self.words)]

    @property
    def digest(self) -> str:
        """Of everything that the paper shows."""
        shown = [self.letterhead, self.signature, self.logo_id, self.addressed_to, self.body, self.facts, self.foot]
        return digest_of([*shown, dict(self.words)])

    def outdated_on(self, day: date) -> str:
        """Why it does not leave as it is, in French; "" where it does."""
        left = self.addressee.ends_on
        if left and left <= day:
            return f"{self.addressee.named} n’est plus titulaire du bail depuis le {french.day(left)}."
        if self.addressed_to != "\n".join(self.addressee.window):
            return "L’adresse a changé depuis : enregistrez de nouveau la lettre, puis refaites son PDF."
        return ""

    @property
    def is_printed(self) -> bool:
        """Its paper says what it says now."""
        return self.file_id is not None and self.printed == self.digest
