"""Facts taken together, of one place or of one lease, and the history of their being so."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Q, QuerySet, When

from acting.days import DAY_IN_REACH
from correspondents.models import Designation, Post
from incidents.enums import Ending, PlaceType, SituationKind, Turn
from incidents.rating import Colour, Gravity, HowOften, Lift
from incidents.references import new_situation_reference
from signatories.models import Signatory
from territory.models import Residence

NOT_RATED = Q(gravity=None, recurrence=None, lifts=[], colour="")
IN_ORDER = ("rank", "-opened_at", "-id")


class Rank(models.IntegerChoices):
    """The order of the list: what is gravest, what is not rated, what has ended."""

    RED, ORANGE, YELLOW, NOT_RATED, GREEN, ENDED = range(6)


class SituationQuerySet(QuerySet["Situation"]):
    def open(self) -> "SituationQuerySet":
        return self.filter(ended_at=None)

    def for_display(self) -> "SituationQuerySet":
        return self.select_related("residence__commune", "assigned_to__user", "assigned_to__post")


class Situation(models.Model):
    """Of a place: rated. Of a lease: never rated, and the landlord's own number of the lease says which. A situation of
    one fact opens silently when its fact is referred."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField("référence", max_length=9, default=new_situation_reference, editable=False)
    landlord = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="situations", db_index=False)
    residence = models.ForeignKey(Residence, on_delete=models.PROTECT, related_name="situations")
    kind = models.CharField("nature", max_length=5, choices=SituationKind, default=SituationKind.PLACE)
    place = models.CharField("lieu", max_length=12, choices=PlaceType, blank=True)
    building = models.CharField("bâtiment ou entrée", max_length=40, blank=True)
    lease = models.CharField("n° de bail", max_length=40, blank=True)
    lease_from = models.DateField("bail à compter du", null=True, blank=True, validators=DAY_IN_REACH)
    assigned_to = models.ForeignKey(Designation, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    review_on = models.DateField("à revoir le", null=True, blank=True, validators=DAY_IN_REACH)
    gravity = models.PositiveSmallIntegerField("gravité", choices=Gravity, null=True, blank=True)
    recurrence = models.PositiveSmallIntegerField("récurrence", choices=HowOften, null=True, blank=True)
    lifts = ArrayField(
        models.CharField(max_length=6, choices=Lift), verbose_name="ce qui aggrave", default=list, blank=True
    )
    colour = models.CharField("couleur", max_length=6, choices=Colour, blank=True)
    opened_at = models.DateTimeField("ouverte le")
    ended_at = models.DateTimeField("close le", null=True)
    ending = models.CharField("issue", max_length=9, choices=Ending, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, related_name="merged", null=True)

    rank = models.GeneratedField(
        expression=Case(
            When(ended_at__isnull=False, then=Rank.ENDED),
            When(colour=Colour.RED, then=Rank.RED),
            When(colour=Colour.ORANGE, then=Rank.ORANGE),
            When(colour=Colour.YELLOW, then=Rank.YELLOW),
            When(colour=Colour.GREEN, then=Rank.GREEN),
            default=Rank.NOT_RATED,
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )

    objects = SituationQuerySet.as_manager()

    class Meta:
        verbose_name = "situation"
        indexes = (
            models.Index(fields=("landlord", "rank", "-opened_at", "-id"), name="situation_by_rank"),
            # The place where a new fact may belong.
            models.Index(
                fields=("landlord", "residence"),
                condition=Q(kind=SituationKind.PLACE, ended_at=None),
                name="situation_open_place",
            ),
            models.Index(
                fields=("landlord", "review_on"),
                condition=Q(ended_at=None, review_on__isnull=False),
                name="situation_due",
            ),
            models.Index(
                fields=("landlord", "ended_at"),
                include=("kind", "ending"),
                condition=Q(ended_at__isnull=False),
                name="situation_ended",
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=("reference",), name="one_situation_per_reference"),
            models.UniqueConstraint(
                fields=("landlord", "lease"),
                condition=Q(kind=SituationKind.LEASE, ended_at=None),
                name="one_open_situation_per_lease",
            ),
            models.CheckConstraint(condition=Q(kind=SituationKind.PLACE) | NOT_RATED, name="lease_is_never_rated"),
            models.CheckConstraint(
                condition=Q(kind=SituationKind.PLACE, lease="", lease_from=None) & ~Q(place="")
                | Q(kind=SituationKind.LEASE) & ~Q(lease=""),
                name="situation_of_place_or_lease",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="", merged_into=None)
                | Q(ended_at__isnull=False) & ~Q(ending="") & (Q(ending=Ending.MERGED) | Q(merged_into=None)),
                name="situation_ends_somehow",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def is_of_place(self) -> bool:
        return self.kind == SituationKind.PLACE

    @property
    def subject(self) -> str:
        """`"Hall, bâtiment B"`, or `"Bail 2019-0417"`: what it is about, without its residence."""
        words = self.in_phrase
        return words[:1].upper() + words[1:]

    @property
    def in_phrase(self) -> str:
        """`"hall, bâtiment B"`, within a line; what somebody typed stays as it is."""
        if not self.is_of_place:
            return f"bail {self.lease}"
        place = PlaceType(self.place).label.lower()
        return f"{place}, {self.building}" if self.building else place


class SituationTurn(models.Model):
    """What happened to a situation itself, appended and never edited; `said` is French, as it was said then. A rating
    keeps its colour beside its words, so that one can count what was red and is green."""

    id = models.BigAutoField(primary_key=True)  # several at one moment keep their order
    situation = models.ForeignKey(Situation, on_delete=models.CASCADE, related_name="turns", db_index=False)
    turn = models.CharField(max_length=10, choices=Turn)
    at = models.DateTimeField()
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", null=True)
    said = models.CharField(max_length=500, blank=True)
    colour = models.CharField("couleur", max_length=6, choices=Colour, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "histoire d’une situation"
        ordering = ("at", "id")
        indexes = (models.Index(fields=("situation", "at", "id"), name="turn_of_situation"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(colour="") | Q(turn=Turn.RATED, colour__in=Colour.values), name="turn_colour_of_rating"
            ),
        )
