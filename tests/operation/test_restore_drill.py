"""A portal is backed up, goes on, is lost, and comes back on a fresh machine: everything is compared."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings as portal_settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from pytest_django import Settings

from acting.actor import Actor, acting_as, machine_actor
from correspondents.actors import actor_for
from correspondents.enums import DesignationRole
from correspondents.models import Absence, Designation, User
from files.models import StoredFile
from incidents.enums import ImportState
from incidents.models import Attachment, FactImport, Letter, Person, Piece
from journal.models import Head, Link
from journal.verbs import Verb
from operation.backup.manifest import Manifest
from operation.erasing_again import done_again
from operation.nights import back_up, copy_the_hour
from operation.restore import bringing_back, target
from operation.restore.bringing_back import Report
from operation.restore.erasing import run_nightly
from referrals.enums import ReferralState
from referrals.models import PreparedAnswer, Referral, ReferralGroupObjectPermission
from referrals.services.referrals import withdraw_referral
from signatories.enums import DocumentKind
from signatories.models import Article, Convention, Document, Processing, SavedFilter
from signatories.services.convention import deposit_document
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


def one_of_each(today: date) -> dict[Verb, list[UUID]]:
    """By verb one thing of the demonstration that can be erased so."""
    bound = Exists(Piece.objects.filter(attachment=OuterRef("pk")))  # in a dossier, which keeps it
    standing = Attachment.objects.exclude(incident=None).filter(~bound, withdrawn_at=None).order_by("pk")
    sets: dict[Verb, QuerySet[Any]] = {
        Verb.DOCUMENT_REMOVED: Document.objects.filter(removed_at=None),
        Verb.ARTICLE_REMOVED: Article.objects.all(),
        Verb.PROCESSING_REMOVED: Processing.objects.all(),
        Verb.FILTER_REMOVED: SavedFilter.objects.all(),
        Verb.ACCOUNT_CLOSED: User.objects.filter(is_active=True, email__startswith="gardien"),
        Verb.ABSENCE_ENDED: Absence.objects.filter(ends_on__gte=today),
        Verb.DESIGNATION_ENDED: Designation.objects.running_on(today).filter(user__email__startswith="contentieux"),
        Verb.DESIGNATION_CANCELLED: Designation.objects.filter(starts_on__gt=today, ended_at=None),
        Verb.ATTACHMENT_ERASED: standing,
        Verb.ATTACHMENT_WITHDRAWN: standing.reverse(),
        Verb.PERSON_REMOVED: Person.objects.all(),
        Verb.LETTER_DISCARDED: Letter.objects.drafts(),
        Verb.FACT_IMPORT_UNDONE: FactImport.objects.filter(state=ImportState.DONE),
        Verb.PREPARED_ANSWER_DROPPED: PreparedAnswer.objects.all(),
        Verb.FILE_ERASED: StoredFile.objects.filter(erased_at=None).exclude(purge_on=None),
    }
    found = {verb: list(rows.values_list("pk", flat=True)[:1]) for verb, rows in sets.items()}
    return {verb: ids for verb, ids in found.items() if ids}


def erase_some() -> set[Verb]:
    """What people and the clock erase after the backup, and something new; copied away with the hour."""
    with machine() as by:
        chosen = one_of_each(by.today)
        counts = {verb: done_again()[verb](by, ids) for verb, ids in chosen.items()}
    assert {verb for verb, count in counts.items() if not count} == set()
    stored(b"written after the backup")
    with in_role("convention77_worker"):
        copy_the_hour(at=timezone.now() + timedelta(minutes=1))
    return set(chosen)


# What is written in the database by watching it, and the journal, which says of each erasure that it was done again.
BESIDE = {"operation_measure", "journal_head", "journal_link", "journal_entry", "journal_cachedvalue"}


def test_what_was_erased_since_stays_erased(
    drill: Drill, demonstration: str, settings: Settings, tmp_path: Path
) -> None:
    """Against the portal that was lost, not one row more is there, and but for the file written since not one less."""
    erased = erase_some()
    lost = Head.objects.get().seq
    live = changed(drill.rows, rows_of(superuser(demonstration)))
    with fresh_postgres() as server:
        report = restored(drill, server, tmp_path / "restored", settings)
        assert report.failed == []
        assert differences(drill, server) == {}
        after = changed(drill.rows, rows_of(of_fresh(server, "postgres")))
        gone, came = live["files_storedfile"]
        live["files_storedfile"] = (gone, came - 1)
        assert {name: after[name] for name in after if name not in BESIDE} == {
            name: live[name] for name in live if name not in BESIDE
        }
        assert after["journal_entry"][0] == 0
        with as_owner(of_fresh(server, "convention77_owner")), machine():
            assert Link.objects.filter(seq__gt=drill.manifest.journal[0]).exists()
    said = "\n".join(report.lines)
    assert f"n° {lost} au moins" in said
    assert {verb for verb in erased if f"Effacé de nouveau\u00a0: {verb} " in said} == erased
    assert len(erased) > 8


def withdraw_one() -> Referral:
    """By its sender, after the backup."""
    with machine() as by:
        referral = Referral.objects.filter(state=ReferralState.SENT, until__gte=by.today).earliest("sent_at")
        senders = Designation.objects.running_on(by.today).filter(post=referral.sender_post)
        sender = senders.select_related("user", "post__signatory").get(role=DesignationRole.TITULAIRE)
    actor = actor_for(sender, timezone.now())
    with in_role("convention77_app"), transaction.atomic(), acting_as(actor):
        return withdraw_referral(by=actor, referral=referral)


def test_what_was_withdrawn_since_is_not_read_again(drill: Drill, settings: Settings, tmp_path: Path) -> None:
    """Its recipient had no right to it any more: in the backup it has, in the portal that comes back it has none."""
    withdrawn = withdraw_one()
    with in_role("convention77_worker"):
        copy_the_hour(at=timezone.now() + timedelta(minutes=1))
    with fresh_postgres() as server:
        report = restored(drill, server, tmp_path / "restored", settings)
        assert report.failed == []
        with as_owner(of_fresh(server, "convention77_owner")), machine() as by:
            back = Referral.objects.get(pk=withdrawn.pk)
            assert (back.state, back.until >= by.today) == (ReferralState.EXPIRED, True)
            assert not ReferralGroupObjectPermission.objects.filter(content_object=back).exists()
    assert f"Effacé de nouveau\u00a0: {Verb.REFERRAL_WITHDRAWN} 1." in report.lines


def test_a_right_that_is_not_given_again_is_seen(
    drill: Drill, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two mutations: without the first the backup's role may not come in, without the second the dump adds its rights
    to those that new tables have anyhow, until the walls are raised."""
    whole = target.privileges
    monkeypatch.setattr(target, "privileges", lambda: [line for line in whole() if "GRANT CONNECT" not in line])
    monkeypatch.setattr(target, "lifted_defaults", list)
    monkeypatch.setattr(bringing_back, "_go_on", lambda *_: None)
    with fresh_postgres() as server:
        server.ask("-d", "postgres", "-c", f"REVOKE CONNECT ON DATABASE {NEW} FROM convention77_backup")
        restored(drill, server, tmp_path / "restored", settings)
        assert {"rights on the database", "rights on tables"} <= set(differences(drill, server))
