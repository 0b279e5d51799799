"""Complaints: what is noted of each kind, the five days of a sworn warden, what is corrected and completed later."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from acting.enums import Function
from acting.refusals import Refused
from incidents.complaint_rules import ComplaintDetails, clock_of, kind_of, refusals_of_complaint
from incidents.enums import TOLD_BY_PROSECUTION, Complainant
from incidents.models import Complaint, ComplaintChange, Incident
from incidents.references import number_key
from incidents.services.complaints import correct_complaint, note_complaint
from incidents.services.situations import open_situation
from journal.models import Entry
from tests.people import Cast, Person, acting, appoint, make_fact, make_post, make_user

TODAY = timezone.localdate()


@pytest.fixture
def fact(cast: Cast) -> Incident:
    return make_fact(cast.gilles, cast.tilleuls, at=timezone.now() - timedelta(days=3))


def entries(person: Person, *verbs: str) -> list[tuple[str, str]]:
    with acting(person) as actor:
        found = Entry.objects.filter(user_id=actor.user_id, verb__in=verbs).order_by("at")
        return list(found.values_list("verb", "reason"))


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
    with acting(cast.sarah):
        assert Incident.objects.get(pk=fact.pk).state == "attached"
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
    """In a group that names its kinds are the fields which the others refuse, and no other field."""
    page = cast.sarah.client().get(reverse("complaint_new", args=[fact.pk])).text
    groups = re.findall(r'<fieldset class="form group" [^>]*data-values="([^"]*)">(.*?)</fieldset>', page, re.S)
    today = timezone.localdate()
    others: dict[str, Any] = {"service": "x", "pv_number": "x", "prosecution_number": "x"}
    others |= {"found_on": today, "sent_on": today}
    grouped = {name: set(kinds.split()) for kinds, group in groups for name in re.findall(r'name="(\w+)"', group)}
    assert grouped.keys() == others.keys()
    for kind in Complainant:
        said = ComplaintDetails(complainant=kind, filed_on=today, **others)
        found = refusals_of_complaint(said, started_at=fact.started_at, today=today)
        closed = {name for name, kinds in grouped.items() if kind not in kinds}
        assert {refusal.field for refusal in found} == closed, kind
    assert "Sauf pour la plainte d’un locataire" in page


def test_the_database_keeps_a_tenants_complaint_to_its_date(cast: Cast, fact: Incident) -> None:
    own: dict[str, Any] = {"landlord": fact.landlord, "incident": fact, "filed_on": TODAY}
    with acting(cast.sarah) as sarah:
        open_situation(by=sarah, incident=fact)
        for more in ({"service": "Meaux"}, {"outcome": "dismissed", "outcome_on": TODAY, "outcome_from": "letter"}):
            with pytest.raises(IntegrityError, match="tenant_complaint_is_a_date"), transaction.atomic():
                Complaint.objects.create(**own, complainant="tenant", noted_at=sarah.now, **more)


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


# Kinds, and a sworn warden's procès-verbal


def test_the_kind_follows_from_who_lodged_it() -> None:
    assert {who: kind_of(who) for who in Complainant.values} == {
        "landlord": "complaint",
        "victim": "complaint",
        "report": "report",
        "warden": "warden",
        "agent": "complaint",
        "tenant": "complaint",
    }
    assert set(TOLD_BY_PROSECUTION) == {"landlord", "victim", "report", "warden"}


FOUND = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("sent_on", "today", "said", "is_late"),
    [
        (None, date(2026, 11, 2), "7 novembre 2026 au plus tard (CPP, art. 29) : encore 5 jours", False),
        (None, date(2026, 11, 6), "encore 1 jour.", False),
        (None, date(2026, 11, 7), "c’est aujourd’hui", False),
        (None, date(2026, 11, 8), "devait partir le 7 novembre 2026", True),
        (date(2026, 11, 8), date(2026, 11, 20), "Parti après le 7 novembre 2026", True),
    ],
)
def test_the_five_days_of_a_warden(sent_on: date | None, today: date, said: str, is_late: bool) -> None:
    """The day on which it was found is not counted (CPP, art. 29)."""
    clock = clock_of(FOUND, sent_on, today)
    assert clock
    assert said in clock.text.replace("\u00a0", " ")
    assert clock.is_late == is_late


def test_nothing_runs_for_what_left_in_time_nor_for_another_kind() -> None:
    assert clock_of(FOUND, date(2026, 11, 7), date(2026, 11, 20)) is None
    assert clock_of(None, None, TODAY) is None


def test_a_wardens_report_says_when_it_was_found_and_waits_to_be_sent(cast: Cast, fact: Incident) -> None:
    client, address = cast.sarah.client(), reverse("complaint_new", args=[fact.pk])
    sent = {"complainant": "warden", "filed_on": TODAY.isoformat(), "pv_number": "G 12"}
    refused = client.post(address, sent)
    assert refused.context["form"].errors.keys() == {"found_on"}
    found_on = TODAY - timedelta(days=2)
    page = client.post(address, sent | {"found_on": found_on.isoformat()}, follow=True).text
    assert "encore 3 jours" in page.replace("\u00a0", " ")
    [noted] = complaints_of(cast)
    assert (noted.kind.label, noted.found_on, noted.sent_on) == ("Procès-verbal de garde", found_on, None)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"found_on": TODAY - timedelta(days=9)}, "found_on"),
        ({"found_on": TODAY}, "found_on"),
        ({"sent_on": TODAY - timedelta(days=2)}, "sent_on"),
        ({"sent_on": TODAY + timedelta(days=1)}, "sent_on"),
        ({"complainant": "agent", "sent_on": None}, "found_on"),
    ],
)
def test_the_days_of_a_warden_are_in_their_order(
    cast: Cast, fact: Incident, changed: dict[str, Any], field: str
) -> None:
    said: dict[str, Any] = {"complainant": "warden", "filed_on": TODAY - timedelta(days=1), "sent_on": TODAY}
    said |= {"found_on": TODAY - timedelta(days=2)}
    with acting(cast.sarah) as sarah:
        with pytest.raises(Refused) as refused:
            note_complaint(by=sarah, incident=fact, **said | changed)
        assert refused.value.field == field
        note_complaint(by=sarah, incident=fact, **said)


# Numbers


def test_the_database_compares_numbers_as_the_portal_does(cast: Cast, fact: Incident) -> None:
    with acting(cast.sarah) as sarah:
        for number in ("PV n° 2026/0417-B", "Éé 12", " - ", "２０２６/ab_C"):
            noted = note_complaint(
                by=sarah,
                incident=fact,
                complainant="agent",
                filed_on=TODAY,
                pv_number=number,
                prosecution_number=number,
            )
            assert (noted.pv_key, noted.prosecution_key) == (number_key(number), number_key(number))


def test_a_number_that_is_there_already_is_told_and_noted(cast: Cast, fact: Incident) -> None:
    """Whatever stands between its letters and digits; of another landlord's nothing is told."""
    theirs = make_fact(cast.zoe, cast.pommiers)
    with acting(cast.victor) as victor:
        note_complaint(by=victor, incident=theirs, complainant="agent", filed_on=victor.today, pv_number="2026/04513")
    client, address = cast.sarah.client(), reverse("complaint_new", args=[fact.pk])
    days = [TODAY - timedelta(days=1), TODAY]
    first = client.post(address, complaint(filed_on=days[0].isoformat(), pv_number="2026/04513"), follow=True)
    assert not any("déjà" in str(each) for each in first.context["messages"])
    again = complaint(filed_on=days[1].isoformat(), pv_number="2026 04513", prosecution_number="")
    told, noted = (
        str(each).replace("\u00a0", " ") for each in client.post(address, again, follow=True).context["messages"]
    )
    assert told.startswith("Ce numéro est déjà noté : plainte du ")
    assert "plainte est notée" in noted
    assert sorted(each.pv_number for each in complaints_of(cast)) == ["2026 04513", "2026/04513"]


# Corrected and completed later


@pytest.fixture
def noted(cast: Cast, fact: Incident) -> Complaint:
    """Lodged yesterday, of which no number is known yet."""
    with acting(cast.sarah) as sarah:
        filed_on = sarah.today - timedelta(days=1)
        return note_complaint(by=sarah, incident=fact, complainant="landlord", filed_on=filed_on)


def history(cast: Cast) -> list[tuple[str, str, str]]:
    with acting(cast.sarah):
        return list(ComplaintChange.objects.order_by("at", "field").values_list("field", "former", "words"))


def test_what_is_corrected_leaves_its_history_by_function(cast: Cast, noted: Complaint) -> None:
    address = reverse("complaint_detail", args=[noted.pk])
    sent = {"complainant": "report", "filed_on": noted.filed_on.isoformat(), "service": "Parquet de Meaux"}
    sent |= {"outcome": "dismissed", "outcome_on": TODAY.isoformat(), "outcome_from": "letter"}
    client = cast.sarah.client()
    for _ in range(2):
        page = client.post(address, sent, follow=True).text
    assert [
        (field, former, words.split(",")[0]) for field, former, words in history(cast) if field != "outcome_on"
    ] == [
        ("complainant", "Le bailleur, pour son propre dommage", "Le bailleur"),
        ("outcome", "", "Classement sans suite"),
        ("outcome_from", "", "Par courrier"),
        ("service", "", "Parquet de Meaux"),
    ]
    assert len(history(cast)) == 5
    assert entries(cast.sarah, "plainte.modifiee") == [("plainte.modifiee", "")]
    shown = page[page.index("Historique") :]
    assert cast.sarah.post.label in shown
    assert cast.sarah.user.last_name not in shown
    [stored] = complaints_of(cast)
    assert (stored.kind.label, stored.outcome, stored.outcome_on) == ("Signalement", "dismissed", TODAY)


def test_the_contentieux_corrects_without_the_fact(cast: Cast, fact: Incident, noted: Complaint) -> None:
    post = make_post(cast.sarah.signatory, Function.CONTENTIEUX, "Contentieux")
    constance = appoint(make_user("Constance"), post)
    address = reverse("complaint_detail", args=[noted.pk])
    page = constance.client().get(address).text
    assert fact.reference not in page
    sent = {"complainant": "landlord", "filed_on": noted.filed_on.isoformat(), "prosecution_number": "26/150/12"}
    assert constance.client().post(address, sent).status_code == 302
    assert history(cast) == [("prosecution_number", "", "26/150/12")]
    assert "Contentieux" in cast.sarah.client().get(address).text


def test_what_was_noted_does_not_become_a_date_alone(cast: Cast, noted: Complaint) -> None:
    """Its history would say of a tenant's complaint what nobody may keep."""
    with acting(cast.sarah) as sarah:
        tenants = ComplaintDetails(complainant="tenant", filed_on=noted.filed_on)
        with pytest.raises(Refused, match="se note à part"):
            correct_complaint(by=sarah, complaint=noted, details=tenants)
        known = replace(noted.details, outcome="acquittal", outcome_on=TODAY, outcome_from="complainant")
        correct_complaint(by=sarah, complaint=noted, details=known)
    assert [field for field, *_ in history(cast)] == ["outcome", "outcome_from", "outcome_on"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"outcome": "dismissed"}, "outcome_on"),
        ({"outcome": "dismissed", "outcome_on": TODAY}, "outcome_from"),
        ({"outcome_on": TODAY, "outcome_from": "letter"}, "outcome"),
        ({"outcome": "dismissed", "outcome_on": TODAY + timedelta(days=1), "outcome_from": "letter"}, "outcome_on"),
        ({"outcome": "dismissed", "outcome_on": TODAY - timedelta(days=2), "outcome_from": "letter"}, "outcome_on"),
        ({"outcome": "guilty", "outcome_on": TODAY, "outcome_from": "letter"}, "outcome"),
        ({"filed_on": TODAY - timedelta(days=9)}, "filed_on"),
    ],
)
def test_an_outcome_is_known_whole_and_after_the_complaint(
    cast: Cast, noted: Complaint, changed: dict[str, Any], field: str
) -> None:
    with acting(cast.sarah) as sarah, pytest.raises(Refused) as refused:
        correct_complaint(by=sarah, complaint=noted, details=replace(noted.details, **changed))
    assert refused.value.field == field
    assert history(cast) == []
