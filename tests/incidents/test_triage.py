"""What waits for the référent: groups, several facts at once, and facts looked up."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from acting.days import PARIS
from incidents.models import Incident, Situation
from incidents.services import situations
from incidents.services.facts import leave_apart
from journal.models import Entry
from tests.people import Cast, acting, make_fact

pytestmark = pytest.mark.django_db

MANY = "/faits/tri/"
MONDAY = datetime(2026, 11, 16, 10, tzinfo=PARIS)


@pytest.fixture
def three(cast: Cast) -> list[Incident]:
    return [make_fact(cast.gilles, cast.tilleuls, at=timezone.now() - timedelta(minutes=number)) for number in range(3)]


def states(cast: Cast) -> list[str]:
    with acting(cast.sarah):
        return sorted(Incident.objects.values_list("state", flat=True))


def decide(cast: Cast, facts: list[Incident], **words: Any) -> Any:
    return cast.sarah.client().post(MANY, {"fait": [fact.pk for fact in facts]} | words, follow=True)


def waiting(cast: Cast) -> Any:
    return cast.sarah.client().get("/faits/").context["waiting"]


# Groups


def test_what_presses_stands_first(cast: Cast, three: list[Incident]) -> None:
    pressing = make_fact(cast.gilles, cast.tilleuls, category="agent-verbal")
    groups = waiting(cast).groups
    assert groups[0].first.pk == pressing.pk
    page = cast.sarah.client().get("/faits/").content.decode()
    assert page.index("Agent visé") < page.index("Dégradation")


def test_a_hall_has_a_group_for_each_week(cast: Cast) -> None:
    here = [make_fact(cast.gilles, cast.tilleuls, at=MONDAY + timedelta(days=days)) for days in (0, 3, 7)]
    found = [([fact.pk for fact in group.facts], group.week) for group in waiting(cast).groups]
    monday = MONDAY.date()
    assert found == [
        ([here[0].pk, here[1].pk], monday),
        ([here[2].pk], monday + timedelta(days=7)),
    ]


def test_three_in_six_months_are_likely_to_belong_together(cast: Cast, three: list[Incident]) -> None:
    [group] = waiting(cast).groups
    assert (group.often, group.is_likely, group.same_family) == (3, True, True)
    assert "3 faits en six mois à cet endroit" in cast.sarah.client().get("/faits/").content.decode()


def test_an_open_situation_of_the_place_is_offered(cast: Cast, three: list[Incident]) -> None:
    with acting(cast.sarah) as sarah:
        here = situations.join_facts(by=sarah, facts=three[:1])
        elsewhere = situations.open_situation(by=sarah, incident=make_fact(cast.gaston, cast.erables))
    [group] = waiting(cast).groups
    assert group.situations == [here]
    page = cast.sarah.client().get("/faits/").content.decode()
    assert (here.reference in page, elsewhere.reference in page) == (True, False)
    decide(cast, three[1:], situation=here.pk)
    with acting(cast.sarah):
        assert Incident.objects.filter(situation=here).count() == 3


def test_a_long_wait_is_said_loudly(cast: Cast) -> None:
    assert "sans tri depuis" not in cast.sarah.client().get("/faits/").content.decode()
    make_fact(cast.gilles, cast.tilleuls, at=timezone.now() - timedelta(days=40))
    assert "sans tri depuis" in cast.sarah.client().get("/faits/").content.decode()


# Several at once


def test_a_group_is_taken_together_with_one_click(cast: Cast, three: list[Incident]) -> None:
    page = decide(cast, three, act="together").content.decode()
    with acting(cast.sarah):
        situation = Situation.objects.get()
    assert f"3 faits dans la situation {situation.reference}." in page
    assert states(cast) == ["attached"] * 3


@pytest.mark.parametrize(
    ("words", "state", "said"),
    [
        ({"act": "left_apart"}, "left_apart", "2 faits laissés isolés."),
        ({"act": "set_aside", "reason": "doublon"}, "set_aside", "2 faits écartés."),
    ],
)
def test_others_are_left_as_they_are(
    cast: Cast, three: list[Incident], words: dict[str, str], state: str, said: str
) -> None:
    page = decide(cast, three[:2], **words).content.decode()
    assert said in page
    assert states(cast) == sorted([state, state, "filed"])


def test_a_fact_taken_meanwhile_is_named_and_the_others_are_done(cast: Cast, three: list[Incident]) -> None:
    """The page was opened before a colleague took one into a situation."""
    with acting(cast.sarah) as sarah:
        leave_apart(by=sarah, incident=three[1])
        situations.open_situation(by=sarah, incident=three[0])
    page = decide(cast, three[1:], act="left_apart").content.decode()
    assert "laissés isolés" in page
    refused = decide(cast, three, act="left_apart").content.decode()
    assert "n’est plus à traiter" in refused


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({}, "Choisissez ce que deviennent ces faits."),
        ({"act": "attached"}, "Sélectionnez un choix valide"),
        ({"act": "set_aside"}, "motif"),
        ({"act": "set_aside", "reason": "M. Dupont ment"}, "Sélectionnez un choix valide"),
    ],
)
def test_what_is_no_decision_changes_nothing(
    cast: Cast, three: list[Incident], words: dict[str, str], sentence: str
) -> None:
    page = decide(cast, three, **words).content.decode()
    assert sentence in page
    assert states(cast) == ["filed"] * 3


def test_nothing_of_a_neighbour_is_decided(cast: Cast) -> None:
    theirs = make_fact(cast.zoe, cast.pommiers)
    page = decide(cast, [theirs], act="left_apart").content.decode()
    assert "n’est plus à traiter" in page
    assert theirs.reference not in page
    with acting(cast.victor):
        assert Incident.objects.get().state == "filed"


# Facts looked up


def found(cast: Cast, text: str) -> set[str]:
    page = cast.sarah.client().post("/faits/tous/", {"texte": text})
    return {fact.reference for fact in page.context["page_obj"]}


def test_a_fact_is_found_by_reference_place_and_text(cast: Cast) -> None:
    here = make_fact(cast.gilles, cast.tilleuls, facts="Pétards dans la cage d’escalier.")
    there = make_fact(cast.gaston, cast.erables)
    theirs = make_fact(cast.zoe, cast.pommiers, facts="Pétards dans la cour.")
    assert found(cast, here.reference) == found(cast, here.reference.lower().replace("-", " ")) == {here.reference}
    assert found(cast, "petards") == found(cast, "Pétards dans") == {here.reference}
    assert found(cast, "erables") == {there.reference}
    assert found(cast, theirs.reference) == found(cast, "Pommiers") == found(cast, "pe") == set()


def test_what_was_searched_is_in_no_journal_and_no_address(cast: Cast) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls, facts="Pétards dans la cage d’escalier.")
    assert found(cast, "petards") == {fact.reference}
    with acting(cast.sarah):
        entry = Entry.objects.filter(verb="fait.lu", user_id=cast.sarah.user.pk).latest("at")
    assert entry.reason == "texte cherché"
    assert "apres=" not in cast.sarah.client().post("/faits/tous/", {"texte": "petards"}).content.decode()


# Whoever complained was told


def test_that_somebody_was_told_is_a_day_and_no_name(cast: Cast, three: list[Incident]) -> None:
    address = reverse("incident_informed", args=[three[0].pk])
    today = timezone.localdate()
    for person, day, code in (
        (cast.gilles, today, 302),
        (cast.sarah, today + timedelta(days=1), 200),
        (cast.sarah, today - timedelta(days=400), 200),
        (cast.gaston, today, 404),
        (cast.karim, today, 403),
    ):
        assert person.client().post(address, {"informed_on": day}).status_code == code
    with acting(cast.sarah):
        assert Incident.objects.get(pk=three[0].pk).informed_on == today
