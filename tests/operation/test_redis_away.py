"""Without Redis people sign in, file, read and ask for papers; guessing passwords is held back all the same."""

import json
from pathlib import Path
from uuid import uuid4

from incidents.models import Incident
from journal.enums import JobState
from journal.models import CachedValue, Job
from tests.incidents.test_facts_filing import six_fields
from tests.operation.conftest import REAL_SITE
from tests.operation.servers import stoppable_redis
from tests.operation.visitor import Visitor
from tests.people import Cast, acting, make_fact, make_referral
from tests.portal import running_portal, wait_until

TOO_MANY = "Trop d’essais"


def test_the_portal_goes_on_without_redis(own_database: str, committed_cast: Cast, tmp_path: Path) -> None:
    cast = committed_cast
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=make_fact(cast.gilles, cast.tilleuls))
    environment = REAL_SITE | {"EMAIL_URL": "smtp://127.0.0.1:9"}
    with stoppable_redis() as redis, running_portal(own_database, tmp_path, **environment, **redis.environment) as live:
        redis.stop()

        gilles = Visitor(live)
        assert gilles.sign_in("gilles@tests.example").status == 302
        filed = gilles.post("/faits/nouveau/", six_fields(cast, submission=str(uuid4())))
        assert filed.status == 302
        with acting(cast.gilles):
            fact = Incident.objects.latest("filed_at")
        assert fact.facts in gilles.get(f"/faits/{fact.pk}/").text

        karim = Visitor(live)
        karim.sign_in("karim@tests.example")
        assert karim.get(f"/saisines/{referral.pk}/").status == 200
        asked = karim.post(f"/saisines/{referral.pk}/fiche/")
        assert asked.status == 302
        assert karim.get(asked.location).status == 200
        assert Job.objects.get().state == JobState.QUEUED

        guesses = [Visitor(live).sign_in("sarah@tests.example", f"essai {number}").text for number in range(6)]
        assert [TOO_MANY in text for text in guesses] == [False] * 5 + [True]
        assert TOO_MANY in Visitor(live).sign_in("sarah@tests.example").text
        assert not [key for key in CachedValue.objects.values_list("cache_key", flat=True) if "127.0.0.1" in key]

        redis.start()
        wait_until(lambda: Job.objects.get().state == JobState.READY, "the sweeper brings the paper", seconds=90)
        wait_until(lambda: karim.get("/health/ready").status == 200, "all is there again", seconds=60)
    lines = [json.loads(line) for line in (tmp_path / "web.log").read_text().splitlines() if line.startswith("{")]
    events = {line["event"] for line in lines}
    assert {"redis_away", "job_not_sent"} <= events
