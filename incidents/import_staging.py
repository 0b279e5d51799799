"""The lines of a file in the database, beside the facts: what is there twice, already or otherwise is asked of all at
once, and all is written by sets.

The table is the session's own: nobody else sees it, it has no log, and it is gone with the connection.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from incidents.import_lines import PastFact
from incidents.references import ALPHABET, TRIES

MAKE = """
DROP TABLE IF EXISTS import_line, import_read;
CREATE TEMPORARY TABLE import_line (
    number integer, own_reference text, residence uuid, place text, building text, category text,
    started_at timestamptz, recurrence text, facts text, damage integer, police text, is_pressing boolean,
    targets_staff boolean, state text,
    problem text
)"""
FILL = "COPY import_line FROM STDIN WITH (FORMAT csv, FORCE_NULL (damage))"

# In one pass: of a reference that stands twice the first line counts; a fact that is there already, by the reference
# that it came with or by the portal's own, is the same or has changed. Moments are compared as they are written, by the
# minute; texts by their lines, whatever a browser ends them with.
JUDGE = """
CREATE TEMPORARY TABLE import_read AS
SELECT l.*, CASE
        WHEN l.first < l.number THEN 'twice'
        WHEN i.id IS NULL AND l.problem <> '' THEN 'wrong'
        WHEN i.id IS NULL THEN 'new'
        WHEN (i.residence_id, i.place, i.building, i.category_id, date_trunc('minute', i.started_at), i.recurrence,
              replace(i.facts, E'\\r\\n', E'\\n'), i.damage_euros, i.police_called)
            IS NOT DISTINCT FROM (l.residence, l.place, l.building, l.category, l.started_at, l.recurrence,
              l.facts, l.damage, l.police) THEN 'already'
        ELSE 'changed' END AS outcome
FROM (SELECT *, min(number) OVER (PARTITION BY own_reference) AS first FROM import_line) l
LEFT JOIN LATERAL (
    SELECT i.* FROM incidents_incident i WHERE i.landlord_id = (%(landlord)s) AND i.own_reference = l.own_reference
        AND i.own_reference <> '' AND i.fact_import_id IS DISTINCT FROM (%(import)s)
    UNION ALL
    SELECT i.* FROM incidents_incident i WHERE i.landlord_id = (%(landlord)s) AND i.reference = l.own_reference
        AND l.own_reference LIKE 'F-%%'
    LIMIT 1
) i ON true"""

COUNT = "SELECT outcome, count(*) FROM import_read GROUP BY outcome"
TOLD = "SELECT number, own_reference, outcome, first, problem FROM import_read WHERE outcome = ANY(%s) ORDER BY number"
REFUSED = "SELECT number FROM import_read WHERE problem <> ''"
OLDER = "SELECT count(*) FROM import_read WHERE outcome = 'new' AND started_at < %s"
NEW = "SELECT * FROM import_read WHERE outcome = 'new' ORDER BY number LIMIT %s"

# A reference that chance drew before leaves its line out; it is drawn again. A line that is there, because a worker was
# killed after it, is known by its submission.
_SIGN = "substr(%(alphabet)s, 1 + mod(get_byte(drawn, {}), length(%(alphabet)s)), 1)"
_REFERENCE = " || ".join(["'F-'", *map(_SIGN.format, range(4)), "'-'", *map(_SIGN.format, range(4, 6))])
WRITE = f"""
INSERT INTO incidents_incident (id, reference, landlord_id, residence_id, place, building, category_id, started_at,
    recurrence, facts, damage_euros, police_called, is_pressing, targets_staff, state, filed_by_id, filed_post_id,
    filed_at, submission, own_reference, fact_import_id)
SELECT gen_random_uuid(), {_REFERENCE}, (%(landlord)s), residence, place, building, category, started_at,
    recurrence, facts, damage, police, is_pressing, targets_staff, state, (%(user)s), (%(post)s), (%(at)s),
    submission, own_reference, (%(import)s)
FROM (
    SELECT *, uuid_send(gen_random_uuid()) AS drawn, md5(%(import)s || '-' || number)::uuid AS submission
    FROM import_read WHERE outcome = 'new' AND number BETWEEN (%(first)s) AND (%(last)s)
) line
WHERE NOT (%(again)s) OR NOT EXISTS (SELECT FROM incidents_incident i WHERE i.submission = line.submission)
ON CONFLICT DO NOTHING"""  # noqa: S608 - of constants of this module alone

TAKE_AWAY = """
DELETE FROM incidents_incident WHERE id = ANY(%s::uuid[]) AND situation_id IS NULL AND informed_on IS NULL"""


def stage(facts: Iterable[PastFact]) -> None:
    """Into the session's own table, which `make_stage` made."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerows(facts)
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(FILL, text)


def make_stage() -> None:
    _run(MAKE)


def drop_stage() -> None:
    _run("DROP TABLE IF EXISTS import_line, import_read")


def judge(landlord_id: UUID, import_id: UUID) -> dict[str, int]:
    """How many lines are new, already there, changed, twice in the file, or wrong."""
    _run("ANALYZE import_line (own_reference, number)")
    _run(JUDGE, {"landlord": str(landlord_id), "import": str(import_id)})
    _run("CREATE INDEX ON import_read (number)")
    _run("ANALYZE import_read (number, outcome)")
    return dict(_rows(COUNT))


def refused_lines() -> list[int]:
    """Those that the guard refused, whatever else became of them: there already, changed, or twice."""
    return [number for (number,) in _rows(REFUSED)]


def told_of(*outcomes: str) -> Iterator[tuple[int, str, str, int, str]]:
    """Number, reference, outcome, first line of that reference, problem."""
    yield from _rows(TOLD, [list(outcomes)])


def older_than(moment: Any) -> int:
    ((count,),) = _rows(OLDER, [moment])
    return int(count)


def first_new(count: int) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(NEW, [count])
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def last_line() -> int:
    ((last,),) = _rows("SELECT max(number) FROM import_read")
    return int(last or 0)


def write_lines(values: dict[str, Any], first: int, last: int) -> int:
    """Lines `first` to `last` that are new become facts; how many."""
    asked = {**values, "alphabet": ALPHABET, "first": first, "last": last}
    ((wanted,),) = _rows(
        "SELECT count(*) FROM import_read WHERE outcome = 'new' AND number BETWEEN %s AND %s", [first, last]
    )
    written = 0
    for attempt in range(TRIES):
        new = _run(WRITE, {**asked, "again": attempt > 0})
        written += new
        if written >= wanted or (attempt and not new):
            break
    return written


def take_away(keys: Sequence[UUID]) -> None:
    """Facts that nothing else names: the ORM would empty tables that a worker may only read. One that somebody takes up
    at this moment stays: the condition is asked again of the row as it has become."""
    _run(TAKE_AWAY, [[str(key) for key in keys]])


def _run(statement: str, values: Any = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _rows(statement: str, values: Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
