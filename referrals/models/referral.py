"""What is passed on: subjects and bases, the referral, its frozen projections, its answers and derived grants."""

import uuid
from datetime import date, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Coalesce

from correspondents.models import Designation, Post
from incidents.models import Complaint, Incident, Situation
from incidents.references import new_referral_reference
from referrals import field_sets
from referrals.enums import FieldSet, Nature, ReferralState, RefusalMotive, WithdrawalMotive
from referrals.lifecycle import ENDED, LIVE, WAITING
from referrals.outcomes import REPLACES_NOTHING
from signatories.models import Convention, Signatory
from territory.models import Commune, Residence


class LegalBasisQuerySet(QuerySet["LegalBasis"]):
    def of_referrals(self) -> "LegalBasisQuerySet":
        """Those that a referral may rest on; the others are only cited."""
        return self.filter(is_basis=True)


class LegalBasis(models.Model):
    """A text that screens and papers cite: what it says in our own words, when it holds, and how we know.

    `law` and `articles` are the citation itself: one that stands on a screen or a paper and in no row is a fault
    (`tests/referrals/test_citations.py`). Without `checked_on` it is "à vérifier", and without `in_force_from` so is
    its first day. A basis with a `condition` is cited only where the sender states that it is met.
    """

    code = models.SlugField(primary_key=True, max_length=40)
    law = models.CharField("texte", max_length=40, default="")
    articles = ArrayField(models.CharField(max_length=20), verbose_name="articles", default=list)
    label = models.CharField("intitulé", max_length=160)
    text = models.TextField("ce qu’il dit")
    use = models.CharField("usage ici", max_length=240, blank=True)
    in_force_from = models.DateField("en vigueur du", null=True)
    in_force_until = models.DateField("jusqu’au", null=True)
    source = models.CharField("source", max_length=240, blank=True)
    checked_on = models.DateField("vérifié le", null=True)
    checked_by = models.CharField("vérifié par", max_length=120, blank=True)
    is_basis = models.BooleanField("peut fonder une saisine", default=True)
    condition = models.CharField("condition", max_length=240, blank=True)
    position = models.PositiveSmallIntegerField("rang")

    objects = LegalBasisQuerySet.as_manager()

    class Meta:
        verbose_name = "fondement"
        ordering = ("position",)

    def __str__(self) -> str:
        return self.label


class Subject(models.Model):
    """What may be asked or told, between which kinds of partners, and what it takes to say it."""

    code = models.SlugField(primary_key=True, max_length=40)
    label = models.CharField("objet", max_length=120)
    nature = models.CharField("nature", max_length=12, choices=Nature)
    purpose = models.CharField("finalité", max_length=240)
    sender_kinds = ArrayField(models.CharField(max_length=12))
    recipient_kinds = ArrayField(models.CharField(max_length=12))
    minimum = ArrayField(
        models.CharField(max_length=12, choices=field_sets.choices), verbose_name="ensembles nécessaires"
    )
    usual = ArrayField(models.CharField(max_length=12, choices=field_sets.choices), verbose_name="ensembles libres")
    bases = models.ManyToManyField(LegalBasis, related_name="subjects")
    needs_precision = models.BooleanField("précision obligatoire", default=False)
    caveat = models.CharField("ce qu’une saisine de cet objet n’est pas", max_length=240, blank=True)
    position = models.PositiveSmallIntegerField("rang")

    class Meta:
        verbose_name = "objet"
        ordering = ("position",)

    def __str__(self) -> str:
        return self.label

    @property
    def asks_nothing(self) -> bool:
        """It tells: to have read it is enough."""
        return self.nature == Nature.INFORMATION


class SubjectRule(models.Model):
    """A line of the table of subjects as one convention changed it; the others keep the portal's own line."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="rules")
    sender_kinds = ArrayField(models.CharField(max_length=12))
    recipient_kinds = ArrayField(models.CharField(max_length=12))
    minimum = ArrayField(
        models.CharField(max_length=12, choices=field_sets.choices), verbose_name="ensembles nécessaires"
    )
    usual = ArrayField(models.CharField(max_length=12, choices=field_sets.choices), verbose_name="ensembles libres")
    bases = models.ManyToManyField(LegalBasis, related_name="+")
    needs_precision = models.BooleanField("précision obligatoire", default=False)

    class Meta:
        verbose_name = "règle d’un objet"
        constraints = (
            models.UniqueConstraint(fields=("convention", "subject"), name="one_rule_per_subject"),
            models.CheckConstraint(condition=Q(minimum__contained_by=F("usual")), name="necessary_is_usual"),
        )


class DueRank(models.IntegerChoices):
    """What a list of referrals begins with: what one has not sent yet, then what waits."""

    DRAFT, WAITING, ANSWERED, ENDED = range(4)


SIDES = ("sender", "sender_post", "recipient", "recipient_post")

# By what is due: waiting first, the oldest of them first; then the answered and the ended, the newest first.
LONGEST_NUMBER = 40  # of a complaint
DUE_KEYS = ("due_rank", "waiting_since", "-sent_at", "id")


def _of_side(side: str, name: str) -> models.Index:
    """The box of one side. With what the wall and a count ask of a row, so that neither reads the table: each of a
    page's counts was a hundred rows looked up."""
    others = (each for each in SIDES if each != side)
    return models.Index(fields=(side, *DUE_KEYS), name=name, include=(*others, "until"))


class ReferralQuerySet(QuerySet["Referral"]):
    def live_on(self, day: date) -> "ReferralQuerySet":
        return self.filter(state__in=LIVE, until__gte=day)

    def overdue_on(self, day: date) -> "ReferralQuerySet":
        return self.filter(state__in=LIVE, until__lt=day)

    def waiting_on(self, day: date) -> "ReferralQuerySet":
        """Sent, not answered, and its last day not past, whether or not the job has written that down yet."""
        return self.filter(due_rank=DueRank.WAITING, until__gte=day)

    def for_display(self) -> "ReferralQuerySet":
        return self.select_related("subject", "basis", "sender", "recipient", "sender_post", "recipient_post")

    def by_what_is_due(self) -> "ReferralQuerySet":
        return self.order_by(*DUE_KEYS)


class Referral(models.Model):
    """Something passed from one signatory to another. Its content lies in its disclosures, never in this row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField("référence", max_length=9, default=new_referral_reference, editable=False)
    sender = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+", db_index=False)
    sender_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_index=False)
    sender_designation = models.ForeignKey(Designation, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+", db_index=False)
    recipient_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_index=False)
    recipient_designation = models.ForeignKey(Designation, on_delete=models.PROTECT, related_name="+", null=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+", db_index=False)
    basis = models.ForeignKey(LegalBasis, on_delete=models.PROTECT, related_name="+", db_index=False)
    condition_stated = models.BooleanField("circonstance déclarée par l’expéditeur", default=False)
    field_sets = ArrayField(
        models.CharField(max_length=12, choices=field_sets.choices), verbose_name="ensembles communiqués"
    )
    named_readers = ArrayField(
        models.UUIDField(), verbose_name="réservée à ces désignations", default=list, db_default=[], blank=True
    )
    until = models.DateField("l’accès prend fin le")
    state = models.CharField("état", max_length=12, choices=ReferralState, default=ReferralState.DRAFT)
    refusal_motive = models.CharField("motif du refus", max_length=14, choices=RefusalMotive, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField("préparée le")
    sent_at = models.DateTimeField("envoyée le", null=True)
    acknowledged_at = models.DateTimeField("accusé de réception le", null=True)
    answered_at = models.DateTimeField("réponse le", null=True)
    asks_more = models.BooleanField("la dernière réponse attend un complément", default=False, db_default=False)
    planned_on = models.DateField("prévu par le destinataire le", null=True)
    reopened_at = models.DateTimeField("complétée après une réponse le", null=True)
    renewed_at = models.DateTimeField("prolongée le", null=True)
    ended_at = models.DateTimeField("terminée le", null=True)
    submission = models.UUIDField("envoi", unique=True, editable=False)

    # The order of the boxes as columns of an index; as a CASE over all rows it cost 140 × as much on a filled million.
    due_rank = models.GeneratedField(
        expression=Case(
            When(state=ReferralState.DRAFT, then=DueRank.DRAFT),
            When(state__in=WAITING, then=DueRank.WAITING),
            When(state=ReferralState.ANSWERED, then=DueRank.ANSWERED),
            default=DueRank.ENDED,
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    waiting_since = models.GeneratedField(
        expression=Case(When(state__in=WAITING, then=Coalesce("reopened_at", "sent_at"))),
        output_field=models.DateTimeField(null=True),
        db_persist=True,
    )

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "saisine"
        # Both boxes, of a house and of a post. What begins one of them has no index of its own, nor have subject and
        # basis, by which no referral is looked up: an update costs less than before (0.9 ×).
        indexes = (
            _of_side("recipient_post", "referral_inbox_of_post"),
            _of_side("recipient", "referral_inbox_of_house"),
            _of_side("sender_post", "referral_outbox_of_post"),
            _of_side("sender", "referral_outbox_of_house"),
            models.Index(fields=("until",), condition=Q(state__in=LIVE), name="referral_to_expire"),
            models.Index(
                fields=("recipient", "planned_on", "id"), condition=Q(planned_on__isnull=False), name="referral_planned"
            ),
            # What a parquet told of its own accord, while it is read: `clearings`.
            models.Index(
                fields=("recipient", "until"), condition=Q(subject="suite-donnee"), name="referral_told_of_house"
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=("reference",), name="one_referral_per_reference"),
            models.CheckConstraint(condition=Q(state__in=ReferralState.values), name="referral_state_known"),
            models.CheckConstraint(
                condition=Q(state=ReferralState.DRAFT) | Q(state=ReferralState.WITHDRAWN) | Q(sent_at__isnull=False),
                name="referral_sent_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ENDED) | Q(ended_at__isnull=False), name="referral_ended_has_date"
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def state_on(self, day: date) -> ReferralState:
        """The state that the dates say: past its last day a live referral has expired, before any job wrote it down."""
        state = ReferralState(self.state)
        return ReferralState.EXPIRED if state in LIVE and self.until < day else state

    @property
    def is_reserved(self) -> bool:
        """To the persons whom the sender named: of the recipient's post nobody else reads what is shared."""
        return bool(self.named_readers)

    def is_open_to(self, designation_id: uuid.UUID | None) -> bool:
        """Whether somebody of the recipient's side, acting by this designation, may read it and act on it."""
        return not self.is_reserved or designation_id in self.named_readers

    @property
    def names_complaint(self) -> bool:
        """Then the law has notices of its own for the complainant, which no answer here replaces."""
        return FieldSet.COMPLAINT in self.field_sets

    @property
    def answers_replace_nothing(self) -> str:
        """What no answer to this subject stands for, whatever it says."""
        return REPLACES_NOTHING.get(self.subject_id, "")

    @property
    def asked_at(self) -> datetime | None:
        """Since when it is, or last was, the recipient's turn: sent, or completed as an answer had asked."""
        return self.reopened_at or self.sent_at

    def is_live_on(self, day: date) -> bool:
        """Sent, not ended, and its last day not past: only then may the recipient read what was shared."""
        return self.state in LIVE and self.until >= day


class ReferralSource(models.Model):
    """What the sender draws on, as the draft says it. The recipient never reads it, not even an identifier."""

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, primary_key=True, related_name="source")
    owner = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+")
    owner_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="+")
    residence = models.ForeignKey(Residence, on_delete=models.PROTECT, related_name="+", null=True)
    situation = models.ForeignKey(Situation, on_delete=models.PROTECT, related_name="+", null=True)
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="+", null=True)
    widening_reason = models.CharField("pourquoi communiquer davantage", max_length=240, blank=True)
    precision = models.CharField("précision", max_length=300, blank=True)
    asked = models.JSONField("ce qui est demandé", default=dict, db_default={}, blank=True)  # see `referrals.asked`
    attachments = ArrayField(models.UUIDField(), verbose_name="pièces choisies", default=list, db_default=[])
    routing_reason = models.CharField("pourquoi ce destinataire", max_length=400)
    not_meant = ArrayField(models.CharField(max_length=20), verbose_name="ce qui n’était pas cela", default=list)
    withdrawal_motive = models.CharField(
        "motif du retrait", max_length=20, choices=WithdrawalMotive, default="", db_default="", blank=True
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(withdrawal_motive__in=("", *WithdrawalMotive.values)), name="withdrawal_motive_known"
            ),
            models.CheckConstraint(
                condition=Q(residence__isnull=False) | Q(situation__isnull=True, complaint__isnull=True),
                name="no_case_without_residence",
            ),
        )


class ReferredIncident(models.Model):
    """Which facts a referral drew on. Read by whoever sees the fact, so that its author learns what became of it."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="referred_incidents", db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="referrals_made")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("referral", "incident"), name="fact_referred_once"),)


class Disclosure(models.Model):
    """One frozen projection: exactly what the recipient reads. "Compléter" adds a further one, nothing is rewritten."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="disclosures", db_index=False)
    number = models.PositiveSmallIntegerField("rang")
    content = models.JSONField("contenu")
    digest = models.CharField("empreinte SHA-256 du contenu", max_length=64)
    terms = models.JSONField("entre qui, pour quoi, jusqu’à quand", default=dict, db_default={}, editable=False)
    version = models.PositiveSmallIntegerField("forme du contenu")
    disclosed_at = models.DateTimeField("communiqué le")

    class Meta:
        verbose_name = "communication"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("referral", "number"), name="one_disclosure_per_number"),)


class DisclosureSource(models.Model):
    """Out of what one disclosure was made, and why it says more than usual. The sender's own, appended with each."""

    disclosure = models.OneToOneField(Disclosure, on_delete=models.CASCADE, primary_key=True, related_name="source")
    owner = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+")
    owner_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    incidents = ArrayField(models.UUIDField(), verbose_name="faits")
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="+", null=True)
    field_sets = ArrayField(models.CharField(max_length=12, choices=field_sets.choices), verbose_name="ensembles")
    attachments = ArrayField(models.UUIDField(), verbose_name="pièces, par leur numéro", default=list, db_default=[])
    widening_reason = models.CharField("pourquoi communiquer davantage", max_length=240, blank=True)

    class Meta:
        verbose_name = "source d’une communication"


class DisclosedNumber(models.Model):
    """A number of a complaint as somebody searches it: letters and digits alone, whole or from its beginning.

    A table, since no index on the frozen content serves behind the second wall: `upper` and `->>` may tell of rows that
    one does not see, so they are asked of every row (27–105 × as slow).
    """

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=LONGEST_NUMBER)
    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="numbers", db_index=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("disclosure", "key"), name="one_row_per_number"),)
        indexes = (models.Index(fields=("key", "disclosure"), name="disclosed_number"),)
