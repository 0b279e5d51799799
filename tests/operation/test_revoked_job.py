"""A paper that waited for a stopped worker is refused when it starts again: the right to it was withdrawn meanwhile."""

from html import unescape
from pathlib import Path

from files.models import StoredFile
from journal.enums import JobState
from journal.models import Job
from referrals.services.referrals import withdraw_referral
from reports.production import GONE
from tests.operation.visitor import signed_in_visitor
from tests.people import Cast, acting, make_fact, make_referral
from tests.portal import running_portal, wait_until
from tests.reports.conftest import ask_sheet


def test_the_worker_asks_again_before_it_makes_a_paper(own_database: str, committed_cast: Cast, tmp_path: Path) -> None:
    cast = committed_cast
    fact = make_fact(cast.gilles, cast.tilleuls)
    referral, kept = (make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact) for _ in range(2))
    with running_portal(own_database, tmp_path) as portal:
        portal.kill_worker()
        report, other = ask_sheet(cast.karim, referral), ask_sheet(cast.karim, kept)
        with acting(cast.sarah) as sarah:
            withdraw_referral(by=sarah, referral=referral)
        assert Job.objects.get(pk=report.job_id).state == JobState.QUEUED
        portal.start_worker()
        wait_until(lambda: Job.objects.get(pk=other.job_id).state == JobState.READY, "the other paper", seconds=90)
        wait_until(lambda: Job.objects.get(pk=report.job_id).state == JobState.FAILED, "refused", seconds=90)
        page = signed_in_visitor(portal, cast.karim).get(f"/rapports/{report.pk}/")
        assert page.status == 200
        assert GONE in unescape(page.text)
    assert StoredFile.objects.count() == 1
