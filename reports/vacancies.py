"""Posts that nobody answers for: an event that a delegate is told of by name, from the directory alone."""

from dataclasses import dataclass
from datetime import date, timedelta

from acting.days import day_of
from correspondents.enums import ANSWERING_ROLES
from correspondents.gaps import Directory, read, receiving_posts, unserved, vacant
from correspondents.models import Designation
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


def missed_handovers(directory: Directory, first: date, last: date) -> int:
    """How often, within these days, the last one who answered for a receiving post of the directory left, and nobody
    did on the day after."""
    missed = 0
    for held in directory.held.values():
        terms = [
            (each.starts_on, _last_day(each)) for each in held if each.accepted_at and each.role in ANSWERING_ROLES
        ]
        for end in {end for _, end in terms if end and first <= end <= last and end < directory.day}:
            after = end + timedelta(days=1)
            missed += not any(begin <= after and (until is None or until >= after) for begin, until in terms)
    return missed


def _last_day(designation: Designation) -> date | None:
    return day_of(designation.ended_at) if designation.ended_at else designation.ends_on
