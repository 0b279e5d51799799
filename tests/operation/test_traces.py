"""What somebody typed lies in the database and nowhere beside it, also when everything is sent twice."""

import base64
import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2
import pytest
import redis

from incidents.models import Complaint, Incident
from journal.enums import JobState, MessageState
from journal.models import Job, Message
from referrals.models import Referral
from tests.databases import run_as_owner
from tests.incidents.test_facts_filing import six_fields
from tests.operation.visitor import Page, Visitor, signed_in_visitor
from tests.people import Cast, acting
from tests.portal import Portal, wait_until

CANARY = "quetzalcoatlus"
PV_CANARY = "2026/887766"
PACKED = re.compile(rb"[A-Za-z0-9+/]{20,}")
CANARIES = (CANARY, PV_CANARY)


def at_the_same_time(visitor: Visitor, path: str, data: dict[str, Any]) -> list[Page]:
    """A double click, several times over: the database makes the later ones wait for the first."""
    with ThreadPoolExecutor(4) as clicks:
        return list(clicks.map(lambda _: visitor.post(path, data), range(4)))


def test_a_fact_and_a_referral_sent_twice_leave_no_trace_of_their_words(
    live_portal: Portal, committed_cast: Cast
) -> None:
    cast, log = committed_cast, server_log()
    read_before = log.stat().st_size if log else 0
    gilles, sarah, karim = (signed_in_visitor(live_portal, who) for who in (cast.gilles, cast.sarah, cast.karim))

    words = f"Porte forcée par {CANARY}."
    filed = at_the_same_time(gilles, "/faits/nouveau/", six_fields(cast, facts=words, submission=str(uuid4())))
    assert {page.status for page in filed} == {302}
    with acting(cast.sarah):
        assert list(Incident.objects.values_list("facts", flat=True)) == [words]
        fact = Incident.objects.get()

    filed_on = cast.sarah.actor().today
    complaint = {"complainant": "landlord", "filed_on": filed_on.isoformat(), "pv_number": PV_CANARY, "service": CANARY}
    at_the_same_time(sarah, f"/faits/{fact.pk}/plainte/", complaint)
    with acting(cast.sarah) as actor:
        assert Complaint.objects.count() == 1
        until = actor.today + timedelta(days=30)
    sheet = {
        "incident": fact.pk,
        "recipient": cast.karim.post.pk,
        "subject": "presence",
        "basis": "csi-l271-1",
        "field_sets": ["facts", "place"],
        "until": until.isoformat(),
        "precision": f"Vu par {CANARY}.",
        "submission": str(uuid4()),
        "act": "send",
    }
    sent = at_the_same_time(sarah, "/saisines/nouvelle/", sheet)
    with acting(cast.sarah):
        assert Referral.objects.count() == 1, [page.status for page in sent]
        referral = Referral.objects.get()
    asked = karim.post(f"/saisines/{referral.pk}/fiche/")
    assert CANARY in karim.get(f"/saisines/{referral.pk}/").text
    wait_until(lambda: Job.objects.get().state == JobState.READY, "the paper", seconds=60)
    wait_until(lambda: Message.objects.filter(state=MessageState.SENT).exists(), "the mail", seconds=60)
    karim.get(f"{asked.location}?nom={CANARY}")
    karim.get(f"/saisines/{CANARY}/")

    for canary in CANARIES:
        assert canary not in "".join(everything_in_redis(live_portal))
        for name in ("web.log", "worker.log"):
            assert canary not in (live_portal.logs / name).read_text()
        for folder in ("mails", "temporary"):
            for file in files_below(live_portal.logs / folder):
                assert canary.encode() not in file.read_bytes(), file
        for file in files_below(live_portal.logs / "private"):
            assert canary not in str(file)
        if log:
            assert canary not in log.read_bytes()[read_before:].decode(errors="replace")


def test_a_failed_statement_leaves_an_error_and_no_value_in_the_server_s_log(own_database: str) -> None:
    log = server_log()
    if log is None:
        pytest.skip("the database's log is not on this machine")
    before = log.stat().st_size
    twice = "INSERT INTO journal_cachedvalue VALUES (%s, 'x', now()), (%s, 'x', now())"
    with pytest.raises(psycopg2.errors.UniqueViolation):
        run_as_owner(twice, [CANARY, CANARY], database=own_database)
    told = log.read_bytes()[before:].decode()
    assert "journal_cachedvalue_pkey" in told
    assert CANARY not in told


def server_log() -> Path | None:
    """Of the private cluster; somebody else's server keeps its own."""
    name = os.environ.get("POSTGRES_LOG")
    return Path(name) if name else None


def files_below(folder: Path) -> Iterator[Path]:
    yield from (file for file in folder.rglob("*") if file.is_file())


def everything_in_redis(portal: Portal) -> Iterator[str]:
    """Keys and values of broker and cache; what Celery has packed is opened."""
    for url in (portal.environment["CACHE_URL"], broker_of(portal)):
        with redis.Redis.from_url(url) as client:
            for key in client.scan_iter():
                yield key.decode(errors="replace")
                for value in values_of(client, key):
                    yield value.decode(errors="replace")
                    for packed in PACKED.findall(value):
                        yield base64.b64decode(packed + b"=" * (-len(packed) % 4)).decode(errors="replace")


def broker_of(portal: Portal) -> str:
    cache = portal.environment["CACHE_URL"]
    number = portal.environment["REDIS_URL"].rpartition("=")[2].rpartition("/")[2]
    head, separator, _ = cache.rpartition("=" if "=" in cache else "/")
    return f"{head}{separator}{number}"


def values_of(client: Any, key: bytes) -> list[bytes]:
    kind = client.type(key)
    if kind == b"string":
        return [client.get(key) or b""]
    if kind == b"list":
        return list(client.lrange(key, 0, -1))
    if kind == b"set":
        return list(client.smembers(key))
    if kind == b"zset":
        return list(client.zrange(key, 0, -1))
    return [part for pair in client.hgetall(key).items() for part in pair]
