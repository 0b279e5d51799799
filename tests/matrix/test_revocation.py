"""Access ends at the next request, in every channel: each ending of an access against each way to what was shared."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from correspondents.services import end_designation, switch_account
from files.models import StoredFile
from journal.enums import JobState
from journal.models import Job
from referrals.models import Referral
from referrals.services import referrals as services
from reports.models import Report
from reports.tasks import make_report
from tests.matrix.world import PV_NUMBER, SECRET, World, ready_sheet
from tests.people import acting
from tests.roles import as_worker


@dataclass
class Shared:
    """Maud has opened the portal while she could read all of `referral`; `paper` is ready, `queued` is not."""

    world: World
    referral: Referral
    maud: Client
    paper: Report

    def look(self, channel: str) -> Any:
        pk = self.referral.pk
        if channel == "search":
            return self.maud.post("/saisines/", {"number": PV_NUMBER})
        if channel == "request":
            return self.maud.post(f"/saisines/{pk}/fiche/")
        if channel == "receipt":
            return self.maud.post(f"/communications/{self.world.disclosures['to_maud']}/recepisse/")
        addresses = {
            "page": f"/saisines/{pk}/",
            "list": "/saisines/?etat=toutes",
            "download": f"/rapports/{self.paper.pk}/telecharger/",
        }
        return self.maud.get(addresses[channel])


@pytest.fixture
def shared(world: World) -> Shared:
    person = world.people["maud"]
    referral = world.referrals["to_maud"]
    return Shared(world, referral, person.client(), ready_sheet(person, referral))


Patch = pytest.MonkeyPatch


def withdrawn(shared: Shared, patch: Patch) -> None:
    with acting(shared.world.cast.sarah) as sarah:
        services.withdraw_referral(by=sarah, referral=shared.referral)


def refused(shared: Shared, patch: Patch) -> None:
    with acting(shared.world.cast.maud) as maud:
        services.refuse_referral(by=maud, referral=shared.referral, motive="out_of_frame")


def closed(shared: Shared, patch: Patch) -> None:
    with acting(shared.world.cast.maud) as maud:
        services.answer_referral(by=maud, referral=shared.referral, outcome="sent_to_inquiry")
    with acting(shared.world.cast.sarah) as sarah:
        services.close_referral(by=sarah, referral=shared.referral)


def expired(shared: Shared, patch: Patch) -> None:
    """The day after its last one, before any task has written it down; Maud has signed in again."""
    later = timezone.now() + (shared.referral.until - timezone.localdate()) + timedelta(days=1)
    patch.setattr("django.utils.timezone.now", lambda: later)
    shared.maud = shared.world.cast.maud.client()


def designation_ended(shared: Shared, patch: Patch) -> None:
    cast = shared.world.cast
    yesterday = cast.maud.actor().today - timedelta(days=1)
    end_designation(by=cast.delphine.actor(), designation=cast.maud.designation, ends_on=yesterday)


def account_closed(shared: Shared, patch: Patch) -> None:
    cast = shared.world.cast
    with acting(cast.adrien) as admin:
        switch_account(by=admin, user=cast.maud.user, is_active=False)


STUB = {"page": 200, "list": 200, "search": 200, "request": 404, "receipt": 404, "download": 404}
ENDINGS: dict[Callable[[Shared, Patch], None], dict[str, int]] = {
    withdrawn: STUB,
    refused: STUB,
    closed: STUB,
    expired: STUB,
    designation_ended: dict.fromkeys(STUB, 403),
    account_closed: dict.fromkeys(STUB, 302),
}
PLACE = "Résidence des Tilleuls"


@pytest.mark.parametrize("channel", STUB)
def test_before_the_end_the_channel_is_open(shared: Shared, channel: str) -> None:
    """Otherwise the tests of the ends would prove nothing."""
    response = shared.look(channel)
    asks = channel in ("request", "receipt")
    assert response.status_code == (302 if asks else 200)
    wanted = {"page": SECRET, "list": PLACE, "search": shared.referral.reference, "download": SECRET}
    assert wanted.get(channel, "") in response.content.decode()


@pytest.mark.parametrize("channel", STUB)
@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.__name__)
def test_nothing_is_read_after_the_end(
    shared: Shared, monkeypatch: Patch, ending: Callable[[Shared, Patch], None], channel: str
) -> None:
    ending(shared, monkeypatch)
    response = shared.look(channel)
    body = response.content.decode()
    assert response.status_code == ENDINGS[ending][channel]
    assert [word for word in (SECRET, PLACE) if word in body] == []
    if channel == "search":
        assert shared.referral.reference not in body
    elif response.status_code == 200:
        assert shared.referral.reference in body, "the stub stays"


@pytest.mark.parametrize("asked", ["request", "receipt"])
@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.__name__)
def test_a_job_that_waited_makes_nothing_after_the_end(
    shared: Shared, monkeypatch: Patch, ending: Callable[[Shared, Patch], None], asked: str
) -> None:
    address = shared.look(asked).headers["Location"]
    with acting(shared.world.cast.maud):
        queued = Report.objects.get(pk=address.strip("/").rpartition("/")[2])
    ending(shared, monkeypatch)
    files = StoredFile.objects.count()
    with as_worker():
        for _ in range(3):
            make_report(str(queued.job_id))
    assert Job.objects.get(pk=queued.job_id).state == JobState.FAILED
    assert StoredFile.objects.count() == files
