"""Posts that nobody answers for: an event that a delegate is told of by name, from the directory alone."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from correspondents.enums import RECEIVING_FUNCTION
from correspondents.models import Designation, Post
from signatories.enums import SignatoryKind
from signatories.models import Convention, Signatory


@dataclass(frozen=True, slots=True)
class Vacancy:
    """`post` is empty when the institution has no receiving post at all."""

    signatory: str
    post: str


def receiving_posts(convention: Convention, on: date) -> QuerySet[Post]:
    """The posts that referrals arrive at: one function for each kind of signatory that is a party on that day."""
    parties = _parties(convention, on).values("id")
    posts = Post.objects.filter(function__in=set(RECEIVING_FUNCTION.values()), signatory__in=parties)
    return posts.select_related("signatory")


def filled_post_ids(convention: Convention, on: date) -> set[object]:
    answering = Designation.objects.running_on(on).who_answer().filter(post__in=receiving_posts(convention, on))
    return set(answering.values_list("post_id", flat=True))


def vacancies(convention: Convention, on: date) -> list[Vacancy]:
    """Receiving posts without anybody on that day, then public institutions without such a post."""
    filled, posts = filled_post_ids(convention, on), list(receiving_posts(convention, on))
    empty = [Vacancy(post.signatory.name, post.label) for post in posts if post.pk not in filled]
    served = {post.signatory_id for post in posts}
    kinds = [kind for kind in RECEIVING_FUNCTION if kind != SignatoryKind.LANDLORD]
    unserved = _parties(convention, on).filter(kind__in=kinds).exclude(id__in=served)
    return empty + [Vacancy(signatory.name, "") for signatory in unserved]


def _parties(convention: Convention, on: date) -> QuerySet[Signatory]:
    still_party = Q(left_on=None) | Q(left_on__gte=on)
    return convention.signatories.filter(still_party, joined_on__lte=on)
