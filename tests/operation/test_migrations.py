"""A migration that is new since the last version must be one that the running version lives with, and hold no lock for
long: while it runs, people work."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django_migration_linter import MigrationLinter
from django_migration_linter.sql_analyser.analyser import get_sql_analyser_class

from acting.walls import LowerWalls
from tests.house import APPS
from tests.operation.releases import last_release, migrations_of

# What the linter minds, and why it may be: by migration and code.
ALLOWED: dict[tuple[str, str, str], str] = {}


def new_migrations() -> list[tuple[str, str]]:
    released = migrations_of(last_release())
    known = MigrationLoader(None).disk_migrations
    return sorted((app, name) for app, name in known if app in APPS and (app, name) not in released)


def test_each_new_migration_can_be_lived_with(own_database: str) -> None:
    linter = MigrationLinter(no_cache=True, no_output=True)
    minded = set()
    new, migrations = new_migrations(), MigrationLoader(None).disk_migrations
    assert new
    for app, name in new:
        statements = linter.get_sql(app, name)
        errors, _, warnings = judged(statements)
        minded |= {(app, name, code) for code in (*errors, *warnings)}
        if any(isinstance(operation, LowerWalls) for operation in migrations[app, name].operations):
            minded.add((app, name, "LOWERED_WALLS"))  # until they are raised again nobody sees a row
    assert minded == ALLOWED.keys()


def judged(statements: list[str]) -> tuple[list[str], list[str], list[str]]:
    analyser = get_sql_analyser_class(connection.vendor)(exclude_migration_tests=None)
    analyser.analyse(statements)
    return tuple([issue.code for issue in part] for part in (analyser.errors, analyser.ignored, analyser.warnings))  # type: ignore[return-value]


BAD = {
    "DROP_COLUMN": 'ALTER TABLE "incidents_incident" DROP COLUMN "facts" CASCADE;',
    "RENAME_COLUMN": 'ALTER TABLE "incidents_incident" RENAME COLUMN "facts" TO "words";',
    "NOT_NULL": 'ALTER TABLE "incidents_incident" ADD COLUMN "x" integer NOT NULL;',
    "ALTER_COLUMN": 'ALTER TABLE "incidents_incident" ALTER COLUMN "facts" TYPE text;',
    "CREATE_INDEX": 'CREATE INDEX "x" ON "incidents_incident" ("facts");',
}


@pytest.mark.parametrize("code", BAD)
def test_what_the_running_version_could_not_live_with_is_named(code: str) -> None:
    errors, _, warnings = judged([BAD[code]])
    assert code in [*errors, *warnings]
