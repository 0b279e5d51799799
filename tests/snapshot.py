"""The cast, made once by the real services and then laid again as rows: four hundred statements become a dozen."""

import json
import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.db import connection, transaction

from tests.people import Cast, make_cast

TABLES = (
    "signatories_signatory",
    "territory_residence",
    "auth_group",
    "correspondents_user",
    "correspondents_post",
    "correspondents_post_communes",
    "correspondents_post_residences",
    "correspondents_designation",
    "territory_residencegroupobjectpermission",
    "journal_entry",
)


@dataclass(frozen=True)
class Snapshot:
    """`rows` by table, as JSON, in an order that satisfies the foreign keys; the cast as bytes, since a copy of its
    objects, one by one, takes longer than all the rows."""

    cast: bytes
    rows: dict[str, str]

    def lay(self) -> Cast:
        """The same people again, in the transaction of this test; a copy, since tests change what they hold."""
        with connection.cursor() as cursor:
            for table, rows in self.rows.items():
                columns = _written_columns(table)
                read = f"SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s)"
                cursor.execute(f"INSERT INTO {table} ({columns}) {read}", [rows])
        cast: Cast = pickle.loads(self.cast)
        return cast


def take_snapshot() -> Snapshot:
    """Makes the cast in a transaction that is rolled back."""
    with transaction.atomic():
        before = dict(_all_rows())
        cast = make_cast()
        after = dict(_all_rows())
        transaction.set_rollback(True)
    return Snapshot(pickle.dumps(cast), {table: _added(before[table], after[table]) for table in TABLES})


def _all_rows() -> Iterator[tuple[str, list[object]]]:
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]')::text FROM {table} t")
            yield table, json.loads(cursor.fetchone()[0])


@cache
def _written_columns(table: str) -> str:
    """Without those that the database makes itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
            [table],
        )
        return str(cursor.fetchone()[0])


def _added(before: list[object], after: list[object]) -> str:
    return json.dumps([row for row in after if row not in before])
