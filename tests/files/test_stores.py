"""What only one of the two stores must hold, and how files leave by a web server."""

from pathlib import Path
from uuid import UUID

import environ
import pytest
from botocore.exceptions import EndpointConnectionError
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages
from pytest_django.fixtures import Settings

from convention77.stores import private_store
from files import storage
from files.services import FileAlteredError, serve
from tests.files.stores import Bucket, Folder, Store
from tests.files.test_services import PDF, keep


def test_nobody_else_on_the_machine_reads_it(folder: Folder, private: Path) -> None:
    path = private / storage.write(PDF)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700 == private.stat().st_mode & 0o777
    assert UUID(path.name).version == 4, "the name says nothing"


def test_a_web_server_that_hands_it_out_reads_it_by_its_group_and_nobody_else(
    folder: Folder, private: Path, settings: Settings
) -> None:
    settings.ACCEL_PREFIX = "/prive/"
    private.mkdir(mode=0o750)
    private.chmod(0o2750)
    path = private / storage.write(PDF)
    assert path.stat().st_mode & 0o777 == 0o640
    assert path.parent.stat().st_mode & 0o7777 == 0o2750 == private.stat().st_mode & 0o7777


def test_a_store_that_is_away_is_an_error_of_the_system_and_leaves_nothing(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")

    monkeypatch.setattr("storages.backends.s3.S3Storage._save", away)
    with pytest.raises(OSError, match="took nothing"):
        storage.write(PDF)
    assert bucket.paths() == set()


def test_a_missing_file_is_missing_in_both(store: Store) -> None:
    with pytest.raises(FileNotFoundError):
        storage.read("ab/absent")
    storage.delete("ab/absent")


def test_another_store_has_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRIVATE_STORAGE", "ftp")
    with pytest.raises(ImproperlyConfigured, match="folder"):
        private_store(environ.Env())


@pytest.mark.django_db
def test_a_web_server_hands_out_what_was_verified(folder: Folder, settings: Settings) -> None:
    settings.ACCEL_PREFIX = "/prive/"
    stored = keep()
    answer = serve(stored)
    assert answer.content == b""
    assert answer.headers["X-Accel-Redirect"] == f"/prive/{stored.path}"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="fiche de saisine.pdf"'
    folder.alter(stored.path, b"other")
    with pytest.raises(FileAlteredError):
        serve(stored)


@pytest.mark.django_db
def test_what_lies_elsewhere_leaves_by_the_portal(bucket: Bucket, settings: Settings) -> None:
    settings.ACCEL_PREFIX = "/prive/"
    answer = serve(keep())
    assert answer.content == PDF
    assert "X-Accel-Redirect" not in answer.headers
    assert storages["private"].url("x").startswith("http"), "the store has addresses, and none of them is given"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content_type", "is_opened", "is_boxed"),
    [
        ("image/jpeg", True, True),
        ("image/png", True, True),
        ("application/pdf", True, False),
        ("image/svg+xml", False, False),
        ("text/html", False, False),
    ],
)
def test_only_pictures_and_papers_open_in_a_browser_and_alone(
    folder: Folder, content_type: str, is_opened: bool, is_boxed: bool
) -> None:
    stored = keep()
    stored.content_type = content_type
    headers = serve(stored, inline=True).headers
    assert headers["Content-Disposition"].startswith("inline" if is_opened else "attachment")
    assert headers.get("Content-Security-Policy", "").startswith("default-src 'none'") is is_opened
    assert headers.get("Content-Security-Policy", "").endswith("; sandbox") is is_boxed
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store, private")
