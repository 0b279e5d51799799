"""« Qui peut voir ceci, et pourquoi ? » and « Qui a consulté », as each side reads them on the pages."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from acting.enums import Function
from correspondents.enums import DesignationRole
from incidents.models import Incident
from incidents.services.situations import open_situation
from journal.consultations import consultations_of
from referrals.enums import FieldSet
from referrals.models import Referral
from tests.people import Cast, Person, acting, appoint, make_fact, make_post, make_referral, make_user

MOST_STATEMENTS = 8 + 3  # the session, who acts, and the counts of the menu are every page's
TELLING = re.compile(r"SAVEPOINT|RELEASE|SELECT current_")  # how a test, and who acts, are told
FACTS = (FieldSet.FACTS, FieldSet.PLACE)


@pytest.fixture
def fact(cast: Cast) -> Incident:
    return make_fact(cast.gilles, cast.tilleuls)


@pytest.fixture
def passed_on(cast: Cast, fact: Incident) -> dict[str, Referral]:
    """The same fact, to the parquet and to the police."""
    return {
        name: make_referral(cast.sarah, to, cast.tilleuls, incident=fact, subject=subject, field_sets=FACTS)
        for name, to, subject in (("maud", cast.maud, "avis-parquet"), ("karim", cast.karim, "presence"))
    }


def page(person: Person, address: str) -> str:
    """The main part, without what leads elsewhere, in one line."""
    response = person.client().get(address)
    assert response.status_code == 200
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S)
    assert main
    return re.sub(r"\s+", " ", main[0])


def named_in(cast: Cast, text: str) -> set[str]:
    return {who for who, person in cast.people().items() if person.user.first_name in text}


def test_a_fact_names_the_own_people_and_to_who_sends_those_of_partners(
    cast: Cast, fact: Incident, passed_on: dict[str, Referral]
) -> None:
    address = f"/faits/{fact.pk}/qui-peut-voir/"
    assert named_in(cast, page(cast.sarah, address)) == {"sarah", "gilles", "maud", "perrine", "karim"}
    assert named_in(cast, page(cast.gilles, address)) == {"sarah", "gilles"}
    told = page(cast.sarah, address)
    for referral in passed_on.values():
        assert referral.reference in told
        assert referral.reference not in page(cast.gilles, address)
    assert "Ce qui est lu : les faits" in told.replace("\u00a0", " ")


def test_who_declared_is_not_named_where_nothing_else_lets_them_in(cast: Cast) -> None:
    """Gilles stood at the Érables that day: Sarah reads which post declared, and no name."""
    away = make_fact(cast.gilles, cast.erables)
    told = page(cast.sarah, f"/faits/{away.pk}/qui-peut-voir/")
    assert named_in(cast, told) == {"sarah", "gaston"}
    assert "La personne qui a déclaré" in told
    assert "Gardien des Tilleuls" in told


def test_a_recipient_is_told_the_own_reading_and_nobody_s_else(
    cast: Cast, fact: Incident, passed_on: dict[str, Referral]
) -> None:
    told = page(cast.maud, f"/saisines/{passed_on['maud'].pk}/qui-peut-voir/")
    assert named_in(cast, told) == set()
    for other in ("police", "Circonscription de Meaux", passed_on["karim"].reference, "Gardien", "Contentieux"):
        assert other not in told, other
    for own in ("Magistrat référent", passed_on["maud"].reference, "Les faits"):
        assert own.lower() in told.lower(), own
    sender = page(cast.sarah, f"/saisines/{passed_on['maud'].pk}/qui-peut-voir/")
    assert named_in(cast, sender) == {"sarah", "maud", "perrine"}


def test_lawyers_are_told_who_reads_a_situation_and_not_what_was_passed_on(
    cast: Cast, fact: Incident, passed_on: dict[str, Referral]
) -> None:
    post = make_post(cast.sarah.signatory, Function.CONTENTIEUX, "Contentieux")
    constance = appoint(make_user("Constance"), post)
    fact.refresh_from_db()
    address = f"/situations/{fact.situation_id}/qui-peut-voir/"
    assert named_in(cast, page(constance, address)) == {"sarah"}
    assert "Constance" in page(constance, address)
    assert "saisine" not in page(constance, address)
    assert named_in(cast, page(cast.sarah, address)) == {"sarah", "maud", "perrine", "karim"}


def test_the_own_house_s_readings_are_told_by_function_and_day(
    cast: Cast, fact: Incident, passed_on: dict[str, Referral]
) -> None:
    """To the référent alone. What Maud and Karim read is no receipt for Sarah, nor is what another house reads."""
    referral = passed_on["maud"]
    cast.gilles.client().get(f"/faits/{fact.pk}/")
    cast.gilles.client().get("/faits/")
    for person in (cast.maud, cast.perrine):
        person.client().get(f"/saisines/{referral.pk}/")
    cast.sarah.client().get("/saisines/")
    today = cast.sarah.actor().today
    assert told_to(cast.sarah, fact) == {(today, "Gardien, agent", True)}
    assert told_to(cast.sarah, referral) == {(today, "Référent sûreté", False)}
    for person in (cast.gilles, cast.dina, cast.victor, cast.maud, cast.perrine, cast.delphine, cast.adrien):
        assert told_to(person, fact) == told_to(person, referral) == set(), person.user.first_name
    for person in (cast.gilles, cast.maud):
        assert "Qui a consulté" not in page(person, address_of(person, fact, referral))
    assert "Gardien, agent" in page(cast.sarah, f"/faits/{fact.pk}/qui-peut-voir/").partition("Qui a consulté")[2]


def address_of(person: Person, fact: Incident, referral: Referral) -> str:
    is_own = person.signatory.pk == fact.landlord_id
    return f"/faits/{fact.pk}/qui-peut-voir/" if is_own else f"/saisines/{referral.pk}/qui-peut-voir/"


def told_to(person: Person, thing: Incident | Referral) -> set[tuple[Any, str, bool]]:
    with acting(person) as actor, connection.cursor() as cursor:
        told = consultations_of(actor, thing.pk)
        cursor.execute("SELECT count(*) FROM journal_consultations(%s, 100)", [thing.pk])
        assert cursor.fetchone() == (len(told.lines) if told else 0,), "the wall says the same"
    return {(line.day, line.function, line.opened) for line in told.lines} if told else set()


def test_what_a_house_reads_of_a_partner_s_is_not_told_as_its_own(cast: Cast) -> None:
    """The saisine is Karim's: Sarah who received it is told nothing, nor is he of what she reads."""
    received = make_referral(cast.karim, cast.sarah, cast.tilleuls)
    cast.sarah.client().get(f"/saisines/{received.pk}/")
    assert told_to(cast.sarah, received) == told_to(cast.karim, received) == set()


def test_a_page_asks_the_same_of_one_and_of_many(cast: Cast, fact: Incident, passed_on: dict[str, Referral]) -> None:
    address = f"/faits/{fact.pk}/qui-peut-voir/"
    client = cast.sarah.client()
    few = statements(client, address)
    for number in range(5):
        appoint(make_user(f"Suppleant{number}"), cast.maud.post, role=DesignationRole.SUPPLEANT)
        make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact, subject="presence", field_sets=FACTS)
    assert statements(client, address) == few <= MOST_STATEMENTS


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return sum(1 for each in asked if not TELLING.match(each["sql"]))


def test_a_situation_is_told_with_what_it_holds(cast: Cast, fact: Incident) -> None:
    with acting(cast.sarah) as sarah:
        situation = open_situation(by=sarah, incident=fact)
    told = page(cast.sarah, f"/situations/{situation.pk}/qui-peut-voir/")
    assert "Aucun partenaire n’en lit rien aujourd’hui." in told
