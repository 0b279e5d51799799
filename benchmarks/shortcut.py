"""django-guardian's own answer beside the portal's: the same referrals readable, and how long each takes to list them.

Guardian reads the grants of the groups that a person is in. The portal reads those of the post one acts in, and asks
for dates; guardian knows no dates, so somebody who leaves a post leaves its group here too.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from guardian.shortcuts import assign_perm, get_objects_for_user

from acting.actor import Actor, acting_as
from benchmarks.connections import NO_WALLS, standing_in
from benchmarks.names import MODELS
from benchmarks.people import actor_named
from benchmarks.table import Result, at_least, compared, equal
from benchmarks.timing import in_turn
from correspondents.actors import actor_for, running_designations
from correspondents.models import Designation, Post, User
from referrals.permissions import disclosures_visible_to, received_referrals_visible_to

WHO, PERMISSION, PAGE = "parquet", "view_referral", 25
OWNER = "convention77_owner"


def shortcuts(database: str) -> Iterator[Result]:
    """The same ids in every case, then the time of a first page."""
    for name, arrange in CASES.items():
        portal, guardian = both_answers(database, arrange)
        words = f"{len(portal)} saisines" if portal == guardian else f"{len(portal ^ guardian)} de différence"
        yield equal(f"mêmes saisines lisibles que guardian, {name}", words, f"{len(guardian)} saisines")
    actor = actor_named(database, WHO)
    ours, guardians = in_turn(partial(_our_page, database, actor), partial(_guardians_page, database, actor))
    yield compared(
        "première page des saisines lisibles, raccourci de guardian", ours, guardians, at_least(20), times_faster=True
    )


def both_answers(database: str, arrange: Callable[[User], set[UUID]]) -> tuple[set[UUID], set[UUID]]:
    """The portal's rule and guardian's, without walls, in a world that is changed for one case and changed back."""
    person = actor_named(database, WHO).user_id  # before the owner locks the tables
    with standing_in(database, OWNER), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT oid::regclass::text FROM pg_class WHERE relforcerowsecurity")
            for (table,) in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        user = User.objects.get(pk=person)
        planted = arrange(user)
        answers = readable_by(user), answered_by_guardian(user) - planted
        transaction.set_rollback(True)
    return answers


def readable_by(user: User) -> set[UUID]:
    """What the portal lets the person read of others' referrals, in all the posts that the person holds now."""
    found: set[UUID] = set()
    for designation in running_designations(user, timezone.now()):
        actor = actor_for(designation, timezone.now())
        with acting_as(actor):
            found |= set(_readable(actor).values_list("pk", flat=True))
    return found


def answered_by_guardian(user: User) -> set[UUID]:
    """Its list shortcut forgets to ask whether the account is open; its check of one object does ask."""
    if not user.is_active:
        return set()
    return set(get_objects_for_user(user, PERMISSION, MODELS["referral"]).values_list("pk", flat=True))


def _readable(actor: Actor) -> Any:
    shared = disclosures_visible_to(actor).values("referral")
    return received_referrals_visible_to(actor).live_on(actor.today).filter(pk__in=shared)


def _our_page(database: str, actor: Actor) -> None:
    """The inbox as the portal lists it, behind its walls."""
    with standing_in(database), transaction.atomic(), acting_as(actor):
        list(received_referrals_visible_to(actor).live_on(actor.today).by_what_is_due()[:PAGE])


def _guardians_page(database: str, actor: Actor) -> None:
    with standing_in(database, NO_WALLS):
        user = User.objects.get(pk=actor.user_id)
        referrals: Any = get_objects_for_user(user, PERMISSION, MODELS["referral"])
        list(referrals.by_what_is_due()[:PAGE])


# Each case changes the world for the person, and returns what guardian adds to its answer that the portal must not.


def _as_it_is(user: User) -> set[UUID]:
    return set()


def _several_groups(user: User) -> set[UUID]:
    """Deputy at the other post of the institution, too."""
    held = Designation.objects.get(user=user).post
    other = Post.objects.exclude(pk=held.pk).filter(signatory=held.signatory, function=held.function)[0]
    now = timezone.now()
    voices = {"agreed_at": now, "accepted_at": now}
    Designation.objects.create(post=other, user=user, role="suppleant", starts_on=now.date(), **voices)
    user.groups.add(other.group)
    return set()


def _granted_to_a_person(user: User) -> set[UUID]:
    """Planted by hand: rights come from posts, so the portal never reads a grant of a person."""
    foreign = MODELS["referral"].objects.exclude(pk__in=readable_by(user)).order_by("pk")[0]
    assign_perm(PERMISSION, user, foreign)
    return {foreign.pk}


def _revoked(user: User) -> set[UUID]:
    readable = sorted(readable_by(user))
    revoked = readable[: len(readable) // 2]
    MODELS["referralgroupobjectpermission"].objects.filter(content_object__in=revoked).delete()
    return set()


def _ended(user: User) -> set[UUID]:
    Designation.objects.filter(user=user).update(ends_on=timezone.localdate() - timedelta(days=2))
    user.groups.clear()
    return set()


def _switched_off(user: User) -> set[UUID]:
    user.is_active = False
    user.save(update_fields=["is_active"])
    return set()


CASES: dict[str, Callable[[User], set[UUID]]] = {
    "un groupe": _as_it_is,
    "plusieurs groupes": _several_groups,
    "droit d’une personne": _granted_to_a_person,
    "droits retirés": _revoked,
    "désignation terminée": _ended,
    "compte fermé": _switched_off,
}
