"""The administrator keeps accounts and looks at how the portal works, and never at case data."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from acting.actor import Actor, machine_actor
from correspondents.models import User
from correspondents.permissions import accounts_visible_to, designations_visible_to, messages_visible_to
from correspondents.services import end_designation
from journal.enums import JobState, MessageState
from journal.models import Entry, Job, Message
from journal.services import enqueue_job, post_message
from tests.people import Cast, acting, make_fact, make_referral, make_user

LISTED = (("queued", False), ("queued", True), ("ready", True), ("failed", False))
PAGES = (
    "/administration/",
    "/administration/comptes/",
    "/administration/taches/",
    "/administration/courriels/",
    "/administration/courriels/demonstration/",
)


def switch(client: Client, user: User, *, is_open: bool) -> int:
    data = {"open": "on"} if is_open else {}
    return client.post(f"/administration/comptes/{user.pk}/etat/", data).status_code


def is_open(user: User) -> bool:
    user.refresh_from_db()
    return user.is_active


def test_nobody_but_the_administrator_keeps_accounts(cast: Cast) -> None:
    for name, person in cast.people().items():
        if name == "adrien":
            continue
        client = person.client()
        assert {client.get(path).status_code for path in PAGES} == {403}, name
        assert switch(client, cast.victor.user, is_open=False) == 403
        assert client.get(f"/administration/comptes/{uuid4()}/").status_code == 403
        actor = person.actor()
        assert not accounts_visible_to(actor).exists()
        assert not designations_visible_to(actor).exists()
        assert not messages_visible_to(actor).exists()
    assert is_open(cast.victor.user)


def test_the_administrator_sees_every_account_and_what_it_holds(cast: Cast) -> None:
    page = cast.adrien.client().get("/administration/comptes/").text
    assert {user.email for user in User.objects.all() if user.email in page} == {u.email for u in User.objects.all()}


def test_a_name_is_searched_without_standing_in_the_address(cast: Cast) -> None:
    make_user("Anne", "Sarrazin")
    client = cast.adrien.client()
    found = client.post("/administration/comptes/", {"name": "sar"})
    assert {user.first_name for user in found.context["page_obj"]} == {"Sarah", "Anne"}
    both = client.post("/administration/comptes/", {"name": "fictif MAUD"})
    assert {user.first_name for user in both.context["page_obj"]} == {"Maud"}
    assert "Aucun compte ne porte ce nom" in client.post("/administration/comptes/", {"name": "%"}).text
    ignored = client.get("/administration/comptes/", {"name": "sar"})
    assert ignored.context["page_obj"].total.number == User.objects.count()


def test_an_account_is_closed_and_opened_again_and_both_are_journaled(cast: Cast) -> None:
    client = cast.adrien.client()
    assert switch(client, cast.sarah.user, is_open=False) == 302
    assert not is_open(cast.sarah.user)
    assert switch(client, cast.sarah.user, is_open=True) == 302
    assert is_open(cast.sarah.user)
    with acting(cast.adrien):
        written = Entry.objects.filter(object_id=cast.sarah.user.pk).order_by("at").values_list("verb", "owner_id")
        assert list(written) == [("compte.ferme", None), ("compte.rouvert", None)]


def test_a_click_on_an_old_page_does_not_do_the_opposite(cast: Cast) -> None:
    client = cast.adrien.client()
    switch(client, cast.sarah.user, is_open=False)
    switch(client, cast.sarah.user, is_open=False)
    assert not is_open(cast.sarah.user)


def test_the_administrator_does_not_close_his_own_account(cast: Cast) -> None:
    client = cast.adrien.client()
    assert switch(client, cast.adrien.user, is_open=False) == 403
    assert is_open(cast.adrien.user)
    page = client.get(f"/administration/comptes/{cast.adrien.user.pk}/").text
    assert "C’est votre compte" in page
    assert "Fermer le compte</button>" not in page


def test_an_account_that_does_not_exist_is_absent(cast: Cast) -> None:
    client = cast.adrien.client()
    assert client.get(f"/administration/comptes/{uuid4()}/").status_code == 404
    assert client.post(f"/administration/comptes/{uuid4()}/etat/").status_code == 404
    assert client.get(f"/administration/comptes/{cast.sarah.user.pk}/etat/").status_code == 405


def test_an_account_shows_its_designations_past_and_running(cast: Cast) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    end_designation(by=machine_actor(timezone.now()), designation=cast.karim.designation, ends_on=yesterday)
    page = cast.adrien.client().get(f"/administration/comptes/{cast.karim.user.pk}/").text
    assert "Circonscription de Meaux" in page
    assert "terminée" in page
    listed = cast.adrien.client().post("/administration/comptes/", {"name": "karim"})
    assert [user.running for user in listed.context["page_obj"]] == [[]]


def test_the_overview_says_what_is_loaded_and_what_waits(cast: Cast) -> None:
    actor = Actor(now=timezone.now())
    for _ in range(3):
        post_message(by=actor, kind="referral_waiting", recipient_id=cast.maud.user.pk)
    first, second, _ = Message.objects.values_list("pk", flat=True)
    Message.objects.filter(pk=first).update(state=MessageState.REFUSED)
    Message.objects.filter(pk=second).update(created_at=actor.now - timedelta(minutes=31))
    for state in (JobState.QUEUED, JobState.READY, JobState.FAILED):
        job = enqueue_job(by=cast.sarah.actor(), task="reports.tasks.make", object_id=uuid4())
        Job.objects.filter(pk=job.pk).update(state=state)
    response = cast.adrien.client().get("/administration/")
    counted = [(state, count) for state, _, count in response.context["outbox"]]
    assert counted == [("waiting", 1), ("refused", 1), ("failed", 0)]
    assert [(state, count) for state, _, count in response.context["jobs"]] == [
        ("queued", 0),
        ("running", 0),
        ("failed", 1),
    ]
    reference = response.context["reference"]
    assert (reference["communes"], reference["residences"]) == (507, 3)
    rows = {(row["domain"], row["vintage"], row["count"], row["to_verify"]) for row in reference["competences"]}
    assert rows == {
        ("prosecution", "COG 2026, ressort déduit", 507, 507),
        ("force", "2020, périmètre de 2015", 507, 507),
        ("prefecture", "2026", 507, 0),
    }


def test_the_last_exported_head_is_shown(cast: Cast, tmp_path: Path) -> None:
    client = cast.adrien.client()
    with override_settings(PRIVATE_ROOT=tmp_path):
        assert "Aucune tête du journal" in client.get("/administration/").text
        (tmp_path / "journal-heads").mkdir()
        lines = [f"2026-03-0{day}T04:00:00+00:00 {day}123 {day * 8}{'ab' * 28}" for day in (1, 2)]
        (tmp_path / "journal-heads" / "2026.txt").write_text("\n".join(lines) + "\n")
        page = client.get("/administration/").text
    assert "2 mars 2026, 5 h 00" in page
    assert "16ababababababab" in page
    assert "2123" not in page


def test_only_jobs_that_failed_or_are_late_are_listed_by_state(cast: Cast) -> None:
    made = {state: enqueue_job(by=cast.sarah.actor(), task="reports.tasks.make", object_id=uuid4()) for state in LISTED}
    late = timezone.now() - timedelta(minutes=31)
    for (state, is_late), job in made.items():
        Job.objects.filter(pk=job.pk).update(state=state, created_at=late if is_late else job.created_at)
    client = cast.adrien.client()

    def listed(state: str) -> set[tuple[str, bool]]:
        found = client.get("/administration/taches/", {"etat": state}).context["page_obj"]
        return {key for key, job in made.items() if job.pk in {each.pk for each in found}}

    assert listed("") == listed("nonsense") == listed("ready") == {("queued", True), ("failed", False)}
    assert listed("failed") == {("failed", False)}
    assert listed("queued") == {("queued", True)}


def test_the_administrator_s_pages_do_not_count_what_cases_make(cast: Cast) -> None:
    """More referrals, mails and papers: the same pages."""
    client, paths = cast.adrien.client(), [path for path in PAGES if "demonstration" not in path]
    before = {path: page_of(client, path) for path in paths}
    fact = make_fact(cast.gilles, cast.tilleuls)
    for _ in range(3):
        make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact)
        enqueue_job(by=cast.sarah.actor(), task="reports.tasks.make", object_id=uuid4())
    assert Message.objects.filter(kind="referral_waiting").count() == 3
    assert {path: page_of(client, path) for path in paths} == before


def page_of(client: Client, path: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", client.get(path).text)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_of_the_administrator_holds_case_data(cast: Cast, path: str) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls, facts="Porte du hall forcée par trois personnes.")
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact)
    page = cast.adrien.client().get(path).text
    for secret in (fact.facts, fact.reference, referral.reference, str(fact.pk), str(referral.pk), "Tilleuls"):
        assert secret not in page.replace("Gardien des Tilleuls", "")


def test_a_real_portal_has_no_page_of_mails(cast: Cast) -> None:
    with override_settings(DEMO=False):
        assert cast.adrien.client().get("/administration/courriels/demonstration/").status_code == 404


def test_a_mail_is_shown_as_text_never_as_markup(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(b"Subject: <b>x</b>\nTo: a@b.example\n\n<script>alert(1)</script>\n" + b"-" * 79)
    with override_settings(MAIL_ROOT=str(tmp_path)):
        page = cast.adrien.client().get("/administration/courriels/demonstration/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_list_of_twenty_accounts_costs_no_more_queries_than_one_of_one(cast: Cast) -> None:
    client = cast.adrien.client()
    with CaptureQueriesContext(connection) as one:
        client.post("/administration/comptes/", {"name": "sarah"})
    with CaptureQueriesContext(connection) as many:
        client.post("/administration/comptes/", {"name": "fictif"})
    assert len(many) == len(one)
