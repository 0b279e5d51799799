"""What an antivirus has not seen, or has found something in, is handed to nobody; without one nothing waits."""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from acting.actor import acting_as
from acting.refusals import Refused
from files.antivirus import AntivirusAway, scanned
from files.enums import Scan
from files.models import StoredFile
from files.services import SCANNING, read_verified, serve, store_bytes, waiting_for_scan
from files.tasks import scan_waiting
from journal.models import Entry
from tests.conftest import LogLines
from tests.files.clamd import EICAR, Clamd
from tests.files.stores import Folder
from tests.files.test_services import HABITAT, PDF, SARAH, keep

InRole = Callable[[], AbstractContextManager[None]]


@pytest.fixture(params=["tcp", "unix"])
def clamd(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[Clamd]:
    if request.param == "tcp":
        server = socket.create_server(("127.0.0.1", 0))
        settings.CLAMAV_URL = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    else:
        path = tmp_path / "clamd"
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(path))
        server.listen()
        settings.CLAMAV_URL = f"unix://{path}"
    with Clamd(server) as clamd:
        yield clamd


def state(stored: StoredFile) -> str:
    stored.refresh_from_db()
    return stored.scan


def quarantined() -> list[object]:
    with acting_as(SARAH):
        return list(Entry.objects.filter(verb="fichier.mis_en_quarantaine").values_list("object_id", flat=True))


def test_it_says_what_is_clean_and_what_is_not(clamd: Clamd) -> None:
    assert scanned(PDF) == Scan.CLEAN
    assert scanned(b"x" * 200_000) == Scan.CLEAN
    assert scanned(b"x" * 65_530 + EICAR) == Scan.INFECTED, "across two pieces of what is sent"


@pytest.mark.parametrize("said", [b"INSTREAM size limit exceeded. ERROR", b"stream: Could not scan ERROR", b"OK", b""])
def test_no_other_answer_is_taken_for_a_verdict(clamd: Clamd, said: bytes, settings: Settings) -> None:
    settings.CLAMAV_SECONDS = 0.2
    clamd.said, clamd.is_silent = said, not said
    with pytest.raises(AntivirusAway):
        scanned(PDF)


@pytest.mark.django_db
def test_without_one_nothing_waits(folder: Folder) -> None:
    stored = keep()
    scan_waiting()
    assert state(stored) == Scan.NOT_SCANNED
    assert read_verified(stored) == PDF


@pytest.mark.django_db
def test_what_waits_is_handed_out_when_it_is_clean_and_never_when_it_is_not(
    clamd: Clamd, folder: Folder, as_worker: InRole
) -> None:
    clean = keep()
    infected = store_bytes(
        by=SARAH,
        content=PDF + EICAR,
        name="piege.pdf",
        content_type="application/pdf",
        owner_id=HABITAT,
        purpose="pièce",
        purge_on=None,
    )
    for stored in (clean, infected):
        with pytest.raises(Refused, match="attend l’analyse"):
            serve(stored)
    with as_worker():
        scan_waiting()
        assert (state(clean), state(infected)) == (Scan.CLEAN, Scan.INFECTED)
    assert serve(clean).content == PDF
    for attempt in (serve, read_verified):
        with pytest.raises(Refused, match="quarantaine"):
            attempt(infected)
    assert quarantined() == [infected.pk]
    with as_worker():
        scan_waiting()
    assert quarantined() == [infected.pk], "once"


@pytest.mark.django_db
def test_what_the_portal_made_itself_does_not_wait(clamd: Clamd, folder: Folder) -> None:
    own = store_bytes(
        by=SARAH,
        content=PDF,
        name="fiche.pdf",
        content_type="application/pdf",
        owner_id=HABITAT,
        purpose="fiche",
        purge_on=None,
        is_own_work=True,
    )
    assert serve(own).content == PDF


@pytest.mark.django_db
def test_while_it_is_away_files_are_kept_and_wait(
    folder: Folder, settings: Settings, as_worker: InRole, log_lines: LogLines
) -> None:
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    stored = keep()
    with as_worker():
        scan_waiting()
        assert state(stored) == Scan.WAITING
    assert [(line["event"], line["waiting"]) for line in log_lines()] == [("antivirus_away", 1)]
    assert folder.paths() == {stored.path}


@pytest.mark.django_db
def test_one_whose_bytes_are_gone_keeps_no_other_waiting(clamd: Clamd, folder: Folder, as_worker: InRole) -> None:
    gone, there = keep(), keep()
    folder.remove(gone.path)
    with as_worker():
        scan_waiting()
        assert (state(gone), state(there)) == (Scan.WAITING, Scan.CLEAN)


@pytest.mark.django_db
def test_one_about_which_it_says_nothing_keeps_no_other_waiting(
    clamd: Clamd, folder: Folder, as_worker: InRole, log_lines: LogLines
) -> None:
    unclear, there = keep(content=PDF + b"unclear"), keep()
    clamd.unclear = b"unclear"
    with as_worker():
        scan_waiting()
        assert (state(unclear), state(there)) == (Scan.WAITING, Scan.CLEAN)
    assert [(line["event"], line["file"]) for line in log_lines()] == [("antivirus_silent", str(unclear.pk))]


@pytest.mark.django_db
def test_a_run_ends_and_what_was_asked_about_often_waits_behind_the_others(
    clamd: Clamd, folder: Folder, as_worker: InRole, settings: Settings, log_lines: LogLines
) -> None:
    settings.CLAMAV_SECONDS, settings.SCAN_SECONDS = 0.2, 0.1
    asked_often, first, second = keep(), keep(), keep()
    now = timezone.now()
    for minutes, stored in ((90, asked_often), (2, first), (1, second)):
        StoredFile.objects.filter(pk=stored.pk).update(created_at=now - timedelta(minutes=minutes))
    clamd.is_silent = True
    with as_worker():
        assert waiting_for_scan(now) == [first, second, asked_often]
        scan_waiting()
    told = [(line["event"], line["file"]) for line in log_lines()]
    assert told == [("antivirus_silent", str(first.pk))], "about the first, and then the time of the run was over"


def test_one_process_alone_asks_it(clamd: Clamd, folder: Folder, own_database: str) -> None:
    keep()
    with closing(connection.copy()) as other:
        other.cursor().execute("SELECT pg_advisory_lock(%s)", [SCANNING])
        scan_waiting()
        assert clamd.asked == 0
    scan_waiting()
    assert clamd.asked == 1
