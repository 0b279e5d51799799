"""What a device may keep of the portal: a page that is the same for everybody, and its assets."""

import json
import re

from django.contrib.staticfiles import finders
from django.test import Client, override_settings
from django.urls import reverse
from PIL import Image

from convention77.offline import FIELDS, SHELL_ASSETS
from incidents.forms.facts import FactForm
from incidents.models import Incident
from tests.people import Cast, make_fact
from tests.roles import installing

OF_THE_WAY = {"reviewed", "between", "not_meant", "submission", "held"}  # no question of the form


def shell_of(worker: str) -> dict[str, object]:
    told = re.match(r"const SHELL = (.*);\n", worker)
    assert told
    kept: dict[str, object] = json.loads(told[1])
    return kept


def test_the_page_without_network_is_the_same_for_everybody(cast: Cast) -> None:
    """With its own facts behind somebody, and a message that waits: to the byte."""
    make_fact(cast.gilles, cast.tilleuls)
    pages = {person.client().get(reverse("offline")).text for person in (cast.gilles, cast.sarah, cast.maud)}
    (page,) = pages | {Client().get(reverse("offline")).text}
    for told in (cast.tilleuls.name, cast.gilles.user.email, "data-person", "data-designation", "csrfmiddlewaretoken"):
        assert told not in page


def test_it_asks_all_that_the_form_of_a_fact_asks(cast: Cast) -> None:
    asked = {name for name, _ in FIELDS}
    assert asked == set(FactForm.base_fields) - OF_THE_WAY
    page = Client().get(reverse("offline")).text
    names = {*re.findall(r'data-answers="(\w+)"', page), *re.findall(r'(?<!type="hidden") name="(\w+)"', page)}
    assert asked <= names


def test_the_numbers_to_call_stand_on_it(cast: Cast) -> None:
    page = Client().get(reverse("offline")).text
    assert {"tel:17", "sms:114", "tel:3919", "tel:119"} <= set(re.findall(r'href="((?:tel|sms):\d+)"', page))


def test_the_worker_keeps_that_page_and_assets_and_nothing_else(cast: Cast) -> None:
    answer = cast.gilles.client().get(reverse("service_worker"))
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    kept = shell_of(answer.text)
    assert kept["page"] == "/hors-ligne/"
    assert kept["assets"] == [*(f"/static/{name}" for name in SHELL_ASSETS), "/manifest.webmanifest"]
    assert [name for name in SHELL_ASSETS if not finders.find(name)] == []


def test_the_worker_comes_anew_when_anything_of_it_changes(cast: Cast) -> None:
    names = [shell_of(Client().get(reverse("service_worker")).text)["name"] for _ in range(2)]
    assert names[0] == names[1]
    with override_settings(STATIC_URL="/autre/"):
        assert shell_of(Client().get(reverse("service_worker")).text)["name"] != names[0]


def test_worker_and_manifest_come_from_here_alone(cast: Cast) -> None:
    """And no page of somebody who is signed in is ever kept by the browser itself."""
    for name in ("offline", "service_worker", "web_manifest", "incident_new"):
        answer = cast.gilles.client().get(reverse(name))
        said = {part.strip() for part in answer.headers["Content-Security-Policy"].split(";")}
        assert {"worker-src 'self'", "manifest-src 'self'", "default-src 'self'"} <= said
        assert not any("unsafe" in part for part in said)
        assert answer.headers["Cache-Control"] == "no-store, private"
    assert Client().get(reverse("service_worker")).headers["Cache-Control"] == "no-cache"


def test_the_icons_of_the_manifest_are_there_in_the_size_that_it_says(cast: Cast) -> None:
    told = Client().get(reverse("web_manifest")).json()
    assert (told["start_url"], told["scope"], told["display"], told["lang"]) == ("/", "/", "standalone", "fr")
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        found = finders.find(icon["src"].removeprefix("/static/"))
        assert isinstance(found, str)
        with Image.open(found) as image:
            assert f"{image.width}x{image.height}" == icon["sizes"]
            assert image.format == "PNG"


def test_a_fact_is_told_as_its_page_shows_it(cast: Cast) -> None:
    """To be copied for another tool: without whoever declared it."""
    incident = make_fact(cast.gilles, cast.tilleuls, facts="Vitre brisée.")
    with installing():
        Incident.objects.update(damage_euros=1200)
    page = cast.gilles.client().get(reverse("incident_detail", args=[incident.pk])).text
    told = re.search(r'data-copy="([^"]*)"', page)
    assert told
    lines = told[1].split("\n")
    assert lines[0] == f"Fait {incident.reference}"
    assert "Vitre brisée." in lines
    assert lines[-1] == "Dommage\u00a0: 1\u202f200\u00a0€"
    assert cast.gilles.user.last_name not in told[1]
    assert "Gardien" not in told[1]
