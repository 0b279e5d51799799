"""What those who keep posts and designations look at: posts with their people, what runs, what is to come."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from acting.actor import Actor
from acting.keys import key_among
from acting.words import listed
from correspondents.models import LAST_NAME, Absence, Designation, DesignationQuerySet, Post
from correspondents.own_address import moving_at
from correspondents.permissions import (
    can_agree,
    can_correct_words,
    designations_kept_by,
    posts_kept_by,
    signatories_with_posts_of,
)
from signatories.models import Signatory
from territory.models import Commune, Residence

SOON = timedelta(days=30)
RUNNING = ("en cours", "bientôt terminée")
OVER = ("terminée", "sans suite")


@dataclass(frozen=True, slots=True)
class Held:
    """A designation as it stands on a day: a word for its state, the colour of the word, and who is away."""

    designation: Designation
    state: str
    tone: str
    absence: Absence | None
    may_agree: bool = False
    may_correct: bool = False
    moving_since: datetime | None = None  # asked for another address, and has not confirmed it

    @property
    def may_readdress(self) -> bool:
        """The address was typed by the house, and nobody has come in with it."""
        return self.may_correct and not self.designation.has_come_in

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def is_to_come(self) -> bool:
        return self.state == "à venir"

    @property
    def waits(self) -> bool:
        return self.designation.waits and not self.is_over


@dataclass(frozen=True, slots=True)
class PostLine:
    post: Post
    people: list[Held]
    perimeter: str

    @property
    def is_vacant(self) -> bool:
        return self.post.closed_on is None and not any(held.state in RUNNING for held in self.people)


# By signatory; the closed ones last.
POSTS_IN_ORDER = ("signatory__search_name", "signatory_id", "is_closed", "function", "search_label", "id")


def listed_posts(actor: Actor) -> QuerySet[Post]:
    """Each with the names of its communes and residences, in the statement of the rows."""
    communes = Commune.objects.filter(posts=OuterRef("pk")).order_by("search_name").values("name")
    # Its residences by their keys: joined, all that the actor sees were read once more for each post.
    looked_after = Post.residences.through.objects.filter(post=OuterRef(OuterRef("pk"))).values("residence")
    residences = Residence.objects.filter(key_among(ArraySubquery(looked_after))).order_by("search_name")
    posts = posts_kept_by(actor).select_related("signatory").annotate(is_closed=Q(closed_on__isnull=False))
    return posts.annotate(
        commune_names=ArraySubquery(communes), residence_names=ArraySubquery(residences.values("name"))
    )


def post_lines(actor: Actor, posts: list[Post]) -> list[PostLine]:
    """A handful of queries, whatever the number of posts."""
    current = _with_absences(Designation.objects.not_over_on(actor.today), actor.today)
    prefetch_related_objects(posts, Prefetch("designations", queryset=current, to_attr="held"))
    return [
        PostLine(
            post,
            [held_on(each, actor.today) for each in vars(post)["held"]],
            _in_words([*vars(post)["commune_names"], *vars(post)["residence_names"]]),
        )
        for post in posts
    ]


def by_signatory(lines: Iterable[PostLine]) -> list[tuple[Signatory, list[PostLine]]]:
    return [(signatory, list(group)) for signatory, group in groupby(lines, key=lambda line: line.post.signatory)]


def people_at(actor: Actor, post: Post) -> list[Held]:
    """Everybody who was, is or will be designated there; the latest first of each role. Of a proposal, whether the
    actor's voice is the missing one."""
    day = actor.today
    ever = _with_absences(Designation.objects.filter(post=post).select_related("act_file"), day)
    people, moving = [held_on(each, day) for each in ever], moving_at(post.pk)
    asked = [replace(_asked(actor, held), moving_since=_moving_since(held.designation, moving)) for held in people]
    return sorted(asked, key=lambda held: held.is_over)


def _moving_since(designation: Designation, moving: dict[UUID, datetime]) -> datetime | None:
    """To a house where the person has not accepted, what becomes of the account is nothing."""
    return moving.get(designation.user_id) if designation.accepted_at else None


def _asked(actor: Actor, held: Held) -> Held:
    """What the actor may do about it."""
    typed = held.designation.named_at is not None and not held.is_over
    return replace(
        held,
        may_agree=held.waits and can_agree(actor, held.designation),
        may_correct=typed and can_correct_words(actor, held.designation),
    )


def held_on(designation: Designation, day: date) -> Held:
    """Needs the absences of the designation fetched, as everything of this module does."""
    absence = next(iter(designation.absences.all()), None)
    return Held(designation, *_state_on(designation, day), absence)


def perimeter_of(post: Post) -> str:
    """`"Meaux, Melun et 12 autres"`; an empty perimeter is everything."""
    return _in_words([place.name for place in (*post.communes.all(), *post.residences.all())])


def _in_words(names: list[str]) -> str:
    return listed(names, most=3) if names else "tout le territoire"


def to_review(actor: Actor) -> DesignationQuerySet:
    """The people of the own signatory; beyond it, for those who keep others' designations, what is due or suspended.
    Whoever is due first comes first."""
    begun = designations_kept_by(actor).not_over_on(actor.today).accepted().filter(starts_on__lte=actor.today)
    own, urgent = Q(post__signatory=actor.signatory_id), Q(warned_on__isnull=False) | Q(suspended_on__isnull=False)
    shown = begun.with_due_date().filter(own | urgent, user__is_active=True)
    return shown.select_related("post__signatory__convention", "user").order_by(F("due_on"), LAST_NAME, "pk")


def signatory_asked(actor: Actor, key: str | None) -> Signatory:
    """The one named in the address when the actor may open posts there, else the own one."""
    offered = {str(each.pk): each for each in signatories_with_posts_of(actor)}
    return offered.get(str(key)) or offered[str(actor.signatory_id)]


def _with_absences(designations: DesignationQuerySet, day: date) -> DesignationQuerySet:
    """Those that last or are to come, the nearest first."""
    absences = Absence.objects.filter(ends_on__gte=day).select_related("stand_in__user").order_by("starts_on")
    people = designations.titular_first().select_related("user", "post__signatory")
    return people.prefetch_related(Prefetch("absences", queryset=absences))


def _state_on(designation: Designation, day: date) -> tuple[str, str]:
    ends_on, suspended_on = designation.ends_on, designation.suspended_on
    if designation.ended_at or (ends_on and ends_on < day):
        return "terminée" if designation.accepted_at else "sans suite", ""
    if designation.agreed_at is None:
        return "proposée", "warn"
    if designation.accepted_at is None:
        return "attend l’accord de la personne", "warn"
    if designation.starts_on > day:
        return "à venir", "info"
    if designation.is_known and not designation.user.is_active:
        return "compte fermé", "bad"
    if suspended_on and suspended_on <= day:
        return "suspendue", "bad"
    return ("bientôt terminée", "warn") if ends_on and ends_on <= day + SOON else ("en cours", "ok")
