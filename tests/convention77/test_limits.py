"""How long each role waits for the database, as the database itself says."""

import psycopg2
import pytest
from django.db import OperationalError, connection
from environ import Env

from convention77.limits import STATEMENTS, limited
from tests.databases import url_of

LIMITS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")


def limits_of(variable: str, database: str) -> list[int]:
    """In milliseconds, of a connection made as Django makes it; 0 is none."""
    described = limited(Env.db_url_config(url_of(variable, database)))
    connection = psycopg2.connect(dbname=database, user=described["USER"], **described["OPTIONS"])
    cursor = connection.cursor()
    cursor.execute("SELECT name, setting::int FROM pg_settings WHERE name = ANY(%s)", [list(LIMITS)])
    found = dict(cursor.fetchall())
    connection.close()
    return [found[name] for name in LIMITS]


@pytest.mark.parametrize(
    ("variable", "role"), [("DATABASE_URL", "convention77_app"), ("WORKER_DATABASE_URL", "convention77_worker")]
)
def test_web_and_worker_have_each_their_limits(own_database: str, variable: str, role: str) -> None:
    assert limits_of(variable, own_database) == [STATEMENTS[role][name] for name in LIMITS]


def test_the_owner_s_commands_have_none(own_database: str) -> None:
    assert limits_of("DATABASE_OWNER_URL", own_database) == [0, 0, 0]


def test_a_statement_that_never_ends_is_cancelled(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 50")
        with pytest.raises(OperationalError, match="statement timeout"):
            cursor.execute("SELECT pg_sleep(5)")
