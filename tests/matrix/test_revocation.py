"""Access ends at the next request, in every channel: each ending of an access against each way to what was shared."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

import django.utils.timezone
import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from correspondents.messages import WORDINGS, Topic
from correspondents.models import Designation, Post
from correspondents.outbox import send_batch
from correspondents.services import end_designation, switch_account
from correspondents.services.designations import end_designation_now
from files.models import StoredFile
from journal.enums import JobState
from journal.models import Job
from referrals.models import Referral
from referrals.services import referrals as services
from reports.models import Report
from reports.production import GONE
from reports.tasks import make_report
from signatories.models import Signatory
from tests.matrix.world import PV_NUMBER, SECRET, World, ready_sheet
from tests.people import acting
from tests.roles import as_worker, installing


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
        if channel == "fragment":
            return self.maud.get(f"/saisines/{pk}/", headers={"hx-request": "true"})
        addresses = {
            "page": f"/saisines/{pk}/",
            "list": "/saisines/?etat=toutes",
            "waiting": "/saisines/?etat=attente",
            "hand-over": "/saisines/passation/",
            "menu": "/competence/",
            "paper": f"/rapports/{self.paper.pk}/",
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


def designation_stopped(shared: Shared, patch: Patch) -> None:
    """At once: "mettre fin maintenant"."""
    cast = shared.world.cast
    with acting(cast.delphine) as delphine:
        end_designation_now(by=delphine, designation=cast.maud.designation)


def suspended(shared: Shared, patch: Patch) -> None:
    """Nobody confirmed that Maud still holds the post."""
    with installing():
        today = shared.world.cast.maud.actor().today
        Designation.objects.filter(pk=shared.world.cast.maud.designation.pk).update(suspended_on=today)


def post_closed(shared: Shared, patch: Patch) -> None:
    with installing():
        post = Post.objects.filter(pk=shared.world.cast.maud.post.pk)
        post.update(closed_on=shared.world.cast.maud.actor().today)


def signatory_left(shared: Shared, patch: Patch) -> None:
    with installing():
        yesterday = shared.world.cast.maud.actor().today - timedelta(days=1)
        Signatory.objects.filter(pk=shared.world.cast.maud.signatory.pk).update(left_on=yesterday)


STUB = {
    **dict.fromkeys(("page", "fragment", "list", "waiting", "hand-over", "menu", "search", "paper"), 200),
    **dict.fromkeys(("request", "receipt", "download"), 404),
}
OUTSIDE = dict.fromkeys(STUB, 403)
ENDINGS: dict[Callable[[Shared, Patch], None], dict[str, int]] = {
    withdrawn: STUB,
    refused: STUB,
    closed: STUB,
    expired: STUB,
    designation_ended: OUTSIDE,
    designation_stopped: OUTSIDE,
    suspended: OUTSIDE,
    post_closed: OUTSIDE,
    signatory_left: OUTSIDE,
    account_closed: dict.fromkeys(STUB, 302) | {"fragment": 200},  # which leads the whole page to the sign-in
}
# Where what ended still stands, as a stub with its reference; elsewhere it is gone altogether.
STAYS = ("page", "fragment", "list", "paper")
WAITS = re.compile(r'href="/saisines/"[^>]*>(?:(?!</a>).)*<span class="count"', re.S)
PLACE = "Résidence des Tilleuls"
CASE_SUBJECTS = {wording.subject for wording in WORDINGS.values() if wording.topic == Topic.CASE}


@pytest.mark.parametrize("channel", STUB)
def test_before_the_end_the_channel_is_open(shared: Shared, channel: str) -> None:
    """Otherwise the tests of the ends would prove nothing."""
    response = shared.look(channel)
    assert response.status_code == (302 if channel in ("request", "receipt") else 200)
    wanted = dict.fromkeys(("page", "fragment", "download"), SECRET) | dict.fromkeys(("list", "waiting"), PLACE)
    wanted |= dict.fromkeys(("search", "hand-over", "paper"), shared.referral.reference)
    assert wanted.get(channel, "") in response.content.decode()
    if channel == "menu":
        assert WAITS.search(response.content.decode())


@pytest.mark.parametrize("channel", STUB)
@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.__name__)
def test_nothing_is_read_after_the_end(
    shared: Shared, monkeypatch: Patch, ending: Callable[[Shared, Patch], None], channel: str
) -> None:
    ending(shared, monkeypatch)
    response = shared.look(channel)
    body = response.content.decode()
    assert response.status_code == ENDINGS[ending][channel]
    own = (PLACE,) if channel == "hand-over" else ()  # of what Maud herself has sent
    assert [word for word in (SECRET, PLACE) if word in body and word not in own] == []
    assert (shared.referral.reference in body) == (channel in STAYS and ENDINGS[ending] is STUB)
    if channel == "menu":
        assert not WAITS.search(body), "nothing waits"


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
    page = shared.maud.get(address)
    assert page.status_code == ENDINGS[ending]["paper"]
    if page.status_code == 200:
        assert GONE in unescape(page.content.decode()), "it says why"


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.__name__)
def test_a_mail_that_waited_says_nothing_after_the_end(
    shared: Shared, monkeypatch: Patch, ending: Callable[[Shared, Patch], None]
) -> None:
    """Nor does it leave at all for whoever reads nothing any more."""
    maud = shared.world.cast.maud.user
    ending(shared, monkeypatch)
    with as_worker():
        send_batch(at=django.utils.timezone.now() + timedelta(minutes=20))
    sent = [message for message in mail.outbox if maud.email in message.to]
    assert [word for each in sent for word in (SECRET, PLACE, shared.referral.reference) if word in each.body] == []
    told = {each.subject for each in sent}
    assert not told & CASE_SUBJECTS or ENDINGS[ending] is STUB
