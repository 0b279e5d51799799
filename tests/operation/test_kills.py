"""Web server, worker and PostgreSQL killed in the middle: what the server gave its word for is there, once, and nothing
is left over."""

import json
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from incidents.models import EvidenceFile, Incident
from tests.incidents.test_facts_filing import six_fields
from tests.operation.crowd import FACTS, Told, all_done, ask_dossiers, begun_dossier, file_facts
from tests.operation.own_postgres import NAME, OwnPostgres, killable_postgres
from tests.operation.reckoning import are_ended, checked, holds, is_at_work, opened_by_nobody
from tests.operation.visitor import signed_in_visitor
from tests.people import Cast, make_cast
from tests.portal import Portal, running_portal, wait_until


@pytest.fixture
def postgres(django_db_setup: None, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnPostgres]:
    with django_db_blocker.unblock(), killable_postgres(monkeypatch) as server:
        yield server


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
