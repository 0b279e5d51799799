"""A worker whose clock is ten minutes off, or jumps back an hour: papers are made once, mails leave, the beat
goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from journal.enums import JobState, MessageState
from journal.models import Job, Message
from operation.models import Sending
from referrals.models import Referral
from tests.operation.conftest import REAL_SITE
from tests.operation.servers import PostOffice, post_office
from tests.operation.test_silent_mail import ask_for_a_password
from tests.operation.visitor import signed_in_visitor
from tests.people import Cast, make_fact, make_referral
from tests.portal import Portal, running_portal, wait_until
from tests.reports.conftest import ask_sheet

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as server:
        yield server


@pytest.fixture
def referral(committed_cast: Cast) -> Referral:
    cast = committed_cast
    return make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=make_fact(cast.gilles, cast.tilleuls))


def with_clock(portal: Portal, said: str) -> None:
    """From then on worker and beat have another clock, and the web the machine's."""
    if not LIBRARIES:
        pytest.skip("no faketime on this machine")
    portal.kill_worker()
    portal.within = ("env", f"LD_PRELOAD={LIBRARIES[0]}", f"FAKETIME={said}")
    portal.start_worker()


def is_all_done(cast: Cast, portal: Portal, referral: Referral, office: PostOffice) -> None:
    """A paper that is asked for, a mail that is due, and the three words of readiness."""
    before, mails = Sending.objects.get(entry="sweep-jobs").sent_at, len(office.recipients)
    report = ask_sheet(cast.karim, referral)
    assert ask_for_a_password(portal, 0).status == 302
    wait_until(lambda: Job.objects.get(pk=report.job_id).state == JobState.READY, "the paper", seconds=60)
    wait_until(lambda: len(office.recipients) > mails, "the mail", seconds=60)
    wait_until(lambda: Sending.objects.get(entry="sweep-jobs").sent_at > before, "the beat", seconds=60)
    karim = signed_in_visitor(portal, cast.karim)
    wait_until(lambda: karim.get("/health/ready").status == 200, "the worker breathes", seconds=60)
    assert Job.objects.get(pk=report.job_id).attempts == 1


@pytest.mark.parametrize("said", ["+10m", "-10m"])
def test_a_worker_whose_clock_is_off_does_its_work(
    said: str, own_database: str, committed_cast: Cast, referral: Referral, office: PostOffice, tmp_path: Path
) -> None:
    address = f"smtp://127.0.0.1:{office.server_address[1]}"
    with running_portal(own_database, tmp_path, **REAL_SITE, EMAIL_URL=address) as portal:
        wait_until(lambda: Sending.objects.filter(entry="sweep-jobs").exists(), "the beat has begun", seconds=60)
        with_clock(portal, said)
        is_all_done(committed_cast, portal, referral, office)
        assert not Message.objects.filter(state=MessageState.WAITING).exists()
    assert '"clock_differs"' in (tmp_path / "worker.log").read_text()


def test_a_clock_that_was_put_back_an_hour_stops_nothing(
    own_database: str, committed_cast: Cast, referral: Referral, office: PostOffice, tmp_path: Path
) -> None:
    """What was leased, sent and tried before lies in the hour that comes again."""
    address = f"smtp://127.0.0.1:{office.server_address[1]}"
    with running_portal(own_database, tmp_path, **REAL_SITE, EMAIL_URL=address) as portal:
        wait_until(lambda: Sending.objects.filter(entry="sweep-jobs").exists(), "the beat has begun", seconds=60)
        is_all_done(committed_cast, portal, referral, office)
        with_clock(portal, "-1h")
        is_all_done(committed_cast, portal, referral, office)
