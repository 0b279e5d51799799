"""The register of what landlords hand to the forces: who reads which line, what is overdue, and never a code."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from acting.refusals import Refused
from journal.models import Entry
from signatories.guard import door_codes_in
from signatories.models import Signatory
from territory.models import Competence, Residence, ResidenceAccess
from territory.services.accesses import AccessDetails, give_access
from tests.pages import one_line
from tests.people import Cast, Person, acting


def give(by: Person, residence: Residence, holder: Signatory, note: str, **dates: date) -> ResidenceAccess:
    with acting(by) as actor:
        given: dict[str, Any] = {"given_on": actor.today - timedelta(days=90)} | dates
        details = AccessDetails(holder=holder, kind="badge", quantity=2, note=note, **given)
        return give_access(by=actor, residence=residence, details=details, key=uuid4())


def days_ago(person: Person, days: int) -> date:
    return person.actor().today - timedelta(days=days)


@pytest.fixture
def register(cast: Cast) -> dict[str, ResidenceAccess]:
    police, gendarmerie = cast.karim.signatory, cast.geraldine.signatory
    return {
        "Hall T": give(cast.sarah, cast.tilleuls, police, "Hall T"),
        "Parking T": give(cast.sarah, cast.tilleuls, gendarmerie, "Parking T"),
        "Hall E": give(cast.sarah, cast.erables, police, "Hall E", ends_on=days_ago(cast.sarah, 1)),
        "Cave E": give(cast.sarah, cast.erables, police, "Cave E", returned_on=days_ago(cast.sarah, 3)),
        "Hall P": give(cast.victor, cast.pommiers, police, "Hall P"),
    }


def notes_at(client: Client, address: str, register: dict[str, ResidenceAccess]) -> set[str]:
    page = client.get(address)
    return {note for note in register if note in page.text} if page.status_code == 200 else set()


def test_each_reads_its_own_lines_of_the_register(cast: Cast, register: dict[str, ResidenceAccess]) -> None:
    found = {
        name: notes_at(each.client(), "/residences/acces/?etat=tous", register) for name, each in cast.people().items()
    }
    assert {name: notes for name, notes in found.items() if notes} == {
        **{key: {"Hall T", "Parking T", "Hall E", "Cave E"} for key in ("sarah", "gilles", "gaston")},
        **{key: {"Hall P"} for key in ("victor", "zoe")},
        "karim": {"Hall T", "Hall E", "Cave E", "Hall P"},
        "geraldine": {"Parking T"},
    }


def test_the_page_of_a_residence_shows_the_same_lines(cast: Cast, register: dict[str, ResidenceAccess]) -> None:
    address = f"/residences/{cast.tilleuls.pk}/"
    found = {name: notes_at(each.client(), address, register) for name, each in cast.people().items()}
    assert {name: notes for name, notes in found.items() if notes} == {
        **{key: {"Hall T", "Parking T"} for key in ("sarah", "gilles", "gaston")},
        "karim": {"Hall T"},
    }
    assert "L. 272-1" in cast.karim.client().get(address).text
    assert "L. 272-1" not in cast.maud.client().get(address).text


def test_the_register_is_journaled_as_it_is_read(cast: Cast, register: dict[str, ResidenceAccess]) -> None:
    """The list by landlord, with the number of lines; on the page of a residence each line that was shown."""
    client = cast.karim.client()
    client.get("/residences/acces/")
    client.get(f"/residences/{cast.tilleuls.pk}/")
    with acting(cast.karim) as karim:
        own = Entry.objects.filter(user_id=karim.user_id)
        read = set(own.values_list("verb", "object_id", "owner_id", "channel", "count"))
    morins, brie = cast.sarah.signatory.pk, cast.victor.signatory.pk
    assert read == {
        ("acces.lu", None, morins, "list", 2),
        ("acces.lu", None, brie, "list", 1),
        ("residence.lue", cast.tilleuls.pk, morins, "page", 1),
        ("acces.lu", register["Hall T"].pk, morins, "page", 1),
    }


def test_what_is_held_and_what_is_to_be_given_back(cast: Cast, register: dict[str, ResidenceAccess]) -> None:
    client = cast.karim.client()
    assert notes_at(client, "/residences/acces/", register) == {"Hall T", "Hall E", "Hall P"}
    assert notes_at(client, "/residences/acces/?etat=echus", register) == {"Hall E"}
    assert notes_at(client, "/residences/acces/?etat=nonsense", register) == {"Hall T", "Hall E", "Hall P"}
    assert "1 à rendre ou à renouveler" in client.get("/residences/").text
    assert "1 à rendre ou à renouveler" in cast.sarah.client().get("/residences/").text
    assert "à rendre ou à renouveler" not in cast.victor.client().get("/residences/").text


def test_the_last_day_is_not_overdue_yet(cast: Cast) -> None:
    access = give(cast.sarah, cast.tilleuls, cast.karim.signatory, "Hall", ends_on=days_ago(cast.sarah, 0))
    assert [access.is_overdue_on(days_ago(cast.sarah, ago)) for ago in (0, -1)] == [False, True]


def test_a_force_still_reads_what_it_holds_where_it_is_competent_no_more(
    cast: Cast, register: dict[str, ResidenceAccess]
) -> None:
    """The badge must come back; the page of the residence is closed all the same."""
    Competence.objects.filter(commune_id="77284", domain="force").update(signatory=cast.geraldine.signatory)
    client = cast.karim.client()
    assert notes_at(client, "/residences/acces/", register) == {"Hall T", "Hall E", "Hall P"}
    assert set(re.findall(r'href="/residences/([0-9a-f-]{36})/"', client.get("/residences/acces/").text)) == {
        str(cast.erables.pk)
    }
    assert client.get(f"/residences/{cast.tilleuls.pk}/").status_code == 404


def handed(cast: Cast, **changed: object) -> dict[str, object]:
    given = {"holder": cast.karim.signatory.pk, "kind": "badge", "quantity": "1", "submission": uuid4()}
    return given | {"given_on": days_ago(cast.sarah, 5).isoformat(), "note": "Hall et parking"} | changed


def test_a_referent_writes_a_line_once(cast: Cast) -> None:
    client, sent, address = cast.sarah.client(), handed(cast), f"/residences/{cast.tilleuls.pk}/acces/"
    for _ in range(2):
        assert client.post(address, sent).status_code == 302
    access = ResidenceAccess.objects.get()
    assert (access.residence, access.holder, access.note) == (cast.tilleuls, cast.karim.signatory, "Hall et parking")
    with acting(cast.sarah):
        assert (
            Entry.objects.filter(verb="acces.donne", object_id=access.pk, owner_id=cast.sarah.signatory.pk).count() == 1
        )


def test_only_the_forces_of_the_convention_are_offered(cast: Cast) -> None:
    address = f"/residences/{cast.tilleuls.pk}/acces/"
    page = cast.sarah.client().get(address).text
    offered = set(re.findall(r'<option value="([0-9a-f-]{36})"', page))
    assert offered == {str(cast.karim.signatory.pk), str(cast.geraldine.signatory.pk)}
    for other in (cast.maud, cast.pascale, cast.victor):
        assert cast.sarah.client().post(address, handed(cast, holder=other.signatory.pk)).status_code == 200
    assert not ResidenceAccess.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"holder": ""}, "Dites à qui il est remis."),
        ({"kind": "authorisation"}, "entrent sans autorisation depuis le 27 novembre 2021"),
        ({"holder": "rescue", "kind": "authorisation"}, "Seule la police municipale"),
        ({"works_on": "2099-01-01"}, "Cette date est dans l’avenir."),
        ({"quantity": "0"}, "supérieure ou égale à 1"),
        ({"given_on": "2099-01-01"}, "Cette date est dans l’avenir."),
        ({"given_on": "hier"}, "Indiquez une date."),
        ({"ends_on": "2020-01-01"}, "Cette date précède celle de la remise."),
    ],
)
def test_wrong_input_is_said_and_nothing_is_written(cast: Cast, changed: dict[str, object], said: str) -> None:
    page = cast.sarah.client().post(f"/residences/{cast.tilleuls.pk}/acces/", handed(cast, **changed))
    assert said in page.text
    assert "Hall et parking" in page.text
    assert not ResidenceAccess.objects.exists()


def test_what_looks_like_a_code_must_be_read_again_and_is_journaled_by_its_kind_only(cast: Cast) -> None:
    client, address = cast.sarah.client(), f"/residences/{cast.tilleuls.pk}/acces/"
    page = client.post(address, handed(cast, note="Digicode 4521A")).text
    assert "Un code ne se note jamais ici" in page
    assert 'type="checkbox" name="reviewed"' in page
    assert not ResidenceAccess.objects.exists()
    assert client.post(address, handed(cast, note="Bâtiment 1204", reviewed="on")).status_code == 302
    with acting(cast.sarah):
        reason = Entry.objects.get(verb="acces.donne").reason
    assert "code d’accès" in reason
    assert "1204" not in reason


@pytest.mark.parametrize(
    "note", ["Code 1234", "digicode A1B2", "4521A", "#1234", "code du portail : 45 12 A", "Vigik 77881"]
)
def test_codes_are_recognised(note: str) -> None:
    assert door_codes_in(note)


@pytest.mark.parametrize(
    "note", ["Hall et parking", "2 badges, bâtiment C", "remis en 2026", "le 12/05/2026", "12 clés"]
)
def test_what_is_no_code_is_left_alone(note: str) -> None:
    assert door_codes_in(note) == []


def test_a_badge_comes_back(cast: Cast, register: dict[str, ResidenceAccess]) -> None:
    access, client = register["Hall E"], cast.sarah.client()
    sent = handed(cast, kind="badge", quantity="2", given_on=access.given_on.isoformat(), note="Hall E")
    early = client.post(f"/residences/acces/{access.pk}/", sent | {"returned_on": "2020-01-01"})
    assert "Cette date précède celle de la remise." in early.text
    for _ in range(2):
        back = client.post(
            f"/residences/acces/{access.pk}/", sent | {"returned_on": days_ago(cast.sarah, 0).isoformat()}
        )
        assert back.headers["Location"] == f"/residences/{cast.erables.pk}/"
    access.refresh_from_db()
    assert access.returned_on == days_ago(cast.sarah, 0)
    with acting(cast.sarah):
        assert Entry.objects.filter(verb="acces.rendu", object_id=access.pk).count() == 1
    assert notes_at(cast.karim.client(), "/residences/acces/?etat=echus", register) == set()


def test_the_database_refuses_a_return_before_it_was_given(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="access_returned_after"), transaction.atomic():
        ResidenceAccess.objects.create(
            residence=cast.tilleuls,
            holder=cast.karim.signatory,
            kind="badge",
            given_on=days_ago(cast.sarah, 90),
            returned_on=days_ago(cast.sarah, 91),
        )


def test_another_landlords_register_is_not_there(cast: Cast, register: dict[str, ResidenceAccess]) -> None:
    address = f"/residences/acces/{register['Hall T'].pk}/"
    assert cast.victor.client().get(address).status_code == 404
    assert cast.victor.client().post(address, handed(cast)).status_code == 404
    assert cast.victor.client().get(f"/residences/{cast.tilleuls.pk}/acces/").status_code == 404


def test_twenty_lines_cost_as_many_queries_as_one(cast: Cast) -> None:
    give(cast.sarah, cast.tilleuls, cast.karim.signatory, "Hall")
    for who, address in ((cast.sarah, f"/residences/{cast.tilleuls.pk}/"), (cast.karim, "/residences/acces/")):
        client = who.client()
        client.get(address)  # how many filters one keeps of the list is counted once a day
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        for number in range(20):
            give(cast.sarah, cast.tilleuls, cast.karim.signatory, f"Hall {number}")
        with CaptureQueriesContext(connection) as many:
            client.get(address)
        assert len(many) == len(few)


def test_the_register_says_what_keeps_working_and_who_is_no_signatory(cast: Cast) -> None:
    """Rescue and the police municipale read nothing here; theirs is the one authorisation that still exists."""
    client, address = cast.sarah.client(), f"/residences/{cast.tilleuls.pk}/acces/"
    tried = days_ago(cast.sarah, 1)
    kept = {"upkeep": "Recodés par la loge", "works_on": tried.isoformat()}
    assert client.post(address, handed(cast, **kept)).status_code == 302
    others = ({"holder": "rescue", "kind": "opening"}, {"holder": "municipal", "kind": "authorisation"})
    assert [client.post(address, handed(cast, note="", **other)).status_code for other in others] == [302, 302]
    held = {(line.held_by, line.kind, line.upkeep, line.works_on) for line in ResidenceAccess.objects.all()}
    assert held == {
        ("Police nationale 77", "badge", "Recodés par la loge", tried),
        ("Secours (incendie)", "opening", "", None),
        ("Police municipale", "authorisation", "", None),
    }
    page = one_line(client.get(f"/residences/{cast.tilleuls.pk}/").text)
    assert "En état : Recodés par la loge" in page
    assert page.count("jamais essayé") == 2
    read = cast.karim.client().get("/residences/acces/").text
    assert "Recodés par la loge" in read
    assert "Autorisation permanente" not in read


def test_an_authorisation_of_before_the_law_stays_as_history(cast: Cast) -> None:
    with acting(cast.sarah) as sarah, pytest.raises(Refused):
        give_access(
            by=sarah,
            residence=cast.tilleuls,
            details=AccessDetails(
                holder=cast.karim.signatory, kind="authorisation", quantity=1, given_on=date(2019, 1, 7)
            ),
            key=uuid4(),
        )
    with acting(cast.sarah) as sarah:
        over = AccessDetails(
            holder=cast.karim.signatory,
            kind="authorisation",
            quantity=1,
            given_on=date(2019, 1, 7),
            returned_on=date(2021, 11, 27),
        )
        assert give_access(by=sarah, residence=cast.tilleuls, details=over, key=uuid4()).returned_on
