"""The portal keeps an administrator: of each convention, on every day to come, somebody holds such a designation."""

from datetime import date, timedelta

from acting.enums import Function
from correspondents.models import Designation, DesignationQuerySet, Post, User
from signatories.models import Convention

KEEP_ONE = (
    "Le portail doit garder un administrateur : c’est le dernier. Désignez-en d’abord un autre, "
    "sans interruption entre les deux."
)


def administrators_of(convention: Convention) -> DesignationQuerySet:
    return Designation.objects.filter(post__function=Function.ADMINISTRATEUR, post__signatory__convention=convention)


def lock_administrators() -> None:
    """So that two do not leave at once, each as "not the last one"."""
    list(Post.objects.select_for_update(no_key=True).filter(function=Function.ADMINISTRATEUR).order_by("pk"))


def is_last_administrator(user: User, on: date) -> bool:
    """Whether a convention would have a day without administrator if the account were closed on that day."""
    held = Convention.objects.filter(
        signatories__posts__designations__in=Designation.objects.not_over_on(on).filter(
            user=user, post__function=Function.ADMINISTRATEUR
        )
    )
    return any(not cover(administrators_of(convention).exclude(user=user), on) for convention in held.distinct())


def cover(others: DesignationQuerySet, first: date) -> bool:
    """Whether somebody of `others` runs on each day from `first` on, without a gap."""
    day = first
    while True:
        ends = [designation.ends_on for designation in others.running_on(day)]
        if not ends:
            return False
        known_ends = [end for end in ends if end is not None]
        if len(known_ends) < len(ends):
            return True
        day = max(known_ends) + timedelta(days=1)
