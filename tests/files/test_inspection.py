"""A command says by identifiers what does not agree, and the nightly task clears what nobody speaks of."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from acting.actor import machine_actor
from files import storage
from files.enums import Scan
from files.models import StoredFile
from files.services import erase, remove_orphans
from tests.files.stores import Store
from tests.files.test_services import SARAH, keep

InRole = Callable[[], AbstractContextManager[None]]

pytestmark = pytest.mark.django_db


def checked(*options: str) -> tuple[set[str], str]:
    """The lines and the exit code of the command, and its last word."""
    said = StringIO()
    try:
        call_command("check_files", *options, stdout=said)
    except CommandError as error:
        return set(said.getvalue().splitlines()), f"{error.returncode}: {error}"
    return set(), said.getvalue().strip()


def test_where_all_agrees_it_says_so(
    store: Store, as_worker: InRole, django_capture_on_commit_callbacks: object
) -> None:
    kept, erased = keep(), keep()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        erase(by=SARAH, stored=erased)
    storage.write(b"still being deposited")
    assert kept.erased_at is None
    with as_worker():
        assert checked() == (set(), "Fichiers et lignes s’accordent\u00a0: 1.")


def test_each_difference_is_named_and_nothing_else(store: Store, as_worker: InRole) -> None:
    sound, missing, altered, waiting, infected = (keep(name="Dupont plainte.pdf") for _ in range(5))
    store.remove(missing.path)
    store.alter(altered.path, b"other")
    StoredFile.objects.filter(pk=waiting.pk).update(scan=Scan.WAITING)
    StoredFile.objects.filter(pk=infected.pk).update(scan=Scan.INFECTED)
    orphan, recent = storage.write(b"x"), storage.write(b"y")
    store.age(orphan, days=2)
    with as_worker():
        lines, said = checked()
        quick, _ = checked("--without-content")
        all_lines, _ = checked("--with-recent")
    assert lines == {
        f"octets manquants\u00a0: {missing.pk}",
        f"octets altérés (SHA-256)\u00a0: {altered.pk}",
        f"octets sans ligne\u00a0: {orphan}",
        f"en attente d’analyse\u00a0: {waiting.pk}",
        f"mis en quarantaine\u00a0: {infected.pk}",
    }
    assert quick == lines - {f"octets altérés (SHA-256)\u00a0: {altered.pk}"}
    assert all_lines - lines == {f"octets sans ligne\u00a0: {recent}"}
    assert said.startswith("1: Fichiers")
    assert "Dupont" not in said
    assert sound.path in store.paths()


def test_the_nightly_task_leaves_nothing_to_say(store: Store, as_worker: InRole) -> None:
    store.age(storage.write(b"x"), days=2)
    with as_worker():
        assert remove_orphans(by=machine_actor(datetime.now(UTC))) == 1
        assert checked()[0] == set()
