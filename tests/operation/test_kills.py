"""Web server, worker and PostgreSQL killed in the middle: what the server gave its word for is there, once, and nothing
is left over."""

import json
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from http.client import HTTPException
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from acting.actor import acting_as, machine_actor
from files.models import StoredFile
from files.services import remove_orphans
from incidents.models import Attachment, EvidenceFile, Incident
from incidents.services import attachments, evidence, situations
from journal.enums import JobState
from journal.models import Entry, Job
from reports import evidence_paper
from reports.models import Report
from tests.databases import ROOT
from tests.incidents.test_facts_filing import six_fields
from tests.operation.own_postgres import NAME, OwnPostgres, killable_postgres
from tests.operation.visitor import Page, Visitor, signed_in_visitor
from tests.people import Cast, acting, make_cast, make_fact
from tests.pictures import photo, prepared, upload
from tests.portal import Portal, running_portal, wait_until
from tests.roles import as_worker

ENDED = (JobState.READY, JobState.FAILED)
FACTS = "Porte du hall forcée, vitrage brisé."


@pytest.fixture
def postgres(django_db_setup: None, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnPostgres]:
    with django_db_blocker.unblock(), killable_postgres(monkeypatch) as server:
        yield server


@dataclass
class Told:
    """What the clients know: what the server was asked, and what it gave its word for, by the address of the fact."""

    begun: int = 0
    repeated: int = 0
    photos: dict[str, set[str]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, fact: str, content: bytes) -> None:
        with self.lock:
            self.photos.setdefault(fact, set()).add(sha256(content).hexdigest())


def picture(number: int) -> bytes:
    """Each its own; every eighth so large that it comes by the disk."""
    content, remark = (noise() if number % 8 == 0 else photo()), f"{number:06}".encode()
    return content[:2] + b"\xff\xfe" + (len(remark) + 2).to_bytes(2, "big") + remark + content[2:]


def noise(kept: dict[str, bytes] = {}) -> bytes:  # noqa: B006
    if not kept:
        file = BytesIO()
        Image.effect_noise((1900, 1600), 120).save(file, "JPEG", quality=98)
        kept["noise"] = file.getvalue()
    return kept["noise"]


def until_told(told: Told, ask: Callable[[], Page]) -> Page:
    """The same again, as a telephone does, until the server has given its word."""
    answers: list[Page] = []

    def has_word() -> bool:
        with told.lock:
            told.begun += 1
        try:
            answer = ask()
        except (OSError, HTTPException):
            answer = None
        if answer is None or answer.status >= 500:
            told.repeated += 1
            return False
        answers.append(answer)
        return True

    wait_until(has_word, "the server's word", seconds=120)
    return answers[0]


def file_facts(told: Told, visitor: Visitor, fields: dict[str, str], numbers: list[int]) -> None:
    for number in numbers:
        submission, content = uuid4(), picture(2 * number)
        sent = fields | {"submission": str(submission)}
        for _ in range(2 if number % 5 == 0 else 1):  # some are impatient
            page = until_told(
                told,
                lambda: visitor.send("/faits/nouveau/", sent | {"photos": [upload(content)]}),  # noqa: B023
            )
            assert (page.status, page.location[:7]) == (302, "/faits/"), page.text
        told.note(page.location, content)
        if number % 3 == 0:
            more = picture(2 * number + 1)
            added = until_told(told, lambda: visitor.send(f"{page.location}pieces/", {"photos": [upload(more)]}))  # noqa: B023
            assert (added.status, added.location) == (302, page.location), added.text
            told.note(page.location, more)


def ask_dossiers(told: Told, visitor: Visitor, dossiers: list[EvidenceFile]) -> None:
    for dossier in dossiers:
        page = until_told(told, lambda: visitor.post(f"/dossiers/{dossier.pk}/pdf/"))  # noqa: B023
        assert (page.status, page.location[:10]) == (302, "/rapports/"), page.text


def begun_dossier(cast: Cast, number: int) -> EvidenceFile:
    """Of one fact with two photos."""
    fact = make_fact(cast.gilles, cast.tilleuls, facts=f"Vitre brisée {number}.")
    pieces = [prepared(f"#{number:02}{side}") for side in ("00ff", "ff00")]
    with acting(cast.gilles) as gilles:
        attachments.add_attachments(by=gilles, to=fact, pieces=pieces)
    with acting(cast.sarah) as sarah:
        of = situations.join_facts(by=sarah, facts=[fact])
        return evidence.begin_evidence(by=sarah, situation=of, title=f"Hall {number}", key=uuid4())


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


@dataclass
class Run:
    uploads: int
    dossiers: int
    kills: int  # of each of the three
    seed: int


@pytest.mark.parametrize(
    "run",
    [
        pytest.param(Run(uploads=12, dossiers=2, kills=1, seed=1), id="short"),
        pytest.param(Run(uploads=200, dossiers=20, kills=7, seed=7), id="long", marks=pytest.mark.long),
    ],
)
def test_nothing_is_lost_doubled_or_left_over(
    run: Run, postgres: OwnPostgres, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"
    chance, started = random.Random(run.seed), timezone.now()
    cast = make_cast()
    with running_portal(NAME, tmp_path, JOB_LEASE_SECONDS="6") as portal:
        dossiers = [begun_dossier(cast, number) for number in range(run.dossiers)]
        before = set(Incident.objects.values_list("pk", flat=True))
        told = crowd_and_kills(run, chance, cast, dossiers, portal, postgres)
        wait_until(lambda: holds(are_ended), "every dossier is made or refused", seconds=240)
        wait_until(lambda: not opened_by_nobody(), "no program goes on for nobody")
        written = [path for path in (tmp_path / "temporary").rglob("*") if path.is_file() and path.stat().st_size]
        assert written == [], "what libraries create and leave empty holds nothing"
        portal.stop()
        figures = checked(told, dossiers, before, portal, monkeypatch)
    assert len(told.photos) == run.uploads
    seconds = round((timezone.now() - started).total_seconds())
    (tmp_path / "figures.json").write_text(json.dumps(figures | {"repeated": told.repeated, "seconds": seconds}))


def crowd_and_kills(
    run: Run, chance: random.Random, cast: Cast, dossiers: list[EvidenceFile], portal: Portal, postgres: OwnPostgres
) -> Told:
    told = Told()
    fields = six_fields(cast, facts=FACTS)
    clients = [(cast.gilles, fields), (cast.sarah, fields), (cast.gaston, fields | {"residence": str(cast.erables.pk)})]
    victims: list[list[Callable[[], None]]] = [
        [portal.kill_web, portal.start_web],
        [portal.kill_worker, portal.start_worker],
        [postgres.kill, postgres.start],
    ]
    order = victims * run.kills
    chance.shuffle(order)
    with ThreadPoolExecutor(len(clients) + 1) as crowd:
        work = [
            crowd.submit(file_facts, told, signed_in_visitor(portal, person), words, [*range(start, run.uploads, 3)])
            for start, (person, words) in enumerate(clients)
        ]
        work.append(crowd.submit(ask_dossiers, told, signed_in_visitor(portal, cast.sarah), dossiers))
        for kill_and_start in order:
            moment = told.begun + 1 + chance.randrange(max(2, 3 * run.uploads // (len(order) + 1)))
            wait_until(lambda: told.begun >= moment or all_done(work), "the crowd is at it", seconds=120)  # noqa: B023
            if kill_and_start is victims[1]:
                wait_until(lambda: holds(is_at_work) or (all_done(work) and holds(are_ended)), "a dossier", seconds=120)
            for act in kill_and_start:
                act()
        for each in work:
            each.result()
    return told


def all_done(work: list["Future[None]"]) -> bool:
    return all(each.done() for each in work)


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
