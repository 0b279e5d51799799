"""Designations: the dated acts that give a person a post, and the days on which that person is away."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, NullIf

from acting.days import DAY_IN_REACH, months_after
from acting.enums import Function
from acting.fold import folded, folded_column
from acting.phones import check_dialled
from correspondents.enums import ANSWERING_ROLES, DesignationRole, Reading
from correspondents.models.post import Post
from correspondents.models.user import User, came_in_since
from correspondents.named_person import NamedPerson, check_one_line
from files.models import StoredFile
from signatories.models.convention import not_left_before, party_on

# In SQL what `Designation.person` says, to search and to sort by.
LAST_NAME = Coalesce(NullIf(F("named_last_name"), Value("")), F("user__last_name"))
SEARCH_NAME = Case(
    When(named_at=None, then=F("user__search_name")), default=F("search_named"), output_field=models.TextField()
)

TITULAR_FIRST = (
    Case(
        When(role=DesignationRole.TITULAIRE, then=0),
        When(role=DesignationRole.SUPPLEANT, then=1),
        default=2,
    ),
    "starts_on",
    "id",
)


class DesignationQuerySet(QuerySet["Designation"]):
    def running_on(self, day: date) -> "DesignationQuerySet":
        """Designations that all three voices opened, whose dates hold, at an open post of a signatory that is a party
        on that day."""
        not_suspended = Q(suspended_on=None) | Q(suspended_on__gt=day)
        begun = self.not_over_on(day).filter(party_on(day, through="post__signatory__"), starts_on__lte=day)
        is_open = Q(post__closed_on=None) | Q(post__closed_on__gt=day)
        return begun.filter(
            not_suspended, is_open, agreed_at__isnull=False, accepted_at__isnull=False, user__is_active=True
        )

    def not_over_on(self, day: date) -> "DesignationQuerySet":
        """Designations that run on `day`, will run later, or wait for a voice."""
        lasting = Q(ends_on=None) | Q(ends_on__gte=day)
        return self.filter(lasting, not_left_before(day, through="post__signatory__"), ended_at=None)

    def accepted(self) -> "DesignationQuerySet":
        """All three voices have spoken: the person speaks last."""
        return self.filter(accepted_at__isnull=False)

    def to_accept_on(self, day: date) -> "DesignationQuerySet":
        """The signatory has agreed; the person named has said nothing yet."""
        return self.not_over_on(day).filter(agreed_at__isnull=False, accepted_at=None)

    def titular_first(self) -> "DesignationQuerySet":
        return self.order_by(*TITULAR_FIRST)

    def who_answer(self) -> "DesignationQuerySet":
        return self.filter(role__in=ANSWERING_ROLES)

    def present_first_on(self, day: date) -> "DesignationQuerySet":
        """Who stands in on `day`, then titular and deputies, then those who are absent; each gets `is_absent`."""
        away = Absence.objects.filter(starts_on__lte=day, ends_on__gte=day)
        present = self.annotate(
            is_absent=Exists(away.filter(designation=OuterRef("pk"))),
            stands_in=Exists(away.filter(stand_in=OuterRef("pk"))),
        )
        return present.order_by("is_absent", "-stands_in", *TITULAR_FIRST)

    def overlapping(self, starts_on: date, ends_on: date | None) -> "DesignationQuerySet":
        """Those that share a day with the period; no end means for ever."""
        found = self.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), ended_at=None)
        return found.filter(starts_on__lte=ends_on) if ends_on else found

    def with_due_date(self) -> "DesignationQuerySet":
        """`due_on`: the day by which the signatory has to confirm that the person still holds the post."""
        months = F("post__signatory__convention__confirmation_months")
        return self.annotate(due_on=months_after(Coalesce(F("confirmed_on"), F("starts_on")), months))


class Designation(models.Model):
    """The act by which a signatory names a person for a post, from `starts_on` to `ends_on`, both days included.

    It opens nothing before three voices have spoken: who proposes, the signatory that owns the post, the person named.
    An installation, which speaks before anybody is there, leaves no name.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="designations")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="designations")
    role = models.CharField("rôle", max_length=12, choices=DesignationRole, default=DesignationRole.TITULAIRE)
    starts_on = models.DateField("à compter du", validators=DAY_IN_REACH)
    ends_on = models.DateField("jusqu’au", null=True, blank=True, validators=DAY_IN_REACH)
    act_reference = models.CharField("référence de l’acte", max_length=120, blank=True)
    act_date = models.DateField("date de l’acte", null=True, blank=True, validators=DAY_IN_REACH)
    act_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    confirmed_on = models.DateField("confirmée le", null=True, blank=True)
    warned_on = models.DateField("avertie le", null=True, blank=True)
    suspended_on = models.DateField("suspendue le", null=True, blank=True)
    named_at = models.DateTimeField("nommée à cette adresse le", null=True, blank=True)
    named_first_name = models.CharField("prénom écrit", max_length=80, blank=True, validators=(check_one_line,))
    named_last_name = models.CharField("nom écrit", max_length=80, blank=True, validators=(check_one_line,))
    named_email = models.EmailField("adresse écrite", blank=True)
    named_phone = models.CharField("téléphone écrit", max_length=30, blank=True, validators=(check_dialled,))
    search_named = folded_column("named_first_name", "named_last_name")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, editable=False)
    proposed_as = models.CharField("proposée par", max_length=14, choices=Function, blank=True, editable=False)
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, editable=False)
    agreed_at = models.DateTimeField("accord du signataire le", null=True, editable=False)
    accepted_at = models.DateTimeField("acceptée le", null=True, editable=False)
    ended_at = models.DateTimeField("terminée sur-le-champ le", null=True, editable=False)
    # Whether somebody from outside its signatory set the end that stands.
    ended_from_outside = models.BooleanField("terminée de l’extérieur", default=False, editable=False)
    start_told_on = models.DateField("début annoncé le", null=True, editable=False)
    replaces = models.ForeignKey("self", on_delete=models.CASCADE, related_name="+", null=True, editable=False)

    objects = DesignationQuerySet.as_manager()

    class Meta:
        verbose_name = "désignation"
        indexes = (
            # The list of accounts, of those who go by the name that was typed.
            models.Index(
                folded("named_last_name"),
                folded("named_first_name"),
                "user",
                condition=Q(named_at__isnull=False),
                name="designation_as_typed",
            ),
        )
        constraints = (
            ExclusionConstraint(
                name="one_titular_per_post_at_a_time",
                expressions=(
                    (
                        Func(
                            F("starts_on"),
                            F("ends_on"),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    ("post", RangeOperators.EQUAL),
                ),
                condition=Q(role=DesignationRole.TITULAIRE, agreed_at__isnull=False, ended_at=None),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="designation_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(named_at=None, named_first_name="", named_last_name="", named_email="", named_phone="")
                | Q(named_at__isnull=False) & ~Q(named_last_name="") & ~Q(named_email=""),
                name="designation_typed_whole",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(agreed_at__isnull=False), name="designation_agreed_before_accepted"
            ),
            models.CheckConstraint(condition=~Q(agreed_by=F("user")), name="nobody_agrees_to_the_own_naming"),
        )

    def __str__(self) -> str:
        return f"{self.person} – {self.post}"

    @property
    def person(self) -> NamedPerson:
        """Whom every page, list, table and paper names: in the account's words for somebody whom the person who named
        them saw, else in those that were typed, for good; of the address until the person has accepted here."""
        user = self.user
        if self.named_at is None:
            return NamedPerson(email=user.email, first_name=user.first_name, last_name=user.last_name, phone=user.phone)
        return NamedPerson(
            email=user.email if self.accepted_at else self.named_email,
            first_name=self.named_first_name,
            last_name=self.named_last_name,
            phone=self.named_phone,
        )

    @property
    def has_come_in(self) -> bool:
        """Whether the person has signed in since being named here."""
        return came_in_since(self.user.last_login, self.named_at)

    @property
    def is_known(self) -> bool:
        """Whether what the account itself says may be shown."""
        return self.named_at is None or self.has_come_in

    @property
    def waits(self) -> bool:
        """Whether a voice is still missing."""
        return self.accepted_at is None and self.ended_at is None

    @property
    def owes_charter(self) -> bool:
        """Of a designation that came with `running_designations`: the charter in force is still to be accepted."""
        return not vars(self)["charter_is_accepted"]

    @property
    def is_away(self) -> bool:
        """Of a designation that came with `present_first_on`."""
        return bool(vars(self)["is_absent"])

    @property
    def absences_today(self) -> list[dict[str, Any]]:
        """Of a designation that came `for_display`: first and last day, and the name of who stands in, if anybody."""
        days = ("starts_on", "ends_on")
        return [each | {name: date.fromisoformat(each[name]) for name in days} for each in vars(self)["away"]]

    @property
    def confirmation_due_on(self) -> date:
        """Of a designation that came with `with_due_date`."""
        due_on: date = vars(self)["due_on"]
        return due_on

    @property
    def function(self) -> Function:
        """The function that the person exercises: a préparateur of a post is a préparateur, whatever the post's."""
        prepares = self.role == DesignationRole.PREPARATEUR
        return Function.PREPARATEUR if prepares else Function(self.post.function)


class Absence(models.Model):
    """Days, both included, on which a designated person does not answer; who stands in holds the same post."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    designation = models.ForeignKey(Designation, on_delete=models.CASCADE, related_name="absences")
    stand_in = models.ForeignKey(Designation, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    starts_on = models.DateField("du", validators=DAY_IN_REACH)
    ends_on = models.DateField("au", validators=DAY_IN_REACH)

    class Meta:
        verbose_name = "absence"
        ordering = ("starts_on",)
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_start"),
        )


def acting_choice(designations: Iterable[Designation], chosen_id: object) -> Designation | None:
    """The designation somebody acts under: the one chosen when it still runs, else the one accepted first, so that a
    new one never changes where somebody lands; none when none runs."""
    running = list(designations)
    chosen = next((d for d in running if str(d.id) == str(chosen_id)), None)
    return chosen or min(running, key=_accepted_first, default=None)


def _accepted_first(designation: Designation) -> datetime:
    if designation.accepted_at is None:
        raise ValueError("asked of a designation that nobody accepted")
    return designation.accepted_at


def reading_on(day: date, of: str = "") -> Case:
    """Of a post, to which `of` leads, by whom what waits there is read on that day, a Reading: what arrives at a
    référent's post every référent of the house reads."""
    running = Designation.objects.running_on(day)
    of_house = running.filter(post__function=Function.REFERENT, post__signatory=OuterRef(f"{of}signatory"))
    return Case(
        When(Exists(running.filter(post=OuterRef(f"{of}pk"))), then=Value(Reading.HELD)),
        When(Exists(of_house), **{f"{of}function": Function.REFERENT}, then=Value(Reading.ELSEWHERE)),
        default=Value(Reading.NOBODY),
        output_field=models.CharField(),
    )
