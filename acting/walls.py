"""The second wall, as data that one can read: policies, triggers, functions and rights of the database.

Each app declares its own in `walls.py`: FUNCTIONS, TRIGGERS, WALLS, RIGHTS. A migration only makes tables and forces
row-level security on them (no policy means no row); `manage.py raise_walls` then makes the database say what is
declared, and `docs/walls.md` is written from it. A migration that changes a column which a policy names begins with
`LowerWalls()`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.operations.base import Operation

from acting.enums import Function as Does

APP, WORKER, OWNER = "convention77_app", "convention77_worker", "convention77_owner"
EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"

# Who acts, read once in a statement: a sub-select that does not depend on the row.
USER = "(SELECT app_user())"
DESIGNATION = "(SELECT app_designation())"
SIGNATORY = "(SELECT app_signatory())"
CONVENTION = "(SELECT app_convention())"
KIND = "(SELECT app_signatory_kind())"
POST = "(SELECT app_post())"
GROUP = "(SELECT app_group())"
FUNCTION = "(SELECT app_function())"
TODAY = "(SELECT app_today())"
NOW = "(SELECT app_now())"
MACHINE = f"{FUNCTION} = 'machine'"
BY_ADMINISTRATOR = f"{FUNCTION} = '{Does.ADMINISTRATEUR}'"


def function_in(functions: Iterable[str]) -> str:
    """`("gardien", "referent")` → `(SELECT app_function()) IN ('gardien', 'referent')`."""
    return one_of(FUNCTION, functions)


def one_of(column: str, values: Iterable[str]) -> str:
    listed = ", ".join(f"'{value}'" for value in map(str, values))
    return f"{column} IN ({listed})"


def case_of(subject: str, rules: dict[tuple[str, ...], str]) -> str:
    """What holds depends on who asks: `case_of(FUNCTION, {("referent",): …})`; whoever is not named sees nothing.

    A CASE and no OR: the planner multiplies the guesses of an OR, believes that few rows are left, and sorts them all
    where it could walk an index (measured: an inbox of 25 in 0.06 ms instead of 32).
    """
    branches = " ".join(f"WHEN '{value}' THEN {rule}" for values, rule in rules.items() for value in map(str, values))
    return f"CASE {subject} {branches} ELSE false END"


@dataclass(frozen=True, slots=True)
class Policy:
    """`rule` says which rows are there for the command; `check` what a written row must be (else the same)."""

    name: str
    command: str
    rule: str
    check: str = ""
    role: str = "PUBLIC"

    def statement(self, table: str) -> str:
        using = "" if self.command == "INSERT" else f" USING ({self.rule})"
        writes = self.command in ("INSERT", "UPDATE", "ALL")
        check = f" WITH CHECK ({self.check or self.rule})" if writes else ""
        return f"CREATE POLICY {self.name} ON {table} FOR {self.command} TO {self.role}{using}{check}"


# What everybody who works with a convention may read, and partly the public: walled for those who write it.
READ_BY_ALL = Policy("read", "SELECT", "true")


@dataclass(frozen=True, slots=True)
class Wall:
    """A table that shows nothing but what its policies let through. The machine sees it whole: in the worker's role,
    and in the owner's, for what an installation writes.

    `app` and `worker` are the rights of the roles on the table, columns named where they are narrower:
    `"SELECT, INSERT, UPDATE (state, version)"`.
    """

    table: str
    policies: tuple[Policy, ...]
    app: str = EVERYTHING
    worker: str = EVERYTHING
    machine: bool = True

    def all_policies(self) -> tuple[Policy, ...]:
        return (
            (*self.policies, Policy("machine", "ALL", MACHINE, role=f"{WORKER}, {OWNER}"))
            if self.machine
            else self.policies
        )


@dataclass(frozen=True, slots=True)
class Rights:
    """What the roles may do with a table that shows the same to everybody; `reason` says why it needs no wall."""

    table: str
    reason: str
    app: str = EVERYTHING
    worker: str = EVERYTHING


@dataclass(frozen=True, slots=True)
class Function:
    """`signature` is the name with the types of its arguments; `definition` follows it."""

    signature: str
    definition: str


def as_machine(returns: str, query: str) -> str:
    """The definition of a function that answers with the owner's rights as the machine: for what a wall must ask of a
    table that asks back, or what is known to more people than the rows are."""
    several = returns.startswith(("SETOF", "TABLE"))
    answer = f"RETURN QUERY {query}" if several else f"answer := ({query})"
    declared, returned = ("", "") if several else (f"    answer {returns};\n", "    RETURN answer;\n")
    return f"""RETURNS {returns}
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    former text := coalesce(current_setting('app.function', true), '');
{declared}BEGIN
    PERFORM set_config('app.function', 'machine', true);
    {answer};
    PERFORM set_config('app.function', former, true);
{returned}END $$"""


@dataclass(frozen=True, slots=True)
class Trigger:
    """`timing` is what stands before the name of the table, `body` what follows it."""

    name: str
    timing: str
    table: str
    body: str
    constraint: bool = False

    def statement(self) -> str:
        kind = "CONSTRAINT TRIGGER" if self.constraint else "TRIGGER"
        return f"CREATE {kind} {self.name} {self.timing} ON {self.table} {self.body}"


def only(table: str, name: str, who: str, *columns: str) -> Trigger:
    """Whoever `who` describes, in words about OLD, NEW and the context, changes these columns of a row and no others.

    After the change, when computed columns are known: one that follows from a column named is named too.
    """
    named = ", ".join(f"'{column}'" for column in columns)
    return Trigger(name, "AFTER UPDATE", table, f"FOR EACH ROW WHEN ({who}) EXECUTE FUNCTION app_only({named})")


def counting(table: str, function: str, act: str, rows: str) -> Trigger:
    """A count that is kept in the transaction of each change: `rows` names the statement's transition tables."""
    return Trigger(
        function, f"AFTER {act}", table, f"REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )


ONLY = """RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'of % nothing but % changes here', TG_TABLE_NAME, array_to_string(TG_ARGV, ', ')
        USING ERRCODE = 'insufficient_privilege';
END $$"""


def setting(function: str, name: str, returns: str = "text") -> Function:
    """Absent values are NULL, and NULL means deny. Invoker's rights: it reads a setting and nothing else.

    In plpgsql, which is called: a function in SQL is written into the statement each time the planner meets it, and
    the policies of a disclosure name dozens (planned in 0.6 ms instead of 1.1, a residence in 0.3 instead of 0.4).
    """
    read = f"nullif(current_setting('app.{name}', true), '')::{returns}"
    body = f"LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$ BEGIN RETURN {read}; END $$"
    return Function(f"{function}()", f"RETURNS {returns} {body}")


# An act is done after the database was told who acts, and in the same breath: nothing is written down as done before,
# nor as yet to come.
IS_NOW = """RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN moment BETWEEN app_now() AND app_now() + interval '1 minute';
END $$"""

# The database's words for "who acts": they read what `acting_as()` set.
FUNCTIONS = (
    setting("app_user", "user_id", "uuid"),
    setting("app_designation", "designation_id", "uuid"),
    setting("app_signatory", "signatory_id", "uuid"),
    setting("app_signatory_kind", "signatory_kind"),
    setting("app_convention", "convention_id", "uuid"),
    setting("app_post", "post_id", "uuid"),
    setting("app_group", "group_id", "integer"),
    setting("app_function", "function"),
    setting("app_today", "today", "date"),
    setting("app_now", "now", "timestamptz"),
    Function("app_is_now(moment timestamptz)", IS_NOW),
    Function("app_only()", ONLY),
)

RIGHTS = (
    Rights("django_migrations", "which migrations have run", app="SELECT", worker="SELECT"),
    Rights("django_content_type", "the names of the models", app="SELECT", worker="SELECT"),
)

Snapshot = dict[tuple[str, str, str], str]


@dataclass(frozen=True, slots=True)
class Declared:
    functions: tuple[Function, ...]
    triggers: tuple[Trigger, ...]
    walls: tuple[Wall, ...]
    rights: tuple[Rights, ...]


def modules() -> list[ModuleType]:
    return [import_module(f"{app.name}.walls") for app in apps.get_app_configs() if find_spec(f"{app.name}.walls")]


def declared() -> Declared:
    """What all apps declare, the lower ones first. OPENED holds what an upper app opens of a lower one's table: pairs
    of a table and a policy."""

    def gathered(name: str) -> tuple[Any, ...]:
        return tuple(each for module in modules() for each in getattr(module, name, ()))

    opened = gathered("OPENED")
    walls = [
        replace(wall, policies=(*wall.policies, *(policy for table, policy in opened if table == wall.table)))
        for wall in gathered("WALLS")
    ]
    return Declared(gathered("FUNCTIONS"), gathered("TRIGGERS"), tuple(walls), gathered("RIGHTS"))


def raise_walls(*, keep: bool = True) -> list[str]:
    """Makes the database say what is declared, in one transaction; returns what differed. Run by the owner.

    With `keep=False` nothing is changed.
    """
    with transaction.atomic():
        before = snapshot()
        mark = transaction.savepoint()
        _lower(functions=True)
        for statement in _statements(declared()):
            _run(statement)
        found = _differences(before, snapshot())
        if not (keep and found):
            transaction.savepoint_rollback(mark)
    return found


def _differences(before: Snapshot, after: Snapshot) -> list[str]:
    changed = sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
    return [" ".join(part for part in key if part) for key in changed]


def _statements(walls: Declared) -> Iterator[str]:
    for function in walls.functions:
        yield f"CREATE OR REPLACE FUNCTION {function.signature} {function.definition}"
    for trigger in walls.triggers:
        yield trigger.statement()
    for wall in walls.walls:
        yield force(wall.table)
        yield from (policy.statement(wall.table) for policy in wall.all_policies())
        yield from _granted(wall.table, wall.app, wall.worker)
    for rights in walls.rights:
        yield from _granted(rights.table, rights.app, rights.worker)
    database = connection.ops.quote_name(connection.settings_dict["NAME"])
    yield f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC, {APP}"
    yield f"GRANT TEMPORARY ON DATABASE {database} TO {WORKER}"  # an import's lines, beside the facts


def _granted(table: str, app: str, worker: str) -> Iterator[str]:
    yield f"REVOKE ALL ON {table} FROM PUBLIC, {APP}, {WORKER}"
    yield from (f"GRANT {rights} ON {table} TO {role}" for role, rights in ((APP, app), (WORKER, worker)) if rights)


def _lower(*, functions: bool) -> None:
    """Takes away every policy and trigger, and the functions that nothing in a table needs."""
    for table, name in _rows("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'"):
        _run(f'DROP POLICY "{name}" ON "{table}"')
    for table, name in _rows(
        "SELECT tgrelid::regclass, tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid"
        " WHERE NOT tgisinternal AND c.relnamespace = 'public'::regnamespace"
    ):
        _run(f'DROP TRIGGER "{name}" ON {table}')
    if functions:
        for (signature,) in _rows(f"SELECT p.oid::regprocedure::text {OWN_FUNCTIONS} AND NOT {NEEDED_BY_A_TABLE}"):
            _run(f"DROP FUNCTION {signature}")


# Not those of an extension, nor those that a generated column, a default or an index stands on: a migration made them.
OWN_FUNCTIONS = (
    "FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace"
    " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
)
NEEDED_BY_A_TABLE = (
    "EXISTS (SELECT FROM pg_depend d WHERE d.refobjid = p.oid AND d.deptype = 'n'"
    " AND d.classid IN ('pg_attrdef'::regclass, 'pg_class'::regclass, 'pg_constraint'::regclass, 'pg_proc'::regclass))"
)


def snapshot() -> Snapshot:
    """What the database says: policies, triggers, functions, forced row-level security, rights of the two roles, and
    which of them may make tables of its session."""
    parts = (
        (
            "policy",
            "SELECT tablename, policyname, concat_ws(' ', cmd, roles, permissive, qual, '/', with_check)"
            " FROM pg_policies WHERE schemaname = 'public'",
        ),
        (
            "trigger",
            "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal AND c.relnamespace = 'public'::regnamespace",
        ),
        ("function", f"SELECT '', p.oid::regprocedure::text, pg_get_functiondef(p.oid) {OWN_FUNCTIONS}"),
        (
            "wall",
            "SELECT relname, '', concat_ws(' ', relrowsecurity, relforcerowsecurity) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
        ),
        (
            "rights",
            "SELECT c.relname, r.role, string_agg(p.privilege, ', ' ORDER BY p.privilege)"
            f" FROM pg_class c, unnest(ARRAY['{APP}', '{WORKER}']) r(role),"
            " unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p(privilege)"
            " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
            " AND has_table_privilege(r.role, c.oid, p.privilege) GROUP BY 1, 2",
        ),
        (
            "column",
            "SELECT c.relname, r.role || ' ' || a.attname, string_agg(p.privilege, ', ' ORDER BY p.privilege)"
            f" FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid, unnest(ARRAY['{APP}', '{WORKER}']) r(role),"
            " unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) p(privilege)"
            " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0"
            " AND NOT a.attisdropped AND has_column_privilege(r.role, c.oid, a.attnum, p.privilege)"
            " AND NOT has_table_privilege(r.role, c.oid, p.privilege) GROUP BY 1, 2",
        ),
        (
            "temporary tables",
            f"SELECT '', r.role, '' FROM unnest(ARRAY['{APP}', '{WORKER}']) r(role)"
            " WHERE has_database_privilege(r.role, current_database(), 'TEMPORARY')",
        ),
    )
    return {(kind, table, name): text for kind, query in parts for table, name, text in _rows(query)}


def force(table: str) -> str:
    """For the migration that makes a walled table: until `raise_walls` has run, nobody sees a row of it."""
    return f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"


class LowerWalls(Operation):
    """First in a migration that changes a column which policies name; `raise_walls` runs after every migration."""

    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        _lower(functions=False)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        _lower(functions=False)

    def describe(self) -> str:
        return "Takes the policies and triggers away until raise_walls makes them again"


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _rows(query: str) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())
