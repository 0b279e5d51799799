"""A backup that cannot be taken or brought back says why in one sentence, names the next line to type, and leaves
nothing half-done."""

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from unittest.mock import ANY

import psycopg2
import pytest
from pytest_django import Settings

from files.models import StoredFile
from operation.backup.encryption import identity_in
from operation.backup.manifest import Manifest, names_in
from operation.backup.places import place_at
from operation.backup.source import RUNNING
from operation.backup.taking import take_backup
from operation.failures import Stopped
from operation.restore.bringing_back import restore
from tests.databases import url_of
from tests.files.stores import BUCKET, empty_bucket, object_server
from tests.operation.backups import NOON, S3, keys, names, place, stops, stored, url_of_backup
from tests.operation.keys import Keys, age_keys, gpg_keys
from tests.operation.test_full_disk import tiny_disk

__all__ = ["keys", "place", "tiny_disk"]


def test_a_backup_holds_all_and_says_so_in_the_clear_without_a_word_of_anybody(place: Path) -> None:
    manifest = take_backup(str(place), at=NOON)
    assert names(place) == {
        "backups/2026-03-10T120000Z/database.dump.age",
        "backups/2026-03-10T120000Z/kept.tar.age",
        "backups/2026-03-10T120000Z/files.names.gz",
        "backups/2026-03-10T120000Z/manifest.json",
        "packs/2026-03-10T120000Z-full.tar.age",
        "packs/2026-03-10T120000Z-full.names.gz",
    }
    said = json.loads((place / "backups/2026-03-10T120000Z/manifest.json").read_text())
    assert (said["portal"], said["encryption"], said["files"], said["missing"]) == (ANY, "age", 2, 0)
    assert "operation.0001_measures_and_alerts" in said["migrations"]
    for part in manifest.all_parts:
        content = (place / part.name).read_bytes()
        assert len(content) == part.size
        assert content.startswith(b"age-encryption.org/v1") or part.name.endswith(".names.gz")
        assert (place / part.name).stat().st_mode & 0o777 == 0o600


def test_the_next_one_packs_what_is_new_and_a_full_one_comes_after_a_month(place: Path) -> None:
    take_backup(str(place), at=NOON)
    stored(b"three")
    second = take_backup(str(place), at=NOON + timedelta(days=1))
    third = take_backup(str(place), at=NOON + timedelta(days=2))
    assert [(pack.is_full, pack.count) for pack in second.packs] == [(True, 2), (False, 1)]
    assert third.packs == second.packs
    fourth = take_backup(str(place), at=NOON + timedelta(days=31))
    assert [(pack.is_full, pack.count) for pack in fourth.packs] == [(True, 3)]


def test_packs_that_no_kept_backup_needs_go_with_the_rule(place: Path, settings: Settings) -> None:
    settings.BACKUP_KEEP = {"daily": 1, "weekly": 0, "monthly": 0}
    take_backup(str(place), at=NOON)
    take_backup(str(place), at=NOON + timedelta(days=31))
    assert {name.split("/")[1][:10] for name in names(place)} == {"2026-04-10"}


def test_bytes_that_went_meanwhile_are_counted_and_stop_nothing(place: Path, settings: Settings) -> None:
    lost = stored(b"lost")
    (settings.PRIVATE_ROOT / "files" / lost.path).unlink()
    manifest = take_backup(str(place), at=NOON)
    assert (manifest.files, manifest.missing, manifest.packs[0].count) == (3, 1, 2)


def test_without_a_recipient_or_with_a_private_one_nothing_is_written(
    place: Path, keys: Keys, settings: Settings
) -> None:
    make = "age-keygen -o cle-des-sauvegardes.txt (ailleurs que sur cette machine), puis BACKUP_RECIPIENT=age1…"
    private = "BACKUP_RECIPIENT est une clé privée\u00a0: elle ne doit jamais être sur cette machine."
    settings.BACKUP_RECIPIENT = ""
    none = "BACKUP_RECIPIENT n’est pas réglé\u00a0: une sauvegarde n’est jamais écrite en clair."
    with stops("no_recipient", none, make):
        take_backup(str(place), at=NOON)
    settings.BACKUP_RECIPIENT = str(keys.identity)
    with stops("private_key", private, f"rm {keys.identity}"):
        take_backup(str(place), at=NOON)
    settings.BACKUP_RECIPIENT = "sarah@bailleur.example"
    unknown = "BACKUP_RECIPIENT n’est ni une clé age1…, ni une empreinte GnuPG de 40 signes, ni le chemin d’un fichier."
    with stops("unknown_recipient", unknown, make):
        take_backup(str(place), at=NOON)
    settings.BACKUP_RECIPIENT = "age1notakey"
    with pytest.raises(Stopped, match="Le chiffrement a échoué"):
        take_backup(str(place), at=NOON)
    assert names(place) == set()


def test_a_place_that_is_away_is_named(place: Path, tmp_path: Path) -> None:
    with stops(
        "no_place",
        "BACKUP_PLACE n’est pas réglé\u00a0: rien n’est sauvegardé.",
        "BACKUP_PLACE=/chemin ou s3://seau/préfixe, puis manage.py backup",
    ):
        take_backup("", at=NOON)
    away = tmp_path / "not-mounted"
    with stops(
        "place_away",
        f"Le dossier des sauvegardes {away} n’existe pas\u00a0: disque non monté\u00a0?",
        f"findmnt {away} || install -d -m 700 {away}",
    ):
        take_backup(str(away), at=NOON)


def test_a_wrong_role_or_address_of_the_database_is_named(place: Path, own_database: str, settings: Settings) -> None:
    address = "BACKUP_DATABASE_URL=postgres://convention77_backup:…@…/convention77, puis manage.py backup"
    settings.BACKUP_DATABASE_URL = ""
    with stops("no_database", "BACKUP_DATABASE_URL n’est pas réglé.", address):
        take_backup(str(place), at=NOON)
    settings.BACKUP_DATABASE_URL = url_of("WORKER_DATABASE_URL", own_database)
    with stops("wrong_role", "Le rôle convention77_worker ne voit pas toute la base.", address):
        take_backup(str(place), at=NOON)
    settings.BACKUP_DATABASE_URL = url_of_backup("no_such_database")
    why = "La base n’a pas ce rôle ou pas cette base."
    with stops("no_role", why, "psql -d postgres -f deploy/roles.sql, puis BACKUP_DATABASE_URL"):
        take_backup(str(place), at=NOON)
    settings.BACKUP_DATABASE_URL = "postgres://convention77_backup@127.0.0.1:1/convention77"
    away = "La base ne répond pas à BACKUP_DATABASE_URL."
    with stops("database_away", away, "pg_isready -h HÔTE -p PORT"):
        take_backup(str(place), at=NOON)
    assert names(place) == set()


def test_one_runs_at_a_time(place: Path, own_database: str) -> None:
    other = psycopg2.connect(url_of_backup(own_database))
    other.cursor().execute("SELECT pg_advisory_lock(%s)", [RUNNING])
    why = "Une sauvegarde est en cours\u00a0: celle-ci n’est pas commencée."
    with stops("running", why, "attendre qu’elle finisse, puis manage.py backup"):
        take_backup(str(place), at=NOON)
    other.close()


def test_a_missing_program_is_named_with_its_package(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = shutil.which

    def without(missing: str) -> Callable[[str], str | None]:
        return lambda name: None if name == missing else found(name)

    for missing, package in (("age", "age"), ("pg_dump", "postgresql-client")):
        monkeypatch.setattr("operation.programs.shutil.which", without(missing))
        install = f"sudo apt-get install --no-install-recommends {package}"
        with stops("no_program", f"Le programme {missing} manque.", install):
            take_backup(str(place), at=NOON)
        assert names(place) == set()


def test_a_disk_that_is_full_keeps_the_former_and_nothing_of_the_new(place: Path, tiny_disk: Path) -> None:
    with stops("disk_full", f"Il n’y a plus de place dans {tiny_disk}.", f"df -h {tiny_disk}"):
        take_backup(str(tiny_disk), at=NOON)
    assert names(tiny_disk) == set()


def test_what_a_killed_one_left_goes_with_the_next(place: Path) -> None:
    for half in ("backups/2026-03-09T120000Z/database.dump.age", "packs/2026-03-09T120000Z-full.tar.age.draft"):
        (place / half).parent.mkdir(parents=True, exist_ok=True)
        (place / half).write_bytes(b"half")
    take_backup(str(place), at=NOON)
    assert not [name for name in names(place) if "2026-03-09" in name]


def test_a_clock_that_went_back_overwrites_nothing(place: Path) -> None:
    take_backup(str(place), at=NOON)
    kept = names(place)
    late = "L’horloge de cette machine est en retard\u00a0: la dernière sauvegarde est du 2026-03-10T120000Z."
    with stops("clock", late, "timedatectl"):
        take_backup(str(place), at=NOON - timedelta(hours=1))
    assert names(place) == kept


def test_a_manifest_that_cannot_be_read_stops_no_later_backup(place: Path) -> None:
    first = take_backup(str(place), at=NOON)
    broken = place / "backups" / first.name / "manifest.json"
    broken.write_text("{")
    second = take_backup(str(place), at=NOON + timedelta(days=1))
    assert [pack.is_full for pack in second.packs] == [True]
    assert broken.exists()


def test_another_portals_place_is_left_alone(place: Path, settings: Settings) -> None:
    take_backup(str(place), at=NOON)
    first, settings.PORTAL_URL = settings.PORTAL_URL, "https://autre.example"
    why = f"{place} garde les sauvegardes d’un autre portail ({first})."
    with stops("other_portal", why, "BACKUP_PLACE=un lieu pour ce portail seul, puis manage.py backup"):
        take_backup(str(place), at=NOON + timedelta(days=1))


def brought_back(place: Path, keys: Keys, **asked: object) -> None:
    restore(str(place), name="", identity=keys.identity, at=NOON, tell=lambda line: None, **asked)  # type: ignore[arg-type]


@pytest.fixture
def into_empty(monkeypatch: pytest.MonkeyPatch, place: Path, settings: Settings, tmp_path: Path) -> Path:
    """What is refused is refused before the database is looked at."""
    root = settings.PRIVATE_ROOT = tmp_path / "empty"
    monkeypatch.setattr("operation.restore.bringing_back.check_database", lambda: True)
    monkeypatch.setattr("operation.restore.bringing_back.load_dump", lambda *_: pytest.fail("the dump was loaded"))
    return root


def damaged(place: Path, how: str) -> str:
    """The name of the part."""
    (part,) = [name for name in names(place) if name.startswith("packs/") and name.endswith(".age")]
    path = place / part
    content = path.read_bytes()
    if how == "cut":
        path.write_bytes(content[:-1])
    if how == "altered":
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    if how == "gone":
        path.unlink()
    return part


@pytest.mark.parametrize("how", ["cut", "altered", "gone"])
def test_a_damaged_one_is_refused_before_anything_is_written(
    place: Path, keys: Keys, how: str, into_empty: Path, settings: Settings, tmp_path: Path
) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"
    name = take_backup(str(place), at=NOON).name
    settings.PRIVATE_ROOT = into_empty
    part = damaged(place, how)
    why = f"La sauvegarde {name} est abîmée\u00a0: {part} manque, est coupé ou a été changé."
    with stops("broken", why, f"manage.py restore {place} --backup UNE-AUTRE --identity CLÉ"):
        brought_back(place, keys)
    assert names(into_empty) == set()


def test_another_key_another_portal_and_another_version_are_refused(
    place: Path, keys: Keys, into_empty: Path, settings: Settings, tmp_path: Path
) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"
    name = take_backup(str(place), at=NOON).name
    settings.PRIVATE_ROOT = into_empty
    why = "Cette clé n’ouvre pas cette sauvegarde\u00a0: elle a été chiffrée pour une autre."
    with stops("wrong_key", why, "manage.py restore LIEU --identity AUTRE-CLÉ"):
        brought_back(place, age_keys(tmp_path, "another"))
    gone = tmp_path / "gone.txt"
    with stops("no_key", f"Le fichier de la clé {gone} n’est pas là.", f"ls -l {gone}"):
        brought_back(place, Keys("", gone))
    manifest = place / "backups" / name / "manifest.json"
    said = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(said | {"portal": "https://autre.example"}))
    foreign = (
        f"La sauvegarde {name} n’est pas signée par ce portail\u00a0: elle vient d’un autre (https://autre.example),"
        " elle a été retouchée, ou DJANGO_SECRET_KEY n’est plus la même."
    )
    with stops("foreign", foreign, f"manage.py restore {place} --backup {name} --accept-foreign …"):
        brought_back(place, keys)
    newer = said | {"migrations": [*said["migrations"], "incidents.0099_of_tomorrow"], "version": "9.0"}
    manifest.write_text(json.dumps(newer))
    why = "La sauvegarde est d’une autre version du portail (9.0)\u00a0: incidents.0099_of_tomorrow."
    with stops("newer", why, "installer la version 9.0, puis relancer"):
        brought_back(place, keys, accepts_foreign=True)
    manifest.write_text(json.dumps(said | {"format": 2}))
    form = f"La sauvegarde {name} est d’une autre forme (2)\u00a0: le portail installé est plus ancien qu’elle."
    with stops("newer", form, "installer la version qui l’a faite, puis relancer"):
        brought_back(place, keys)
    manifest.write_text("{")
    none = f"La sauvegarde {name} n’a pas de manifeste lisible."
    with stops("no_manifest", none, f"manage.py restore {place} --backup UNE-AUTRE"):
        brought_back(place, keys)
    assert names(into_empty) == set()


def test_nothing_is_ever_overwritten(
    place: Path, keys: Keys, own_database: str, settings: Settings, tmp_path: Path
) -> None:
    take_backup(str(place), at=NOON)
    why = f"La base {own_database} n’est pas vide\u00a0: une restauration n’écrase rien."
    with stops("not_empty", why, f"dropdb {own_database}, psql -d postgres -f deploy/roles.sql, puis relancer"):
        brought_back(place, keys)
    assert StoredFile.objects.filter(erased_at=None).count() == 2


def test_files_that_are_there_are_not_overwritten_either(
    place: Path, keys: Keys, into_empty: Path, settings: Settings, tmp_path: Path
) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"
    take_backup(str(place), at=NOON)
    root = settings.PRIVATE_ROOT
    why = f"Il y a déjà des fichiers privés dans {root}\u00a0: une restauration n’écrase rien."
    with stops("not_empty", why, f"mv {root} {root}.ancien && install -d -m 700 {root}"):
        brought_back(place, keys)


def test_gnupg_does_what_age_does(place: Path, tmp_path: Path, settings: Settings) -> None:
    with gpg_keys(tmp_path) as own, gpg_keys(tmp_path, "another") as another:
        settings.BACKUP_RECIPIENT, junk = own.recipient, tmp_path / "junk"
        junk.write_text("no key")
        manifest = take_backup(str(place), at=NOON)
        assert b"one" in opened(place, manifest, own)
        why = "Cette clé n’ouvre pas cette sauvegarde\u00a0: elle a été chiffrée pour une autre."
        with stops("wrong_key", why, "manage.py restore LIEU --identity AUTRE-CLÉ"):
            opened(place, manifest, another)
        with stops(
            "no_key",
            f"Le fichier {junk} ne contient pas de clé privée GnuPG.",
            f"gpg --export-secret-keys --armor EMPREINTE > {junk}",
        ):
            opened(place, manifest, Keys("", junk))
        settings.BACKUP_RECIPIENT = str(own.identity)
        with pytest.raises(Stopped, match="clé privée"):
            take_backup(str(place), at=NOON + timedelta(days=1))


def opened(place: Path, manifest: Manifest, keys: Keys) -> bytes:
    name = manifest.packs[0].files.name
    with (
        place_at(str(place)).read(name) as source,
        identity_in(keys.identity, "gpg") as key,
        key.decrypted(source) as content,
    ):
        return content.read()


def test_a_store_does_what_a_folder_does(place: Path, settings: Settings) -> None:
    with object_server() as address, empty_bucket(address) as bucket:
        settings.BACKUP_S3 = S3 | {"endpoint_url": address, "access_key": "test", "secret_key": "test"}
        half = bucket.client.create_multipart_upload(Bucket=BUCKET, Key="portail/packs/half")
        where = f"s3://{BUCKET}/portail"
        first = take_backup(where, at=NOON)
        stored(b"three")
        second = take_backup(where, at=NOON + timedelta(days=1))
        assert names_in(place_at(where)) == [first.name, second.name]
        assert [pack.count for pack in second.packs] == [2, 1]
        halves = bucket.client.list_multipart_uploads(Bucket=BUCKET).get("Uploads", [])
        assert half["UploadId"] not in {each["UploadId"] for each in halves}
        assert all(name.startswith("portail/") for name in bucket.paths())
        why = "Le seau no-such-bucket n’existe pas."
        with stops("place_away", why, "créer ce seau, ou corriger BACKUP_PLACE, puis relancer"):
            take_backup("s3://no-such-bucket", at=NOON)
    settings.BACKUP_S3 |= {"endpoint_url": "http://127.0.0.1:1"}
    why = f"Le magasin d’objets ne répond pas pour {where} (EndpointConnectionError)."
    with stops("place_away", why, "vérifier BACKUP_S3_ENDPOINT_URL, puis relancer"):
        take_backup(where, at=NOON)
