"""What somebody would try who holds the owner's role of the database: each fraud is named, with its first bad place.

The journal lies in months as a real one does, written and sealed in their time, with a head kept each night outside the
database. Whoever has the host too rewrites those: then a copy kept elsewhere tells.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from acting.actor import Actor
from journal.heads import FOLDER, kept_heads
from journal.sealing import export_head, seal_finished_months
from journal.tasks import seal_month
from tests.databases import run_as_owner
from tests.journal.test_verification import tamper, verify, write
from tests.journal.test_walls import InRole

AsOwner = Callable[[], AbstractContextManager[None]]
TODAY = datetime.now(UTC).replace(hour=12)
MONTHS_BACK = (15, 14, 1, 0)  # two months that may be dropped, the last one, this one
EACH = 4


def months_ago(count: int) -> datetime:
    """Noon of the second day, so that no hour of Paris leads into another month."""
    months = TODAY.year * 12 + TODAY.month - 1 - count
    return TODAY.replace(year=months // 12, month=months % 12 + 1, day=2)


def name_of(count: int) -> str:
    return f"{months_ago(count):%m/%Y}"


def first_of(count: int) -> str:
    return f"{months_ago(count):%Y-%m}-01"


@pytest.fixture
def root(private_root: Path) -> Path:
    return private_root


@pytest.fixture
def journal(own_database: str, sarah: Actor, root: Path, as_worker: InRole) -> str:
    """Four entries in each of four months: 1 to 4, 5 to 8, 9 to 12 sealed, 13 to 16 not yet. Heads are kept in their
    time: at 2, 4, 6 … and with each seal."""
    for back in MONTHS_BACK:
        begun = months_ago(back)
        with as_worker():
            seal_finished_months(at=begun - timedelta(days=1))
        for number in range(EACH):
            at = begun + timedelta(minutes=number)
            write(replace(sarah, now=at))
            if number % 2:
                with as_worker():
                    export_head(root, at=at)
    assert run_as_owner("SELECT count(*) FROM journal_seal", database=own_database) == [(3,)]
    return own_database


def relink(first: int) -> str:
    """The chain computed anew from a number on, the entries as they are now: what the fraud does last."""
    return f"""
    DO $$
    DECLARE here journal_link; known bytea;
    BEGIN
        SELECT hash INTO known FROM journal_link WHERE seq = {first} - 1;
        known := coalesce(known, decode(repeat('00', 32), 'hex'));
        FOR here IN SELECT * FROM journal_link WHERE seq >= {first} ORDER BY seq LOOP
            UPDATE journal_link SET previous_hash = known, hash = journal_digest(here.seq, known, e)
            FROM journal_entry e WHERE seq = here.seq AND e.id = here.entry_id RETURNING hash INTO known;
        END LOOP;
        UPDATE journal_head SET seq = coalesce((SELECT max(seq) FROM journal_link), {first} - 1), hash = known;
        UPDATE journal_seal s SET hash = l.hash FROM journal_link l WHERE l.seq = s.last_seq AND s.last_seq >= {first};
    END $$
    """


def remove(first: int, last: int) -> str:
    return f"""
    CREATE TEMP TABLE gone AS SELECT entry_id FROM journal_link WHERE seq BETWEEN {first} AND {last};
    DELETE FROM journal_link WHERE seq BETWEEN {first} AND {last};
    DELETE FROM journal_entry WHERE id IN (SELECT entry_id FROM gone);
    """


def close_gap(first: int, count: int) -> str:
    """The numbers after the gap move down, so that nothing seems to be missing."""
    return f"""
    UPDATE journal_link SET seq = -seq WHERE seq > {first};
    UPDATE journal_link SET seq = -seq - {count} WHERE seq < 0;
    """


def seal_of(back: int, first: int, last: int) -> str:
    return f"""
    INSERT INTO journal_seal (month, first_seq, last_seq, hash, sealed_at)
    SELECT '{first_of(back)}', {first}, {last}, hash, now() FROM journal_link WHERE seq = {last};
    """


EMPTIED = """
DELETE FROM journal_link; DELETE FROM journal_entry; DELETE FROM journal_seal;
UPDATE journal_head SET seq = 0, hash = decode(repeat('00', 32), 'hex')
"""
SWAPPED = f"""
UPDATE journal_seal SET month = '1999-01-01' WHERE month = '{first_of(15)}';
UPDATE journal_seal SET month = '{first_of(15)}' WHERE month = '{first_of(14)}';
UPDATE journal_seal SET month = '{first_of(14)}' WHERE month = '1999-01-01'
"""
ONE_SEAL_FOR_HALF = (
    f"DELETE FROM journal_seal; {seal_of(30, 1, 8)} {seal_of(1, 9, 12)} DELETE FROM journal_link WHERE seq <= 8;"
    "DELETE FROM journal_entry e WHERE NOT EXISTS (SELECT FROM journal_link l WHERE l.entry_id = e.id)"
)
FRAUDS = {
    "tail cut": (remove(15, 16) + relink(15), "n° 15 : manquante, on en connaît jusqu’au n° 16"),
    "tail cut, head left": (remove(15, 16), "n° 15 : manquante"),
    "head removed": ("DELETE FROM journal_head", "Tête de la chaîne : supprimée"),
    "head altered": ("UPDATE journal_head SET hash = sha256(hash)", r"Tête de la chaîne \(n° 16\) : modifiée"),
    "middle cut": (remove(14, 14), "n° 14 : manquante"),
    "middle cut and relinked": (
        remove(14, 14) + close_gap(14, 1) + relink(14),
        r"n° 14 .* refaite après le n° 12",
    ),
    "entries rewritten, chain made anew": (
        "UPDATE journal_entry SET user_id = NULL WHERE id = (SELECT entry_id FROM journal_link WHERE seq = 13);"
        + relink(13),
        r"n° 14 .* refaite après le n° 12",
    ),
    "resealed": (
        "UPDATE journal_entry SET user_id = NULL WHERE id = (SELECT entry_id FROM journal_link WHERE seq = 11);"
        + relink(11),
        rf"Scellé de {name_of(1)} \(n° 9 à 12\) : modifié après coup",
    ),
    "emptied": (EMPTIED, rf"Scellé de {name_of(15)} \(n° 1 à 4\) : supprimé"),
    "emptied, seals left": (
        remove(1, 16) + "UPDATE journal_head SET seq = 0, hash = decode(repeat('00', 32), 'hex')",
        "n° 1 : manquante, on en connaît jusqu’au n° 16",
    ),
    "first half replaced by one seal": (ONE_SEAL_FOR_HALF, rf"Scellé de {name_of(15)} \(n° 1 à 4\) : supprimé"),
    "month dropped before its time": (
        remove(1, 12),
        rf"n° 9 : manquante avant la fin de sa durée \(mois {name_of(1)}\)",
    ),
    "dated back to be dropped": (
        f"UPDATE journal_seal SET month = '{first_of(13)}' WHERE month = '{first_of(1)}'; {remove(1, 12)}",
        rf"Scellé de {name_of(1)} .* supprimé",
    ),
    "seal altered": (
        f"UPDATE journal_seal SET hash = sha256(hash) WHERE month = '{first_of(14)}'",
        rf"Scellé de {name_of(14)} \(n° 5 à 8\) : modifié après coup",
    ),
    "seal removed": (
        f"DELETE FROM journal_seal WHERE month = '{first_of(1)}'",
        rf"Scellé de {name_of(1)} \(n° 9 à 12\) : supprimé",
    ),
    "two months swapped": (SWAPPED, rf"Scellé de {name_of(15)} : commence au n° 5 au lieu du n° 1"),
    "seal widened": (
        f"UPDATE journal_seal SET last_seq = 14 WHERE month = '{first_of(1)}'",
        rf"Scellé de {name_of(1)} .* modifié après coup",
    ),
}


@pytest.mark.parametrize("fraud", FRAUDS)
def test_each_fraud_is_named(journal: str, as_owner: AsOwner, fraud: str) -> None:
    statement, expected = FRAUDS[fraud]
    with as_owner():
        assert "16 inscriptions" in verify()
    tamper(journal, statement)
    with as_owner(), pytest.raises(CommandError, match=f"JOURNAL ALTÉRÉ. .*({expected})") as failed:
        verify()
    assert failed.value.returncode == 1


def test_a_fraud_may_be_written_on(
    journal: str, sarah: Actor, root: Path, as_worker: InRole, as_owner: AsOwner
) -> None:
    """A cut tail that grows again, as after the return to an old backup, and is exported like any other."""
    tamper(journal, remove(15, 16) + relink(15))
    for _ in range(3):
        write(sarah)
    with as_worker():
        export_head(root, at=TODAY + timedelta(hours=1))
    with as_owner(), pytest.raises(CommandError, match=r"n° 16 .* refaite après le n° 14"):
        verify()


def test_the_same_number_kept_with_two_hashes_is_named(
    journal: str, root: Path, as_worker: InRole, as_owner: AsOwner
) -> None:
    """Rewritten without a new entry, then exported: the later line does not efface the former."""
    tamper(
        journal,
        "UPDATE journal_entry SET count = 2 WHERE id = (SELECT entry_id FROM journal_link WHERE seq = 16);"
        + relink(16),
    )
    with as_worker():
        export_head(root, at=TODAY + timedelta(hours=1))
    with (
        as_owner(),
        pytest.raises(CommandError, match=r"n° 16 : la chaîne a été refaite, les têtes .* diffèrent"),
    ):
        verify()


# Seals that were never kept as such: what the dates of the heads say of them


def forget_seals(root: Path) -> None:
    """As if the portal had kept heads only."""
    for file in (root / FOLDER).iterdir():
        lines = [line for line in file.read_text().splitlines() if len(line.split()) == 3]
        file.write_text("".join(f"{line}\n" for line in lines))


@pytest.mark.parametrize("exported_after", [False, True])
def test_a_forged_seal_does_not_replace_a_half(
    journal: str, root: Path, as_worker: InRole, as_owner: AsOwner, exported_after: bool
) -> None:
    """Dated back far enough, with the right hash; and taken for true by the next export."""
    forget_seals(root)
    tamper(journal, f"DELETE FROM journal_seal; {seal_of(30, 1, 14)} {remove(1, 14)}")
    if exported_after:
        with as_worker():
            export_head(root, at=TODAY + timedelta(hours=1))
    with as_owner():
        assert "intact" in verify(without_heads=True)
        with pytest.raises(CommandError, match=rf"Scellé de {name_of(30)} : forgé. La chaîne n’allait que jusqu’au n°"):
            verify()


def test_what_was_written_before_the_first_head_is_not_proven_old(
    own_database: str, sarah: Actor, root: Path, as_worker: InRole, as_owner: AsOwner
) -> None:
    for _ in range(3):
        write(replace(sarah, now=TODAY))
    with as_worker():
        export_head(root, at=TODAY)
    tamper(own_database, f"{seal_of(30, 1, 3)} {remove(1, 3)}")
    with as_owner(), pytest.raises(CommandError, match=f"NON PROUVÉ. Scellé de {name_of(30)}") as failed:
        verify()
    assert failed.value.returncode == 2


def test_a_seal_dated_back_is_seen_while_its_entries_are_there(journal: str, root: Path, as_owner: AsOwner) -> None:
    """Before it is used to drop them, and without any head."""
    tamper(journal, f"UPDATE journal_seal SET month = '{first_of(13)}' WHERE month = '{first_of(1)}'")
    with as_owner(), pytest.raises(CommandError, match=rf"Scellé de {name_of(13)} : Inscription n° 9 .* plus récent"):
        verify(without_heads=True)


def test_what_was_dropped_in_its_time_is_sound(journal: str, as_owner: AsOwner) -> None:
    with as_owner():
        for back in (15, 14):
            call_command("drop_journal_segment", f"{months_ago(back):%Y-%m}", stdout=StringIO())
        assert "après le scellé de l’inscription n° 8" in verify()


# Whoever has the host too


def test_heads_kept_elsewhere_tell_what_the_host_s_own_do_not(
    journal: str, root: Path, tmp_path: Path, as_worker: InRole, as_owner: AsOwner
) -> None:
    elsewhere = [tmp_path / file.name for file in sorted((root / FOLDER).iterdir())]
    for copy in elsewhere:
        copy.write_text((root / FOLDER / copy.name).read_text())
    for file in (root / FOLDER).iterdir():
        file.unlink()
    tamper(journal, EMPTIED)
    with as_worker():
        export_head(root, at=TODAY)
    with as_owner():
        assert "intact : 0" in verify(), "nothing on the host tells"
        with pytest.raises(CommandError, match="JOURNAL ALTÉRÉ"):
            verify(heads=elsewhere)


@pytest.mark.parametrize(
    "line", ["", "n’importe quoi", "2026-01-01T04:00:00+00:00 5 abcd", "2026-01-01 5 " + "ab" * 32]
)
def test_a_spoilt_line_is_named(journal: str, root: Path, as_owner: AsOwner, line: str) -> None:
    file = sorted((root / FOLDER).iterdir())[0]
    file.write_text(f"{line}\n{file.read_text()}")
    with as_owner(), pytest.raises(CommandError, match=f"{file.name}, ligne 1 : illisible"):
        verify()


def test_a_seal_is_kept_once_and_read_back(journal: str, root: Path, as_worker: InRole) -> None:
    with as_worker():
        export_head(root, at=TODAY)
    sealed = [head.seal for head in kept_heads(root) if head.seal]
    assert [(str(seal), seal.first_seq, seal.last_seq) for seal in sealed] == [
        (name_of(15), 1, 4),
        (name_of(14), 5, 8),
        (name_of(1), 9, 12),
    ]


def test_the_monthly_task_keeps_the_seal_at_once(
    own_database: str, sarah: Actor, root: Path, as_worker: InRole
) -> None:
    write(replace(sarah, now=months_ago(1)))
    with as_worker():
        seal_month()
    sealed, head = kept_heads(root)
    assert (str(sealed.seal), sealed.seq, head.seal, head.seq) == (name_of(1), 1, None, 1)
