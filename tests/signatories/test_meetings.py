"""Réunions: who sees them, who keeps them, who follows what was decided; a name is warned of, never refused."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from journal.models import Entry
from signatories.enums import MeetingKind
from signatories.models import Convention, Decision, Meeting, Signatory
from signatories.permissions import can_edit_meetings, can_follow_decision
from signatories.services.meetings import set_attendance
from tests.matrix.gatherings import elsewhere, make_decision, make_meeting
from tests.pages import one_line
from tests.people import Cast, Person, acting
from tests.roles import installing

READERS = {"sarah", "victor", "karim", "geraldine", "maud", "paul", "fanny", "pascale", "delphine", "adrien"}
KEEPERS = {"pascale", "delphine", "adrien"}


@pytest.fixture
def convention(cast: Cast) -> Convention:
    return cast.sarah.signatory.convention


@pytest.fixture
def meeting(convention: Convention) -> Meeting:
    return make_meeting(convention)


def main_of(page: str) -> str:
    return one_line(unescape(page[page.index("<main") : page.index("</main")]))


def titles(person: Person, query: str = "") -> list[str]:
    page = main_of(person.client().get(f"/reunions/{query}").text)
    return re.findall(r'<td class="title"><a href="/reunions/[\w-]+/">([^<]+)</a>', page)


def texts(person: Person) -> list[str]:
    page = main_of(person.client().get("/reunions/decisions/").text)
    return re.findall(r'data-label="Décision"><div>([^<]+)', page)


def test_each_person_sees_exactly_the_meetings_of_the_own_convention(cast: Cast, convention: Convention) -> None:
    make_meeting(convention, "Passée")
    make_meeting(elsewhere(), "Ailleurs")
    found = {name: titles(person, "?quand=passees") for name, person in cast.people().items() if name in READERS}
    assert found == {name: ["Passée"] for name in READERS}
    closed = {name for name, person in cast.people().items() if person.client().get("/reunions/").status_code == 403}
    assert closed == set(cast.people()) - READERS


def test_the_list_tells_what_is_to_come_from_what_was_and_one_kind_from_another(
    cast: Cast, convention: Convention
) -> None:
    now = timezone.now()
    for title, kind, days in (
        ("Pilotage d’hier", "steering", -1),
        ("Pilotage d’avant", "steering", -90),
        ("Technique d’hier", "technical", -1),
        ("Pilotage de demain", "steering", 1),
        ("GPO du mois prochain", "gpo", 30),
    ):
        Meeting.objects.create(
            convention=convention, kind=MeetingKind(kind), title=title, starts_at=now + timedelta(days=days)
        )
    assert titles(cast.maud) == ["Pilotage de demain", "GPO du mois prochain"]
    assert titles(cast.maud, "?nature=gpo") == ["GPO du mois prochain"]
    assert titles(cast.maud, "?quand=passees&nature=steering") == ["Pilotage d’hier", "Pilotage d’avant"]
    assert titles(cast.maud, "?quand=n'importe&nature=quoi") == ["Pilotage de demain", "GPO du mois prochain"]


def test_the_square_of_who_keeps_meetings_and_who_follows_which_decision(cast: Cast, meeting: Meeting) -> None:
    owed = {
        name: make_decision(meeting, cast.people()[name].signatory) for name in ("sarah", "victor", "karim", "maud")
    }
    keeps, follows = set(), set()
    for name, person in cast.people().items():
        actor = person.actor()
        if can_edit_meetings(actor):
            keeps.add(name)
        follows |= {(name, of) for of, decision in owed.items() if can_follow_decision(actor, decision)}
    assert keeps == KEEPERS
    everything = {(name, of) for name in KEEPERS for of in owed}
    assert follows == everything | {("sarah", "sarah"), ("victor", "victor"), ("karim", "karim"), ("maud", "maud")}


def test_who_owes_a_decision_says_how_far_it_is_and_changes_nothing_else(cast: Cast, meeting: Meeting) -> None:
    decision = make_decision(meeting, cast.sarah.signatory, due_on=cast.sarah.actor().today - timedelta(days=4))
    client, address = cast.sarah.client(), f"/reunions/decisions/{decision.pk}/"
    assert "en retard de 4 jours" in client.get(f"/reunions/{meeting.pk}/").text
    assert client.post(address, {"text": "Autre"}).status_code in (302, 403)
    done = cast.sarah.actor().today.isoformat()
    client.post(f"{address}suivi/", {"follow_up": "Devis signé.", "done_on": done, "text": "Autre", "owner": "x"})
    decision.refresh_from_db()
    assert (decision.text, decision.owner, decision.follow_up) == (
        "Vérifier l’éclairage.",
        cast.sarah.signatory,
        "Devis signé.",
    )
    assert "en retard" not in client.get(f"/reunions/{meeting.pk}/").text
    with acting(cast.sarah):
        assert list(
            Entry.objects.filter(object_id=decision.pk, verb__startswith="decision.").values_list("verb", "owner_id")
        ) == [("decision.suivie", cast.sarah.signatory.pk)]
    assert cast.victor.client().post(f"{address}suivi/", {"follow_up": "Non."}).status_code == 403


def test_open_decisions_show_the_own_ones_first_then_by_date(cast: Cast, meeting: Meeting) -> None:
    today = cast.sarah.actor().today
    sarah, maud = cast.sarah.signatory, cast.maud.signatory
    make_decision(meeting, maud, "À Maud, bientôt", due_on=today + timedelta(days=2))
    make_decision(meeting, sarah, "À Sarah, sans date")
    make_decision(meeting, sarah, "À Sarah, en retard", due_on=today - timedelta(days=2))
    make_decision(meeting, maud, "À Maud, en retard", due_on=today - timedelta(days=20))
    make_decision(meeting, sarah, "Faite", done_on=today)
    institution = cast.sarah.signatory
    make_decision(make_meeting(elsewhere(), "Ailleurs"), institution, "Ailleurs")
    assert texts(cast.sarah) == ["À Sarah, en retard", "À Sarah, sans date", "À Maud, en retard", "À Maud, bientôt"]
    assert texts(cast.maud) == ["À Maud, en retard", "À Maud, bientôt", "À Sarah, en retard", "À Sarah, sans date"]
    assert texts(cast.delphine) == ["À Maud, en retard", "À Sarah, en retard", "À Maud, bientôt", "À Sarah, sans date"]


@pytest.mark.parametrize("field", ["agenda", "minutes"])
def test_a_name_in_a_meeting_is_pointed_at_kept_and_journaled_by_kind(cast: Cast, field: str) -> None:
    client = cast.delphine.client()
    sent = {"kind": "technical", "title": "Comité", "starts_at": "2026-03-05T14:30", field: "Cas de Mme Durand."}
    page = client.post("/reunions/nouvelle/", sent)
    assert page.status_code == 200
    assert "« Mme Durand » : Un nom" in page.text
    assert "J’ai relu, j’enregistre ainsi" in page.text
    assert "Cas de Mme Durand." in page.text
    assert not Meeting.objects.exists()
    assert client.post("/reunions/nouvelle/", sent | {"reviewed": "on"}).status_code == 302
    with acting(cast.delphine):
        assert Entry.objects.get(verb="reunion.creee").reason == "texte maintenu : personne"


def test_a_name_in_a_decision_and_its_follow_up_is_pointed_at(cast: Cast, meeting: Meeting) -> None:
    client = cast.pascale.client()
    sent = {"text": "Recevoir M. Durand.", "owner": cast.sarah.signatory.pk, "owner_function": "Mme Petit"}
    page = client.post(f"/reunions/{meeting.pk}/decisions/nouvelle/", sent).text
    assert "« M. Durand » : Un nom" in page
    assert "« Mme Petit » : Un nom" in page
    decision = make_decision(meeting, cast.sarah.signatory)
    page = cast.sarah.client().post(f"/reunions/decisions/{decision.pk}/suivi/", {"follow_up": "Vu Mme Petit."}).text
    assert "« Mme Petit » : Un nom" in page


def rows(*given: tuple[Person, str]) -> dict[str, object]:
    data: dict[str, object] = {"form-TOTAL_FORMS": len(given) + 1, "form-INITIAL_FORMS": 0}
    for number, (person, function) in enumerate(given):
        data |= {f"form-{number}-signatory": person.signatory.pk, f"form-{number}-function": function}
        data[f"form-{number}-was_present"] = "on"
    return data


def test_attendance_is_by_function(cast: Cast, meeting: Meeting) -> None:
    client, address = cast.delphine.client(), f"/reunions/{meeting.pk}/presences/"
    page = client.post(address, rows((cast.maud, "Mme Petit")))
    assert page.status_code == 200
    assert "jamais un nom ni un numéro" in page.text
    assert "<title>Erreur" in page.text
    twice = client.post(address, rows((cast.maud, "Procureur"), (cast.maud, "procureur")))
    assert "inscrite deux fois" in twice.text
    assert not meeting.attendances.exists()
    client.post(address, rows((cast.maud, "Magistrat référent"), (cast.sarah, "Référent sûreté")))
    assert set(meeting.attendances.values_list("signatory__code", "function", "was_present")) == {
        ("parquet-meaux", "Magistrat référent", True),
        ("deux-morins", "Référent sûreté", True),
    }


def test_decisions_are_numbered_in_their_meeting(cast: Cast, meeting: Meeting) -> None:
    client = cast.delphine.client()
    for text in ("Une.", "Deux."):
        sent = {"text": text, "owner": cast.sarah.signatory.pk, "owner_function": "Référent sûreté"}
        client.post(f"/reunions/{meeting.pk}/decisions/nouvelle/", sent)
    assert list(meeting.decisions.values_list("number", "text")) == [(1, "Une."), (2, "Deux.")]
    assert Decision.objects.filter(owner=cast.sarah.signatory).count() == 2


def test_bad_input_is_said_and_nothing_is_written(cast: Cast, meeting: Meeting) -> None:
    client = cast.delphine.client()
    page = client.post("/reunions/nouvelle/", {"kind": "technical", "title": "", "starts_at": "hier"})
    assert "Indiquez une date et une heure." in page.text
    later = (timezone.now() + timedelta(days=3)).date().isoformat()
    sent = {"text": "Une.", "owner": cast.adrien.signatory.pk, "owner_function": "x", "done_on": later}
    page = client.post(f"/reunions/{meeting.pk}/decisions/nouvelle/", sent)
    assert "Au plus tard aujourd’hui" in page.text
    assert "Sélectionnez un choix valide" in page.text  # the operator owes nothing
    assert (Meeting.objects.count(), Decision.objects.count()) == (1, 0)


@pytest.mark.parametrize("address", ["/reunions/?quand=passees", "/reunions/decisions/", "/reunions/{pk}/"])
def test_a_page_asks_as_much_for_one_row_as_for_twenty(cast: Cast, meeting: Meeting, address: str) -> None:
    client, path = cast.sarah.client(), address.format(pk=meeting.pk)
    make_decision(meeting, cast.sarah.signatory)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    queries()  # how many filters one keeps of the list is counted once a day
    few = queries()
    for number in range(19):
        make_decision(meeting, cast.maud.signatory)
        make_meeting(meeting.convention, f"Réunion {number}")
        meeting.attendances.create(signatory=cast.maud.signatory, function=f"Fonction {number}")
    assert queries() == few


def test_a_party_that_left_stays_on_the_papers_that_name_it(cast: Cast, meeting: Meeting) -> None:
    """Its presence and its decision can be kept as they are; it is offered to nothing new."""
    client, force = cast.adrien.client(), cast.karim.signatory
    with acting(cast.adrien) as adrien:
        set_attendance(
            by=adrien,
            meeting=meeting,
            attendances=[{"signatory": force, "function": "Correspondant", "was_present": True}],
        )
    with installing():
        owed = make_decision(meeting, force)
        Signatory.objects.filter(pk=force.pk).update(left_on=timezone.localdate() - timedelta(days=3))
    rows = {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "0",
        "form-0-signatory": str(force.pk),
        "form-0-function": "Correspondant",
        "form-0-was_present": "on",
    }
    assert client.post(f"/reunions/{meeting.pk}/presences/", rows).status_code == 302
    kept = {"text": "Passer en soirée, deux fois.", "owner": str(force.pk), "owner_function": "Correspondant"}
    assert client.post(f"/reunions/decisions/{owed.pk}/", kept).status_code == 302
    assert str(force.pk) not in client.get(f"/reunions/{meeting.pk}/decisions/nouvelle/").content.decode()
