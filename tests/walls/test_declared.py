"""The database says what `walls.py` declares, both ways: every table, policy, trigger, function and right."""

import pytest
from django.db import DatabaseError, connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AlterField, RunSQL
from django.db.migrations.operations.base import Operation

from acting.walls import APP, WORKER, LowerWalls, declared, raise_walls
from acting.walls_in_words import document, target


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_fresh_database_is_as_declared(db: None) -> None:
    assert raise_walls(keep=False) == []


def test_every_table_is_walled_or_says_why_not(db: None) -> None:
    """From the catalogue: a new table, of ours or of a third party, cannot be forgotten."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        tables = {name for (name,) in cursor.fetchall()}
    walled = [wall.table for wall in declared().walls]
    open_to_all = [rights.table for rights in declared().rights]
    assert sorted(walled + open_to_all) == sorted(tables)
    assert all(rights.reason for rights in declared().rights)


def test_what_an_upper_app_opens_is_a_walled_table(db: None) -> None:
    names = [(wall.table, policy.name) for wall in declared().walls for policy in wall.all_policies()]
    assert len(names) == len(set(names))
    assert {"of_a_list", "of_a_document", "of_an_import", "of_an_act", "of_a_paper"} <= {name for _, name in names}


BY_HAND = {
    "CREATE POLICY by_hand ON incidents_incident FOR SELECT USING (true)": ["policy incidents_incident by_hand"],
    "DROP POLICY seen ON incidents_incident": ["policy incidents_incident seen"],
    "ALTER POLICY seen ON incidents_incident USING (true)": ["policy incidents_incident seen"],
    "ALTER POLICY seen ON incidents_incident TO convention77_app": ["policy incidents_incident seen"],
    "GRANT UPDATE (facts) ON incidents_incident TO convention77_app": [
        "column incidents_incident convention77_app facts"
    ],
    "GRANT DELETE ON referrals_answer TO PUBLIC": [
        "rights referrals_answer convention77_app",
        "rights referrals_answer convention77_worker",
    ],
    "REVOKE SELECT ON journal_seal FROM convention77_worker": ["rights journal_seal convention77_worker"],
    "GRANT INSERT ON django_migrations TO convention77_app": ["rights django_migrations convention77_app"],
    "DROP TRIGGER referrals_keep_referral ON referrals_referral": [
        "trigger referrals_referral referrals_keep_referral"
    ],
    "CREATE TRIGGER by_hand BEFORE UPDATE ON files_storedfile"
    " FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()": ["trigger files_storedfile by_hand"],
    "CREATE OR REPLACE FUNCTION referrals_number_disclosure() RETURNS trigger"
    " LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'": ["function referrals_number_disclosure()"],
    "CREATE FUNCTION by_hand() RETURNS int LANGUAGE sql AS 'SELECT 1'": ["function by_hand()"],
    "DO $$ BEGIN EXECUTE 'GRANT TEMPORARY ON DATABASE ' || quote_ident(current_database())"
    " || ' TO convention77_app'; END $$": ["temporary tables convention77_app"],
    "DO $$ BEGIN EXECUTE 'REVOKE TEMPORARY ON DATABASE ' || quote_ident(current_database())"
    " || ' FROM convention77_worker'; END $$": ["temporary tables convention77_worker"],
    "ALTER TABLE mfa_authenticator NO FORCE ROW LEVEL SECURITY": ["wall mfa_authenticator"],
}


@pytest.mark.parametrize("statement", BY_HAND)
def test_a_change_by_hand_is_named_and_undone(db: None, statement: str) -> None:
    run(statement)
    assert raise_walls(keep=False) == BY_HAND[statement]
    assert raise_walls(keep=False) == BY_HAND[statement], "naming changes nothing"
    raise_walls()
    assert raise_walls(keep=False) == []


@pytest.mark.parametrize(("role", "may"), [(WORKER, True), (APP, False), ("convention77_backup", False)])
def test_the_worker_alone_makes_a_table_of_its_session(db: None, role: str, may: bool) -> None:
    """With the rights that `deploy/roles.sql` gives on the database, which every test has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_database_privilege(%s, current_database(), 'TEMPORARY')", [role])
        assert cursor.fetchone() == (may,)


STATES = (("incidents", "incident"), ("referrals", "referral"))


def migrate(app: str, operations: list[Operation]) -> None:
    state = MigrationLoader(connection).project_state()
    with connection.schema_editor() as editor:
        for operation in operations:
            before = state.clone()
            operation.state_forwards(app, state)
            operation.database_forwards(app, editor, before, state)


@pytest.mark.parametrize(("app", "model"), STATES)
def test_a_migration_changes_a_walled_column_once_the_walls_are_lowered(db: None, app: str, model: str) -> None:
    """Of a state, on which policies, triggers and constraints stand."""
    computed = RunSQL(f"ALTER TABLE {app}_{model} DROP COLUMN IF EXISTS due_rank, DROP COLUMN IF EXISTS waiting_since")
    to_text = AlterField(model, "state", models.TextField())
    with pytest.raises(DatabaseError, match=r"used in a (policy|trigger) definition"):
        migrate(app, [computed, to_text])
    migrate(app, [LowerWalls(), computed, to_text])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_policies WHERE schemaname = 'public'")
        assert cursor.fetchone() == (0,), "until they are raised nobody sees a row"
    raise_walls()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT data_type FROM information_schema.columns WHERE table_name = %s AND column_name = 'state'",
            [f"{app}_{model}"],
        )
        assert cursor.fetchone() == ("text",)
    assert raise_walls(keep=False) == []


def test_the_walls_can_be_read_as_they_are() -> None:
    """`manage.py raise_walls --document` writes it again."""
    assert target().read_text(encoding="utf-8") == document()
