"""Every statement that somebody could try on a walled table, and how many rows the wall lets through."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from typing import Any

from django.db import DatabaseError, IntegrityError, connection, transaction
from psycopg2.errorcodes import INSUFFICIENT_PRIVILEGE

from acting.actor import acting_as, machine_actor, visitor
from acting.walls import APP, OWNER, WORKER, Wall, declared
from tests.people import Cast, acting
from tests.roles import in_role

Context = Callable[[], AbstractContextManager[object]]
VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE")


def refused(statement: str, *parameters: Any) -> bool:
    """By an error that speaks of rights, not by one that happens to come first; or done to no row."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return bool(cursor.rowcount == 0)
    except DatabaseError as error:
        if getattr(error.__cause__, "pgcode", "") != INSUFFICIENT_PRIVILEGE:
            raise
        return True


def walls() -> dict[str, Wall]:
    return {wall.table: wall for wall in declared().walls}


def contexts(cast: Cast, now: datetime) -> dict[str, Context]:
    """Everybody by name, somebody who only comes in, nobody, and the machine in each role."""

    @contextmanager
    def speaking(role: str, actor: object = None) -> Iterator[None]:
        with in_role(role), acting_as(actor) if actor else nullcontext():  # type: ignore[arg-type]
            yield

    people = {name: (lambda person=person: acting(person, now)) for name, person in cast.people().items()}
    machine, comes_in = machine_actor(now), visitor(cast.zoe.user.pk, now)
    return people | {
        "zoe_coming_in": lambda: speaking(APP, comes_in),
        "nobody": lambda: speaking(APP),
        "nobody_worker": lambda: speaking(WORKER),
        "nobody_owner": lambda: speaking(OWNER),
        "machine_web": lambda: speaking(APP, machine),
        "machine_worker": lambda: speaking(WORKER, machine),
    }


def rows_of(table: str) -> list[str]:
    """As JSON, as an installation sees them; of the many communes and competences the first and the last ones, which
    are the own convention's and the neighbour's."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT row FROM (SELECT to_jsonb(t)::text AS row, count(*) OVER () AS all_rows,"
            f" row_number() OVER (ORDER BY to_jsonb(t) ->> '{_ordered_by(table)}', to_jsonb(t)::text) AS place"
            f" FROM {table} t) numbered"
            " WHERE all_rows <= 100 OR place <= 10 OR place > all_rows - 10 ORDER BY place"
        )
        return [row for (row,) in cursor.fetchall()]


def _ordered_by(table: str) -> str:
    return "commune_id" if table == "territory_competence" else "code"


def let_through(table: str, verb: str, rows: list[str]) -> int:
    """How many rows the statement reaches; taken back at once."""
    if verb == "INSERT":
        return sum(_try("INSERT", _copy(table), [row]) for row in rows)
    statement = {
        "SELECT": f"SELECT FROM {table}",
        "DELETE": f"DELETE FROM {table}",
        "UPDATE": f'UPDATE {table} SET "{{0}}" = "{{0}}"',
    }[verb]
    if verb == "UPDATE":
        return max((_try(verb, statement.format(column), []) for column in _columns(table)), default=0)
    return _try(verb, statement, [])


def _try(verb: str, statement: str, values: list[str]) -> int:
    """A row that only a constraint stops was let through by the wall."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            reached: int = cursor.rowcount
            transaction.set_rollback(True)
            return reached
    except IntegrityError:
        return 1
    except DatabaseError as error:
        if getattr(error.__cause__, "pgcode", "") != INSUFFICIENT_PRIVILEGE:
            raise
        return 0


def _copy(table: str) -> str:
    columns = ", ".join(f'"{name}"' for name in _written(table))
    return f"INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::{table}, %s)"


def _written(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " AND attgenerated = ''",
            [table],
        )
        return [name for (name,) in cursor.fetchall()]


def _columns(table: str) -> list[str]:
    """Those that the role may change."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(%s) name WHERE has_column_privilege(%s, name, 'UPDATE')", [_written(table), table]
        )
        return [name for (name,) in cursor.fetchall()]
