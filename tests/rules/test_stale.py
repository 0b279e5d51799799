"""A row is taken before it is written: whoever comes second decides on what is there, and writes nothing twice.

Each service that changes or ends a row is handed one that was read before somebody else acted on it.
"""

from collections import Counter
from copy import copy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acting.refusals import Conflict, Refused
from tests.matrix.test_twice import everything
from tests.people import Cast, acting
from tests.roles import installing
from tests.rules.stale import ELSEWHERE, GONE, STALE
from tests.rules.test_every_write import writes


def test_every_service_takes_its_row_or_has_a_reason() -> None:
    assert sorted(writes()) == sorted([*STALE, *ELSEWHERE])


@pytest.mark.parametrize("name", STALE)
def test_what_somebody_has_just_done_is_not_done_again(cast: Cast, name: str) -> None:
    stale, untouched = STALE[name], everything()
    row = stale.make(cast)
    read_before, made = copy(row), everything()
    with acting(cast.people()[stale.who]) as by:
        stale.act(cast, by, row)
    once = everything()
    assert once - made, f"{name} writes nothing"
    with CaptureQueriesContext(connection) as asked:
        try:
            with acting(cast.people()[stale.who]) as by:
                stale.act(cast, by, read_before)
        except (Conflict, Refused):
            pass
    assert everything() == once != untouched
    assert any("FOR NO KEY UPDATE" in query["sql"] for query in asked), f"{name} holds nothing"


@pytest.mark.parametrize("name", [name for name, stale in STALE.items() if stale.back])
def test_the_words_that_stood_before_are_written_over_those_that_came_between(cast: Cast, name: str) -> None:
    """ "Enregistré" is the truth, also for who has not seen what somebody else wrote meanwhile."""
    stale = STALE[name]
    row = stale.make(cast)
    read_before = copy(row)
    with acting(cast.people()[stale.who]) as by:
        stale.act(cast, by, row)
    once = everything()
    with acting(cast.people()[stale.who]) as by:
        stale.back(cast, by, read_before)  # type: ignore[misc]
    assert everything() - once != Counter(), f"{name} was said to be done"


@pytest.mark.parametrize("name", GONE)
def test_a_row_that_is_gone_is_a_conflict(cast: Cast, name: str) -> None:
    gone = GONE[name]
    row = gone.make(cast)
    with installing():
        type(row).objects.filter(pk=row.pk).delete()
    without = everything()
    with pytest.raises(Conflict), acting(cast.people()[gone.who]) as by:
        gone.act(cast, by, row)
    assert everything() == without
