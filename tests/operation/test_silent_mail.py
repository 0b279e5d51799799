"""A mail server that takes connections and never answers holds neither page nor paper."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.urls import NoReverseMatch, reverse

from correspondents.messages import RESET_KIND
from journal.enums import JobState, MessageState
from journal.models import Job, Message
from tests.matrix.expectations import ROWS
from tests.operation.conftest import REAL_SITE
from tests.operation.servers import silent_server
from tests.operation.visitor import Page, Visitor, signed_in_visitor
from tests.people import Cast, make_fact, make_referral
from tests.portal import Portal, running_portal, wait_until
from tests.reports.conftest import ask_sheet

RESETS = 15
AT_ONCE = 5  # seconds, half of what the portal waits for a mail server
EVERYBODY = ("gilles", "sarah", "karim", "maud", "perrine", "delphine", "dina", "adrien")


def pages_of(column: str) -> list[str]:
    """Every address without an object that this function opens."""
    found = []
    for name, row in ROWS.items():
        if row.code(column, "get") == 200 and not name.startswith("health"):
            try:
                found.append(reverse(name))
            except NoReverseMatch:
                continue
    return found


def ask_for_a_password(portal: Portal, number: int) -> Page:
    """Two of three have no account."""
    visitor = Visitor(portal)
    visitor.get("/accounts/password/reset/")
    email = f"{EVERYBODY[number % 8]}@tests.example" if number % 3 == 0 else f"personne{number}@tests.example"
    return visitor.post("/accounts/password/reset/", {"email": email})


def test_fifteen_forgotten_passwords_hold_nobody(own_database: str, committed_cast: Cast, tmp_path: Path) -> None:
    cast = committed_cast
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=make_fact(cast.gilles, cast.tilleuls))
    with (
        silent_server() as mail,
        running_portal(own_database, tmp_path, **REAL_SITE, EMAIL_URL=f"smtp://127.0.0.1:{mail.port}") as portal,
    ):
        visitors = {name: signed_in_visitor(portal, cast.people()[name]) for name in EVERYBODY}
        wait_until(lambda: mail.taken, "the worker waits for the mail server", seconds=60)
        with ThreadPoolExecutor(RESETS) as crowd:
            asked = list(crowd.map(lambda number: ask_for_a_password(portal, number), range(RESETS)))
        assert {page.status for page in asked} == {302}
        assert max(page.seconds for page in asked) < AT_ONCE
        assert Message.objects.filter(kind=RESET_KIND).count() == RESETS
        slow = {}
        for name, visitor in visitors.items():
            for path in pages_of(cast.people()[name].designation.function.value):
                page = visitor.get(path)
                assert page.status < 500, (name, path)
                slow[name, path] = page.seconds
        assert {key: seconds for key, seconds in slow.items() if seconds >= AT_ONCE} == {}
        report = ask_sheet(cast.karim, referral)
        wait_until(lambda: Job.objects.get(pk=report.job_id).state == JobState.READY, "the paper", seconds=60)
        wait_until(lambda: Message.objects.exclude(tried_at=None).exists(), "the mail server is given up", seconds=60)
    states = set(Message.objects.values_list("state", flat=True))
    assert states == {MessageState.WAITING}
    lines = [json.loads(line) for line in (tmp_path / "worker.log").read_text().splitlines() if line.startswith("{")]
    failures = [line for line in lines if line["event"] == "message_not_sent"]
    assert {line["error"] for line in failures} <= {"TimeoutError", "SMTPServerDisconnected"}
    assert failures
