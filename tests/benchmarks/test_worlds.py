"""What a world is filled with: the shares of a real one, and the rules that the portal's own rows keep."""

import pytest

from benchmarks.connections import standing_in, without_walls
from benchmarks.measures import Bench
from benchmarks.names import in_sql
from benchmarks.people import PEOPLE, actor_named
from benchmarks.visibility import RULES, ruled, shown
from tests.benchmarks.conftest import FACTS

SHARES = {"referral": 0.3, "answer": 0.15, "referredincident": 0.23, "followup": 0.46, "complaint": 1 / 6}


def _count(bench: Bench, table: str) -> int:
    return int(without_walls(bench.large, in_sql(f"SELECT count(*) FROM {{{table}}}"))[0][0])


@pytest.mark.parametrize("table", SHARES)
def test_a_world_is_as_full_as_a_real_one(bench: Bench, table: str) -> None:
    assert _count(bench, "incident") == FACTS
    assert _count(bench, table) == pytest.approx(SHARES[table] * FACTS, rel=0.2)


def test_every_number_of_a_complaint_is_its_own(bench: Bench) -> None:
    numbers = "SELECT count(pv_number), count(DISTINCT pv_number) FROM {complaint} WHERE pv_number <> ''"
    every, different = without_walls(bench.large, in_sql(numbers))[0]
    assert every == different > FACTS / 7


def test_the_walls_stand_again_after_filling(bench: Bench) -> None:
    """The owner lowered them to fill; a person without context sees nothing, and so does the owner."""
    lowered = "SELECT count(*) FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity"
    resting = "SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'"
    assert without_walls(bench.large, lowered) == without_walls(bench.large, resting) == [(0,)]
    with standing_in(bench.large, "convention77_owner") as owner, owner.cursor() as cursor:
        cursor.execute(in_sql("SELECT count(*) FROM {incident}"))
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("who", PEOPLE)
def test_the_portal_shows_what_the_rule_says(bench: Bench, who: str) -> None:
    """Nine people, every table; somebody sees something of each table, or equality would say nothing."""
    actor = actor_named(bench.large, who)
    assert {table: shown(bench.large, actor, table) for table in RULES} == {
        table: ruled(bench.large, actor, table) for table in RULES
    }


def test_each_table_is_seen_by_somebody_and_whole_by_nobody(bench: Bench) -> None:
    for table in RULES:
        counts = [shown(bench.large, actor_named(bench.large, who), table)[0] for who in PEOPLE]
        assert 0 < max(counts) < _count(bench, table), table


def test_grants_are_those_that_the_portal_derives(bench: Bench) -> None:
    live = """SELECT p.group_id, r.id FROM {referral} r JOIN {post} p ON p.id = r.recipient_post_id
        WHERE r.state IN ('sent', 'acknowledged', 'in_progress', 'answered')"""
    granted = "SELECT group_id, content_object_id FROM {referralgroupobjectpermission}"
    assert set(without_walls(bench.large, in_sql(granted))) == set(without_walls(bench.large, in_sql(live))) != set()
