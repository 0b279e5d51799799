"""From a signed-in person to the Actor that all rules speak about."""

from contextlib import nullcontext
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from acting.actor import Actor, acting_as, once_told, visitor
from correspondents.models import Charter, CharterAcceptance, Designation, User


def running_designations(user: User | UUID, at: datetime) -> list[Designation]:
    """The person's designations that run at `at`, titular ones first; each says whether its charter is accepted."""
    comes_in = visitor(user.pk if isinstance(user, User) else user, at)
    with transaction.atomic(), acting_as(Actor(now=at)) if connection.savepoint_ids else nullcontext():
        return list(_designations_on(comes_in.today).filter(once_told(comes_in), user=comes_in.user_id))


@lru_cache(maxsize=1)
def _designations_on(day: date) -> QuerySet[Designation]:
    """The question, never its answer: every page asks it, and to put it together takes longer than to answer it."""
    accepted = CharterAcceptance.objects.filter(charter=OuterRef("pk"), user=OuterRef(OuterRef("user")))
    in_force = Charter.objects.filter(convention=OuterRef("post__signatory__convention"), in_force_on__lte=day)
    latest = in_force.order_by("-version").annotate(is_accepted=Exists(accepted)).values("is_accepted")[:1]
    running = Designation.objects.running_on(day).titular_first().select_related("post__signatory__convention", "user")
    return running.annotate(charter_is_accepted=Coalesce(Subquery(latest), Value(value=True)))


def actor_for(designation: Designation, at: datetime) -> Actor:
    post = designation.post
    return Actor(
        now=at,
        user_id=designation.user_id,
        designation_id=designation.id,
        signatory_id=post.signatory_id,
        signatory_kind=post.signatory.kind,
        convention_id=post.signatory.convention_id,
        post_id=post.id,
        group_id=post.group_id,
        function=designation.function,
    )


def actor_of_designation(designation_id: UUID, at: datetime) -> Actor | None:
    """The actor as of `at`, or None when the designation no longer runs: for jobs, which must ask again."""
    day = Actor(now=at).today
    designation = (
        Designation.objects.running_on(day).select_related("post__signatory").filter(pk=designation_id).first()
    )
    return actor_for(designation, at) if designation else None


def may_have_a_way_in(user: User, at: datetime) -> bool:
    """Whether a new password is sent: an open account, unless every designation it ever had has ended, or waits for its
    signatory's voice: what nobody agreed to keeps no key alive."""
    comes_in = visitor(user.pk, at)
    designations = Designation.objects.filter(user=user)
    with transaction.atomic(), acting_as(comes_in):
        agreed = designations.not_over_on(comes_in.today).filter(agreed_at__isnull=False)
        return user.is_active and (not designations.exists() or agreed.exists())
