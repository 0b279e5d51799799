"""Who changes a row holds it first: the statement that locks stands in each act, whichever the moment of the other."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import acting
from tests.reach.acts import ACTS
from tests.reach.house import House


@pytest.mark.parametrize("name", ACTS)
def test_an_act_holds_its_row_before_it_changes_anything(house: House, name: str) -> None:
    who, table, act = ACTS[name]
    with (
        acting(house[who]) as by,
        CaptureQueriesContext(
            connection,
        ) as captured,
    ):
        act(house, by)
    locking = [query["sql"] for query in captured if " FOR " in query["sql"] and "UPDATE" in query["sql"]]
    held = [sql for sql in locking if f'FROM "{table}"' in sql]
    assert held, f"{name}: {table} is not held"
