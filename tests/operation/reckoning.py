"""What must be there after a trouble, and what must not: compared with what the server gave its word for."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from files.models import StoredFile
from files.services import remove_orphans
from incidents.models import Attachment, EvidenceFile, Incident
from journal.enums import JobState
from journal.models import Entry, Job
from reports import evidence_paper
from reports.models import Report
from tests.databases import ROOT
from tests.operation.crowd import Told
from tests.portal import Portal
from tests.roles import as_worker

ENDED = (JobState.READY, JobState.FAILED)


def holds(condition: Callable[[], bool]) -> bool:
    """On a connection that may have died with the server."""
    try:
        return condition()
    except DatabaseError:
        return False
    finally:
        connections[DEFAULT_DB_ALIAS].close()


def papers() -> Any:
    return Job.objects.filter(pk__in=Report.objects.values("job_id"))


def is_at_work() -> bool:
    return bool(papers().filter(state=JobState.RUNNING, progress__gt=0).exists())


def are_ended() -> bool:
    """A job that failed once rests for minutes: its hour is brought forward."""
    Job.objects.filter(state=JobState.QUEUED, due_at__gt=timezone.now()).update(
        due_at=timezone.now(), queued_at=timezone.now() - timedelta(hours=1)
    )
    return not papers().exclude(state__in=ENDED).exists()


def opened_by_nobody() -> list[str]:
    """Programs that open photos, whose web process is gone."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (process / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
            parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
            is_ours = "files.limited." in words and (process / "cwd").resolve() == ROOT
            if is_ours and "python" not in (Path("/proc") / parent / "cmdline").read_text():
                found.append(words)
    return found


def checked(
    told: Told, dossiers: list[EvidenceFile], before: set[UUID], portal: Portal, patch: pytest.MonkeyPatch
) -> dict[str, Any]:
    filed = set(Incident.objects.exclude(pk__in=before).values_list("pk", flat=True))
    kept = Attachment.objects.filter(incident__in=filed).values_list("incident", "original_sha256")
    assert {f"/faits/{fact}/" for fact in filed} == told.photos.keys()
    assert Counter((f"/faits/{fact}/", digest) for fact, digest in kept) == Counter(
        (fact, digest) for fact, digests in told.photos.items() for digest in digests
    )
    entries = Entry.objects.filter(verb="fait.depose", object_id__in=filed).values_list("object_id", flat=True)
    assert Counter(entries) == Counter(filed)

    made = Report.objects.select_related("job", "file")
    states = Counter(report.job.state for report in made)
    for report in made:
        assert (report.job.state == JobState.READY) == (report.file is not None)
        assert (report.job.state == JobState.FAILED) == bool(report.job.error), report.job.error
    papers_of = {each.pk: each.file_id for each in EvidenceFile.objects.all()}
    ready = {report.object_id for report in made if report.job.state == JobState.READY}
    assert {pk for pk, paper in papers_of.items() if paper} == ready
    assert {report.object_id for report in made} == {dossier.pk for dossier in dossiers}

    spoken_of = {key for keys in Attachment.objects.values_list("original", "cleaned", "thumbnail") for key in keys}
    spoken_of |= {paper for paper in papers_of.values() if paper}
    assert set(StoredFile.objects.filter(erased_at=None).values_list("pk", flat=True)) == spoken_of

    tomorrow = machine_actor(timezone.now() + timedelta(days=1))
    with transaction.atomic(), as_worker(), acting_as(tomorrow):
        orphans = remove_orphans(by=tomorrow)
    portal.manage("check_files", "--with-recent")
    portal.manage("verify_journal", "--without-heads")
    patch.setattr(evidence_paper, "ABOUT_TO", 0)
    evidence_paper.clear_workings()
    assert [*(Path(portal.environment["PRIVATE_ROOT"]) / "bindings").iterdir()] == []
    return {"facts": len(filed), "photos": len(kept), "orphans": orphans, "papers": dict(states)}
