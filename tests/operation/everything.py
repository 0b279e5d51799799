"""All that a database holds, so that two can be compared: rows, numbers, rights, rules. As the superuser sees it."""

import re
from collections import Counter
from contextlib import closing
from typing import Any

import psycopg2
from psycopg2 import sql

OWN = "NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = {0}.oid AND e.deptype = 'e')"
RELATIONS = f"c.relnamespace = 'public'::regnamespace AND {OWN.format('c')}"
RIGHTS = "(SELECT array_agg(concat_ws(' ', a.grantor::regrole, nullif(a.grantee, 0)::regrole, a.privilege_type,"
RIGHTS += " a.is_grantable) ORDER BY a::text) FROM aclexplode({0}) a)"


def rights(acl: str, kind: str, owner: str) -> str:
    """An absent list means PostgreSQL's own defaults: what counts is who may what."""
    return RIGHTS.format(f"coalesce({acl}, acldefault('{kind}', {owner}))")


PARTS = {
    "owners": f"SELECT oid::regclass, relowner::regrole, relkind FROM pg_class c WHERE {RELATIONS}",
    "rights on tables": f"SELECT oid::regclass, {rights('relacl', 'r', 'relowner')} FROM pg_class c"
    f" WHERE {RELATIONS} AND relkind IN ('r', 'v')",
    "rights on sequences": f"SELECT oid::regclass, {rights('relacl', 's', 'relowner')} FROM pg_class c"
    f" WHERE {RELATIONS} AND relkind = 'S'",
    "rights on columns": f"SELECT attrelid::regclass, attname, {RIGHTS.format('attacl')} FROM pg_attribute"
    f" JOIN pg_class c ON c.oid = attrelid WHERE {RELATIONS} AND attacl IS NOT NULL",
    "rights on functions": f"SELECT p.oid::regprocedure, proowner::regrole, {rights('proacl', 'f', 'proowner')}"
    f" FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND {OWN.format('p')}",
    "rights on functions of extensions": f"SELECT p.oid::regprocedure, {rights('proacl', 'f', 'proowner')}"
    " FROM pg_proc p WHERE pronamespace = 'public'::regnamespace",
    "rights on schemas": f"SELECT nspname, {rights('nspacl', 'n', 'nspowner')} FROM pg_namespace"
    " WHERE nspname !~ '^pg_(toast|temp)'",
    "rights on new things": f"SELECT defaclrole::regrole, defaclnamespace::regnamespace, defaclobjtype,"
    f" {RIGHTS.format('defaclacl')} FROM pg_default_acl",
    "rights on the database": f"SELECT {rights('datacl', 'd', 'datdba')}, pg_encoding_to_char(encoding), datcollate,"
    " datctype FROM pg_database WHERE datname = current_database()",
    "settings": "SELECT setrole::regrole, setconfig FROM pg_db_role_setting WHERE setdatabase IN"
    " (0, (SELECT oid FROM pg_database WHERE datname = current_database()))",
    "roles": "SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication,"
    " rolbypassrls, rolconnlimit FROM pg_roles WHERE rolname LIKE 'convention77%'",
    "members": "SELECT roleid::regrole, member::regrole, admin_option FROM pg_auth_members",
    "walls": f"SELECT oid::regclass, relrowsecurity, relforcerowsecurity FROM pg_class c WHERE {RELATIONS}",
    "policies": "SELECT tablename, policyname, permissive, roles, cmd, qual, with_check FROM pg_policies",
    "triggers": f"SELECT pg_get_triggerdef(t.oid), tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid"
    f" WHERE NOT tgisinternal AND {RELATIONS}",
    "functions": f"SELECT pg_get_functiondef(p.oid) FROM pg_proc p WHERE pronamespace = 'public'::regnamespace"
    f" AND {OWN.format('p')}",
    "columns": "SELECT table_name, column_name, rank() OVER (PARTITION BY table_name ORDER BY ordinal_position),"
    " data_type, character_maximum_length, is_nullable,"
    " column_default, generation_expression, identity_generation, collation_name FROM information_schema.columns"
    " WHERE table_schema = 'public'",
    "constraints": "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated, condeferrable,"
    " condeferred FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "indexes": f"SELECT pg_get_indexdef(i.indexrelid), indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
    f" WHERE {RELATIONS}",
    "statistics": "SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext",
    "extensions": "SELECT extname, extversion, extnamespace::regnamespace FROM pg_extension",
    "options": f"SELECT oid::regclass, reloptions, relpersistence FROM pg_class c WHERE {RELATIONS}",
    "numbers": "SELECT sequencename, last_value, start_value, increment_by, cycle FROM pg_sequences",
}
CAST_LIST = re.compile(r"\(ARRAY\[([^\]]*)\]\)::text\[\]")
Rows = dict[str, Counter[str]]


def parts_of(url: str) -> dict[str, list[str]]:
    """Everything but the rows."""
    with closing(psycopg2.connect(url)) as asked, asked.cursor() as cursor:
        return {name: _rows(cursor, statement) for name, statement in PARTS.items()}


def rows_of(url: str) -> Rows:
    """Of every table each row, as text."""
    with closing(psycopg2.connect(url, options="-c timezone=UTC")) as asked, asked.cursor() as cursor:
        cursor.execute(f"SELECT relname FROM pg_class c WHERE {RELATIONS} AND relkind = 'r'")
        tables = [row[0] for row in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table)))
            found[table] = Counter(row[0] for row in cursor.fetchall())
        return found


def _rows(cursor: Any, statement: str) -> list[str]:
    cursor.execute(statement)
    return sorted(CAST_LIST.sub(_cast_each, str(row)) for row in cursor.fetchall())


def _cast_each(found: re.Match[str]) -> str:
    """PostgreSQL writes `(ARRAY['a', 'b'])::text[]` once, and each by itself when it has read it back."""
    return "ARRAY[" + ", ".join(f"({each})::text" for each in found[1].split(", ")) + "]"


def changed(before: Rows, after: Rows) -> dict[str, tuple[int, int]]:
    """By table how many rows went and how many came; a row that changed did both."""
    tables = before.keys() | after.keys()
    both = {name: (before.get(name, Counter()), after.get(name, Counter())) for name in tables}
    counted = {name: ((was - now).total(), (now - was).total()) for name, (was, now) in both.items()}
    return {name: counts for name, counts in counted.items() if counts != (0, 0)}
