"""A disk that is really full: the page says so in French, the log says which error, and nothing is half kept."""

import errno
import gc
import logging
import os
import subprocess
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import Settings

from acting.actor import acting_as, machine_actor
from files.models import StoredFile
from files.services import remove_orphans
from incidents.models import Attachment, Incident
from journal.enums import Cause, JobState
from journal.models import Job
from referrals.models import Referral
from reports.tasks import make_report
from signatories.models import Document
from tests.conftest import LogLines
from tests.incidents.test_facts_filing import six_fields
from tests.people import Cast, make_fact, make_referral
from tests.pictures import photo, upload
from tests.reports.conftest import ask_sheet

InRole = Callable[[], AbstractContextManager[None]]

FULL = 64 * 1024
PDF = b"%PDF-1.7 " + b"x" * 2 * FULL + b" %%EOF"
SAID = "Le serveur n’a plus de place"


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """Sixty-four kilobytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={FULL}", "tmpfs", str(disk)]
    if os.getuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root, where it may mount, can have a disk that is full")
    yield disk
    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        gc.collect()  # an upload that failed is closed when nothing speaks of it any more
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def deposit(cast: Cast, content: bytes) -> tuple[int, str]:
    client = cast.adrien.client()
    client.raise_request_exception = False
    file = SimpleUploadedFile("annexe.pdf", content, "application/pdf")
    typed = {"kind": "annex", "title": "Annexe", "file": file}
    answer = client.post("/administration/convention/documents/nouveau/", typed)
    return answer.status_code, answer.text


def test_an_upload_that_finds_no_room_is_told_and_leaves_nothing(
    cast: Cast, tiny_disk: Path, settings: Settings, log_lines: LogLines
) -> None:
    settings.PRIVATE_ROOT = tiny_disk
    status, page = deposit(cast, PDF)
    assert status == 507
    assert SAID in page
    assert not StoredFile.objects.exists()
    assert not Document.objects.exists()
    assert [file for file in tiny_disk.rglob("*") if file.is_file()] == []
    (line,) = [line for line in log_lines() if line.get("errno")]
    assert (line["error"], line["errno"], line["status"]) == ("OSError", errno.ENOSPC, 507)
    assert any("files/storage.py" in frame for frame in line["frames"])
    status, _ = deposit(cast, b"%PDF-1.7 small %%EOF")
    assert status == 302


def test_photos_that_find_no_room_leave_no_fact_and_bytes_that_go_with_the_hour(
    cast: Cast, tiny_disk: Path, settings: Settings, as_worker: InRole
) -> None:
    """The first of several files still found its place: nothing speaks of it, and it does not stay."""
    settings.PRIVATE_ROOT = tiny_disk
    (tiny_disk / "filling").write_bytes(b"x" * (FULL - 16 * 1024))
    client = cast.gilles.client()
    client.raise_request_exception = False
    filing = six_fields(cast, submission=str(uuid4()))
    photos = {"photos": [upload(photo(colour) + b"\0" * 6 * 1024) for colour in ("red", "blue", "green")]}
    answer = client.post("/faits/nouveau/", filing | photos)
    assert answer.status_code == 507
    assert SAID in answer.text
    assert not Incident.objects.exists()
    assert not Attachment.objects.exists()
    assert not StoredFile.objects.exists()
    assert [file for file in (tiny_disk / "files").rglob("*") if file.is_file()]
    later = machine_actor(timezone.now() + timedelta(hours=2))
    with as_worker(), acting_as(later):
        remove_orphans(by=later)
    assert [file for file in (tiny_disk / "files").rglob("*") if file.is_file()] == []
    (tiny_disk / "filling").unlink()
    answer = client.post("/faits/nouveau/", filing | {"photos": [upload(photo("red"))]})
    assert answer.status_code == 302
    assert Attachment.objects.get().incident == Incident.objects.get()


def test_a_large_upload_that_finds_no_room_to_arrive_is_told_too(
    cast: Cast, tiny_disk: Path, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before any view is called. The log is off, since pytest keeps its records and with them the file."""
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    settings.PRIVATE_ROOT, settings.FILE_UPLOAD_TEMP_DIR = tmp_path, str(tiny_disk)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1024
    status, page = deposit(cast, PDF)
    assert status == 507
    assert SAID in page


def test_a_paper_that_finds_no_room_is_tried_again_and_the_log_says_why(
    cast: Cast, tiny_disk: Path, settings: Settings, log_lines: LogLines, as_worker: object
) -> None:
    settings.PRIVATE_ROOT = tiny_disk
    (tiny_disk / "filling").write_bytes(b"x" * (FULL - 8 * 1024))
    referral: Referral = make_referral(
        cast.sarah, cast.karim, cast.tilleuls, incident=make_fact(cast.gilles, cast.tilleuls)
    )
    report = ask_sheet(cast.karim, referral)
    with as_worker():  # type: ignore[operator]
        make_report(str(report.job_id))
    job = Job.objects.get(pk=report.job_id)
    assert (job.state, job.cause) == (JobState.QUEUED, Cause.DISK_FULL)
    (line,) = [line for line in log_lines() if line["event"] == "job_failed"]
    assert (line["error"], line["errno"]) == ("OSError", errno.ENOSPC)
    page = cast.karim.client().get(f"/rapports/{report.pk}/").text
    assert "le serveur n’a plus de place" in page
    assert "un nouvel essai est prévu" in page
