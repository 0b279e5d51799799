"""Injunctions on screen: what every page says, what the other side does not read, what is kept when it is refused."""

from datetime import timedelta

import pytest
from django.test import Client

from referrals.models import Injunction
from referrals.services import injunctions
from referrals.tasks import watch_injunctions
from tests.people import Cast, Person, acting, make_injunction
from tests.roles import as_worker, installing

NOT_NOTIFIED = "Ne vaut pas notification : l’injonction est notifiée par le préfet hors du portail."
LEASE = "2019-0417-B"


def read(client: Client, address: str) -> str:
    return " ".join(client.get(address).text.replace("\u00a0", " ").split())


def with_lease(cast: Cast, by: Person) -> Injunction:
    injunction = make_injunction(by, cast.tilleuls)
    with acting(cast.sarah) as sarah:
        injunctions.note_lease(by=sarah, injunction=injunction, number=LEASE)
    return injunction


def test_every_page_says_that_it_notifies_nothing_and_why(cast: Cast) -> None:
    injunction = make_injunction(cast.pascale, cast.tilleuls)
    addresses = ["/injonctions/", "/injonctions/nouvelle/", f"/injonctions/{injunction.pk}/"]
    for person, more in ((cast.sarah, [f"/injonctions/{injunction.pk}/bail/"]), (cast.pascale, [])):
        for address in [*addresses, *more]:
            page = read(person.client(), address)
            assert NOT_NOTIFIED in page, address
            assert "les délais courent du jour où le préfet a notifié" in page, address


def test_the_prefecture_reads_neither_the_lease_nor_that_there_is_one(cast: Cast) -> None:
    injunction = with_lease(cast, cast.pascale)
    address = f"/injonctions/{injunction.pk}/"
    assert LEASE in read(cast.sarah.client(), address)
    page = read(cast.pascale.client(), address)
    assert injunction.reference in page
    assert LEASE not in page
    assert "Bail" not in page.replace("Bailleur", "")
    assert cast.pascale.client().get(f"{address}bail/").status_code == 403


def test_what_a_landlord_noted_by_itself_the_prefecture_does_not_find(cast: Cast) -> None:
    own = with_lease(cast, cast.sarah)
    client = cast.pascale.client()
    assert client.get(f"/injonctions/{own.pk}/").status_code == 404
    assert own.reference not in read(client, "/injonctions/?etat=toutes")
    assert own.reference in read(cast.sarah.client(), "/injonctions/")


@pytest.mark.parametrize("name", ["karim", "maud", "gilles", "delphine", "dina", "adrien"])
def test_nobody_else_opens_the_list(cast: Cast, name: str) -> None:
    assert cast.people()[name].client().get("/injonctions/").status_code == 403


def test_the_list_begins_with_what_comes_to_its_term(cast: Cast) -> None:
    made = {days: make_injunction(cast.pascale, cast.tilleuls, days_ago=days) for days in (1, 14, 6)}
    with acting(cast.sarah) as sarah:
        ended = make_injunction(cast.pascale, cast.erables, days_ago=9)
        injunctions.refuse_injunction(by=sarah, injunction=ended, motive="not_ours", answered_on=sarah.today)
    page = read(cast.sarah.client(), "/injonctions/")
    order = [made[14], made[6], made[1], ended]
    places = [page.index(each.reference) for each in order]
    assert places == sorted(places)
    assert "dans 1 jour" in page
    assert "dans 14 jours" in page


def test_a_refusal_without_a_motive_keeps_what_was_typed(cast: Cast) -> None:
    injunction, client = make_injunction(cast.pascale, cast.tilleuls), cast.sarah.client()
    sent = {"note": "Rien de constaté sur place.", "answered_on": cast.sarah.actor().today.isoformat(), "version": 1}
    page = client.post(f"/injonctions/{injunction.pk}/refuser/", sent)
    assert page.status_code == 200
    assert "Choisissez un motif." in page.text
    assert "Rien de constaté sur place." in page.text
    with installing():
        assert Injunction.objects.get(pk=injunction.pk).state == "notified"


def test_a_dwelling_in_a_note_is_refused_and_a_name_is_to_be_read_again(cast: Cast) -> None:
    injunction, client = make_injunction(cast.pascale, cast.tilleuls), cast.sarah.client()
    sent = {"motive": "not_occupant", "answered_on": cast.sarah.actor().today.isoformat(), "version": 1}
    for note in ("L’appartement 12 est vide.", "Monsieur Dupont n’y habite plus."):
        page = client.post(f"/injonctions/{injunction.pk}/refuser/", sent | {"note": note})
        assert page.status_code == 200, note
    anew = client.post(f"/injonctions/{injunction.pk}/refuser/", sent | {"note": "Appartement 12.", "reviewed": "on"})
    assert "ni étage" in anew.text
    with installing():
        assert Injunction.objects.get(pk=injunction.pk).state == "notified"


def test_the_task_writes_down_what_the_days_have_done(cast: Cast) -> None:
    late, near = (make_injunction(cast.pascale, cast.tilleuls, days_ago=days) for days in (16, 13))
    for _ in range(2):
        with as_worker():
            watch_injunctions()
    with installing():
        states = dict(Injunction.objects.values_list("pk", "state"))
        assert states == {late.pk: "expired", near.pk: "notified"}


def test_a_landlord_writes_down_another_address_with_its_commune(cast: Cast) -> None:
    today = cast.sarah.actor().today
    sent = {
        "commune": "77284",
        "address": "14, rue d’Orgemont, bâtiment C",
        "notified_on": (today - timedelta(days=2)).isoformat(),
        "ground_stated": "on",
    }
    answer = cast.sarah.client().post("/injonctions/nouvelle/", sent)
    assert answer.status_code == 302
    with installing():
        (noted,) = Injunction.objects.all()
    assert (noted.place, noted.residence, noted.is_of_prefecture) == (
        "14, rue d’Orgemont, bâtiment C, Meaux",
        None,
        False,
    )
