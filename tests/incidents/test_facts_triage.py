"""What a référent does with a fact: leave it apart, set it aside, note a complaint; and the situation behind it."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from acting.refusals import Conflict
from incidents.enums import Complainant
from incidents.filing_rules import refusals_of_complaint
from incidents.models import Complaint, Incident, Situation
from incidents.services.facts import leave_apart
from incidents.services.situations import open_situation
from journal.models import Entry
from tests.people import Cast, Person, acting, make_fact

TODAY = timezone.localdate()


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
    cast.sarah.client().post(reverse("complaint_new", args=[fact.pk]), complaint())
    with acting(cast.sarah):
        about = Entry.objects.filter(object_id=fact.pk, user_id=cast.sarah.user.pk).exclude(verb="fait.lu")
        assert list(about.order_by("at").values_list("verb", flat=True)) == ["fait.ecarte", "fait.rattache"]


# Complaints


def complaint(**changed: str) -> dict[str, str]:
    return {
        "complainant": "landlord",
        "filed_on": (TODAY - timedelta(days=1)).isoformat(),
        "service": "Commissariat de Meaux",
        "pv_number": "2026/04512",
        "prosecution_number": "26 150 000 12",
    } | changed


def complaints_of(cast: Cast) -> list[Complaint]:
    with acting(cast.sarah):
        return list(Complaint.objects.all())


def test_a_complaint_is_noted_once_and_opens_the_situation(cast: Cast, fact: Incident) -> None:
    address = reverse("complaint_new", args=[fact.pk])
    for _ in range(2):
        response = cast.sarah.client().post(address, complaint())
        assert response.headers["Location"] == reverse("incident_detail", args=[fact.pk])
    [noted] = complaints_of(cast)
    assert (noted.complainant, noted.service) == ("landlord", "Commissariat de Meaux")
    assert (noted.pv_number, noted.prosecution_number) == ("2026/04512", "26 150 000 12")
    assert (noted.incident_id, noted.filed_on) == (fact.pk, TODAY - timedelta(days=1))
    assert state_of(cast, fact) == "attached"
    assert entries(cast.sarah, "plainte.notee") == [("plainte.notee", "")]
    page = cast.sarah.client().get(response.headers["Location"]).content.decode()
    assert "2026/04512" in page
    assert "2026/04512" not in cast.gilles.client().get(response.headers["Location"]).content.decode()


def test_of_a_tenants_complaint_the_date_alone_is_noted(cast: Cast, fact: Incident) -> None:
    client, address = cast.sarah.client(), reverse("complaint_new", args=[fact.pk])
    sent = complaint(complainant="tenant")
    refused = client.post(address, sent)
    form = refused.context["form"]
    assert set(form.errors) == {"service", "pv_number", "prosecution_number"}
    assert {name: form[name].value() for name in sent} == sent
    assert complaints_of(cast) == []
    client.post(address, {"complainant": "tenant", "filed_on": sent["filed_on"]})
    assert [(noted.complainant, noted.service, noted.pv_number) for noted in complaints_of(cast)] == [
        ("tenant", "", "")
    ]


def test_the_page_groups_what_each_kind_of_complaint_takes_by_the_rule(cast: Cast, fact: Incident) -> None:
    """In the group that names its kinds are the fields which the others refuse, and no other field."""
    page = cast.sarah.client().get(reverse("complaint_new", args=[fact.pk])).text
    [(kinds, group)] = re.findall(
        r'<fieldset class="form group" [^>]*data-values="([^"]*)">(.*?)</fieldset>', page, re.S
    )
    grouped = set(re.findall(r'name="(\w+)"', group))
    today = timezone.localdate()
    numbers = dict.fromkeys(("service", "pv_number", "prosecution_number"), "x")
    for kind in Complainant:
        found = refusals_of_complaint(
            complainant=kind, filed_on=today, numbers=numbers, started_at=fact.started_at, today=today
        )
        assert {refusal.field for refusal in found} == (set() if kind in kinds.split() else grouped), kind
    assert grouped == numbers.keys()
    assert "Sauf pour la plainte d’un locataire" in group


def test_the_database_keeps_a_tenants_complaint_to_its_date(cast: Cast, fact: Incident) -> None:
    with acting(cast.sarah) as sarah:
        situation = open_situation(by=sarah, incident=fact)
    own = {"landlord": fact.landlord, "situation": situation}
    with acting(cast.sarah), pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.create(**own, incident=fact, complainant="tenant", filed_on=TODAY, service="Meaux")


@pytest.mark.parametrize(
    ("filed_on", "said"),
    [
        ((TODAY + timedelta(days=1)).isoformat(), "dans l’avenir"),
        ((TODAY - timedelta(days=9)).isoformat(), "antérieure au fait"),
        ("", "Indiquez la date"),
        ("2026-13-01", "date valide"),
    ],
)
def test_a_wrong_date_is_said(cast: Cast, fact: Incident, filed_on: str, said: str) -> None:
    response = cast.sarah.client().post(reverse("complaint_new", args=[fact.pk]), complaint(filed_on=filed_on))
    assert said in response.content.decode()
    assert response.context["form"]["pv_number"].value() == "2026/04512"
    assert complaints_of(cast) == []


def test_a_complaint_of_the_day_of_the_fact_is_noted(cast: Cast, fact: Incident) -> None:
    day: date = timezone.localdate(fact.started_at)
    cast.sarah.client().post(reverse("complaint_new", args=[fact.pk]), complaint(filed_on=day.isoformat()))
    assert [noted.filed_on for noted in complaints_of(cast)] == [day]
