"""The chain as the database makes it, verified by the command, and spoilt in every way that the owner could."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from psycopg2.errors import InsufficientPrivilege

from acting.actor import Actor, acting_as
from journal.heads import FOLDER, kept_heads
from journal.models import Seal
from journal.sealing import export_head, seal_finished_months
from journal.services import record, record_list_read
from journal.verbs import Verb
from tests.databases import run_as_owner
from tests.journal.conftest import HABITAT, NOON
from tests.journal.test_walls import InRole
from tests.roles import as_web

AsOwner = Callable[[], AbstractContextManager[None]]


def write(actor: Actor, reason: str = "") -> None:
    with transaction.atomic(), acting_as(actor):
        record(by=actor, verb=Verb.FACT_READ, object_id=uuid4(), owner_id=HABITAT, reason=reason)


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
def five(own_database: str, sarah: Actor, private_root: Path, as_worker: InRole) -> str:
    """Five entries, among them one whose text holds a separator and one whose text is not ASCII; the head is kept."""
    for number, reason in enumerate(["", "à revoir", "1:a,", "", "’"]):
        write(replace(sarah, now=NOON + timedelta(microseconds=number)), reason=reason)
    with as_worker():
        export_head(private_root, at=NOON)
    return own_database


def test_python_finds_the_hashes_that_the_database_made(five: str, as_owner: AsOwner) -> None:
    head = run_as_owner("SELECT encode(hash, 'hex') FROM journal_head", database=five)[0][0]
    with as_owner():
        first, second = verify().splitlines()
    assert first == f"Journal intact : 5 inscriptions, tête n° 5 {head}"
    assert second == (
        "Têtes gardées retrouvées : 1, la dernière du 03/03/2026 à 13:00 (n° 5). "
        "Inscriptions que la chaîne seule atteste, depuis : 0."
    )


def test_a_journal_that_never_began_is_sound(own_database: str, private_root: Path, as_owner: AsOwner) -> None:
    with as_owner():
        export_head(private_root, at=NOON)
        assert "0 inscriptions" in verify()


def test_without_any_head_nothing_is_proven(own_database: str, private_root: Path, as_owner: AsOwner) -> None:
    """Neither of a full journal nor of an empty one: another code than for a fraud, and not success."""
    with as_owner(), pytest.raises(CommandError, match=r"NON PROUVÉ\. Aucune tête gardée dans") as failed:
        verify()
    assert failed.value.returncode == 2


def test_without_heads_it_says_what_is_not_proven(five: str, as_owner: AsOwner) -> None:
    with as_owner():
        said = verify(without_heads=True)
    assert "Journal intact : 5" in said
    for missing in ("fin n’a pas été coupée", "vidée, refaite ou remplacée par une sauvegarde", "bout de leur durée"):
        assert missing in said


def test_what_was_verified_is_kept(five: str, sarah: Actor, private_root: Path, as_owner: AsOwner) -> None:
    """So that a rewriting of it is seen before the next head is exported."""
    write(sarah)
    with as_owner():
        assert "depuis : 1." in verify()
        assert [head.seq for head in kept_heads(private_root)] == [5, 6]
        assert "depuis : 0." in verify()


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


@pytest.mark.parametrize("change", ["NULL", "'{}'", "shown[2:2]", "shown[2:2] || shown[1:1]"])
def test_what_a_list_showed_is_in_the_chain(five: str, sarah: Actor, as_owner: AsOwner, change: str) -> None:
    """In Python as in the database; taken away, emptied, shortened, in another order it is no longer that entry."""
    with transaction.atomic(), acting_as(sarah):
        record_list_read(by=sarah, verb=Verb.FACT_READ, rows=[(HABITAT, uuid4()), (HABITAT, uuid4())])
    with as_owner():
        assert "intact : 6 inscriptions" in verify()
    tamper(five, f"UPDATE journal_entry SET shown = {change} WHERE shown IS NOT NULL")
    with as_owner(), pytest.raises(CommandError, match=r"n° 6 \(.*\) : modifiée"):
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


def test_a_chain_made_anew_is_seen_from_an_exported_head(five: str, as_owner: AsOwner, private_root: Path) -> None:
    [kept] = (private_root / FOLDER).iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    tamper(five, REWRITE_FROM_4)
    with as_owner():
        assert "intact" in verify(without_heads=True)
        with pytest.raises(CommandError, match=r"n° 5 .* refaite après le n° 0"):
            verify()


def test_it_is_verified_away_from_the_host(five: str, as_owner: AsOwner, tmp_path: Path) -> None:
    copy = tmp_path / "journal.jsonl"
    with as_owner():
        verify(export=copy)
        here = verify(without_heads=True)
    connection.close()
    assert verify(from_file=copy, without_heads=True) == here
    assert "Têtes gardées retrouvées : 1" in verify(from_file=copy)
    copy.write_text(copy.read_text().replace("fait.lu", "fait.su", 1))
    with pytest.raises(CommandError, match=r"n° 1 \(.*\) : modifiée"):
        verify(from_file=copy)


def test_a_role_that_sees_a_part_says_so(five: str) -> None:
    with as_web(), pytest.raises(CommandError, match="comme propriétaire"):
        verify()


@pytest.mark.parametrize("each", [25, pytest.param(2500, marks=pytest.mark.long)])
def test_no_false_alarm_while_eight_connections_write(
    own_database: str, sarah: Actor, private_root: Path, as_owner: AsOwner, each: int
) -> None:
    """Verified over and over meanwhile, a head being kept before each time, and once after."""
    ready, rounds = Barrier(9), 0
    with ThreadPoolExecutor(8) as clients:
        writing = [clients.submit(write_some, sarah, each, ready) for _ in range(8)]
        ready.wait()  # all are connected: as_owner changes new connections only
        with as_owner():
            while rounds == 0 or not all(client.done() for client in writing):
                export_head(private_root, at=datetime.now(UTC))
                assert "intact" in verify()
                rounds += 1
        for client in writing:
            client.result()
    with as_owner():
        assert f"intact : {8 * each} inscriptions" in verify()
    assert len(kept_heads(private_root)) == 2 * rounds + 1


def write_some(actor: Actor, count: int, ready: Barrier | None = None) -> None:
    """Transactions of one entry each, once everybody is ready."""
    try:
        connection.ensure_connection()
        if ready:
            ready.wait()
        for number in range(count):
            write(actor, reason=str(number))
    finally:
        connection.close()


def test_the_head_is_locked_at_commit_only(own_database: str, sarah: Actor) -> None:
    """A long transaction that has already journaled keeps nobody waiting."""
    with transaction.atomic(), acting_as(sarah):
        record(by=sarah, verb=Verb.FACT_READ, object_id=None, owner_id=None)
        with ThreadPoolExecutor(1) as other:
            other.submit(write_some, sarah, 10).result(timeout=10)


# -- Months: sealed, and dropped when their time is over


def month(number: int, day: int = 10) -> datetime:
    return datetime(2024, number, day, tzinfo=UTC)


@pytest.fixture
def sealed(own_database: str, sarah: Actor, private_root: Path, as_worker: InRole) -> str:
    """Two entries in January 2024, one in February, none in March, one in April and one "today", in March 2026. A head
    was kept after each."""
    for at in (month(1), month(1, 31), month(2), month(4), NOON):
        write(replace(sarah, now=at))
        with as_worker():
            export_head(private_root, at=at)
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
    with as_web(), pytest.raises(CommandError, match="Seul le propriétaire"):
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
