"""Months of published figures: what the database refuses to whoever writes to it past the portal."""

import pytest

from tests.people import Cast, acting
from tests.rules.reports import month
from tests.walls.trials import refused

pytestmark = pytest.mark.django_db

MOVE = "UPDATE reports_publication SET state = %s, edition = %s, published_at = {} WHERE id = %s"
AT, NEVER = MOVE.format("app_now()"), MOVE.format("NULL")


def test_a_month_is_published_withdrawn_and_taken_up_again_and_nothing_else(cast: Cast) -> None:
    waiting, published, withdrawn = (str(month(cast, name).pk) for name in ("waiting", "published", "withdrawn"))
    with acting(cast.delphine):
        assert refused(AT, "withdrawn", 1, waiting)
        assert refused(NEVER, "published", 1, waiting)
        assert refused(AT, "published", 2, waiting)
        assert refused(AT, "prepared", 2, published)
        assert refused(AT, "withdrawn", 2, published)
        assert refused(AT, "published", 1, withdrawn)
        assert refused(AT, "prepared", 1, withdrawn)
        assert not refused(AT, "published", 1, waiting)
        assert not refused(AT, "withdrawn", 1, published)
        assert not refused(AT, "prepared", 2, withdrawn)


def test_nobody_but_a_delegate_withdraws_a_month_that_everybody_reads(cast: Cast) -> None:
    published = str(month(cast, "published").pk)
    for person in (cast.sarah, cast.maud, cast.adrien):
        with acting(person):
            assert refused(AT, "withdrawn", 1, published)
    with acting(cast.delphine):
        assert not refused(AT, "withdrawn", 1, published)
