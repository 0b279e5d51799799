"""Under which designation somebody acts: a running one of their own, whatever stands in the session."""

import pytest

from acting.actor import Actor
from correspondents.middleware import SESSION_KEY
from tests.reach.house import House


@pytest.mark.parametrize("other", ["maud", "bruno", "victor", "adrien", "estelle"])
def test_a_designation_of_somebody_else_in_the_session_is_nothing(house: House, other: str) -> None:
    client = house["karim"].client()
    session = client.session
    everybody = house.people | house.colleagues.people()
    session[SESSION_KEY] = str(everybody[other].designation.pk)
    session.save()
    response = client.get("/saisines/")
    assert response.status_code == 200
    actor: Actor = vars(response.wsgi_request)["actor"]
    assert actor == house["karim"].actor(actor.now)


def test_of_two_designations_each_has_its_own_rights(house: House) -> None:
    client = house["denise"].client()
    for name, facts, journal in (("denise", 200, 200), ("denise_dpo", 403, 200)):
        client.post("/designation/", {"designation": house[name].designation.pk})
        assert client.get("/faits/").status_code == facts
        assert client.get("/journal/").status_code == journal
