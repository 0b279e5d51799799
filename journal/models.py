"""What was done (Entry, chained by Link and closed by Seal), is to be told (Message), is to be run (Job).

Persons, signatories and objects are plain identifiers: the journal knows nobody and outlives what it names.
"""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Func, Q, When

from journal.chain import SealedSegment
from journal.enums import Cause, Channel, JobState, MessageState

MAX_ATTEMPTS = 3
LATEST = ("-at", "-id")  # the order of the journal's page, to the last column: else each page sorts what is equal


DAY_BEGUN = "date_trunc('day',%(expressions)s AT TIME ZONE 'Europe/Paris') AT TIME ZONE 'Europe/Paris'"


class ReckonedField(models.GeneratedField):
    """Of which the database hands nothing back on writing: that asks for the right to read the row, and an entry in
    nobody's name is written by who may not read it."""

    db_returning = False  # type: ignore[assignment]  # the stubs know no other


class Entry(models.Model):
    """One act or one read, never changed. Identifiers only, never content."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    at = models.DateTimeField("date et heure")
    user_id = models.UUIDField("personne", null=True)
    designation_id = models.UUIDField("désignation", null=True)
    post_id = models.UUIDField("poste", null=True)
    signatory_id = models.UUIDField("signataire de la personne", null=True)
    function = models.CharField("fonction", max_length=20, blank=True)
    verb = models.CharField("acte", max_length=60)
    object_type = models.CharField("nature de l’objet", max_length=80)
    object_id = models.UUIDField("objet", null=True)
    owner_id = models.UUIDField("signataire à qui sont les données", null=True)
    channel = models.CharField("voie", max_length=10, choices=Channel)
    reason = models.CharField("motif", max_length=200, blank=True)
    request_id = models.UUIDField("requête", null=True)
    count = models.PositiveIntegerField("nombre d’objets", default=1)
    shown = ArrayField(models.UUIDField(), verbose_name="objets montrés par une liste", null=True)

    # When, as whoever owns the data is told of it: of the own people the moment, of others the day alone. A list in
    # order of it says no more, however it is cut into pages. A column, since behind the wall no index is asked for an
    # expression.
    told_at = ReckonedField(
        expression=Case(
            When(Q(signatory_id=None) | Q(signatory_id=F("owner_id")), then=F("at")),
            default=Func(F("at"), template=DAY_BEGUN),
        ),
        output_field=models.DateTimeField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = "inscription au journal"
        verbose_name_plural = "inscriptions au journal"
        indexes = [
            models.Index(fields=["user_id", *LATEST], name="entry_by_user"),
            models.Index(fields=["owner_id", "-told_at", "-id"], name="entry_told_to_owner"),
            models.Index(fields=["signatory_id", *LATEST], name="entry_by_signatory"),
            # "IS NULL" gives an index no order: what belongs to nobody was sorted whole for each page.
            models.Index(fields=LATEST, condition=Q(owner_id=None), name="entry_of_nobody"),
            models.Index(fields=["object_id", "-at"], name="entry_by_object"),
            GinIndex(fields=["shown"], name="entry_by_shown", condition=Q(shown__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.verb}"


class Link(models.Model):
    """The place of an entry in the chain, written by the database at commit and by nothing else."""

    seq = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.DO_NOTHING, related_name="link")
    previous_hash = models.BinaryField()
    hash = models.BinaryField()

    def __str__(self) -> str:
        return str(self.seq)


class Head(models.Model):
    """The one row that holds the end of the chain; its lock puts commits in line."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="head_is_one_row")]

    def __str__(self) -> str:
        return str(self.seq)


class Seal(models.Model):
    """Closes the segment of one month. It stays when the segment is dropped, and the rest is verified from it."""

    month = models.DateField("premier jour du mois", primary_key=True)
    first_seq = models.BigIntegerField(unique=True)
    last_seq = models.BigIntegerField(unique=True)
    hash = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="seal_month_starts_on_the_first"),
            models.CheckConstraint(condition=Q(last_seq__gte=models.F("first_seq")), name="seal_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y}"

    @property
    def segment(self) -> SealedSegment:
        """What is compared: as the chain speaks of it, wherever it lies."""
        return SealedSegment(self.month, self.first_seq, self.last_seq, bytes(self.hash).hex())


class Message(models.Model):
    """The outbox: written in the transaction of the act it tells of, sent later by a worker."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=60)
    recipient_id = models.UUIDField()
    object_id = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    error = models.CharField(max_length=200, blank=True)
    # Waits since its recipient chose so; of a server or an address it says nothing.
    put_off = models.BooleanField(default=False)
    mail_id = models.UUIDField(null=True)  # of the mail that told it, which a report of its delivery names

    class Meta:
        verbose_name = "message"
        indexes = [
            models.Index(fields=["due_at"], name="message_waiting", condition=Q(state="waiting")),
            models.Index(fields=["recipient_id", "-created_at"], name="message_by_recipient"),
            models.Index(fields=["state", "-created_at"], name="message_by_state"),
            models.Index(fields=["kind", "-created_at"], name="message_by_kind"),
            models.Index(fields=["mail_id"], name="message_by_mail", condition=Q(mail_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.get_state_display()})"


class Job(models.Model):
    """Work for a worker, leased for a while: whoever holds the running lease, and nobody else, may finish it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    task = models.CharField("tâche", max_length=120)
    object_id = models.UUIDField()
    user_id = models.UUIDField("demandée par", null=True)
    designation_id = models.UUIDField("désignation", null=True)
    signatory_id = models.UUIDField("signataire", null=True)
    request_id = models.UUIDField("requête", null=True)
    state = models.CharField("état", max_length=10, choices=JobState, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    progress = models.PositiveSmallIntegerField("avancement", default=0)
    error = models.CharField("erreur", max_length=300, blank=True)
    cause = models.CharField("cause", max_length=20, choices=Cause, blank=True, default="")
    created_at = models.DateTimeField("demandée le")
    queued_at = models.DateTimeField("envoyée au travail le")
    due_at = models.DateTimeField("à faire à partir de")
    started_at = models.DateTimeField("commencée le", null=True)
    finished_at = models.DateTimeField("finie le", null=True)

    class Meta:
        verbose_name = "tâche"
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="job_progress_is_a_percentage"),
            models.CheckConstraint(condition=Q(attempts__lte=MAX_ATTEMPTS), name="job_attempts_are_limited"),
            models.CheckConstraint(
                condition=Q(state="running", lease_token__isnull=False, lease_until__isnull=False)
                | ~Q(state="running") & Q(lease_token__isnull=True, lease_until__isnull=True),
                name="job_leased_while_running",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="job_open", condition=Q(state__in=["queued", "running"])),
            models.Index(fields=["object_id", "-created_at"], name="job_by_object"),
            models.Index(fields=["user_id", "-created_at"], name="job_by_user"),
            models.Index(fields=["-created_at", "-id"], name="job_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.task} ({self.get_state_display()})"


class CachedValue(models.Model):
    """What Redis keeps while it is there, in the form of Django's cache in a table: its columns are Django's."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key
