"""What the database itself refuses, whoever asks."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import uuid4

import psycopg2
import pytest
from django.db import DatabaseError, connection, transaction

from acting.actor import Actor, acting_as
from journal.services import record
from journal.verbs import Verb
from tests.databases import run_as_owner

InRole = Callable[[], AbstractContextManager[None]]

FORBIDDEN = [
    "UPDATE journal_entry SET verb = 'autre'",
    "DELETE FROM journal_entry",
    "TRUNCATE journal_entry CASCADE",
    "UPDATE journal_link SET hash = ''",
    "DELETE FROM journal_link",
    "TRUNCATE journal_link",
    "UPDATE journal_seal SET last_seq = 0",
    "DELETE FROM journal_seal",
    "TRUNCATE journal_seal",
    "DELETE FROM journal_head",
    "TRUNCATE journal_head",
]
FORBIDDEN_TO_THE_PORTAL = [
    *FORBIDDEN,
    "UPDATE journal_head SET seq = 0",
    "INSERT INTO journal_head (id, seq, hash) VALUES (2, 0, '')",
    f"INSERT INTO journal_link (seq, entry_id, previous_hash, hash) VALUES (9, '{uuid4()}', '', '')",
    "ALTER TABLE journal_entry DISABLE TRIGGER journal_chain",
    "ALTER TABLE journal_entry NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY own_actions ON journal_entry",
]


def is_refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError:
        return True
    return False


@pytest.fixture
def written(own_database: str, sarah: Actor) -> str:
    with transaction.atomic(), acting_as(sarah):
        record(by=sarah, verb=Verb.FACT_FILED, object_id=uuid4(), owner_id=sarah.signatory_id)
    return own_database


@pytest.mark.parametrize("statement", FORBIDDEN_TO_THE_PORTAL)
@pytest.mark.django_db
@pytest.mark.usefixtures("in_web_role")
def test_the_web_process_only_adds(statement: str, sarah: Actor) -> None:
    with acting_as(sarah):
        assert is_refused(statement)


@pytest.mark.parametrize("statement", FORBIDDEN_TO_THE_PORTAL)
@pytest.mark.django_db
@pytest.mark.usefixtures("in_web_role")
def test_the_worker_only_adds(statement: str, sarah: Actor, as_worker: InRole) -> None:
    with as_worker(), acting_as(sarah):
        assert is_refused(statement)


@pytest.mark.django_db
@pytest.mark.usefixtures("in_web_role")
def test_whoever_acts_writes_no_entry_in_the_name_of_another(sarah: Actor, karim: Actor) -> None:
    with acting_as(sarah):
        record(by=sarah, verb=Verb.FACT_READ, object_id=None, owner_id=None)
        for another in (karim, Actor(now=sarah.now), Actor(now=sarah.now, signatory_id=sarah.signatory_id)):
            with pytest.raises(DatabaseError), transaction.atomic():
                record(by=another, verb=Verb.FACT_READ, object_id=None, owner_id=None)


def test_the_owner_only_adds(written: str) -> None:
    for statement in FORBIDDEN:
        with pytest.raises(psycopg2.errors.InsufficientPrivilege, match="append-only"):
            run_as_owner(statement, database=written)
    assert run_as_owner("SELECT verb FROM journal_entry", database=written) == [("fait.depose",)]


@pytest.mark.django_db
@pytest.mark.usefixtures("in_web_role")
def test_the_web_process_does_not_read_the_chain() -> None:
    assert all(is_refused(f"SELECT * FROM journal_{table}") for table in ("link", "head", "seal"))


@pytest.mark.django_db
@pytest.mark.usefixtures("in_web_role")
def test_the_worker_seals_but_writes_no_link(as_worker: InRole) -> None:
    with as_worker():
        assert not is_refused("SELECT * FROM journal_link")
        assert is_refused("INSERT INTO journal_head (id, seq, hash) VALUES (1, 0, '')")
