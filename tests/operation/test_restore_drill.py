"""A portal is backed up, goes on, is lost, and comes back on a fresh machine: everything is compared."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as portal_settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from pytest_django import Settings

from acting.actor import Actor, acting_as, machine_actor
from acting.enums import Function
from correspondents.actors import actor_for
from correspondents.enums import DesignationRole
from correspondents.models import Absence, Designation, User
from correspondents.services.absences import end_absence
from correspondents.services.accounts import switch_account
from correspondents.services.designations import cancel_designation, end_designation_now
from files.models import StoredFile
from files.services import erase
from incidents.models import Attachment, Letter, Person, Piece
from incidents.services.attachments import erase_attachments, withdraw_attachment
from incidents.services.letters import discard_letter
from incidents.services.persons import remove_person
from journal.models import Head, Link
from journal.verbs import Verb
from operation.backup.manifest import Manifest
from operation.nights import back_up, copy_the_hour
from operation.restore import bringing_back, target
from operation.restore.bringing_back import Report
from operation.restore.erasing import run_nightly
from referrals.enums import ReferralState
from referrals.models import PreparedAnswer, Referral, ReferralGroupObjectPermission
from referrals.services.answers import drop_prepared
from referrals.services.referrals import withdraw_referral
from signatories.enums import DocumentKind
from signatories.models import Article, Convention, Document, Processing, SavedFilter
from signatories.services.convention import (
    deposit_document,
    keep_article,
    remove_article,
    remove_document,
    remove_processing,
)
from signatories.services.saved_filters import remove_filter
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
        convention = Convention.objects.get(department_code="77")
        keep_article(by=by, row=Article(convention=convention, number=1, title="Objet", text="Texte (fictif)."))
        deposit_document(
            by=by,
            convention=convention,
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


def one_of_each(today: date) -> dict[Verb, Any]:
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
        Verb.PERSON_REMOVED: Person.objects.filter(action__situation__ended_at=None),
        Verb.LETTER_DISCARDED: Letter.objects.drafts().filter(situation__ended_at=None),
        Verb.PREPARED_ANSWER_DROPPED: PreparedAnswer.objects.all(),
        Verb.FILE_ERASED: StoredFile.objects.filter(erased_at=None).exclude(purge_on=None),
    }
    return {verb: rows.first() for verb, rows in sets.items() if rows.exists()}


# How people and the clock erase it: the identifier that these give to the journal is the one that the register keeps.
ACTS: dict[Verb, Callable[[Actor, Any], object]] = {
    Verb.DOCUMENT_REMOVED: lambda by, row: remove_document(by=by, row=row),
    Verb.ARTICLE_REMOVED: lambda by, row: remove_article(by=by, row=row),
    Verb.PROCESSING_REMOVED: lambda by, row: remove_processing(by=by, row=row),
    Verb.FILTER_REMOVED: lambda by, row: remove_filter(by=by, saved=row),
    Verb.ACCOUNT_CLOSED: lambda by, row: switch_account(by=by, user=row, is_active=False),
    Verb.ABSENCE_ENDED: lambda by, row: end_absence(by=by, absence=row),
    Verb.DESIGNATION_ENDED: lambda by, row: end_designation_now(by=by, designation=row),
    Verb.DESIGNATION_CANCELLED: lambda by, row: cancel_designation(by=by, designation=row),
    Verb.ATTACHMENT_ERASED: lambda by, row: erase_attachments(by=by, attachments=Attachment.objects.filter(pk=row.pk)),
    Verb.ATTACHMENT_WITHDRAWN: lambda by, row: withdraw_attachment(by=by, attachment=row, why="Un visage"),
    Verb.PERSON_REMOVED: lambda by, row: remove_person(by=by, person=row),
    Verb.LETTER_DISCARDED: lambda by, row: discard_letter(by=by, letter=row),
    Verb.PREPARED_ANSWER_DROPPED: lambda by, row: drop_prepared(by=by, prepared=row),
    Verb.FILE_ERASED: lambda by, row: erase(by=by, stored=row),
}


OF_A_PERSON = {
    Verb.FILTER_REMOVED,
    Verb.PREPARED_ANSWER_DROPPED,
    Verb.ATTACHMENT_WITHDRAWN,
    Verb.PERSON_REMOVED,
    Verb.LETTER_DISCARDED,
}


def whose(row: Any, today: date) -> Designation:
    running = Designation.objects.running_on(today).select_related("user", "post__signatory")
    if isinstance(row, PreparedAnswer):
        return running.get(pk=row.designation_id)
    if isinstance(row, SavedFilter):
        of_convention = running.filter(post__signatory__convention_id=row.convention_id)
        return of_convention.filter(user_id=row.user_id).earliest("starts_on")
    held = row if isinstance(row, Attachment) else row.situation if isinstance(row, Letter) else row.action.situation
    return running.filter(post__signatory_id=held.landlord_id, post__function=Function.REFERENT).earliest("starts_on")


def erase_some() -> set[Verb]:
    """What people and the clock erase after the backup, and something new; copied away with the hour."""
    with machine() as by:
        chosen = one_of_each(by.today)
    for verb, row in chosen.items():
        actor = actor_for(whose(row, by.today), by.now) if verb in OF_A_PERSON else by
        with transaction.atomic(), acting_as(actor):
            ACTS[verb](actor, row)
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
    assert erased == set(ACTS)


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
