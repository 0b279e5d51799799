from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, cast
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django.http import FileResponse, Http404

from acting.actor import Actor, acting_as, machine_actor
from files import services, storage
from files.models import StoredFile
from files.names import safe_name
from files.services import (
    FileAlteredError,
    FileGoneError,
    erase,
    purge_due,
    read_verified,
    remove_orphans,
    serve,
    store_bytes,
)
from files.tasks import purge_files
from journal.models import Entry
from tests.files.stores import Store

InRole = Callable[[], AbstractContextManager[None]]

HABITAT = UUID(int=1)
SARAH = Actor(now=datetime(2026, 3, 3, 12, tzinfo=UTC), user_id=UUID(int=2), signatory_id=HABITAT)
PDF = b"%PDF-1.7 \x00\xff"


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]


@pytest.fixture
def stored(store: Store) -> StoredFile:
    return keep()


def keep(purge_on: date | None = None, name: str = "fiche de saisine.pdf", content: bytes = PDF) -> StoredFile:
    return store_bytes(
        by=SARAH,
        content=content,
        name=name,
        content_type="application/pdf",
        owner_id=HABITAT,
        purpose="fiche",
        purge_on=purge_on,
    )


def test_what_was_kept_is_read_back(stored: StoredFile) -> None:
    assert read_verified(stored) == PDF
    assert (stored.size, stored.sha256) == (len(PDF), sha256(PDF).hexdigest())


def test_altered_bytes_are_handed_to_nobody(stored: StoredFile, store: Store) -> None:
    store.alter(stored.path, PDF.replace(b"7", b"6"))
    with pytest.raises(FileAlteredError):
        serve(stored)


def test_missing_bytes_are_said(stored: StoredFile, store: Store) -> None:
    store.remove(stored.path)
    with pytest.raises(FileGoneError, match="missing"):
        read_verified(stored)


def test_a_download_is_an_attachment_that_nothing_keeps(stored: StoredFile) -> None:
    answer = serve(stored)
    assert answer.content == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="fiche de saisine.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


def test_what_is_large_leaves_piece_by_piece_and_unaltered(store: Store) -> None:
    content = PDF + bytes(services.WHOLE)
    large = keep(content=content)
    answer = serve(large)
    pieces = [*cast(Iterator[bytes], cast(FileResponse, answer).streaming_content)]
    answer.close()
    assert b"".join(pieces) == content
    assert max(len(piece) for piece in pieces) < services.WHOLE
    assert answer.headers["Content-Length"] == str(len(content))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="fiche de saisine.pdf"'
    assert (answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    store.alter(large.path, content[:-1] + b"x")
    with pytest.raises(FileAlteredError):
        serve(large)


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
    stored: StoredFile, store: Store, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        erase(by=SARAH, stored=stored)
        erase(by=SARAH, stored=stored)
    stored.refresh_from_db()
    assert (stored.name, stored.path, stored.erased_at) == ("", "", SARAH.now)
    assert stored.sha256 == sha256(PDF).hexdigest()
    assert store.paths() == set()
    with pytest.raises(FileGoneError, match="erased"):
        read_verified(stored)
    with pytest.raises(Http404):
        serve(stored)


def test_an_erasure_rolled_back_keeps_the_bytes(own_database: str, store: Store) -> None:
    kept = keep()
    with transaction.atomic():
        erase(by=SARAH, stored=kept)
        transaction.set_rollback(True)
    kept.refresh_from_db()
    assert read_verified(kept) == PDF


def test_what_reached_its_date_is_purged(store: Store, django_capture_on_commit_callbacks: object) -> None:
    due, later, forever = keep(SARAH.today), keep(SARAH.today + timedelta(days=1)), keep(None)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert purge_due(by=machine_actor(SARAH.now)) == 1
        assert purge_due(by=machine_actor(SARAH.now)) == 0
    assert set(StoredFile.objects.filter(erased_at=None)) == {later, forever}
    assert StoredFile.objects.get(pk=due.pk).erased_at == SARAH.now
    assert store.paths() == {later.path, forever.path}


def test_bytes_without_a_row_go_after_a_day(store: Store, stored: StoredFile) -> None:
    orphan, fresh = storage.write(b"x"), storage.write(b"y")
    for path in (orphan, stored.path):
        store.age(path, days=2)
    assert remove_orphans(by=machine_actor(datetime.now(UTC))) == 1
    assert store.paths() == {fresh, stored.path}


def test_orphans_are_looked_for_some_at_a_time(
    store: Store, stored: StoredFile, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(services, "ORPHANS_AT_ONCE", 2)
    for path in [stored.path, *(storage.write(b"x") for _ in range(4))]:
        store.age(path, days=2)
    with django_assert_num_queries(3):
        assert remove_orphans(by=machine_actor(datetime.now(UTC))) == 4
    assert store.paths() == {stored.path}


def test_the_worker_takes_no_walled_file_for_an_orphan(store: Store, stored: StoredFile, as_worker: InRole) -> None:
    """Where no row is seen, every file would look like one that no row speaks of."""
    store.age(stored.path, days=2)
    with as_worker():
        purge_files()
        assert remove_orphans(by=machine_actor(datetime.now(UTC))) == 0, "whatever the context"
    assert store.paths() == {stored.path}


def test_a_row_that_cannot_be_written_leaves_no_bytes(store: Store) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        store_bytes(
            by=SARAH,
            content=PDF,
            name="fiche.pdf",
            content_type="application/pdf",
            owner_id=HABITAT,
            purpose="x" * 61,
            purge_on=None,
        )
    assert store.paths() == set()
