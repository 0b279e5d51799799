"""A paper is its requester's, while what it shows may be read: at the click, in the worker, at the download."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from correspondents.services import end_designation, switch_account
from files.models import StoredFile
from files.services import purge_due, read_verified
from journal.enums import JobState
from journal.models import Entry
from referrals.models import Referral
from referrals.services.referrals import expire_referral, withdraw_referral
from reports.models import Report
from reports.production import ENDED, GONE
from reports.services.papers import RETENTION
from tests.people import Cast, Person, acting
from tests.reports.conftest import Work, ask_sheet, content_of, seen_by
from tests.roles import as_web

Event = Callable[[Cast, Referral], None]


def withdrawn(cast: Cast, referral: Referral) -> None:
    with acting(cast.sarah) as actor:
        withdraw_referral(by=actor, referral=referral)


def expired(cast: Cast, referral: Referral) -> None:
    """Its last day passes and the machine writes it down, in the only role that may."""
    machine = machine_actor(timezone.now() + timedelta(days=400))
    with acting(machine):
        expire_referral(by=machine, referral=referral)


def designation_ended(cast: Cast, referral: Referral) -> None:
    machine = machine_actor(timezone.now())
    end_designation(by=machine, designation=cast.maud.designation, ends_on=machine.today - timedelta(days=1))


def account_closed(cast: Cast, referral: Referral) -> None:
    switch_account(by=machine_actor(timezone.now()), user=cast.maud.user, is_active=False)


EVENTS = [(withdrawn, GONE), (expired, GONE), (designation_ended, ENDED), (account_closed, ENDED)]


@pytest.mark.parametrize(("event", "reason"), EVENTS)
def test_what_ended_before_the_worker_came_gives_no_file(
    cast: Cast, referral: Referral, work: Work, event: Event, reason: str
) -> None:
    report = ask_sheet(cast.maud, referral)
    event(cast, referral)

    job = work(report)

    assert (job.state, job.error) == (JobState.FAILED, reason)
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("event", [event for event, _ in EVENTS])
def test_what_ended_before_the_download_is_not_handed_out(
    cast: Cast, referral: Referral, work: Work, event: Event
) -> None:
    report = ask_sheet(cast.maud, referral)
    work(report)
    client = cast.maud.client()
    address = f"/rapports/{report.pk}/telecharger/"
    assert client.get(address).status_code == 200
    event(cast, referral)

    refused = client.get(address)

    assert refused.status_code in (302, 403, 404)
    assert not refused.content.startswith(b"%PDF")
    if event in (withdrawn, expired):
        assert refused.status_code == 404


def test_the_sender_keeps_the_sheet_of_what_it_withdrew(cast: Cast, referral: Referral, work: Work) -> None:
    report = ask_sheet(cast.sarah, referral)
    withdrawn(cast, referral)

    assert work(report).state == JobState.READY
    assert cast.sarah.client().get(f"/rapports/{report.pk}/telecharger/").status_code == 200


def test_a_download_is_the_stored_file_and_is_journaled(cast: Cast, referral: Referral, work: Work) -> None:
    report = ask_sheet(cast.maud, referral)
    work(report)

    answer = cast.maud.client().get(f"/rapports/{report.pk}/telecharger/")

    assert answer.content == content_of(cast.maud, report)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="fiche-de-saisine-{referral.reference}.pdf"'
    with acting(cast.maud):
        entry = Entry.objects.get(verb="rapport.telecharge")
        shown = Entry.objects.get(verb="saisine.lue", channel="pdf")
    assert (shown.object_id, shown.owner_id) == (referral.pk, referral.sender_id)
    assert (entry.object_id, entry.owner_id, entry.channel) == (report.pk, referral.sender_id, "pdf")


def test_only_the_requester_sees_a_report(cast: Cast, referral: Referral, work: Work) -> None:
    """Not the sender, not the préparatrice of the same post, not the administrator."""
    report = ask_sheet(cast.maud, referral)
    work(report)

    def rows(person: Person) -> set[object]:
        with acting(person):
            return set(Report.objects.values_list("pk", flat=True))

    seen = {name: rows(person) for name, person in cast.people().items()}
    assert {name: found for name, found in seen.items() if found} == {"maud": {report.pk}}
    for person in (cast.sarah, cast.perrine, cast.delphine):
        codes = [
            person.client().get(f"/rapports/{report.pk}/{page}").status_code
            for page in ("", "avancement/", "telecharger/")
        ]
        assert codes == [404, 404, 404]


def test_who_may_ask_for_a_sheet(cast: Cast, referral: Referral) -> None:
    codes = {name: p.client().post(f"/saisines/{referral.pk}/fiche/").status_code for name, p in cast.people().items()}

    assert {name for name, code in codes.items() if code == 302} == {"sarah", "maud", "perrine"}
    assert {name for name, code in codes.items() if code == 404} == {
        "victor", "karim", "geraldine", "paul", "fanny", "pascale",
    }  # fmt: skip
    assert {name for name, code in codes.items() if code == 403} == {
        "gilles", "gaston", "zoe", "dina", "delphine", "adrien",
    }  # fmt: skip


def test_a_second_click_asks_once(cast: Cast, referral: Referral) -> None:
    assert ask_sheet(cast.maud, referral).pk == ask_sheet(cast.maud, referral).pk


def test_the_app_may_not_write_a_result(cast: Cast, referral: Referral) -> None:
    report = ask_sheet(cast.maud, referral)
    with pytest.raises(DatabaseError), acting(cast.maud):
        Report.objects.filter(pk=report.pk).update(pages=3)


def test_without_context_no_report_is_seen(cast: Cast, referral: Referral) -> None:
    ask_sheet(cast.maud, referral)
    with as_web():
        assert not Report.objects.exists()
    with transaction.atomic(), as_web(), acting_as(machine_actor(timezone.now())):
        assert not Report.objects.exists()  # the machine is obeyed in the worker's role only


def test_the_page_follows_the_work(cast: Cast, referral: Referral, work: Work) -> None:
    client = cast.maud.client()
    address = client.post(f"/saisines/{referral.pk}/fiche/").headers["Location"]
    waiting = client.get(f"{address}avancement/").content.decode()
    assert 'hx-trigger="every 1s"' in waiting
    assert "Actualiser" in waiting

    with acting(cast.maud):
        report = Report.objects.get()
    work(report)

    ready = client.get(address).content.decode()
    stored = seen_by(cast.maud, report).file
    assert stored is not None
    assert "hx-trigger" not in ready
    assert stored.sha256 in ready
    assert f"Fiche de saisine {referral.reference}" in ready


def test_a_failure_is_readable_and_can_be_asked_again(
    cast: Cast, referral: Referral, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = ask_sheet(cast.maud, referral)
    monkeypatch.setattr("reports.pdf.pdf_available", lambda: False)
    work(report)
    failed = cast.maud.client().get(f"/rapports/{report.pk}/").content.decode()
    assert "la bibliothèque Pango manque" in failed
    assert "Demander de nouveau" in failed
    assert ask_sheet(cast.maud, referral).pk != report.pk


def test_a_report_is_erased_after_its_days(cast: Cast, referral: Referral, work: Work) -> None:
    report = ask_sheet(cast.maud, referral)
    work(report)
    stored = seen_by(cast.maud, report).file
    assert stored is not None
    assert stored.purge_on == cast.maud.actor().today + RETENTION
    assert read_verified(stored)

    purge_due(by=machine_actor(timezone.now() + RETENTION))

    assert cast.maud.client().get(f"/rapports/{report.pk}/telecharger/").status_code == 404
    assert "Ce PDF a atteint sa date" in cast.maud.client().get(f"/rapports/{report.pk}/").content.decode()


def test_the_list_costs_the_same_for_one_and_many(cast: Cast, referral: Referral, work: Work) -> None:
    client = cast.maud.client()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/rapports/").status_code == 200
        return len(captured)

    work(ask_sheet(cast.maud, referral))
    one = queries()
    for _ in range(4):
        work(ask_sheet(cast.maud, referral))
    assert queries() == one
