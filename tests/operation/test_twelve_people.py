"""Twelve people at work while something outside goes wrong: what they are answered, how long they wait, what the log
says, and how soon all is well. Some five minutes; TROUBLE_SECONDS says how long each trouble lasts."""

import json
import os
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2
import pytest

from incidents.models import Incident
from tests.databases import url_of
from tests.incidents.test_facts_filing import six_fields
from tests.operation.conftest import REAL_SITE
from tests.operation.crowd import FACTS, picture
from tests.operation.faults import PostRoom, full, small_disk
from tests.operation.servers import OwnRedis, silent_server, stoppable_redis
from tests.operation.test_silent_mail import pages_of
from tests.operation.visitor import Page, Visitor, signed_in_visitor
from tests.people import Cast, make_fact, make_referral
from tests.pictures import upload
from tests.portal import Portal, running_portal, wait_until

pytestmark = pytest.mark.long

TROUBLE_SECONDS, CALM_SECONDS = int(os.environ.get("TROUBLE_SECONDS", "20")), 8
LONGEST = 20  # seconds that an answer may take: a lock is waited for five, behind others who wait for it
AT_WORK = (
    "sarah",
    "gilles",
    "gaston",
    "dina",
    "victor",
    "zoe",
    "karim",
    "maud",
    "perrine",
    "pascale",
    "delphine",
    "adrien",
)
FILING = {"gilles": "tilleuls", "gaston": "erables", "sarah": "tilleuls", "zoe": "pommiers"}
SAID = ("Réessayez dans une minute", "renvoyez dans une minute", "Le serveur n’a plus de place")
NEVER_LOGGED = (FACTS, "@tests.example", "Gilles", "Sarah", "Karim")


@dataclass
class World:
    cast: Cast
    database: str
    disk: Path
    redis: OwnRedis
    sheet: str = ""
    phase: str = "calm"
    filed: set[str] = field(default_factory=set)
    answers: dict[str, list[tuple[str, Page]]] = field(default_factory=lambda: defaultdict(list))
    post: PostRoom = field(default_factory=PostRoom)


@contextmanager
def silent_mail(world: World) -> Iterator[None]:
    world.post.be_silent()
    yield
    world.post.open()


@contextmanager
def hanging_redis(world: World) -> Iterator[None]:
    world.redis.stop()
    world.redis.socket.unlink(missing_ok=True)
    with silent_server(world.redis.socket):
        yield
    world.redis.socket.unlink()
    world.redis.start()


@contextmanager
def frozen_redis(world: World) -> Iterator[None]:
    world.redis.freeze()
    yield
    world.redis.thaw()


def held(statement: str) -> Callable[[World], AbstractContextManager[None]]:
    @contextmanager
    def trouble(world: World) -> Iterator[None]:
        with closing(psycopg2.connect(url_of("DATABASE_OWNER_URL", world.database))) as holder:
            holder.cursor().execute(statement)
            yield

    return trouble


@contextmanager
def full_disk(world: World) -> Iterator[None]:
    with full(world.disk):
        yield


@dataclass(frozen=True)
class Trouble:
    begin: Callable[[World], AbstractContextManager[None]]
    refused: frozenset[int] = frozenset()  # what people may be answered meanwhile, beside what they asked for


TABLE, HEAD = "LOCK incidents_incident IN ACCESS EXCLUSIVE MODE", "SELECT seq FROM journal_head FOR UPDATE"
TROUBLES = {
    "silent mail": Trouble(silent_mail),
    "hanging Redis": Trouble(hanging_redis),
    "frozen Redis": Trouble(frozen_redis),
    "locked table": Trouble(held(TABLE), frozenset({503})),
    "locked journal": Trouble(held(HEAD), frozenset({503})),
    "full disk": Trouble(full_disk, frozenset({507})),
}


@pytest.fixture
def world(own_database: str, committed_cast: Cast, tmp_path: Path) -> Iterator[World]:
    with small_disk(tmp_path / "disk") as disk, stoppable_redis() as redis:
        made = World(committed_cast, own_database, disk, redis)
        made.post.open()
        with made.post.now:
            yield made


@pytest.mark.parametrize("name", TROUBLES)
def test_twelve_people_at_work(name: str, world: World, tmp_path: Path) -> None:
    cast, trouble = world.cast, TROUBLES[name]
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=make_fact(cast.gilles, cast.tilleuls))
    world.sheet = f"/saisines/{referral.pk}/fiche/"
    before = Incident.objects.count()
    changes = {
        "EMAIL_URL": f"smtp://127.0.0.1:{world.post.port}",
        "PRIVATE_ROOT": str(world.disk),
        "WEB_CONCURRENCY": "3",
    }
    over = threading.Event()
    with (
        running_portal(world.database, tmp_path, **REAL_SITE, **world.redis.environment, **changes) as portal,
        ThreadPoolExecutor(len(AT_WORK)) as crowd,
    ):
        at_work = [crowd.submit(work, world, portal, who, over) for who in AT_WORK]
        try:
            wait_until(lambda: ready(portal), "the portal and its worker", seconds=60)
            over.wait(CALM_SECONDS)
            with trouble.begin(world):
                world.phase = name
                over.wait(TROUBLE_SECONDS)
            world.phase, ended = "after", time.monotonic()
            wait_until(lambda: everybody_is_served(world), "everybody is served", seconds=60)
            wait_until(lambda: ready(portal), "Redis and the worker are there", seconds=90)
            recovery = time.monotonic() - ended
        finally:
            over.set()
        for each in at_work:
            each.result()
    lines = (tmp_path / "web.log").read_text() + (tmp_path / "worker.log").read_text()
    figures = {phase: told(world.answers[phase]) for phase in ("calm", name, "after")}
    print(json.dumps({"trouble": name, **figures, "recovery": round(recovery, 1), "lines": logged(lines)}))  # noqa: T201
    assert [page.status for _, page in world.answers["calm"] if page.status >= 500] == []
    refused = [page for _, page in world.answers[name] if page.status >= 500]
    assert {page.status for page in refused} <= trouble.refused
    assert all(any(said in page.text for said in SAID) for page in refused)
    assert max(page.seconds for _, page in world.answers[name]) < LONGEST
    assert not [word for word in NEVER_LOGGED if word in lines]
    assert Incident.objects.count() - before == len(world.filed), "each once, and each that was said to be filed"


def work(world: World, portal: Portal, who: str, over: threading.Event) -> None:
    """One page or form after the other, as somebody who reads does."""
    person = world.cast.people()[who]
    visitor = signed_in_visitor(portal, person)
    pages = pages_of(person.designation.function.value)
    for number in range(10_000):
        if over.wait(0.5):
            return
        phase = world.phase
        if who in FILING and number % 3 == 0:
            address, page = "/faits/nouveau/", file_fact(world, visitor, who, number)
        elif who == "karim" and number % 5 == 0:
            address, page = "fiche", visitor.post(world.sheet)
        else:
            address = pages[number % len(pages)]
            page = visitor.get(address)
        # What was asked before the trouble and answered in it belongs to it, and so does what was answered after.
        phase = world.phase if phase == "calm" else phase
        world.answers[phase].append((address, page))
        if phase == "after" and page.status < 500:
            world.answers[f"after {who}"] = world.answers[f"after {who}"] or [(address, page)]


def file_fact(world: World, visitor: Visitor, who: str, number: int) -> Page:
    submission = str(uuid4())
    residence = str(getattr(world.cast, FILING[who]).pk)
    sent: dict[str, Any] = six_fields(world.cast, facts=FACTS, submission=submission, residence=residence)
    page = visitor.send("/faits/nouveau/", sent | {"photos": [upload(picture(2 * number + 1))]})
    if page.status == 302:
        world.filed.add(submission)
    return page


def everybody_is_served(world: World) -> bool:
    return all(f"after {who}" in world.answers for who in AT_WORK)


def ready(portal: Portal) -> bool:
    return Visitor(portal).get("/health/ready").status == 200


def told(answers: list[tuple[str, Page]]) -> dict[str, Any]:
    slowest_at, slowest = max(answers, key=lambda each: each[1].seconds)
    statuses = Counter(str(page.status) for _, page in answers)
    return {"answers": dict(statuses), "slowest": round(slowest.seconds, 1), "at": slowest_at}


def logged(lines: str) -> dict[str, int]:
    events = [json.loads(line)["event"].split(" /")[0] for line in lines.splitlines() if line.startswith("{")]
    return dict(Counter(event for event in events if not event.startswith("Task")).most_common(12))
