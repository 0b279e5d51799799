"""A designation gives everything: from its first day to its last, both included, and only the one that is chosen."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from acting.actor import machine_actor
from acting.enums import Function
from correspondents.actors import actor_of_designation, running_designations
from correspondents.enums import DesignationRole
from correspondents.models import Designation, acting_choice
from correspondents.services import end_designation
from tests.people import Cast, appoint, make_post, make_user, signed_in

LAST_DAY = date(2026, 3, 31)


def paris(day: int, hour: int) -> datetime:
    """An hour of March 2026 in UTC; Paris is one hour ahead, two from the 29th on."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def end(designation: Designation, on: date) -> None:
    """On that day itself: what has counted already is not taken back."""
    noon = datetime.combine(on, time(12), tzinfo=UTC)
    end_designation(by=machine_actor(noon), designation=designation, ends_on=on)


def test_a_designation_works_on_its_last_day_until_midnight_in_paris_and_not_after(cast: Cast) -> None:
    end(cast.karim.designation, LAST_DAY)
    karim = cast.karim.user
    assert running_designations(karim, paris(31, 21)) == [cast.karim.designation]
    assert running_designations(karim, paris(31, 22)) == []
    assert actor_of_designation(cast.karim.designation.id, paris(31, 21)) is not None
    assert actor_of_designation(cast.karim.designation.id, paris(31, 22)) is None


def test_a_designation_does_not_work_before_its_first_day(cast: Cast) -> None:
    person = appoint(cast.nadia, cast.karim.post, role=DesignationRole.SUPPLEANT, starts_on=date(2026, 3, 10))
    assert running_designations(cast.nadia, paris(9, 22)) == []
    assert running_designations(cast.nadia, paris(9, 23)) == [person.designation]


def test_the_last_day_of_the_signatory_ends_its_designations(cast: Cast) -> None:
    cast.sarah.signatory.left_on = LAST_DAY
    cast.sarah.signatory.save()
    assert running_designations(cast.sarah.user, paris(31, 12)) == [cast.sarah.designation]
    assert running_designations(cast.sarah.user, paris(31, 23)) == []


def test_a_designation_that_ended_yesterday_opens_nothing_at_the_next_request(cast: Cast) -> None:
    client = cast.sarah.client()
    assert client.get("/faits/").status_code == 200
    end(cast.sarah.designation, timezone.localdate() - timedelta(days=1))
    assert client.get("/faits/").status_code == 403
    assert "Aucune désignation en cours" in client.get("/").text


def test_nobody_without_designation_sees_anything_but_the_home_page(cast: Cast) -> None:
    client = signed_in(cast.nadia)
    assert "Aucune désignation en cours" in client.get("/").text
    for path in ("/competence/", "/faits/", "/faits/nouveau/", "/saisines/", "/administration/", "/rapports/"):
        assert client.get(path).status_code == 403, path


def test_a_preparateur_of_a_magistrats_post_is_a_preparateur(cast: Cast) -> None:
    assert cast.perrine.actor().function == Function.PREPARATEUR
    assert cast.perrine.actor().post_id == cast.maud.actor().post_id


# Several designations


def second_designation(cast: Cast) -> Designation:
    """Sarah stands in at the other landlord as its DPO."""
    post = make_post(cast.victor.signatory, Function.DPO, "Délégué à la protection des données")
    return appoint(cast.sarah.user, post, role=DesignationRole.SUPPLEANT).designation


def choose(client: Client, designation_id: object) -> tuple[str, list[str]]:
    """Where it leads, and what is said."""
    response = client.post("/designation/", {"designation": str(designation_id)})
    return response.headers["Location"], [str(message) for message in get_messages(response.wsgi_request)]


def acting_post(client: Client) -> UUID:
    """The post that the next request acts for."""
    post: UUID = vars(client.get("/competence/").wsgi_request)["actor"].post_id
    return post


def test_sarah_acts_as_titular_first_and_then_as_she_chooses(cast: Cast) -> None:
    other = second_designation(cast)
    client = cast.sarah.client()
    assert acting_post(client) == cast.sarah.post.id
    leads_to, _ = choose(client, other.id)
    assert leads_to == "/"
    assert acting_post(client) == other.post_id
    assert f'<option value="{other.id}" selected>' in client.get("/competence/").text
    assert client.get("/faits/").status_code == 403


def test_the_choice_is_offered_only_to_those_who_have_one(cast: Cast) -> None:
    second_designation(cast)
    assert "Agir comme" in cast.sarah.client().get("/competence/").text
    assert "Agir comme" not in cast.karim.client().get("/competence/").text


@pytest.mark.parametrize("whose", ["somebody else's", "ended", "nonsense", "missing"])
def test_no_other_designation_can_be_taken(cast: Cast, whose: str) -> None:
    other = second_designation(cast)
    end(other, timezone.localdate() - timedelta(days=1))
    tried = {"somebody else's": cast.maud.designation.id, "ended": other.id, "nonsense": "1 OR 1=1", "missing": ""}
    client = cast.sarah.client()
    _, told = choose(client, tried[whose])
    assert told == ["Cette désignation n’est pas, ou n’est plus, la vôtre. Rien n’a été changé."]
    assert acting_post(client) == cast.sarah.post.id


def test_a_choice_that_ends_falls_back_to_what_still_runs(cast: Cast) -> None:
    other = second_designation(cast)
    client = cast.sarah.client()
    choose(client, other.id)
    end(other, timezone.localdate() - timedelta(days=1))
    assert acting_post(client) == cast.sarah.post.id


def test_choosing_takes_a_post_request(cast: Cast) -> None:
    assert cast.sarah.client().get("/designation/").status_code == 405


def test_acting_choice_of_nothing_is_nothing() -> None:
    assert acting_choice([], "anything") is None


def test_a_second_titular_of_a_post_is_refused_by_the_database(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="one_titular_per_post_at_a_time"), transaction.atomic():
        Designation.objects.create(
            post=cast.karim.post, user=make_user("Karima"), starts_on=LAST_DAY, agreed_at=timezone.now()
        )
