"""The holders of a lease: what fits an envelope, who reads them, and that nothing else of the portal speaks of them."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from acting.actor import acting_as, machine_actor
from acting.refusals import Conflict, Refused
from incidents.models import Addressee, Situation
from incidents.services import addressees, situations
from journal.models import Entry
from tests.incidents.test_ladder import lease
from tests.people import Cast, acting
from tests.roles import as_worker
from tests.rules.incidents import holder_words, situation
from tests.walls.trials import refused

__all__ = ["lease"]

pytestmark = pytest.mark.django_db
NAME = "Zwentibold"


def add(cast: Cast, lease: Situation, **words: object) -> Addressee:
    with acting(cast.sarah) as sarah:
        return addressees.add_addressee(by=sarah, situation=lease, key=uuid4(), words=holder_words(**words))


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"last_name": " "}, "last_name"),
        ({"last_name": "B" * 25}, "last_name"),
        ({"title": "maître"}, "title"),
        ({"address": "\n".join("abcdef")}, "address"),
        ({"address": "x" * 39}, "address"),
        ({"starts_on": date(2019, 2, 28)}, "starts_on"),
        ({"starts_on": date(2099, 1, 1)}, "starts_on"),
        ({"ends_on": date(2019, 2, 28)}, "ends_on"),
        ({"ends_on": date(2099, 1, 1)}, "ends_on"),
    ],
)
def test_what_does_not_fit_the_envelope_or_the_lease_is_refused(
    cast: Cast, lease: Situation, words: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        add(cast, lease, **words)
    assert refusal.value.field == field
    with acting(cast.sarah):
        assert not Addressee.objects.exists()


def test_several_hold_a_lease_and_the_window_has_six_lines_at_most(cast: Cast, lease: Situation) -> None:
    jeanne = add(cast, lease, address="  Bâtiment B  \n\n 3 rue d’Essai \n 77100 MEAUX ")
    paul = add(cast, lease, title="monsieur", first_name="Paul", address="\n".join("abcde"))
    assert jeanne.window == ["Madame Jeanne Essai", "Bâtiment B", "3 rue d’Essai", "77100 MEAUX"]
    assert len(paul.window) == 6
    page = cast.sarah.client().get(reverse("addressee_list", args=[lease.pk])).content.decode()
    assert "Madame Jeanne Essai" in page
    assert "Monsieur Paul Essai" in page


def test_the_same_form_adds_one(cast: Cast, lease: Situation) -> None:
    key = uuid4()
    with acting(cast.sarah) as sarah:
        once = addressees.add_addressee(by=sarah, situation=lease, key=key, words=holder_words())
        assert addressees.add_addressee(by=sarah, situation=lease, key=key, words=holder_words()) == once
        with pytest.raises(Conflict):
            addressees.add_addressee(by=sarah, situation=lease, key=key, words=holder_words(last_name="Autre"))


def test_a_place_has_none(cast: Cast) -> None:
    place = situation(cast)
    with pytest.raises(Refused, match="du bail"):
        add(cast, place)
    assert cast.sarah.client().get(reverse("addressee_list", args=[place.pk])).status_code == 404


def test_who_leaves_the_lease_is_ended_and_stays_to_be_read(cast: Cast, lease: Situation) -> None:
    jeanne = add(cast, lease)
    with acting(cast.sarah) as sarah:
        left = sarah.today - timedelta(days=3)
        addressees.correct_addressee(by=sarah, addressee=jeanne, words=holder_words(ends_on=left))
        assert list(Addressee.objects.holding_on(sarah.today)) == []
        assert list(Addressee.objects.holding_on(left - timedelta(days=1))) == [jeanne]
        assert refused("DELETE FROM incidents_addressee WHERE id = %s", jeanne.pk)
    page = cast.sarah.client().get(reverse("addressee_list", args=[lease.pk])).content.decode()
    assert "jusqu’au" in page


def test_a_closed_situation_keeps_them_as_they_are(cast: Cast, lease: Situation) -> None:
    jeanne = add(cast, lease)
    with acting(cast.sarah) as sarah:
        situations.close_situation(by=sarah, situation=lease, ending="moved_out")
        with pytest.raises(Conflict):
            addressees.correct_addressee(by=sarah, addressee=jeanne, words=holder_words(first_name="Anne"))
        assert refused("UPDATE incidents_addressee SET first_name = 'Anne' WHERE id = %s", jeanne.pk)
    with pytest.raises(Refused, match="close"):
        add(cast, lease)
    assert cast.sarah.client().get(reverse("addressee_list", args=[lease.pk])).status_code == 200


def test_nobody_outside_the_cases_of_the_house_reads_one(cast: Cast, lease: Situation) -> None:
    jeanne = add(cast, lease)
    c = cast
    for person in (c.gilles, c.victor, c.karim, c.maud, c.pascale, c.delphine, c.dina, c.adrien):
        with acting(person) as by:
            assert not Addressee.objects.exists()
            with pytest.raises(PermissionDenied):
                addressees.correct_addressee(by=by, addressee=jeanne, words=holder_words())


def test_a_name_stands_on_its_own_page_and_nowhere_else(cast: Cast, lease: Situation) -> None:
    """Not on the page of the situation, in the list, in a search, nor in the words of the journal; each opening is
    there as an entry that names whom it showed."""
    jeanne = add(cast, lease, last_name=NAME)
    client = cast.sarah.client()
    assert NAME in client.get(reverse("addressee_list", args=[lease.pk])).content.decode()
    assert NAME in client.get(reverse("addressee_edit", args=[jeanne.pk])).content.decode()
    for address in (
        reverse("situation_detail", args=[lease.pk]),
        reverse("situation_list"),
        reverse("incident_all") + f"?q={NAME}",
        reverse("journal"),
    ):
        assert NAME not in client.get(address).content.decode().replace(f'value="{NAME}"', ""), address
    with transaction.atomic(), as_worker(), acting_as(machine_actor(cast.sarah.actor().now)):
        entries = list(Entry.objects.filter(verb="destinataire.lu"))
        assert [(each.object_id, each.shown) for each in entries] == [(None, [jeanne.pk]), (jeanne.pk, None)]
        assert NAME not in repr(list(Entry.objects.values()))


def test_the_walls_take_addressees_of_an_open_lease_of_the_house_alone(cast: Cast, lease: Situation) -> None:
    jeanne, place = add(cast, lease), situation(cast)
    with acting(cast.victor) as victor:
        theirs = situations.open_lease_situation(
            by=victor, residence=cast.pommiers, lease="7", lease_from=None, key=uuid4()
        )
    written = (
        "INSERT INTO incidents_addressee (id, situation_id, title, last_name, first_name, address, starts_on)"
        " VALUES (gen_random_uuid(), %s, 'madame', 'Essai', '', '', app_today())"
    )
    with acting(cast.sarah):
        assert not refused(written, lease.pk)
        assert refused(written, theirs.pk)
        assert refused(written, place.pk)
        assert refused("UPDATE incidents_addressee SET situation_id = %s WHERE id = %s", lease.pk, jeanne.pk)
    with acting(cast.gilles):
        assert refused(written, lease.pk)
