"""A restoration that cannot be made says why, names the next line to type, and leaves the place as empty as it was; one
that was killed is made when it is asked for again."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import environ
import psycopg2
import pytest
from django.conf import settings as portal_settings
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from acting.actor import acting_as, machine_actor
from convention77.stores import private_store
from files.models import StoredFile
from operation.backup.taking import take_backup
from operation.failures import Stopped
from operation.restore import bringing_back
from operation.restore.bringing_back import Report, restore
from operation.restore.target import Mark, mark_path
from tests.files.stores import BUCKET, empty_bucket, environment_of, object_server
from tests.operation.backups import NOON, S3, as_owner, keys, names, of_fresh, place, stops, stored
from tests.operation.keys import Keys, age_keys
from tests.operation.own_postgres import OwnPostgres, fresh_postgres
from tests.operation.test_full_disk import FULL, tiny_disk

__all__ = ["keys", "place", "tiny_disk"]
ROLES = "psql -d postgres -f deploy/roles.sql"
OWNER = "convention77_owner"


@pytest.fixture
def fresh() -> Iterator[OwnPostgres]:
    with fresh_postgres() as server:
        yield server


def brought_back(
    place: Path | str, keys: Keys, server: OwnPostgres, *, role: str = OWNER, name: str = "", only_checks: bool = False
) -> Report:
    with as_owner(of_fresh(server, role)):
        return restore(
            str(place),
            name=name,
            identity=keys.identity,
            at=timezone.now(),
            tell=lambda line: None,
            only_checks=only_checks,
        )


def tables(server: OwnPostgres) -> int:
    asked = psycopg2.connect(of_fresh(server, "postgres"))
    with asked, asked.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        (count,) = cursor.fetchone()
    asked.close()
    return int(count)


def is_whole(server: OwnPostgres, root: Path) -> bool:
    with as_owner(of_fresh(server, OWNER)), transaction.atomic(), acting_as(machine_actor(timezone.now())):
        paths = set(StoredFile.objects.filter(erased_at=None).values_list("path", flat=True))
    return len(paths) == 2 and {f"files/{path}" for path in paths} <= names(root)


def test_a_database_that_is_not_prepared_is_told_how(
    place: Path, keys: Keys, fresh: OwnPostgres, settings: Settings, tmp_path: Path
) -> None:
    name = take_backup(str(place), at=NOON).name
    settings.PRIVATE_ROOT = tmp_path / "new"
    again = "DATABASE_URL=$DATABASE_OWNER_URL manage.py restore LIEU --identity CLÉ"
    with stops("wrong_role", "Le rôle convention77_worker n’est pas le propriétaire de la base.", again):
        brought_back(place, keys, fresh, role="convention77_worker")
    fresh.ask("-d", "convention77", "-c", "DROP OWNED BY convention77_backup; DROP ROLE convention77_backup")
    with stops("no_roles", "Il manque des rôles\u00a0: convention77_backup.", ROLES):
        brought_back(place, keys, fresh)
    fresh.ask("-d", "postgres", "-c", "DROP DATABASE convention77")
    with stops("database_away", "La base ne répond pas, ou elle n’existe pas encore.", ROLES):
        brought_back(place, keys, fresh)
    unknown = f"Il n’y a pas de sauvegarde 2026-01-01T000000Z\u00a0; la plus récente est {name}."
    with stops("no_backup", unknown, f"manage.py restore {place} --backup {name} --identity CLÉ"):
        brought_back(place, keys, fresh, name="2026-01-01T000000Z")
    empty = tmp_path / "nothing"
    empty.mkdir()
    with stops("no_backup", f"Il n’y a pas de sauvegarde dans {empty}.", "manage.py backup"):
        brought_back(empty, keys, fresh)
    assert names(tmp_path / "new") == set()


def test_one_that_is_only_checked_reads_all_and_writes_nothing(
    place: Path, keys: Keys, fresh: OwnPostgres, settings: Settings, tmp_path: Path
) -> None:
    """`deploy/restore` asks so before it shuts a portal: neither an open place nor a full database is in its way."""
    manifest = take_backup(str(place), at=NOON)
    settings.PRIVATE_ROOT = tmp_path / "new"
    fresh.ask("-d", "convention77", "-c", "CREATE TABLE of_before ()")
    report = brought_back(place, keys, fresh, only_checks=True)
    assert (report.failed, report.lines[-1].split(" octets")[0]) == (
        [],
        f"Sauvegarde {manifest.name}\u00a0: {len(manifest.all_parts)} parties relues, {manifest.size}",
    )
    no_key = tmp_path / "public.txt"
    no_key.write_text(f"{keys.recipient}\n")
    why = "Le fichier donné par --identity n’est pas une clé privée."
    with stops("no_key", why, "manage.py restore LIEU --identity AUTRE-FICHIER"):
        brought_back(place, Keys(keys.recipient, no_key), fresh, only_checks=True)
    last = place / manifest.all_parts[-1].name
    last.write_bytes(last.read_bytes()[:-1])
    with pytest.raises(Stopped, match="est abîmée"):
        brought_back(place, keys, fresh, only_checks=True)
    assert (tables(fresh), names(tmp_path / "new")) == (1, set())


def test_the_check_opens_what_was_encrypted_for_a_former_key(
    place: Path, keys: Keys, fresh: OwnPostgres, settings: Settings, tmp_path: Path
) -> None:
    """Backups of a new key lean on packs of the old one: one that opens half would shut a portal for nothing."""
    take_backup(str(place), at=NOON)
    later = age_keys(tmp_path, "later")
    settings.BACKUP_RECIPIENT = later.recipient
    take_backup(str(place), at=NOON + timedelta(days=1))
    settings.PRIVATE_ROOT = tmp_path / "new"
    why = "Cette clé n’ouvre pas cette sauvegarde\u00a0: elle a été chiffrée pour une autre."
    with stops("wrong_key", why, "manage.py restore LIEU --identity AUTRE-CLÉ"):
        brought_back(place, later, fresh, only_checks=True)
    both = tmp_path / "both.txt"
    both.write_text(keys.identity.read_text() + later.identity.read_text())
    assert brought_back(place, Keys("", both), fresh, only_checks=True).failed == []


def test_a_store_that_holds_files_is_named_before_anything_is_shut(
    place: Path, keys: Keys, fresh: OwnPostgres, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_backup(str(place), at=NOON)
    settings.PRIVATE_ROOT = tmp_path / "new"
    with object_server() as address, empty_bucket(address) as bucket:
        for name, value in environment_of(address).items():
            monkeypatch.setenv(name, value)
        settings.STORAGES = portal_settings.STORAGES | {"private": private_store(environ.Env())}
        assert brought_back(place, keys, fresh, only_checks=True).failed == []
        bucket.alter("ab/of-another", b"one")
        why = "Il y a déjà des fichiers privés dans le dépôt S3_BUCKET\u00a0: une restauration n’écrase rien."
        with stops("not_empty", why, "S3_BUCKET=UN-DÉPÔT-VIDE, puis relancer"):
            brought_back(place, keys, fresh, only_checks=True)
        assert bucket.paths() == {"ab/of-another"}


def test_a_dump_that_the_database_refuses_leaves_nothing(
    place: Path, keys: Keys, fresh: OwnPostgres, settings: Settings, tmp_path: Path
) -> None:
    take_backup(str(place), at=NOON)
    settings.PRIVATE_ROOT = tmp_path / "new"
    other = "CREATE FUNCTION app_user() RETURNS int LANGUAGE sql AS 'SELECT 1'"
    fresh.ask("-d", "convention77", "-c", other)
    with pytest.raises(Stopped, match="La base n’a pas pris la copie, rien n’y est écrit"):
        brought_back(place, keys, fresh)
    assert (tables(fresh), names(tmp_path / "new")) == (0, set())
    fresh.ask("-d", "convention77", "-c", "DROP FUNCTION app_user()")
    assert brought_back(place, keys, fresh).failed == []
    assert is_whole(fresh, tmp_path / "new")


def test_a_disk_that_is_full_leaves_nothing(
    place: Path, keys: Keys, fresh: OwnPostgres, settings: Settings, tiny_disk: Path
) -> None:
    stored(b"x" * 2 * FULL)
    take_backup(str(place), at=NOON)
    settings.PRIVATE_ROOT = tiny_disk
    with stops("disk_full", f"Il n’y a plus de place dans {tiny_disk}.", f"df -h {tiny_disk}"):
        brought_back(place, keys, fresh)
    assert (tables(fresh), names(tiny_disk)) == (0, set())


def test_one_that_was_killed_at_its_files_begins_again(
    place: Path, keys: Keys, fresh: OwnPostgres, settings: Settings, tmp_path: Path
) -> None:
    name = take_backup(str(place), at=NOON).name
    settings.PRIVATE_ROOT = tmp_path / "new"
    Mark(name, "files", NOON.isoformat()).keep()
    (tmp_path / "new/files/ab").mkdir(parents=True)
    (tmp_path / "new/files/ab/abcd.part").write_bytes(b"half")
    assert brought_back(place, keys, fresh).failed == []
    assert is_whole(fresh, tmp_path / "new")
    assert "files/ab/abcd.part" not in names(tmp_path / "new")


def test_one_that_was_killed_after_its_database_goes_on(
    place: Path, keys: Keys, fresh: OwnPostgres, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_backup(str(place), at=NOON)
    settings.PRIVATE_ROOT = tmp_path / "new"

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    whole = bringing_back._check_all
    monkeypatch.setattr(bringing_back, "_check_all", killed)
    with pytest.raises(KeyboardInterrupt):
        brought_back(place, keys, fresh)
    monkeypatch.setattr(bringing_back, "_check_all", whole)
    assert mark_path().exists()
    report = brought_back(place, keys, fresh)
    assert report.failed == []
    assert is_whole(fresh, tmp_path / "new")
    assert not mark_path().exists()
    why = "La base convention77 n’est pas vide\u00a0: une restauration n’écrase rien."
    with stops("not_empty", why, f"dropdb convention77, {ROLES}, puis relancer"):
        brought_back(place, keys, fresh)


def test_it_comes_back_from_a_store_too(
    place: Path, keys: Keys, fresh: OwnPostgres, settings: Settings, tmp_path: Path
) -> None:
    with object_server() as address, empty_bucket(address):
        settings.BACKUP_S3 = S3 | {"endpoint_url": address, "access_key": "test", "secret_key": "test"}
        take_backup(f"s3://{BUCKET}/portail", at=NOON)
        settings.PRIVATE_ROOT = tmp_path / "new"
        assert brought_back(f"s3://{BUCKET}/portail", keys, fresh).failed == []
    assert is_whole(fresh, tmp_path / "new")
