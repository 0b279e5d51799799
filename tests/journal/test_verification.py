"""The chain as the database makes it, verified by the command, and spoilt in every way that the owner could."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from psycopg2.errors import InsufficientPrivilege

from acting.actor import Actor, acting_as
from journal.models import Seal
from journal.sealing import export_head, seal_finished_months
from journal.services import record
from tests.databases import run_as_owner
from tests.journal.conftest import HABITAT, NOON
from tests.journal.test_walls import InRole

AsOwner = Callable[[], AbstractContextManager[None]]


def write(actor: Actor, verb: str = "fait.lu", reason: str = "") -> None:
    with transaction.atomic(), acting_as(actor):
        record(by=actor, verb=verb, object_type="incident", object_id=uuid4(), owner_id=HABITAT, reason=reason)


def verify(**options: object) -> str:
    out = StringIO()
    call_command("verify_journal", stdout=out, **options)
    return out.getvalue()


def tamper(database: str, statement: str) -> None:
    """What somebody could do who holds the owner's role and puts the triggers aside."""
    tables = ("journal_entry", "journal_link", "journal_seal", "journal_head")
    off = "".join(f"ALTER TABLE {table} DISABLE TRIGGER USER;" for table in tables)
    on = "".join(f"ALTER TABLE {table} ENABLE TRIGGER USER;" for table in tables)
    run_as_owner(f"{off} {statement}; SET CONSTRAINTS ALL IMMEDIATE; {on}", database=database)


@pytest.fixture
def five(own_database: str, sarah: Actor) -> str:
    """Five entries, among them one whose text holds a separator and one whose text is not ASCII."""
    for number, reason in enumerate(["", "à revoir", "1:a,", "", "’"]):
        write(replace(sarah, now=NOON + timedelta(microseconds=number)), reason=reason)
    return own_database


def test_python_finds_the_hashes_that_the_database_made(five: str, as_owner: AsOwner) -> None:
    head = run_as_owner("SELECT encode(hash, 'hex') FROM journal_head", database=five)[0][0]
    with as_owner():
        assert verify() == f"Journal intact : 5 inscriptions, tête n° 5 {head}\n"


def test_an_empty_journal_is_sound(own_database: str, as_owner: AsOwner) -> None:
    with as_owner():
        assert "0 inscriptions" in verify()


@pytest.mark.parametrize(
    "column",
    [
        "verb = 'fait.efface'",
        "at = at + interval '1 microsecond'",
        "user_id = NULL",
        "owner_id = signatory_id, signatory_id = NULL",
        "reason = reason || ' '",
        "count = 2",
        "channel = 'pdf'",
        "object_id = gen_random_uuid()",
    ],
)
def test_a_changed_entry_is_named(five: str, as_owner: AsOwner, column: str) -> None:
    [(entry,)] = run_as_owner("SELECT entry_id FROM journal_link WHERE seq = 3", database=five)
    tamper(five, f"UPDATE journal_entry SET {column} WHERE id = '{entry}'")
    with as_owner(), pytest.raises(CommandError, match=rf"n° 3 \({entry}\) : modifiée"):
        verify()


def test_a_removed_entry_is_named(five: str, as_owner: AsOwner) -> None:
    tamper(
        five,
        "DELETE FROM journal_entry WHERE id = (SELECT entry_id FROM journal_link WHERE seq = 2);"
        "DELETE FROM journal_link WHERE seq = 2",
    )
    with as_owner(), pytest.raises(CommandError, match="n° 2 : manquante"):
        verify()


@pytest.mark.parametrize("seq", [1, 5])
def test_a_cut_at_either_end_is_named(five: str, as_owner: AsOwner, seq: int) -> None:
    tamper(
        five,
        f"DELETE FROM journal_entry WHERE id = (SELECT entry_id FROM journal_link WHERE seq = {seq});"
        f"DELETE FROM journal_link WHERE seq = {seq}",
    )
    with as_owner(), pytest.raises(CommandError, match=f"n° {seq} : manquante"):
        verify()


def test_an_entry_slipped_in_is_named(five: str, as_owner: AsOwner) -> None:
    tamper(
        five,
        "INSERT INTO journal_entry (id, at, function, verb, object_type, channel, reason, count) "
        "VALUES ('00000000-0000-4000-8000-00000000abcd', now(), '', 'x', 'x', 'page', '', 1)",
    )
    with as_owner(), pytest.raises(CommandError, match="00000000abcd : hors de la chaîne"):
        verify()


REWRITE_FROM_4 = """
UPDATE journal_entry SET verb = 'autre' WHERE id = (SELECT entry_id FROM journal_link WHERE seq = 4);
UPDATE journal_link SET hash = journal_digest(4, previous_hash, e) FROM journal_entry e
WHERE seq = 4 AND e.id = entry_id;
UPDATE journal_link SET previous_hash = (SELECT hash FROM journal_link WHERE seq = 4) WHERE seq = 5;
UPDATE journal_link SET hash = journal_digest(5, previous_hash, e) FROM journal_entry e
WHERE seq = 5 AND e.id = entry_id;
UPDATE journal_head SET hash = (SELECT hash FROM journal_link WHERE seq = 5)
"""


def test_a_chain_made_anew_is_seen_from_an_exported_head(
    five: str, as_owner: AsOwner, as_worker: InRole, tmp_path: Path
) -> None:
    with as_worker():
        heads = export_head(tmp_path, at=NOON)
    assert heads.stat().st_mode & 0o777 == 0o600
    with as_owner():
        assert "intact" in verify(heads=heads)
    tamper(five, REWRITE_FROM_4)
    with as_owner():
        assert "intact" in verify()
        with pytest.raises(CommandError, match=r"n° 5 .* refaite"):
            verify(heads=heads)


def test_it_is_verified_away_from_the_host(five: str, as_owner: AsOwner, tmp_path: Path) -> None:
    copy = tmp_path / "journal.jsonl"
    with as_owner():
        verify(export=copy)
        here = verify()
    connection.close()
    assert verify(from_file=copy) == here
    copy.write_text(copy.read_text().replace("fait.lu", "fait.su", 1))
    with pytest.raises(CommandError, match=r"n° 1 \(.*\) : modifiée"):
        verify(from_file=copy)


def test_a_role_that_sees_a_part_says_so(five: str) -> None:
    with pytest.raises(CommandError, match="comme propriétaire"):
        verify()


def test_concurrent_transactions_make_one_chain(own_database: str, sarah: Actor, as_owner: AsOwner) -> None:
    with ThreadPoolExecutor(6) as clients:
        list(clients.map(write_some, [sarah] * 6))
    with as_owner():
        assert "120 inscriptions" in verify()


def write_some(actor: Actor) -> None:
    try:
        for _ in range(10):
            with transaction.atomic(), acting_as(actor):
                for owner in (HABITAT, None):
                    record(by=actor, verb="x", object_type="x", object_id=None, owner_id=owner)
    finally:
        connection.close()


def test_the_head_is_locked_at_commit_only(own_database: str, sarah: Actor) -> None:
    """A long transaction that has already journaled keeps nobody waiting."""
    with transaction.atomic(), acting_as(sarah):
        record(by=sarah, verb="long", object_type="x", object_id=None, owner_id=None)
        with ThreadPoolExecutor(1) as other:
            other.submit(write_some, sarah).result(timeout=10)


# -- Months: sealed, and dropped when their time is over


def month(number: int, day: int = 10) -> datetime:
    return datetime(2024, number, day, tzinfo=UTC)


@pytest.fixture
def sealed(own_database: str, sarah: Actor, as_worker: InRole) -> str:
    """Two entries in January 2024, one in February, none in March, one in April and one "today", in March 2026."""
    for at in (month(1), month(1, 31), month(2), month(4), NOON):
        write(replace(sarah, now=at))
    with as_worker():
        assert len(seal_finished_months(at=NOON)) == 3
        assert seal_finished_months(at=NOON) == []
    return own_database


def seals() -> list[tuple[str, int, int]]:
    return [(f"{seal.month:%Y-%m}", seal.first_seq, seal.last_seq) for seal in Seal.objects.order_by("month")]


def test_each_finished_month_is_sealed_once(sealed: str, as_owner: AsOwner) -> None:
    with as_owner():
        assert seals() == [("2024-01", 1, 2), ("2024-02", 3, 3), ("2024-04", 4, 4)]
        assert "5 inscriptions" in verify()


def test_an_entry_committed_late_goes_with_the_next_month(sealed: str, sarah: Actor, as_worker: InRole) -> None:
    write(replace(sarah, now=month(4, 30)))
    later = NOON + timedelta(days=60)
    with as_worker():
        seal_finished_months(at=later)
        assert seals()[3:] == [("2026-03", 5, 6)]


def test_the_oldest_month_is_dropped_and_the_rest_still_holds(sealed: str, as_owner: AsOwner) -> None:
    with as_owner():
        call_command("drop_journal_segment", "2024-01", stdout=StringIO())
        verdict = verify()
        assert "après le scellé de l’inscription n° 2" in verdict
        assert "4 inscriptions" in verdict  # three left, and the one that says so
        assert len(seals()) == 3


def test_only_the_oldest_month_is_dropped(sealed: str, as_owner: AsOwner) -> None:
    with as_owner(), pytest.raises(CommandError, match="est : 01/2024"):
        call_command("drop_journal_segment", "2024-02")


def test_only_the_owner_drops(sealed: str) -> None:
    with pytest.raises(CommandError, match="Seul le propriétaire"):
        call_command("drop_journal_segment", "2024-01")


def test_a_month_is_not_dropped_before_its_time(sealed: str) -> None:
    """January 2024 may go from the first of February 2025 on, and what is not sealed never."""
    for day, seq in [("2025-01-31", 1), ("2026-03-03", 5), ("", 1)]:
        with pytest.raises(InsufficientPrivilege, match="past its retention"):
            run_as_owner(drop(seq, day), database=sealed)
    run_as_owner(drop(1, "2025-02-01"), database=sealed)


def drop(seq: int, day: str) -> str:
    return f"""
    SELECT set_config('app.today', '{day}', false);
    DELETE FROM journal_entry WHERE id = (SELECT entry_id FROM journal_link WHERE seq = {seq});
    DELETE FROM journal_link WHERE seq = {seq}
    """


def test_a_month_dropped_before_its_time_is_seen(
    own_database: str, sarah: Actor, as_worker: InRole, as_owner: AsOwner
) -> None:
    recent = datetime.now(UTC) - timedelta(days=70)
    write(replace(sarah, now=recent))
    with as_worker():
        seal_finished_months(at=datetime.now(UTC))
    tamper(own_database, "DELETE FROM journal_link; DELETE FROM journal_entry")
    with as_owner(), pytest.raises(CommandError, match="n° 1 : manquante avant la fin"):
        verify()


def test_a_forged_seal_is_seen(five: str, as_owner: AsOwner) -> None:
    run_as_owner(
        "INSERT INTO journal_seal (month, first_seq, last_seq, hash, sealed_at)"
        " VALUES ('2024-01-01', 1, 2, 'x', now())",
        database=five,
    )
    with as_owner(), pytest.raises(CommandError, match=r"n° 2 .* refaite"):
        verify()
