"""The bilans of a convention: what a delegate could still do by SQL to one, past the portal."""

import pytest

from reports.enums import ReviewState
from reports.models import Commentary
from tests.people import Cast, Person, acting
from tests.reports.bilans import laid, laid_with_words, second_delegate
from tests.roles import installing
from tests.walls.trials import refused

pytestmark = pytest.mark.django_db

MOVED = "UPDATE reports_yearlyreview SET state = '{0}', {0}_by_id = %s, {0}_at = app_now() WHERE id = %s"
ERASED = "UPDATE files_storedfile SET path = '', name = '', erased_at = app_now() WHERE id = %s"
SUBMITTED, REVIEWED = MOVED.format("submitted"), MOVED.format("reviewed")


@pytest.fixture
def damien(cast: Cast) -> Person:
    return second_delegate(cast)


def test_a_frozen_bilan_stays_as_it_is(cast: Cast) -> None:
    """Also within the moment in which it is frozen."""
    waits, kept = laid(cast.delphine, 2023, ReviewState.REVIEWED), laid(cast.delphine, 2024, ReviewState.FROZEN)
    with acting(cast.delphine, kept.frozen_at):
        for review, is_kept in ((waits, False), (kept, True)):
            assert refused("UPDATE reports_yearlyreview SET pages = 3 WHERE id = %s", review.pk) is is_kept
        assert refused(
            "UPDATE files_storedfile SET path = '', name = '', erased_at = app_now() WHERE id = %s", kept.file_id
        )


def test_who_signed_a_chapter_does_not_review_it(cast: Cast, damien: Person) -> None:
    signed, other = (laid(cast.delphine, year, ReviewState.SUBMITTED) for year in (2023, 2024))
    with installing():
        said = {"review": signed, "chapter": "faits", "text": "Une phrase.", "written_at": signed.begun_at}
        Commentary.objects.create(**said, author=damien.designation)
    with acting(damien):
        assert refused(REVIEWED, damien.designation.pk, signed.pk)
        assert not refused(REVIEWED, damien.designation.pk, other.pk)


def test_nobody_submits_or_reviews_in_another_s_name(cast: Cast, damien: Person) -> None:
    draft, waits = (
        laid(cast.delphine, year, ReviewState(state)) for year, state in ((2023, "draft"), (2024, "submitted"))
    )
    third = second_delegate(cast, "Dora")
    with acting(damien):
        assert refused(SUBMITTED, cast.delphine.designation.pk, draft.pk)
        assert refused(REVIEWED, third.designation.pk, waits.pk)
        assert not refused(SUBMITTED, damien.designation.pk, draft.pk)
        assert not refused(REVIEWED, damien.designation.pk, waits.pk)


def test_what_was_said_changes_in_a_draft_alone(cast: Cast) -> None:
    change = "UPDATE reports_commentary SET text = 'Autre chose.', author_id = %s, written_at = app_now() WHERE id = %s"
    draft, said = laid_with_words(cast.delphine, 2023)
    with acting(cast.delphine):
        assert not refused(change, cast.delphine.designation.pk, said.pk)
        assert not refused(SUBMITTED, cast.delphine.designation.pk, draft.pk)
        assert refused(change, cast.delphine.designation.pk, said.pk)
