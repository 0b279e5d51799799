"""One number from the answer to the worker: by it whoever has a complaint finds the line of the log."""

import json
from pathlib import Path

from journal.enums import JobState
from journal.models import Entry, Job
from tests.operation.conftest import REAL_SITE
from tests.operation.visitor import signed_in_visitor
from tests.people import Cast, make_fact, make_referral
from tests.portal import running_portal, wait_until


def lines(log: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]


def test_the_request_the_job_and_the_journal_bear_one_number(
    own_database: str, committed_cast: Cast, tmp_path: Path
) -> None:
    cast = committed_cast
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=make_fact(cast.gilles, cast.tilleuls))
    with running_portal(own_database, tmp_path, **REAL_SITE, EMAIL_URL="smtp://127.0.0.1:9") as portal:
        sarah = signed_in_visitor(portal, cast.sarah)
        assert sarah.post(f"/saisines/{referral.pk}/fiche/").status == 302
        job = Job.objects.latest("created_at")
        wait_until(lambda: Job.objects.get(pk=job.pk).state == JobState.READY, "the paper", seconds=60)
        assert sarah.get("/nulle-part/").status == 404
    written = set(Entry.objects.filter(request_id=job.request_id).values_list("verb", "channel"))
    asked = ("rapport.demande", "form")
    assert written == {asked, ("fichier.depose", "file"), ("rapport.etabli", "job")}  # the last two by the worker
    refused = [line for line in lines(tmp_path / "web.log") if line.get("status") == 404]
    assert refused
    assert all(line["request_id"] for line in refused)
