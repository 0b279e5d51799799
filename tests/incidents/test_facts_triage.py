"""What a référent does with a fact: leave it apart, set it aside; and the situation behind it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from acting.refusals import Conflict
from incidents.models import Incident, Situation
from incidents.services.facts import leave_apart
from incidents.services.situations import open_situation
from journal.models import Entry
from tests.people import Cast, Person, acting, make_fact


@pytest.fixture
def fact(cast: Cast) -> Incident:
    return make_fact(cast.gilles, cast.tilleuls, at=timezone.now() - timedelta(days=3))


def state_of(cast: Cast, fact: Incident) -> str:
    with acting(cast.sarah):
        return Incident.objects.get(pk=fact.pk).state


def entries(person: Person, *verbs: str) -> list[tuple[str, str]]:
    with acting(person) as actor:
        found = Entry.objects.filter(user_id=actor.user_id, verb__in=verbs).order_by("at")
        return list(found.values_list("verb", "reason"))


def triage(person: Person, fact: Incident, **sent: str) -> object:
    return person.client().post(reverse("incident_triage", args=[fact.pk]), sent)


def test_left_apart_then_set_aside_with_a_reason(cast: Cast, fact: Incident) -> None:
    assert triage(cast.sarah, fact, decision="left_apart").status_code == 302  # type: ignore[attr-defined]
    assert state_of(cast, fact) == "left_apart"
    triage(cast.sarah, fact, decision="set_aside", reason="doublon")
    assert state_of(cast, fact) == "set_aside"
    assert entries(cast.sarah, "fait.laisse_isole", "fait.ecarte") == [
        ("fait.laisse_isole", ""),
        ("fait.ecarte", "doublon"),
    ]


def test_setting_aside_needs_a_reason(cast: Cast, fact: Incident) -> None:
    response = triage(cast.sarah, fact, decision="set_aside")
    assert set(response.context["form"].errors) == {"reason"}  # type: ignore[attr-defined]
    assert state_of(cast, fact) == "filed"


@pytest.mark.parametrize("decision", ["", "attached", "closed", "filed"])
def test_no_other_state_is_reached_this_way(cast: Cast, fact: Incident, decision: str) -> None:
    assert triage(cast.sarah, fact, decision=decision, reason="doublon").status_code == 200  # type: ignore[attr-defined]
    assert state_of(cast, fact) == "filed"


def test_a_second_click_changes_and_journals_nothing(cast: Cast, fact: Incident) -> None:
    for _ in range(2):
        triage(cast.sarah, fact, decision="left_apart")
    assert entries(cast.sarah, "fait.laisse_isole") == [("fait.laisse_isole", "")]


def test_a_fact_attached_meanwhile_is_a_conflict(cast: Cast, fact: Incident) -> None:
    with acting(cast.sarah) as sarah:
        open_situation(by=sarah, incident=fact)
        with pytest.raises(Conflict):
            leave_apart(by=sarah, incident=fact)
    assert triage(cast.sarah, fact, decision="left_apart").status_code == 409  # type: ignore[attr-defined]
    assert state_of(cast, fact) == "attached"


def test_who_triages_and_complains(cast: Cast, fact: Incident) -> None:
    addresses = [reverse(name, args=[fact.pk]) for name in ("incident_triage", "complaint_new")]
    codes = {
        name: {person.client().post(address).status_code for address in addresses}
        for name, person in cast.people().items()
    }
    assert codes.pop("sarah") == {200}
    assert codes.pop("victor") == {404}
    assert set(map(frozenset, codes.values())) == {frozenset({403})}


def test_a_situation_opens_once(cast: Cast, fact: Incident) -> None:
    with acting(cast.sarah) as sarah:
        opened = open_situation(by=sarah, incident=fact)
        again = open_situation(by=sarah, incident=Incident.objects.get(pk=fact.pk))
        assert opened == again
        assert (fact.situation, fact.state) == (opened, "attached")
        assert (opened.residence_id, opened.landlord_id) == (cast.tilleuls.pk, cast.sarah.signatory.pk)
        assert list(Situation.objects.all()) == [opened]
    assert entries(cast.sarah, "situation.ouverte") == [("situation.ouverte", "")]


def test_a_fact_that_was_set_aside_says_itself_that_it_was_attached(cast: Cast, fact: Incident) -> None:
    """By a complaint here; a referral opens the situation in the same way."""
    triage(cast.sarah, fact, decision="set_aside", reason="doublon")
    cast.sarah.client().post(
        reverse("complaint_new", args=[fact.pk]), {"complainant": "agent", "filed_on": timezone.localdate()}
    )
    with acting(cast.sarah):
        about = Entry.objects.filter(object_id=fact.pk, user_id=cast.sarah.user.pk).exclude(verb="fait.lu")
        assert list(about.order_by("at").values_list("verb", flat=True)) == ["fait.ecarte", "fait.rattache"]
