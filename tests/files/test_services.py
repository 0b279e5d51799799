import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from django.db import transaction
from django.http import Http404
from pytest_django.fixtures import Settings

from acting.actor import Actor, acting_as, machine_actor
from files import storage
from files.models import StoredFile
from files.services import (
    FileAlteredError,
    FileGoneError,
    erase,
    purge_due,
    read_verified,
    remove_orphans,
    safe_name,
    serve,
    store_bytes,
)
from files.tasks import purge_files
from journal.models import Entry

InRole = Callable[[], AbstractContextManager[None]]

pytestmark = pytest.mark.django_db

HABITAT = UUID(int=1)
SARAH = Actor(now=datetime(2026, 3, 3, 12, tzinfo=UTC), user_id=UUID(int=2), signatory_id=HABITAT)
PDF = b"%PDF-1.7 \x00\xff"


@pytest.fixture(autouse=True)
def private(settings: Settings, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = tmp_path
    return tmp_path / "files"


@pytest.fixture
def stored() -> StoredFile:
    return keep()


def keep(purge_on: date | None = None, name: str = "fiche de saisine.pdf") -> StoredFile:
    return store_bytes(
        by=SARAH,
        content=PDF,
        name=name,
        content_type="application/pdf",
        owner_id=HABITAT,
        purpose="fiche",
        purge_on=purge_on,
    )


def on_disk(private: Path) -> set[Path]:
    return {path for path in private.rglob("*") if path.is_file()}


def test_what_was_kept_is_read_back(stored: StoredFile) -> None:
    assert read_verified(stored) == PDF
    assert (stored.size, stored.sha256) == (len(PDF), sha256(PDF).hexdigest())


def test_nobody_else_on_the_machine_reads_it(stored: StoredFile, private: Path) -> None:
    [path] = on_disk(private)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700 == private.stat().st_mode & 0o777
    assert "fiche" not in str(path.relative_to(private))


def test_altered_bytes_are_handed_to_nobody(stored: StoredFile, private: Path) -> None:
    [path] = on_disk(private)
    path.write_bytes(PDF.replace(b"7", b"6"))
    with pytest.raises(FileAlteredError):
        serve(stored)


def test_missing_bytes_are_said(stored: StoredFile, private: Path) -> None:
    [path] = on_disk(private)
    path.unlink()
    with pytest.raises(FileGoneError, match="missing"):
        read_verified(stored)


def test_a_download_is_an_attachment_that_nothing_keeps(stored: StoredFile) -> None:
    answer = serve(stored)
    assert answer.content == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="fiche de saisine.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Temp\\plan.pdf", "plan.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie: x=1.pdf"),
        ("..", "fichier"),
        ("é" * 300 + ".pdf", "é" * 116 + ".pdf"),
    ],
)
def test_a_name_is_never_a_path_or_a_header(typed: str, name: str) -> None:
    assert safe_name(typed) == name
    assert "\n" not in serve(keep(name=typed)).headers["Content-Disposition"]


def test_keeping_and_erasing_are_journaled(stored: StoredFile) -> None:
    erase(by=SARAH, stored=stored)
    with acting_as(SARAH):
        written = list(Entry.objects.order_by("verb").values_list("verb", "object_id", "owner_id", "reason"))
    assert written == [("fichier.depose", stored.pk, HABITAT, "fiche"), ("fichier.efface", stored.pk, HABITAT, "fiche")]


def test_erasing_leaves_a_proof_without_content(
    stored: StoredFile, private: Path, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        erase(by=SARAH, stored=stored)
        erase(by=SARAH, stored=stored)
    stored.refresh_from_db()
    assert (stored.name, stored.path, stored.erased_at) == ("", "", SARAH.now)
    assert stored.sha256 == sha256(PDF).hexdigest()
    assert on_disk(private) == set()
    with pytest.raises(FileGoneError, match="erased"):
        read_verified(stored)
    with pytest.raises(Http404):
        serve(stored)


def test_an_erasure_rolled_back_keeps_the_bytes(own_database: str, private: Path) -> None:
    kept = keep()
    with transaction.atomic():
        erase(by=SARAH, stored=kept)
        transaction.set_rollback(True)
    kept.refresh_from_db()
    assert read_verified(kept) == PDF


def test_what_reached_its_date_is_purged(private: Path, django_capture_on_commit_callbacks: object) -> None:
    due, later, forever = keep(SARAH.today), keep(SARAH.today + timedelta(days=1)), keep(None)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert purge_due(by=machine_actor(SARAH.now)) == 1
        assert purge_due(by=machine_actor(SARAH.now)) == 0
    assert set(StoredFile.objects.filter(erased_at=None)) == {later, forever}
    assert StoredFile.objects.get(pk=due.pk).erased_at == SARAH.now
    assert len(on_disk(private)) == 2


def test_bytes_without_a_row_go_after_a_day(private: Path, stored: StoredFile) -> None:
    orphan, fresh = storage.write(b"x"), storage.write(b"y")
    two_days_ago = time.time() - 2 * 86400
    for path in (orphan, stored.path):
        os.utime(private / path, (two_days_ago, two_days_ago))
    assert remove_orphans(by=machine_actor(datetime.now(UTC))) == 1
    assert on_disk(private) == {private / fresh, private / stored.path}


def test_the_worker_takes_no_walled_file_for_an_orphan(private: Path, stored: StoredFile, as_worker: InRole) -> None:
    """Where no row is seen, every file would look like one that no row speaks of."""
    old = time.time() - 2 * 86400
    os.utime(private / stored.path, (old, old))
    with as_worker():
        purge_files()
        assert remove_orphans(by=machine_actor(datetime.now(UTC))) == 0, "whatever the context"
    assert on_disk(private) == {private / stored.path}
