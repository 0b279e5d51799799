"""Who sees which facts: the exact sets, in the list, on the page of one fact, and behind the second wall."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from acting.days import PARIS, day_of
from acting.enums import Function
from acting.keys import Source
from correspondents.enums import DesignationRole
from incidents import fact_list
from incidents.models import Complaint, Incident
from incidents.permissions import complaints_visible_to, fact_sources, incidents_visible_to
from incidents.services.complaints import note_complaint
from incidents.views import facts as views
from journal.models import Entry
from referrals.services.referrals import answer_referral
from signatories.waiting import Scale
from tests.people import Cast, Person, acting, appoint, make_fact, make_post, make_referral, make_residence, make_user

NOW = timezone.now()


def days_ago(days: int) -> datetime:
    """At noon, so that no change of the clocks moves it to another day."""
    return datetime.combine(timezone.localdate() - timedelta(days=days), time(12), PARIS)


@pytest.fixture
def four(cast: Cast) -> dict[str, Incident]:
    """Two facts of the Tilleuls, one of the Érables, one of the other landlord."""
    return {
        "hall": make_fact(cast.gilles, cast.tilleuls, at=days_ago(3)),
        "noise": make_fact(cast.sarah, cast.tilleuls, at=days_ago(2), category="bruit"),
        "melun": make_fact(cast.gaston, cast.erables, at=days_ago(9)),
        "other": make_fact(cast.zoe, cast.pommiers, at=days_ago(1)),
    }


def listed(person: Person, query: str = "") -> list[object]:
    """Of a référent, all facts; what waits stands apart."""
    address = "/faits/tous/" if person.post.function == Function.REFERENT else "/faits/"
    return [fact.pk for fact in person.client().get(f"{address}{query}").context["page_obj"]]


def named(four: dict[str, Incident], *names: str) -> set[object]:
    return {four[name].pk for name in names}


SEEN = {
    "sarah": ("hall", "noise", "melun"),
    "gilles": ("hall", "noise"),
    "gaston": ("melun",),
    "victor": ("other",),
    "zoe": ("other",),
}


def test_each_person_sees_an_exact_set(cast: Cast, four: dict[str, Incident]) -> None:
    for name, person in cast.people().items():
        expected = named(four, *SEEN.get(name, ()))
        with acting(person) as actor:
            assert set(incidents_visible_to(actor).values_list("pk", flat=True)) == expected, name
        opened = {fact for fact in four.values() if _code(person, fact) == 200}
        assert {fact.pk for fact in opened} == expected, name
        if name in SEEN:
            assert set(listed(person)) == expected, name


def _code(person: Person, fact: Incident) -> int:
    return person.client().get(reverse("incident_detail", args=[fact.pk])).status_code


def test_what_one_may_not_see_does_not_exist(cast: Cast, four: dict[str, Incident]) -> None:
    codes = {name: _code(person, four["other"]) for name, person in cast.people().items()}
    assert {name for name, code in codes.items() if code == 404} == {"sarah", "gilles", "gaston"}
    assert {name for name, code in codes.items() if code == 200} == {"victor", "zoe"}
    assert {name for name, code in codes.items() if code == 403} == set(cast.people()) - {
        "sarah",
        "gilles",
        "gaston",
        "victor",
        "zoe",
    }


def test_the_wall_holds_without_the_filter(
    cast: Cast, four: dict[str, Incident], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "incidents_visible_to", lambda actor: Incident.objects.all())
    monkeypatch.setattr(fact_list, "fact_sources", lambda actor: (Source(Incident.objects.all()),))
    for name, seen in SEEN.items():
        person = cast.people()[name]
        assert set(listed(person)) == named(four, *seen), name
        assert {fact.pk for fact in four.values() if _code(person, fact) == 200} == named(four, *seen), name
    for name in set(cast.people()) - set(SEEN):
        with acting(cast.people()[name]):
            assert not Incident.objects.exists(), name


def test_the_parts_that_are_walked_are_all_that_one_sees(cast: Cast, four: dict[str, Incident]) -> None:
    """With what a gardien filed elsewhere, which is in one part only."""
    elsewhere = make_fact(cast.gilles, cast.erables)
    for name, person in cast.people().items():
        with acting(person) as actor:
            parts = [
                source.rows.filter(**{f"{source.spread.column}__in": source.spread.values} if source.spread else {})
                for source in fact_sources(actor)
            ]
            walked = {key for part in parts for key in part.values_list("pk", flat=True)}
            assert walked == set(incidents_visible_to(actor).values_list("pk", flat=True)), name
            assert (elsewhere.pk in walked) == (name in ("gilles", "gaston", "sarah")), name


def test_a_gardien_of_two_residences_sees_both(cast: Cast, four: dict[str, Incident]) -> None:
    saules = make_residence(cast.sarah.signatory, "Résidence des Saules")
    there = make_fact(cast.sarah, saules)
    vergers = make_residence(cast.sarah.signatory, "Résidence des Vergers")
    beside = make_fact(cast.sarah, vergers)
    post = make_post(cast.sarah.signatory, Function.GARDIEN, "Gardien volant", residences=(vergers, saules))
    flora = appoint(make_user("Flora"), post)
    assert set(listed(flora)) == {there.pk, beside.pk}


def test_a_gardien_keeps_the_facts_filed_elsewhere(cast: Cast, four: dict[str, Incident]) -> None:
    """Gilles replaced a colleague for a day: what he filed there stays his to follow."""
    there = make_fact(cast.gilles, cast.erables)
    assert set(listed(cast.gilles)) == named(four, "hall", "noise") | {there.pk}


def test_an_ended_designation_sees_nothing(cast: Cast, four: dict[str, Incident]) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    ended = appoint(make_user("Hugo"), cast.gilles.post, role=DesignationRole.SUPPLEANT, ends_on=yesterday)
    assert ended.client().get("/faits/").status_code == 403
    assert _code(ended, four["hall"]) == 403


def test_complaints_are_for_the_referent(cast: Cast, four: dict[str, Incident]) -> None:
    with acting(cast.sarah) as sarah:
        noted = note_complaint(by=sarah, incident=four["hall"], complainant="landlord", filed_on=sarah.today)
    for name, person in cast.people().items():
        expected = [noted] if name == "sarah" else []
        with acting(person) as actor:
            assert list(complaints_visible_to(actor)) == list(Complaint.objects.all()) == expected, name


# What became of it


def test_the_author_reads_neutral_lines_only(cast: Cast, four: dict[str, Incident]) -> None:
    address = reverse("incident_detail", args=[four["hall"].pk])
    assert "Transmis à un partenaire" not in cast.gilles.client().get("/faits/").content.decode()
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=four["hall"])
    with acting(cast.karim) as karim:
        answer_referral(by=karim, referral=referral, outcome="patrols_planned", note="Deux équipages.")
    for page in ("/faits/", address):
        shown = cast.gilles.client().get(page).content.decode()
        assert "Un partenaire a répondu" in shown
        assert "Regroupé" not in shown
        for secret in (referral.reference, "Passages programmés", "Deux équipages", "Circonscription", "Karim"):
            assert secret not in shown, (page, secret)
    assert "Transmis à un partenaire" in cast.gilles.client().get(address).content.decode()
    lines = {
        fact.pk: fact.latest_line and fact.latest_line.event
        for fact in cast.sarah.client().get("/faits/tous/").context["page_obj"]
    }
    assert lines == {four["hall"].pk: "answered", four["noise"].pk: None, four["melun"].pk: None}
    beside = cast.sarah.client().get(reverse("incident_referrals", args=[four["hall"].pk]))
    assert referral.reference in beside.content.decode()


def test_the_author_is_shown_by_post_never_by_name(cast: Cast, four: dict[str, Incident]) -> None:
    page = cast.sarah.client().get(reverse("incident_detail", args=[four["hall"].pk])).content.decode()
    assert "Gardien des Tilleuls" in page
    assert "Gilles" not in page


def test_the_referent_sees_what_partners_owe_and_said(cast: Cast, four: dict[str, Incident]) -> None:
    ago = days_ago(40)
    waiting = make_referral(cast.sarah, cast.karim, cast.tilleuls, at=ago, until=NOW.date() + timedelta(days=30))
    answered = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    make_referral(cast.victor, cast.karim, cast.pommiers)
    with acting(cast.karim) as karim:
        answer_referral(by=karim, referral=answered, outcome="nothing_found")
    context = cast.sarah.client().get(reverse("answers_awaited")).context
    assert context["waiting"] == [waiting]
    assert [(item.answer.referral, item.said) for item in context["answers"]] == [(answered, "Rien constaté")]
    assert cast.gilles.client().get(reverse("answers_awaited")).status_code == 403


# What waits, and the list


def days_since(moment: datetime) -> int:
    return Scale(None, 30).days_since(moment, day_of(NOW))


def test_new_facts_wait_by_hall_and_week_the_oldest_first(cast: Cast, four: dict[str, Incident]) -> None:
    waiting = cast.sarah.client().get("/faits/").context["waiting"]
    shown = [(group.first.residence.name, group.place, group.often, group.is_likely) for group in waiting.groups]
    assert shown[0] == ("Résidence des Érables", "Hall, C", 1, False)
    assert {fact.pk for fact in waiting.facts} == named(four, "melun", "hall", "noise")
    assert {group.first.residence.name for group in waiting.groups[1:]} == {"Résidence des Tilleuls"}
    assert (str(waiting.new_count), waiting.late.number, days_since(waiting.oldest)) == ("3", 0, 9)


def test_an_address_that_asks_for_a_list_shows_it(cast: Cast, four: dict[str, Incident]) -> None:
    here, there = (cast.sarah.client().get(f"{page}?etat=filed&tri=date") for page in ("/faits/", "/faits/tous/"))
    assert [fact.pk for fact in here.context["page_obj"]] == [fact.pk for fact in there.context["page_obj"]] != []


def test_a_triaged_fact_waits_no_longer(cast: Cast, four: dict[str, Incident]) -> None:
    cast.sarah.client().post(reverse("incident_triage", args=[four["melun"].pk]), {"decision": "left_apart"})
    waiting = cast.sarah.client().get("/faits/").context["waiting"]
    assert {fact.pk for fact in waiting.facts} == named(four, "hall", "noise")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?etat=filed", ["noise", "melun"]),
        ("?etat=left_apart", ["hall"]),
        ("?commune=77288", ["melun"]),
        ("?famille=voisinage", ["noise"]),
        ("?periode=30&commune=77284", ["noise", "hall"]),
        ("?tri=date", ["melun", "hall", "noise"]),
        ("?tri=categorie", ["noise", "hall", "melun"]),
        ("?tri=lieu", ["noise", "hall", "melun"]),
        ("?etat=inconnu&page=99&tri=x&residence=abc", ["noise", "hall", "melun"]),
    ],
)
def test_the_list_is_narrowed_and_sorted_by_its_address(
    cast: Cast, four: dict[str, Incident], query: str, names: list[str]
) -> None:
    cast.sarah.client().post(reverse("incident_triage", args=[four["hall"].pk]), {"decision": "left_apart"})
    assert listed(cast.sarah, query) == [four[name].pk for name in names]


def test_the_period_leaves_older_facts_out(cast: Cast, four: dict[str, Incident]) -> None:
    old = make_fact(cast.gilles, cast.tilleuls, at=days_ago(80))
    assert old.pk not in listed(cast.gilles, "?periode=30")
    assert old.pk in listed(cast.gilles, "?periode=90")


def test_a_place_leads_to_its_facts(cast: Cast, four: dict[str, Incident]) -> None:
    query = f"?etat=filed&residence={cast.tilleuls.pk}&lieu=hall"
    response = cast.sarah.client().get(f"/faits/tous/{query}")
    assert {fact.pk for fact in response.context["page_obj"]} == named(four, "hall", "noise")
    assert "Résidence des Tilleuls – Meaux, hall" in response.content.decode()
    foreign = cast.sarah.client().get(f"/faits/tous/?residence={cast.pommiers.pk}").content.decode()
    assert "Clos des Pommiers" not in foreign


def test_pages_hold_twenty_five_and_keep_the_filters(cast: Cast) -> None:
    facts = [make_fact(cast.gilles, cast.tilleuls, at=NOW - timedelta(hours=hours)) for hours in range(27)]
    newest_first = [fact.pk for fact in facts]
    assert listed(cast.gilles, "?etat=filed") == newest_first[:25]
    first = cast.gilles.client().get("/faits/?etat=filed")
    assert f"?etat=filed&amp;apres={first.context['page_obj'].after}" in first.content.decode()
    assert listed(cast.gilles, f"?etat=filed&apres={first.context['page_obj'].after}") == newest_first[25:]


def test_an_empty_list_says_what_to_do(cast: Cast) -> None:
    assert "Aucun fait déclaré" in cast.gilles.client().get("/faits/").content.decode()
    assert "Tout est traité" in cast.sarah.client().get("/faits/").content.decode()


# Reads are journaled, and cost the same however many rows


def test_reads_are_journaled_for_the_landlord(cast: Cast, four: dict[str, Incident]) -> None:
    cast.gilles.client().get("/faits/")
    cast.gilles.client().get(reverse("incident_detail", args=[four["hall"].pk]))
    with acting(cast.gilles) as gilles:
        read = Entry.objects.filter(user_id=gilles.user_id, object_type="fait").exclude(verb="fait.depose")
        entries = set(read.values_list("verb", "object_id", "owner_id", "channel", "count"))
    owner = cast.gilles.signatory.pk
    assert entries == {("fait.lu", None, owner, "list", 2), ("fait.lu", four["hall"].pk, owner, "page", 1)}


@contextmanager
def queries() -> Iterator[Callable[[], int]]:
    with CaptureQueriesContext(connection) as captured:
        yield lambda: len(captured)


@pytest.mark.parametrize("name", ["sarah", "gilles"])
def test_twenty_rows_ask_no_more_than_one(cast: Cast, name: str) -> None:
    client = cast.people()[name].client()

    def asked() -> int:
        with queries() as count:
            client.get("/faits/")
        return count()

    def follow(number: int) -> None:
        fact = make_fact(cast.gilles, cast.tilleuls, at=NOW - timedelta(hours=number))
        referral = make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact)
        if number % 2:
            with acting(cast.karim) as karim:
                answer_referral(by=karim, referral=referral, outcome="nothing_found")
        make_fact(cast.gilles, cast.tilleuls, at=NOW - timedelta(hours=number, minutes=30))

    follow(0)
    follow(1)
    asked()
    few = asked()
    for number in range(2, 12):
        follow(number)
    assert len(listed(cast.people()[name])) == 24
    assert asked() == few


def test_one_fact_asks_the_same_with_many_lines(cast: Cast) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    client, address = cast.sarah.client(), reverse("incident_detail", args=[fact.pk])
    counts = []
    for _ in range(2):
        make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact)
        client.get(address)
        with queries() as count:
            client.get(address)
        counts.append(count())
        for _ in range(4):
            make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("order", fact_list.FactFilter.ORDERS)
def test_the_count_is_of_the_rows_that_the_filters_leave(cast: Cast, order: str) -> None:
    """Also where the list goes along the very column that a filter narrows."""
    elsewhere = make_residence(cast.sarah.signatory, "Résidence des Saules", commune="77288")
    for residence, category in (
        (cast.tilleuls, "degradation"),
        (cast.tilleuls, "bruit"),
        (cast.tilleuls, "bruit"),
        (elsewhere, "bruit"),
    ):
        make_fact(cast.sarah, residence, category=category)
    client, found = cast.sarah.client(), {}
    for narrowed in ("", "commune=77284", "commune=77288", "famille=voisinage", "famille=voisinage&commune=77284"):
        page = client.get(f"/faits/tous/?tri={order}&{narrowed}").context["page_obj"]
        found[narrowed] = (len(page.rows), page.total.number)
    assert found == {
        "": (4, 4),
        "commune=77284": (3, 3),
        "commune=77288": (1, 1),
        "famille=voisinage": (3, 3),
        "famille=voisinage&commune=77284": (2, 2),
    }
