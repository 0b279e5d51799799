"""Everybody lands where the function works and has a menu of exactly the pages that it opens."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from acting.enums import Function
from convention77.menu import ENTRIES, LANDING
from tests.people import Cast, appoint, make_fact, make_injunction, make_post, make_referral, signed_in

PUBLIC = [("La convention", "/convention/")]
WHO = ("Qui est compétent ?", "/competence/")
DIRECTORY = ("Annuaire", "/annuaire/")
THEMES = ("Objets de travail", "/objets-de-travail/")
MEETINGS = ("Réunions", "/reunions/")
RESIDENCES = ("Résidences", "/residences/")
REFERRALS = ("Mes saisines", "/saisines/")
SITUATIONS = ("Situations", "/situations/")
DAYS = ("À faire", "/a-faire/")
INJUNCTIONS = ("Injonctions", "/injonctions/")
STEERING = ("Pilotage", "/pilotage/")
LOAD = ("Pilotage", "/pilotage/charge/")
FIGURES = ("Tableau de bord", "/tableau-de-bord/")
REPORTS = ("Rapports", "/rapports/")
HOUSE = ("Mon organisme", "/annuaire/organisme/")
ALL_POSTS = ("Postes et désignations", "/annuaire/organisme/")
ACCESSES = ("Accès exceptionnels", "/acces-exceptionnel/")
TOGETHER = [THEMES, MEETINGS, *PUBLIC]

MENUS = {
    "gilles": [
        ("Déclarer un fait", "/faits/nouveau/"),
        ("Mes faits déclarés", "/faits/"),
        WHO,
        DIRECTORY,
        RESIDENCES,
        THEMES,
        *PUBLIC,
    ],
    "sarah": [
        ("À traiter", "/faits/"),
        SITUATIONS,
        DAYS,
        ("Déclarer un fait", "/faits/nouveau/"),
        ("Saisines", "/saisines/"),
        INJUNCTIONS,
        HOUSE,
        WHO,
        DIRECTORY,
        RESIDENCES,
        STEERING,
        FIGURES,
        REPORTS,
        *TOGETHER,
        ACCESSES,
    ],
    "dina": [("Journal", "/journal/"), WHO, DIRECTORY, REPORTS, THEMES, *PUBLIC, ACCESSES],
    "karim": [REFERRALS, DAYS, HOUSE, WHO, DIRECTORY, RESIDENCES, LOAD, FIGURES, REPORTS, *TOGETHER, ACCESSES],
    "pascale": [
        REFERRALS,
        DAYS,
        INJUNCTIONS,
        HOUSE,
        WHO,
        DIRECTORY,
        RESIDENCES,
        LOAD,
        FIGURES,
        REPORTS,
        *TOGETHER,
        ACCESSES,
    ],
    "maud": [REFERRALS, DAYS, HOUSE, WHO, DIRECTORY, RESIDENCES, LOAD, FIGURES, REPORTS, *TOGETHER, ACCESSES],
    "perrine": [REFERRALS, WHO, DIRECTORY, RESIDENCES, LOAD, REPORTS, THEMES, *PUBLIC],
    "delphine": [("État de la convention", "/tableau-de-bord/"), ALL_POSTS, WHO, DIRECTORY, REPORTS, *TOGETHER],
    "adrien": [
        ("Administration", "/administration/"),
        ALL_POSTS,
        WHO,
        DIRECTORY,
        REPORTS,
        *TOGETHER,
        ("Journal technique", "/journal/"),
    ],
}


class Menu(HTMLParser):
    """The links of the first "Principale" navigation of a page: label, address, whether it is the current one."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.current: list[str] = []
        self.counts: dict[str, str] = {}
        self._href = ""
        self._depth = self._done = 0
        self._in_count = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "nav" and given.get("aria-label") == "Principale" and not self._done:
            self._depth = 1
        if self._depth and tag == "a":
            self._href = str(given["href"])
            self.links.append(("", self._href))
            if given.get("aria-current") == "page":
                self.current.append(self._href)
        if self._depth and tag == "span" and given.get("class") == "count":
            self._in_count = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "nav" and self._depth:
            self._depth, self._done = 0, 1
        if tag == "a":
            self._href, self._in_count = "", False

    def handle_data(self, data: str) -> None:
        if not self._href or not data.strip():
            return
        if self._in_count:
            self.counts.setdefault(self._href, data.strip())
        else:
            self.links[-1] = (self.links[-1][0] + data.strip(), self._href)


def menu_at(client: Client, path: str) -> Menu:
    return Menu(client.get(path, follow=True).text)


@pytest.mark.parametrize("name", MENUS)
def test_the_menu_is_exactly_what_the_function_opens(cast: Cast, name: str) -> None:
    client = cast.people()[name].client()
    assert menu_at(client, "/convention/").links == MENUS[name]
    for _, path in MENUS[name]:
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("name", MENUS)
def test_what_is_not_in_the_menu_is_refused(cast: Cast, name: str) -> None:
    client = cast.people()[name].client()
    closed = {reverse(entry.url_name) for entry in ENTRIES} - {path for _, path in MENUS[name]} - {"/journal/"}
    assert {client.get(path).status_code for path in closed} == {403}


@pytest.mark.parametrize("name", MENUS)
def test_home_leads_to_the_first_entry_of_the_menu(cast: Cast, name: str) -> None:
    response = cast.people()[name].client().get("/")
    assert response.headers["Location"] == MENUS[name][0][1]


def test_the_contentieux_lands_on_situations(cast: Cast) -> None:
    post = make_post(cast.sarah.signatory, Function.CONTENTIEUX, "Contentieux")
    client = appoint(cast.nadia, post).client()
    assert client.get("/").headers["Location"] == "/situations/"
    looks = [WHO, DIRECTORY, RESIDENCES, STEERING, REPORTS, THEMES, *PUBLIC]
    assert menu_at(client, "/").links == [SITUATIONS, DAYS, INJUNCTIONS, *looks]
    assert client.get(STEERING[1]).status_code == 200


def test_seven_are_in_view_and_the_rest_unfolds_on_its_own_pages(cast: Cast) -> None:
    client = cast.sarah.client()
    menu = client.get("/faits/").text.split('aria-label="Principale"', 1)[1].split("</nav>", 1)[0]
    in_view, folded = menu.split('<details class="more">')
    assert (in_view.count("<a "), folded.count("<a ")) == (7, 10)
    assert [label in menu for label in (">Agir<", ">Consulter<")] == [True, True]
    assert '<details class="more" open>' in client.get("/reunions/").text


def test_one_s_own_acts_stand_with_the_account(cast: Cast) -> None:
    account = cast.sarah.client().get("/journal/").text.split("Mon compte", 1)[1].split("</ul>", 1)[0]
    assert '<a href="/journal/" aria-current="page">' in account
    assert "Mes actions" in account
    assert "/journal/" not in cast.dina.client().get("/journal/").text.split("Mon compte", 1)[1].split("</ul>", 1)[0]


def test_every_function_lands_somewhere() -> None:
    assert set(LANDING) == set(Function)


def test_somebody_without_designation_sees_the_public_page_alone(cast: Cast) -> None:
    assert menu_at(signed_in(cast.nadia), "/").links == PUBLIC


def test_a_visitor_is_led_to_the_sign_in_page_and_sees_the_public_page_alone(cast: Cast) -> None:
    assert Client().get("/").headers["Location"] == "/accounts/login/?next=/"
    assert menu_at(Client(), "/convention/").links == PUBLIC


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/faits/", ["/faits/"]),
        ("/faits/nouveau/", ["/faits/nouveau/"]),
        ("/saisines/", ["/saisines/"]),
        ("/accounts/2fa/", []),
    ],
)
def test_the_page_one_is_on_is_marked(cast: Cast, path: str, current: list[str]) -> None:
    assert menu_at(cast.sarah.client(), path).current == current


def test_a_page_inside_marks_its_entry(cast: Cast) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    assert menu_at(cast.sarah.client(), f"/faits/{fact.pk}/").current == ["/faits/"]
    adrien = cast.adrien.client()
    assert menu_at(adrien, f"/administration/comptes/{cast.sarah.user.pk}/").current == ["/administration/"]


def test_what_waits_is_counted_for_those_whom_it_awaits(cast: Cast) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    make_fact(cast.zoe, cast.pommiers)
    make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact)
    make_referral(cast.sarah, cast.karim, cast.tilleuls, send=False)
    make_injunction(cast.pascale, cast.pommiers)
    counts = {
        name: menu_at(cast.people()[name].client(), "/competence/").counts
        for name in ("sarah", "victor", "gilles", "karim", "maud", "geraldine", "pascale", "delphine")
    }
    assert counts == {
        "sarah": {},
        "victor": {"/faits/": "1", "/injonctions/": "1"},
        "gilles": {},
        "karim": {"/saisines/": "1"},
        "maud": {},
        "geraldine": {},
        "pascale": {"/injonctions/": "1"},
        "delphine": {},
    }


def test_who_one_is_stands_on_every_page(cast: Cast) -> None:
    page = re.sub(r"\s+", " ", cast.karim.client().get("/competence/").text)
    assert "<strong>Correspondant</strong>" in page
    assert "Police nationale de Seine-et-Marne" in page
    assert "Circonscription de Meaux" in page
