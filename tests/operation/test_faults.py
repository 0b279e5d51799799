"""Facts filed, dossiers printed and mails sent under one fault after the other: lost, doubled, stuck are nought.

`FAULTS=200 SEED=1 ./test --long tests/operation/test_faults.py -s` for the whole: five filings for each fault, and half
a dossier. What stands here takes some three minutes.
"""

import json
import os
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Q
from django.utils import timezone
from pytest_django import Settings

from incidents.models import EvidenceFile, Incident
from journal.enums import JobState, MessageState
from journal.models import Message
from tests.incidents.test_facts_filing import six_fields
from tests.operation.conftest import REAL_SITE
from tests.operation.crowd import FACTS, Told, all_done, ask_dossiers, begun_dossier, file_facts
from tests.operation.faults import Faults, PostRoom, small_disk
from tests.operation.own_postgres import NAME, OwnPostgres, killable_postgres
from tests.operation.reckoning import are_ended, checked, holds, opened_by_nobody
from tests.operation.servers import stoppable_redis
from tests.operation.test_silent_mail import ask_for_a_password
from tests.operation.visitor import signed_in_visitor
from tests.people import Cast, make_cast
from tests.portal import Portal, running_portal, wait_until

pytestmark = pytest.mark.long

FAULTS, SEED = int(os.environ.get("FAULTS", "12")), int(os.environ.get("SEED", "1"))
FILINGS, DOSSIERS = 5 * FAULTS, FAULTS // 2
MINUTES = 60


@pytest.fixture
def postgres(django_db_setup: None, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnPostgres]:
    with django_db_blocker.unblock(), killable_postgres(monkeypatch) as server:
        yield server


def test_nothing_is_lost_doubled_or_stuck(
    postgres: OwnPostgres, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, told, post = timezone.now(), Told(), PostRoom()
    settings.PASSWORD_HASHERS = ["tests.people.ReckonedOnce"]
    with small_disk(tmp_path / "disk") as disk, stoppable_redis() as redis:
        settings.PRIVATE_ROOT = disk
        post.open()
        cast = make_cast()
        changes = {"EMAIL_URL": f"smtp://127.0.0.1:{post.port}", "PRIVATE_ROOT": str(disk), "JOB_LEASE_SECONDS": "6"}
        with post.now, running_portal(NAME, tmp_path, **REAL_SITE, **redis.environment, **changes) as portal:
            portal.kill_worker()
            portal.start_worker("--without-mingle")
            portal.start_beat()
            dossiers = [begun_dossier(cast, number) for number in range(DOSSIERS)]
            before = set(Incident.objects.values_list("pk", flat=True))

            def for_a_while() -> None:
                moment = told.begun + 3
                wait_until(lambda: told.begun >= moment or all_done(work), "people try", seconds=60)

            faults = Faults(portal, postgres, redis, disk, post, random.Random(SEED), for_a_while)
            with ThreadPoolExecutor(8) as crowd:
                work = set_to_work(crowd, told, portal, cast, dossiers)
                for _ in range(FAULTS):
                    moment = told.begun + 1 + faults.chance.randrange(2 * FILINGS // FAULTS)
                    wait_until(lambda: told.begun >= moment or all_done(work), "the crowd is at it", seconds=120)  # noqa: B023
                    faults.next()
                for each in work:
                    each.result()
            connections[DEFAULT_DB_ALIAS].close()  # it may have died with the server
            again = until_all_papers(portal, cast, told)
            wait_until(lambda: holds(are_told), "every mail has left", seconds=180)
            wait_until(lambda: not opened_by_nobody(), "no program goes on for nobody")
            portal.stop()
            figures = checked(told, dossiers, before, portal, monkeypatch)
    mails = Message.objects.filter(state=MessageState.SENT).values("recipient_id", "kind", "object_id", "sent_at")
    figures |= {"mails": len(post.taken), "mails doubled": len(post.taken) - mails.distinct().count()}
    figures |= {"faults": dict(faults.done), "repeated": told.repeated, "papers asked again": again}
    figures |= {"seconds": round((timezone.now() - started).total_seconds())}
    (tmp_path / "figures.json").write_text(json.dumps(figures))
    print(json.dumps(figures))  # noqa: T201
    assert (len(told.photos), figures["papers"].get(JobState.READY)) == (FILINGS, DOSSIERS)
    assert figures["mails doubled"] == 0


def set_to_work(
    crowd: ThreadPoolExecutor, told: Told, portal: Portal, cast: Cast, dossiers: list[EvidenceFile]
) -> list[Any]:
    fields = six_fields(cast, facts=FACTS)
    clients = [(cast.gilles, fields), (cast.sarah, fields), (cast.gaston, fields | {"residence": str(cast.erables.pk)})]
    work: list[Any] = [
        crowd.submit(file_facts, told, signed_in_visitor(portal, person), words, [*range(start, FILINGS, 3)])
        for start, (person, words) in enumerate(clients)
    ]
    work.append(crowd.submit(ask_dossiers, told, signed_in_visitor(portal, cast.sarah), dossiers))
    work.append(crowd.submit(forget_passwords, told, portal, work[:3]))
    return work


def forget_passwords(told: Told, portal: Portal, others: list[Any]) -> None:
    """Now and then somebody; each is a mail of its own."""
    number = 0
    while not all_done(others):
        moment = told.begun + 9
        wait_until(lambda: told.begun >= moment or all_done(others), "others go on", seconds=180)  # noqa: B023
        try:
            ask_for_a_password(portal, number)
        except (OSError, HTTPException):
            continue
        number += 1


def until_all_papers(portal: Portal, cast: Cast, told: Told) -> int:
    """Whoever reads that a dossier failed three times asks again; how often."""
    asked, sarah = 0, signed_in_visitor(portal, cast.sarah)
    for _ in range(3):
        wait_until(lambda: holds(are_ended), "every dossier is made or refused", seconds=10 * MINUTES)
        missing = list(EvidenceFile.objects.filter(file=None))
        if not missing:
            break
        ask_dossiers(told, sarah, missing)
        asked += len(missing)
    return asked


def are_told() -> bool:
    """What a mail server that was away put off is due at once."""
    waiting = Message.objects.filter(state=MessageState.WAITING)
    waiting.filter(Q(due_at__gt=timezone.now()) | ~Q(error="")).update(due_at=timezone.now(), tried_at=None, error="")
    return not waiting.exists()
