"""A portal is backed up, goes on, is lost, and comes back on a fresh machine: everything is compared."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings as portal_settings
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from acting.actor import Actor, acting_as, machine_actor
from correspondents.models import User
from correspondents.services.accounts import switch_account
from files.models import StoredFile
from incidents.models import Attachment, Person
from incidents.services.attachments import erase_attachments
from journal.models import Head, Link
from journal.verbs import Verb
from operation.backup.manifest import Manifest
from operation.erasing_again import done_again
from operation.nights import back_up, copy_the_hour
from operation.restore import bringing_back, target
from operation.restore.bringing_back import Report
from operation.restore.erasing import run_nightly
from referrals.enums import ReferralState
from referrals.models import Referral
from signatories.enums import DocumentKind
from signatories.models import Convention, Document
from signatories.services.convention import deposit_document, remove_document
from tests.databases import cloned_database, demonstration_database, url_of
from tests.operation.backups import NEW, as_owner, of_fresh, stored, url_of_backup
from tests.operation.everything import Rows, changed, parts_of, rows_of
from tests.operation.keys import Keys, age_keys
from tests.operation.own_postgres import OwnPostgres, fresh_postgres
from tests.roles import in_role


@dataclass
class Drill:
    """What was kept of the world at the moment of the backup."""

    place: Path
    keys: Keys
    manifest: Manifest
    rows: Rows
    parts: dict[str, list[str]]
    bytes: dict[str, bytes]
    erased: dict[str, list[UUID]] = field(default_factory=dict)


def bytes_in(root: Path) -> dict[str, bytes]:
    files = root / "files"
    return {path.relative_to(files).as_posix(): path.read_bytes() for path in files.rglob("*") if path.is_file()}


@contextmanager
def machine() -> Iterator[Actor]:
    actor = machine_actor(timezone.now())
    with transaction.atomic(), acting_as(actor):
        yield actor


@pytest.fixture
def demonstration(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, settings: Settings, tmp_path: Path
) -> Iterator[str]:
    """Two years of it, with bytes under every file that has some."""
    seeding = portal_settings.PRIVATE_ROOT
    with django_db_blocker.unblock(), cloned_database(demonstration_database()) as name:  # type: ignore[attr-defined]
        settings.PRIVATE_ROOT = tmp_path / "private"
        for path in StoredFile.objects.filter(erased_at=None).values_list("path", flat=True):
            target_path = tmp_path / "private" / "files" / path
            target_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copy(seeding / "files" / path, target_path)
        yield name


@pytest.fixture
def drill(demonstration: str, settings: Settings, tmp_path: Path) -> Drill:
    """The night's work is done, the portal is backed up and looked at."""
    keys, place = age_keys(tmp_path), tmp_path / "backups"
    place.mkdir()
    settings.BACKUP_PLACE, settings.BACKUP_RECIPIENT = str(place), keys.recipient
    settings.BACKUP_DATABASE_URL = url_of_backup(demonstration)
    with machine() as by:
        deposit_document(
            by=by,
            convention=Convention.objects.get(department_code="77"),
            kind=DocumentKind.ANNEX,
            title="Annexe",
            name="annexe.pdf",
            content=b"%PDF-1.7 Annexe %%EOF",
            submission=uuid4(),
        )
    with in_role("convention77_worker"):
        run_nightly()
        copy_the_hour(at=timezone.now() - timedelta(hours=1))
        rows, parts = rows_of(superuser(demonstration)), parts_of(superuser(demonstration))
        manifest = back_up(str(place), at=timezone.now())
    bytes_now = bytes_in(settings.PRIVATE_ROOT)
    return Drill(place, keys, manifest, rows, parts, bytes_now)


def superuser(database: str) -> str:
    return url_of("WORKER_DATABASE_URL", database).replace("convention77_worker@", "postgres@")


def restored(drill: Drill, server: OwnPostgres, root: Path, settings: Settings) -> Report:
    """On a machine that has the keys of the portal, the code, and nothing else."""
    settings.PRIVATE_ROOT = root
    with as_owner(of_fresh(server, "convention77_owner")):
        return bringing_back.restore(
            str(drill.place), name="", identity=drill.keys.identity, at=timezone.now(), tell=print
        )


def differences(drill: Drill, server: OwnPostgres) -> dict[str, tuple[set[str], set[str]]]:
    after = parts_of(of_fresh(server, "postgres"))
    return {
        name: (set(drill.parts[name]) - set(after[name]), set(after[name]) - set(drill.parts[name]))
        for name in drill.parts
        if drill.parts[name] != after[name]
    }


def test_all_comes_back_as_it_was(drill: Drill, settings: Settings, tmp_path: Path) -> None:
    """Nothing was erased since: but for the sessions, which nobody's cookie opens any more, not one row differs."""
    with fresh_postgres() as server:
        report = restored(drill, server, tmp_path / "restored", settings)
        assert report.failed == []
        assert differences(drill, server) == {}
        assert changed(drill.rows, rows_of(of_fresh(server, "postgres"))) == {}
        assert bytes_in(tmp_path / "restored") == drill.bytes
        assert len(drill.bytes) > 50


def erase_some(drill: Drill) -> None:
    """What people and the clock erase after the backup, and something new."""
    with machine() as by:
        document = Document.objects.filter(removed_at=None).order_by("pk").first()
        assert document
        remove_document(by=by, row=document)
        piece = Attachment.objects.filter(withdrawn_at=None).exclude(incident=None).order_by("pk").first()
        assert piece
        erase_attachments(by=by, attachments=Attachment.objects.filter(pk=piece.pk))
        account = User.objects.filter(is_active=True, email__startswith="gardien").order_by("email").first()
        account = account or User.objects.filter(is_active=True).order_by("-email").first()
        assert account
        switch_account(by=by, user=account, is_active=False)
        persons = list(Person.objects.order_by("pk")[:1])
        again = done_again()
        again[Verb.PERSON_REMOVED](by, [person.pk for person in persons])
        live = Referral.objects.filter(state=ReferralState.SENT).order_by("pk").first()
        assert live
        again[Verb.REFERRAL_WITHDRAWN](by, [live.pk])
        drill.erased = {
            "document": [document.pk],
            "piece": [piece.pk],
            "account": [account.pk],
            "person": [person.pk for person in persons],
            "referral": [live.pk],
        }
    stored(b"written after the backup")
    with in_role("convention77_worker"):
        copy_the_hour(at=timezone.now() + timedelta(minutes=1))


def test_what_was_erased_since_stays_erased(
    drill: Drill, demonstration: str, settings: Settings, tmp_path: Path
) -> None:
    erase_some(drill)
    lost = Head.objects.get().seq
    with fresh_postgres() as server:
        report = restored(drill, server, tmp_path / "restored", settings)
        assert report.failed == []
        assert differences(drill, server) == {}
        after = changed(drill.rows, rows_of(of_fresh(server, "postgres")))
        assert after == {}
        with as_owner(of_fresh(server, "convention77_owner")), machine():
            assert not Attachment.objects.filter(pk__in=drill.erased["piece"]).exists()
            assert not Person.objects.filter(pk__in=drill.erased["person"]).exists()
            assert not User.objects.filter(pk__in=drill.erased["account"], is_active=True).exists()
            assert Document.objects.get(pk=drill.erased["document"][0]).file.erased_at
            assert Referral.objects.get(pk=drill.erased["referral"][0]).state == ReferralState.WITHDRAWN
            assert Link.objects.filter(seq__gt=drill.manifest.journal[0]).exists()
        assert f"n° {lost}" in "\n".join(report.lines)


def test_a_right_that_is_not_given_again_is_seen(
    drill: Drill, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = target.privileges
    monkeypatch.setattr(target, "privileges", lambda: [line for line in whole() if "GRANT CONNECT" not in line])
    with fresh_postgres() as server:
        server.ask("-d", "postgres", "-c", f"REVOKE CONNECT ON DATABASE {NEW} FROM convention77_backup")
        restored(drill, server, tmp_path / "restored", settings)
        assert set(differences(drill, server)) == {"rights on the database"}


def test_rights_would_widen_if_the_defaults_stood_while_the_dump_is_loaded(
    drill: Drill, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(target, "lifted_defaults", list)
    with fresh_postgres() as server:
        restored(drill, server, tmp_path / "restored", settings)
        assert set(differences(drill, server)) == {"x"}
