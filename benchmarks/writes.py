"""What a fact filed and a referral moved cost, beside tables that have the keys and indexes of a recorded day."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from benchmarks.connections import as_owner
from benchmarks.names import NAMES, in_sql
from benchmarks.table import Result, at_most, compared
from benchmarks.timing import in_turn

ROWS = 1000

# As new ones come: keys at random, all filed now. `{target}` is today's table or the recorded one.
FILE = f"""
INSERT INTO {{target}} (id, reference, landlord_id, residence_id, situation_id, place, building, category_id,
    started_at, recurrence, facts, damage_euros, police_called, state, filed_by_id, filed_post_id, filed_at, submission)
SELECT gen_random_uuid(), 'Z' || lpad(row_number() OVER ()::text, 8, '0'), landlord_id, residence_id, situation_id,
    place, building, category_id, now(), recurrence, facts, damage_euros, police_called, 'filed', filed_by_id,
    filed_post_id, now(), gen_random_uuid()
FROM {{target}} TABLESAMPLE SYSTEM (20) REPEATABLE (1) LIMIT {ROWS}"""
MOVE = f"""
UPDATE {{target}} SET state = 'acknowledged', acknowledged_at = now(), version = version + 1
WHERE id IN (SELECT id FROM {{target}} WHERE state = 'sent' ORDER BY id LIMIT {ROWS})"""

WRITES = (
    ("déclarer un fait, index d’aujourd’hui ÷ du 26 novembre 2026", "incident", FILE, 1.3),
    ("accuser réception d’une saisine, de même", "referral", MOVE, 1.3),
)


def writes(database: str, ideal: str) -> Iterator[Result]:
    """Each in a transaction that is rolled back; the recorded tables lie in the ideal copy."""
    with as_owner(database) as today, as_owner(ideal) as recorded:
        for measure, table, statement, limit in WRITES:
            own = partial(_written, today, NAMES[table], in_sql(statement, target=NAMES[table]))
            former = partial(_written, recorded, f"baseline_{table}", in_sql(statement, target=f"baseline_{table}"))
            ours, recorded_one = in_turn(own, former)
            yield compared(measure, ours, recorded_one, at_most(limit))
        today.autocommit = True
        today.cursor().execute(f"VACUUM {NAMES['incident']}, {NAMES['referral']}")


def _written(owner: Any, table: str, statement: str) -> None:
    """Without walls on either side; with the checks that a commit would make."""
    with owner.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    owner.rollback()
