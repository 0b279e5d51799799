"""How often somebody who answered for a post left, and nobody did on the day after."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.utils import timezone

from correspondents.gaps import read, receiving_posts
from correspondents.models import Designation
from reports.vacancies import missed_handovers
from tests.people import Cast
from tests.roles import installing

TODAY = timezone.localdate()

Term = tuple[int, int | None, str]  # from and until, in days before today


def missed(cast: Cast, terms: Sequence[Term]) -> int:
    """Of Karim's post, in the last hundred days, when these people held it and nobody else did."""
    post = cast.karim.designation.post
    with installing():
        likeness = Designation.objects.get(pk=cast.karim.designation.pk)
        Designation.objects.filter(post__in=receiving_posts(post.signatory.convention_id, TODAY)).exclude(
            post=post
        ).update(ends_on=None)
        Designation.objects.filter(post=post).delete()
        for begins, ends, role in terms:
            likeness.pk, likeness.role = None, role
            likeness.starts_on, likeness.ends_on = before(begins), None if ends is None else before(ends)
            likeness.accepted_at = likeness.agreed_at = timezone.now() - timedelta(days=begins)
            likeness._state.adding = True
            likeness.save(force_insert=True)
        directory = read(receiving_posts(post.signatory.convention_id, TODAY), TODAY)
        return missed_handovers(directory, before(100), TODAY)


def before(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ([(90, None, "titulaire")], 0),
        ([(90, 30, "titulaire")], 1),
        ([(90, 30, "titulaire"), (29, None, "titulaire")], 0),
        ([(90, 30, "titulaire"), (20, None, "titulaire")], 1),
        ([(90, 30, "titulaire"), (60, None, "suppleant")], 0),
        ([(90, 30, "titulaire"), (60, None, "preparateur")], 1),
        ([(90, 60, "titulaire"), (50, 30, "titulaire")], 2),
        ([(300, 200, "titulaire")], 0),
        ([(90, 0, "titulaire")], 0),
    ],
    ids=["held", "left", "handed over", "ten days empty", "a deputy stays", "who prepares answers nothing", "twice",
         "long ago", "until today"],
)  # fmt: skip
def test_a_post_left_with_nobody_on_the_day_after_is_one(cast: Cast, terms: Sequence[Term], expected: int) -> None:
    assert missed(cast, terms) == expected
