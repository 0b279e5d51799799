"""Two machines, one database, one Redis, one store: what is done on one is there on the other, each dies once, and of
their two beats one sends. Some two minutes."""

import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import environ
import pytest
from django.conf import settings as portal_settings
from django.core.files.storage import storages
from django.utils import timezone
from pytest_django import Settings

from acting.clock import common_now
from convention77.stores import private_store
from incidents.models import Attachment, EvidenceFile, Incident
from operation.models import Sending
from reports import evidence_paper
from tests.files.stores import empty_bucket, environment_of, object_server
from tests.incidents.test_facts_filing import six_fields
from tests.operation.conftest import REAL_SITE
from tests.operation.crowd import FACTS, Told, all_done, ask_dossiers, begun_dossier, file_facts
from tests.operation.hosts import ADDRESSES, HERE, Host, Roaming, make_host, network
from tests.operation.own_postgres import NAME, OwnPostgres, killable_postgres
from tests.operation.reckoning import are_ended, checked, holds
from tests.operation.servers import OwnRedis, stoppable_redis
from tests.operation.visitor import Visitor, signed_in_visitor
from tests.operation.watched_beat import Watched, watched_beats
from tests.people import Cast, Person, make_cast
from tests.pictures import photo, upload
from tests.portal import wait_until

pytestmark = [pytest.mark.long, pytest.mark.allow_hosts(["127.0.0.1", HERE, *ADDRESSES.values()])]

UPLOADS, DOSSIERS = 60, 6
MISSED = {"export-head", "purge-files", "clear-sessions", "seal-month"}  # while all machines were off
EVERY_TEN_SECONDS = ("sweep-jobs", "send-messages", "scan-files")


@pytest.fixture
def postgres(django_db_setup: None, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnPostgres]:
    with network(), django_db_blocker.unblock(), killable_postgres(monkeypatch, HERE) as server:
        yield server


@pytest.fixture
def redis() -> Iterator[OwnRedis]:
    with stoppable_redis(HERE) as server:
        yield server


def test_two_machines_are_one_portal_and_one_is_enough(
    postgres: OwnPostgres, redis: OwnRedis, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = timezone.now()
    with object_server(HERE) as store, empty_bucket(store):
        for name, value in environment_of(store).items():
            monkeypatch.setenv(name, value)
        settings.STORAGES = portal_settings.STORAGES | {"private": private_store(environ.Env())}
        settings.PASSWORD_HASHERS = ["tests.people.ReckonedOnce"]
        cast = make_cast()
        dossiers = [begun_dossier(cast, number) for number in range(DOSSIERS)]
        for name in MISSED:
            Sending.objects.create(entry=name, sent_at=common_now() - timedelta(days=40))
        hosts = [make_host(name, tmp_path, environment(postgres, redis)) for name in ADDRESSES]
        try:
            with watched_beats(redis.environment["CACHE_URL"]) as beats:
                for host in hosts:
                    host.start()
                read_elsewhere(cast, *hosts)
                before = set(Incident.objects.values_list("pk", flat=True))
                told = crowd_and_deaths(cast, dossiers, *hosts)
                wait_until(lambda: holds(are_ended), "every dossier is made or refused", seconds=240)
                wait_until(lambda: len(beats.of("send-messages")) > 3, "the beats go on", seconds=60)
            for host in hosts:
                host.portal.stop()
            settings.PRIVATE_ROOT = hosts[0].portal.environment["PRIVATE_ROOT"]
            figures = checked(told, dossiers, before, hosts[0].portal, monkeypatch)
            settings.PRIVATE_ROOT = hosts[1].portal.environment["PRIVATE_ROOT"]
            evidence_paper.clear_workings()
        finally:
            for host in hosts:
                host.portal.stop()
            storages["private"].connection.meta.client.close()  # type: ignore[attr-defined]
    assert len(told.photos) == UPLOADS
    figures |= {"repeated": told.repeated, "seconds": round((timezone.now() - started).total_seconds())}
    figures |= sent_once(beats)
    (tmp_path / "figures.json").write_text(json.dumps(figures))
    print(figures)  # noqa: T201


def environment(postgres: OwnPostgres, redis: OwnRedis) -> dict[str, str]:
    worker = postgres.address("WORKER_DATABASE_URL").replace("/convention77?", f"/{NAME}?")
    databases = {
        "DATABASE_URL": worker.replace("convention77_worker@", "convention77_app@"),
        "WORKER_DATABASE_URL": worker,
        "OWNER_URL": worker.replace("convention77_worker@", "convention77_owner@"),
    }
    names = {"ALLOWED_HOSTS": ",".join(ADDRESSES.values()), "EMAIL_URL": "smtp://127.0.0.1:9", "JOB_LEASE_SECONDS": "6"}
    return REAL_SITE | redis.environment | databases | names


def read_elsewhere(cast: Cast, here: Host, there: Host) -> None:
    """Signed in, filed and shown with its photo on one; read on the other, by the same session."""
    gilles = Visitor(here.portal)
    assert gilles.sign_in("gilles@tests.example").status == 302
    filed = gilles.send(
        "/faits/nouveau/", six_fields(cast, facts=FACTS, submission=str(uuid4())) | {"photos": [upload(photo("red"))]}
    )
    assert (filed.status, filed.location[:7]) == (302, "/faits/"), filed.text
    elsewhere = Visitor(there.portal, cookies=gilles.cookies)
    assert FACTS in elsewhere.get(filed.location).text
    piece = Attachment.objects.get(incident=UUID(filed.location.split("/")[2]))
    for visitor in (gilles, elsewhere):
        page = visitor.get(f"/pieces/{piece.pk}/contenu/")
        assert (page.status, page.text[6:10]) == (200, "JFIF"), page.text[:200]


def crowd_and_deaths(cast: Cast, dossiers: list[EvidenceFile], here: Host, there: Host) -> Told:
    told, chance = Told(), random.Random(77)
    fields = six_fields(cast, facts=FACTS)
    clients = [(cast.gilles, fields), (cast.sarah, fields), (cast.gaston, fields | {"residence": str(cast.erables.pk)})]

    def roaming(person: Person, first: Host, second: Host) -> Roaming:
        cookies = signed_in_visitor(first.portal, person).cookies
        return Roaming(first.portal, patience=15, cookies=cookies, others=(second.portal,))

    def moves(by: int) -> None:
        moment = told.begun + by + chance.randrange(4)
        wait_until(lambda: told.begun >= moment or all_done(work), "the crowd is at it", seconds=120)

    with ThreadPoolExecutor(len(clients) + 1) as crowd:
        work = [
            crowd.submit(
                file_facts,
                told,
                roaming(person, *((here, there) if start % 2 else (there, here))),
                words,
                [*range(start, UPLOADS, 3)],
            )
            for start, (person, words) in enumerate(clients)
        ]
        work.append(crowd.submit(ask_dossiers, told, roaming(cast.sarah, here, there), dossiers))
        for host in (here, there):
            moves(8)
            host.die()
            moves(16)
            host.come_back()
        for each in work:
            each.result()
    return told


def sent_once(beats: Watched) -> dict[str, Any]:
    """Once in each period, by one of the two; what was missed once."""
    assert {name: len(beats.of(name)) for name in MISSED} == dict.fromkeys(MISSED, 1)
    pauses = {name: beats.pauses(name) for name in EVERY_TEN_SECONDS}
    assert min(min(each) for each in pauses.values()) > 9.5, pauses
    machines = {sent.machine for name in EVERY_TEN_SECONDS for sent in beats.of(name)}
    assert machines == set(ADDRESSES.values()), "each has sent while the other was dead"
    return {
        "sent": {name: len(beats.of(name)) for name in EVERY_TEN_SECONDS},
        "longest pause": round(max(max(each) for each in pauses.values()), 1),
    }
