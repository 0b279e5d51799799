"""The portal on an S3-compatible store and with an antivirus: what is deposited waits, is scanned by the worker, and is
handed out or never."""

import socket
from html import unescape
from pathlib import Path
from uuid import uuid4

import environ
import pytest
from django.conf import settings as portal_settings
from django.core.files.storage import storages
from pytest_django import Settings

from acting.actor import known
from convention77.stores import private_store
from files.enums import Scan
from files.models import StoredFile
from signatories.enums import DocumentKind
from signatories.models import Convention, Document
from signatories.services.convention import deposit_document
from tests.files.clamd import EICAR, Clamd
from tests.files.stores import empty_bucket, environment_of, object_server
from tests.operation.visitor import signed_in_visitor
from tests.people import Cast, acting
from tests.portal import running_portal, wait_until

PDF = b"%PDF-1.7 Annexe %%EOF"


def test_what_is_deposited_is_scanned_and_handed_out_or_never(
    own_database: str, committed_cast: Cast, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    antivirus = socket.create_server(("127.0.0.1", 0))
    with object_server() as address, empty_bucket(address) as bucket, Clamd(antivirus):
        given = environment_of(address) | {"CLAMAV_URL": f"tcp://127.0.0.1:{antivirus.getsockname()[1]}"}
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        settings.STORAGES = portal_settings.STORAGES | {"private": private_store(environ.Env())}
        settings.CLAMAV_URL = given["CLAMAV_URL"]
        clean, infected = (deposited(committed_cast, content) for content in (PDF, PDF + EICAR + b"%%EOF"))
        assert states() == {Scan.WAITING}
        with running_portal(own_database, tmp_path, **given) as portal:
            wait_until(lambda: Scan.WAITING not in states(), "the worker has asked the antivirus", seconds=90)
            sarah = signed_in_visitor(portal, committed_cast.sarah)
            page = sarah.get(f"/convention/documents/{clean.pk}/")
            assert (page.status, page.text.encode()) == (200, PDF)
            page = sarah.get(f"/convention/documents/{infected.pk}/")
            assert page.status == 409
            assert "en quarantaine" in unescape(page.text)
            assert "EICAR" not in page.text
        assert bucket.paths() == set(StoredFile.objects.values_list("path", flat=True))
        assert not (tmp_path / "private" / "files").exists(), "nothing lies in the folder as well"
        storages["private"].connection.meta.client.close()  # type: ignore[attr-defined]


def deposited(cast: Cast, content: bytes) -> Document:
    with acting(cast.adrien) as adrien:
        return deposit_document(
            by=adrien,
            convention=Convention.objects.get(pk=known(adrien.convention_id)),
            kind=DocumentKind.ANNEX,
            title="Annexe",
            name="annexe.pdf",
            content=content,
            submission=uuid4(),
        )


def states() -> set[str]:
    return set(StoredFile.objects.values_list("scan", flat=True))
