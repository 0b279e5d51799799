"""The directory on paper: what its requester sees when it is made, and no longer once anything in it has changed."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pikepdf
import pytest
from django.utils import timezone

from acting.actor import machine_actor
from correspondents.models import User
from correspondents.services import end_designation, switch_account
from files.models import StoredFile
from files.services import purge_due
from journal.enums import JobState
from journal.models import Job
from reports import production
from reports.models import Report
from reports.pdf import Draft, Paper, print_draft
from reports.production import CHANGED, ENDED
from reports.services.papers import RETENTION, request_directory
from reports.tasks import make_report
from tests.people import Cast, Person, acting, appoint, make_user
from tests.reports.conftest import Work, content_of, text_of
from tests.roles import installing


def ask(person: Person) -> Report:
    with acting(person) as actor:
        return request_directory(by=actor)


def names_in(person: Person, report: Report) -> set[str]:
    text = text_of(content_of(person, report))
    return {user.first_name for user in User.objects.all() if f"{user.first_name} Fictif" in text}


def test_it_names_whom_the_requester_sees(cast: Cast, work: Work) -> None:
    partners = {
        "Sarah", "Dina", "Victor", "Karim", "Geraldine", "Maud", "Paul", "Fanny", "Perrine", "Pascale", "Delphine",
        "Adrien",
    }  # fmt: skip
    for person, people in ((cast.karim, partners), (cast.sarah, partners | {"Gilles", "Gaston"})):
        report = ask(person)
        assert work(report).state == JobState.READY
        assert names_in(person, report) == people


def test_it_is_tagged_and_says_that_it_is_not_to_be_spread(cast: Cast, work: Work) -> None:
    report = ask(cast.karim)
    work(report)
    content = content_of(cast.karim, report)
    text = text_of(content)
    assert "Ne pas diffuser" in text
    assert "Police nationale de Seine-et-Marne" in text
    with pikepdf.open(io.BytesIO(content)) as document:
        pages = len(document.pages)
    assert f"{pages}/{pages}" in text.replace(" / ", "/")
    with pikepdf.open(io.BytesIO(content)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "fr"
        assert b"pdfuaid" in document.Root.Metadata.read_bytes()


def left(cast: Cast) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    end_designation(by=cast.adrien.actor(), designation=cast.maud.designation, ends_on=yesterday)


def closed(cast: Cast) -> None:
    switch_account(by=cast.adrien.actor(), user=cast.maud.user, is_active=False)


def joined(cast: Cast) -> None:
    appoint(make_user("Lucien"), cast.sarah.post, role="suppleant")  # type: ignore[arg-type]


def other_number(cast: Cast) -> None:
    User.objects.filter(pk=cast.maud.user.pk).update(phone="01 99 00 77 88")


@pytest.mark.parametrize("event", [left, closed])
def test_who_left_before_the_worker_came_is_not_in_it(cast: Cast, work: Work, event: Callable[[Cast], None]) -> None:
    report = ask(cast.karim)
    event(cast)
    assert work(report).state == JobState.READY
    assert "Maud" not in names_in(cast.karim, report)


@pytest.mark.parametrize("event", [left, closed, joined, other_number])
def test_a_copy_is_withdrawn_once_anything_in_it_has_changed(
    cast: Cast, work: Work, event: Callable[[Cast], None]
) -> None:
    report = ask(cast.karim)
    work(report)
    client, address = cast.karim.client(), f"/rapports/{report.pk}/"
    assert client.get(f"{address}telecharger/").content == content_of(cast.karim, report)
    assert "Télécharger le PDF" in client.get(address).text
    event(cast)
    assert client.get(f"{address}telecharger/").status_code == 404
    page = client.get(address).text
    assert "L’annuaire a changé depuis" in page
    assert "Télécharger le PDF" not in page


def test_a_change_while_it_is_printed_gives_no_file_and_the_next_asked_for_is_right(
    cast: Cast, work: Work, monkeypatch: pytest.MonkeyPatch, as_worker: Callable[[], AbstractContextManager[None]]
) -> None:
    printed = print_draft

    def print_and_meanwhile(draft: Draft) -> Paper:
        with installing():
            User.objects.filter(pk=cast.maud.user.pk).update(is_active=False)
        return printed(draft)

    monkeypatch.setattr(production, "print_draft", print_and_meanwhile)
    report = ask(cast.karim)
    with as_worker():
        make_report(str(report.job_id))
    job = Job.objects.get(pk=report.job_id)
    assert (job.state, job.error) == (JobState.FAILED, CHANGED)
    assert not StoredFile.objects.exists()
    again = ask(cast.karim)
    assert work(again).state == JobState.READY
    assert "Maud" not in names_in(cast.karim, again)


def test_a_requester_who_left_gets_nothing(cast: Cast, work: Work) -> None:
    report = ask(cast.maud)
    left(cast)
    job = work(report)
    assert (job.state, job.error) == (JobState.FAILED, ENDED)


def test_who_may_ask_and_a_second_click_asks_once(cast: Cast) -> None:
    codes = {name: person.client().post("/annuaire/pdf/").status_code for name, person in cast.people().items()}
    assert {name for name, code in codes.items() if code == 403} == {"gilles", "gaston", "zoe"}
    assert set(codes.values()) == {302, 403}
    assert ask(cast.karim).pk == ask(cast.karim).pk


def test_it_is_erased_after_its_days(cast: Cast, work: Work) -> None:
    report = ask(cast.karim)
    work(report)
    purge_due(by=machine_actor(timezone.now() + RETENTION))
    assert cast.karim.client().get(f"/rapports/{report.pk}/telecharger/").status_code == 404
