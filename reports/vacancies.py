"""Posts that nobody answers for: an event that a delegate is told of by name, from the directory alone."""

from dataclasses import dataclass
from datetime import date

from correspondents.gaps import read, receiving_posts, unserved, vacant
from signatories.models import Convention


@dataclass(frozen=True, slots=True)
class Vacancy:
    """`post` is empty when the institution has no receiving post at all."""

    signatory: str
    post: str


def post_counts(convention: Convention, on: date) -> tuple[int, int]:
    """Receiving posts with somebody who answers on that day, and those without."""
    posts = receiving_posts(convention.pk, on)
    empty = len(list(vacant(read(posts, on))))
    return posts.count() - empty, empty


def vacancies(convention: Convention, on: date) -> list[Vacancy]:
    """Receiving posts without anybody on that day, then public institutions without such a post."""
    empty = vacant(read(receiving_posts(convention.pk, on), on))
    found = [Vacancy(gap.signatory.name, gap.post.named) for gap in empty if gap.post]
    return found + [Vacancy(gap.signatory.name, "") for gap in unserved(convention.pk, on)]
