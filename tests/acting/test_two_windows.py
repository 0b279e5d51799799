"""Two windows on the portal: two people at one row, or one person who acts otherwise in another tab."""

import re
from typing import Any

from django.test import Client

from acting.enums import Function
from acting.stored import BOTH
from incidents.models import Incident
from tests.people import Cast, acting, appoint, make_post

STORED = re.compile(r'name="stored" value="([0-9a-f]{64})"')


def stored_in(answer: Any) -> str:
    found = STORED.search(answer.content.decode())
    assert found
    return found.group(1)


def test_what_is_stored_now_stands_beside_the_own_text(cast: Cast) -> None:
    first, second = cast.sarah.client(), cast.sarah.client()
    address = f"/residences/{cast.tilleuls.pk}/modifier/"
    opened = stored_in(second.get(address))
    with acting(cast.sarah):
        commune = cast.tilleuls.commune_id
    typed = {"name": "Les Tilleuls", "address": "1 rue Haute", "commune": commune, "dwellings": "40"}
    assert first.post(address, typed | {"stored": stored_in(first.get(address))}).status_code == 302
    late = second.post(address, typed | {"address": "3 rue Basse", "stored": opened}).content.decode()
    assert BOTH in late
    assert "3 rue Basse" in late
    assert re.search(r"Enregistré entre-temps\s:</span>\s*<blockquote>1 rue Haute", late)


def two_posts(cast: Cast) -> tuple[Client, dict[str, str]]:
    """Sarah, who is référente, also looks after the residences of a post; her client and both designations."""
    other = appoint(cast.sarah.user, make_post(cast.sarah.signatory, Function.CONTENTIEUX, "Contentieux"))
    return cast.sarah.client(), {
        "référente": str(cast.sarah.designation.pk),
        "contentieux": str(other.designation.pk),
    }


def test_a_form_opened_under_another_designation_does_nothing_and_keeps_the_text(cast: Cast) -> None:
    client, own = two_posts(cast)
    client.post("/designation/", {"designation": own["référente"]})
    typed = {
        "residence": str(cast.tilleuls.pk),
        "place": "hall",
        "category": "damage",
        "started_at": "2026-11-20T10:00",
        "recurrence": "once",
        "facts": "Vitre du hall brisée.",
    }
    page = client.post("/faits/nouveau/", typed | {"acting_as": own["contentieux"]})
    assert page.status_code == 409
    text = page.content.decode()
    assert "ouvert\n        comme Contentieux" in text or "comme Contentieux" in text
    assert "Vitre du hall brisée." in text
    assert own["contentieux"] in text, "the way back to it"
    with acting(cast.sarah):
        assert not Incident.objects.exists()
    assert "un autre onglet" not in client.post("/faits/nouveau/", typed | {"acting_as": own["référente"]}).text


def test_of_a_designation_that_is_not_one_s_own_nothing_is_said(cast: Cast) -> None:
    client, own = two_posts(cast)
    client.post("/designation/", {"designation": own["référente"]})
    page = client.post("/faits/nouveau/", {"acting_as": str(cast.maud.designation.pk)})
    assert page.status_code == 409
    assert "qui n’est plus la vôtre" in re.sub(r"\s+", " ", page.content.decode())
    assert cast.maud.post.label not in page.content.decode()
