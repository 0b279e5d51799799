"""A hand-over at midnight in Paris, also when the clocks change: nothing moves, nothing falls between."""

import re
import threading
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from acting.actor import machine_actor
from acting.days import PARIS
from acting.refusals import Refused
from correspondents.actors import actor_of_designation
from correspondents.enums import DesignationRole
from correspondents.models import Designation
from correspondents.services.designations import designate, replace_designation
from journal.models import Entry
from referrals.handover import handover_of
from referrals.models import Referral
from referrals.permissions import disclosures_visible_to, received_referrals_visible_to
from reports.fiche import draft_sheet
from reports.models import Report
from reports.services.papers import request_sheet
from tests.pages import one_line
from tests.people import Cast, Person, acting, make_cast, make_referral, make_user

LAST_DAYS = [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25)]
"""The eve of both changes of the clocks, and the days themselves."""


def paris(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), PARIS).astimezone(UTC)


def before(last_day: date) -> datetime:
    return paris(last_day, 23, 59)


def after(last_day: date) -> datetime:
    return paris(last_day + timedelta(days=1), 0, 1)


@pytest.fixture(params=LAST_DAYS, ids=str)
def last_day(request: pytest.FixtureRequest) -> date:
    day: date = request.param
    return day


def hand_over(cast: Cast, last_day: date) -> tuple[Referral, Person]:
    """A referral sent to Karim's post three days before he leaves it to Nour."""
    sent_at = paris(last_day - timedelta(days=3), 10, 0)
    until = last_day + timedelta(days=30)
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls, at=sent_at, until=until)
    nour = make_user("Nour")
    following = replace_designation(
        by=machine_actor(sent_at),
        designation=cast.karim.designation,
        user=nour,
        starts_on=last_day + timedelta(days=1),
    )
    return referral, Person(nour, cast.karim.post, following)


def inbox(person: Person, at: datetime) -> set[str]:
    """What the person finds received, acting as of that moment; nothing without a running designation."""
    actor = actor_of_designation(person.designation.pk, at)
    if actor is None:
        return set()
    with acting(actor):
        readable = disclosures_visible_to(actor).values_list("referral__reference", flat=True)
        received = received_referrals_visible_to(actor).waiting_on(actor.today)
        listed = set(received.values_list("reference", flat=True))
        assert listed == set(readable) == {row.reference for row in handover_of(actor).received}
        return listed


def test_there_are_two_minutes_between_the_two_moments(last_day: date) -> None:
    assert after(last_day) - before(last_day) == timedelta(minutes=2)


def test_the_successor_finds_in_the_same_minute_what_the_former_loses(cast: Cast, last_day: date) -> None:
    referral, nour = hand_over(cast, last_day)
    found = [(inbox(cast.karim, at), inbox(nour, at)) for at in (before(last_day), after(last_day))]
    assert found == [({referral.reference}, set()), (set(), {referral.reference})]


def test_nothing_moved(cast: Cast, last_day: date) -> None:
    referral, nour = hand_over(cast, last_day)
    with acting(nour, after(last_day)):
        row = Referral.objects.get(pk=referral.pk)
        assert (row.recipient_post, row.version) == (cast.karim.post, referral.version)
        assert row.recipient_designation == cast.karim.designation, "a document of March names March's correspondent"


def at_the_clock(patch: pytest.MonkeyPatch, moment: datetime) -> None:
    patch.setattr("django.utils.timezone.now", lambda: moment)


def test_pages_open_and_close_at_midnight(cast: Cast, last_day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session that was open stays signed in and has nothing any more; the other one gains it."""
    referral, nour = hand_over(cast, last_day)
    pages = (f"/saisines/{referral.pk}/", "/saisines/", "/saisines/passation/", "/annuaire/organisme/")
    at_the_clock(monkeypatch, before(last_day))
    clients = {"karim": cast.karim.client(), "nour": nour.client()}

    def codes() -> dict[str, set[int]]:
        return {who: {client.get(page).status_code for page in pages} for who, client in clients.items()}

    assert codes() == {"karim": {200}, "nour": {403}}
    at_the_clock(monkeypatch, after(last_day))
    assert codes() == {"karim": {403}, "nour": {200}}
    for page in ("/saisines/", "/saisines/passation/"):
        assert referral.reference in clients["nour"].get(page).text
    assert "désigné au jour de l’envoi : Karim Fictif" in clients["nour"].get(pages[0]).text
    assert "Karim Fictif</strong>tient ce poste" in one_line(clients["nour"].get("/saisines/passation/").text)


def test_the_journal_says_who_read_under_which_designation_on_which_day(
    cast: Cast, last_day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    referral, nour = hand_over(cast, last_day)
    for person, moment in ((cast.karim, before(last_day)), (nour, after(last_day))):
        at_the_clock(monkeypatch, moment)
        assert person.client().get(f"/saisines/{referral.pk}/").status_code == 200
    with acting(cast.dina, after(last_day)):
        read = Entry.objects.filter(verb="saisine.lue", object_id=referral.pk).order_by("at")
        found = [(e.designation_id, e.post_id, e.at.astimezone(PARIS).date()) for e in read]
    assert found == [
        (cast.karim.designation.pk, cast.karim.post.pk, last_day),
        (nour.designation.pk, cast.karim.post.pk, last_day + timedelta(days=1)),
    ]
    dina = cast.dina.client()
    for day, count in ((last_day, 1), (last_day + timedelta(days=1), 1), (last_day + timedelta(days=2), 0)):
        address = f"/journal/?verb=saisine.lue&since={day}&until={day}"
        assert len(re.findall(r'data-label="Acte">', dina.get(address).text)) == count, day


def test_the_sheet_of_march_names_the_correspondent_of_march(cast: Cast) -> None:
    referral, nour = hand_over(cast, date(2026, 3, 29))
    with acting(nour, paris(date(2026, 4, 2), 9, 0)) as actor:
        report = request_sheet(by=actor, referral=referral)
        named = draft_sheet(actor, Report.objects.get(pk=report.pk)).context["referral"].recipient_designation
    assert named.user == cast.karim.user


# The page « Passation »


def test_the_page_lists_what_is_open_at_the_own_post_and_nothing_else(cast: Cast) -> None:
    received = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    sent = make_referral(cast.karim, cast.sarah, cast.tilleuls, subject="acces-badges")
    draft = make_referral(cast.karim, cast.sarah, cast.tilleuls, subject="remise-etat", send=False)
    make_referral(cast.sarah, cast.maud, cast.tilleuls, subject="avis-parquet")
    make_referral(cast.victor, cast.pascale, cast.pommiers, subject="situation-prefecture")
    context = cast.karim.client().get("/saisines/passation/").context
    found = {name: {row.referral.pk for row in context[name]} for name in ("received", "sent", "drafts")}
    assert found == {"received": {received.pk}, "sent": {sent.pk}, "drafts": {draft.pk}}
    assert cast.geraldine.client().get("/saisines/passation/").context["received"] == []


def test_who_leaves_and_who_arrives_is_said_a_month_ahead(cast: Cast) -> None:
    today = cast.karim.actor().today
    replace_designation(
        by=cast.karim.actor(),
        designation=cast.karim.designation,
        user=make_user("Nour"),
        starts_on=today + timedelta(days=20),
    )
    page = one_line(cast.karim.client().get("/saisines/passation/").text)
    assert "Karim Fictif</strong>tient ce poste jusqu’au" in page
    assert "Nour Fictif</strong>tient ce poste à compter du" in page
    assert "Aucune arrivée ni aucun départ" in cast.maud.client().get("/saisines/passation/").text


def test_twenty_referrals_cost_no_more_queries_than_one(cast: Cast) -> None:
    def queries(client: Client) -> int:
        with CaptureQueriesContext(connection) as found:
            client.get("/saisines/passation/")
        return len(found)

    make_referral(cast.sarah, cast.karim, cast.tilleuls)
    client = cast.karim.client()
    one = queries(client)
    for _ in range(19):
        make_referral(cast.sarah, cast.karim, cast.tilleuls)
    assert queries(client) == one


# Two at once


def test_of_two_titulars_named_at_once_one_is_refused_with_a_sentence(own_database: str) -> None:
    cast = make_cast()
    post, day = cast.karim.post, timezone.localdate()
    Designation.objects.filter(pk=cast.karim.designation.pk).update(ends_on=day - timedelta(days=1))
    candidates = [make_user("Nour"), make_user("Denis")]
    start, sentences = threading.Barrier(2), []

    def work(number: int) -> None:
        start.wait()
        try:
            designate(by=machine_actor(timezone.now()), post=post, user=candidates[number], starts_on=day)
        except Refused as refused:
            sentences.append(refused.sentence)
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    titulars = Designation.objects.filter(post=post, role=DesignationRole.TITULAIRE, starts_on=day)
    assert titulars.count() == 1
    (sentence,) = sentences
    assert sentence.startswith(f"{titulars[0].user} est titulaire de ce poste")


def test_a_row_that_came_another_way_meets_the_constraint_and_a_sentence(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the rule had looked a moment too early."""
    monkeypatch.setattr("correspondents.services.designations.refuse_taken", lambda designation: None)
    with pytest.raises(Refused, match="quelqu’un vient d’y être nommé"):
        designate(
            by=machine_actor(timezone.now()), post=cast.karim.post, user=cast.nadia, starts_on=timezone.localdate()
        )
    assert set(cast.karim.post.designations.all()) == {cast.karim.designation}
