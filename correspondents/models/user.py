"""Accounts: who signs in with an address."""

import uuid
from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject, Lower
from django.utils import timezone

from acting.fold import folded, folded_column, holds
from acting.phones import check_dialled
from correspondents.named_person import NamedPerson, check_one_line

# What an account is said to be: its own column, and the designation's with what was typed.
GIVEN = (
    *((name, name, f"named_{name}") for name in ("first_name", "last_name", "phone")),
    ("search_name", "search_name", "search_named"),
)


class UserQuerySet(QuerySet["User"]):
    def as_named_in(self, designations: QuerySet[Any]) -> "UserQuerySet":
        """Each account gets `named`, as the first of these designations has it (of the address what was typed, until
        the person has accepted it), and `named_since`: when its address was typed there, None for who was chosen from a
        list, and so was known. To search and to sort by, the same words
        are `given_…`."""
        first = designations.filter(user=OuterRef("pk")).order_by(F("named_at").asc(nulls_first=True), "pk")
        typed_email = Case(When(accepted_at=None, then=F("named_email")), default=Value(""))
        told = JSONObject(named_at="named_at", email=typed_email, **{name: typed for name, _, typed in GIVEN})
        words = {
            f"given_{name}": Case(
                When(typed_at=None, then=F(own)),
                default=Subquery(first.values(typed)[:1]),
                output_field=models.TextField(),
            )
            for name, own, typed in GIVEN
        }
        named = self.annotate(as_named=Subquery(first.values(told=told)[:1]))  # once for all that a line says
        return named.alias(typed_at=Subquery(first.values("named_at")[:1])).alias(**words)

    def searched(self, text: str) -> "UserQuerySet":
        """Of accounts that came with `as_named_in`: each word stands in the name or the address; everybody for an empty
        text."""
        return self.filter(holds(text, "given_search_name", "search_email"))

    def with_running(self, designations: Any, day: date) -> "UserQuerySet":
        """Each person gets `running`: those of the designations that run on that day, titular first."""
        running = designations.running_on(day).titular_first().select_related("post__signatory")
        return self.prefetch_related(Prefetch("designations", queryset=running, to_attr="running"))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. Rights come from designations only: no superuser exists, no permission is given here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("adresse électronique", unique=True)
    first_name = models.CharField("prénom", max_length=80, validators=(check_one_line,))
    last_name = models.CharField("nom", max_length=80, validators=(check_one_line,))
    search_name = folded_column("first_name", "last_name")
    search_email = folded_column("email")
    phone = models.CharField("téléphone professionnel", max_length=30, blank=True, validators=(check_dialled,))
    is_active = models.BooleanField("compte ouvert", default=True)
    created_at = models.DateTimeField("créé le", default=timezone.now)
    last_chosen = models.UUIDField("dernière désignation choisie", null=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()
    # Designations, whose module stands above this one; of whom a session belongs to, set by the backend.
    designations_today: list[Any]

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["first_name", "last_name"]

    class Meta:
        verbose_name = "compte"
        constraints = (
            models.CheckConstraint(condition=Q(is_superuser=False), name="no_superuser"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="email_in_lower_case"),
        )
        indexes = (
            models.Index(folded("last_name"), folded("first_name"), "id", name="account_by_name"),
            GinIndex(fields=("search_name",), opclasses=("gin_trgm_ops",), name="account_search_name"),
            GinIndex(fields=("search_email",), opclasses=("gin_trgm_ops",), name="account_search_email"),
        )

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def get_short_name(self) -> str:
        return self.first_name

    @property
    def named(self) -> NamedPerson:
        """Of an account that came with `as_named_in`, as the next three."""
        words = vars(self)["as_named"] if self.named_since else vars(self)
        told = {name: words[name] for name in ("first_name", "last_name", "phone")}
        return NamedPerson(email=words["email"] or self.email, **told)

    @property
    def named_since(self) -> datetime | None:
        since = (vars(self)["as_named"] or {}).get("named_at")
        return datetime.fromisoformat(since) if since else None

    @property
    def is_known(self) -> bool:
        """Whether what the account itself says may be shown."""
        return self.named_since is None or self.has_come_in

    @property
    def has_come_in(self) -> bool:
        """Whether the person has signed in since."""
        return came_in_since(self.last_login, self.named_since)


def came_in_since(last_login: datetime | None, named_at: datetime | None) -> bool:
    """An address that was typed may have an account already: until its person signs in again, it looks like one that
    nobody had."""
    return last_login is not None and (named_at is None or last_login >= named_at)
