"""A page is called alike wherever one reads of it: in the menu, in the crumbs that lead back to it, on itself."""

import re
from html import unescape

import pytest

from tests.matrix.expectations import ROWS
from tests.matrix.test_matrix import concerned, expected
from tests.matrix.trials import trials_of
from tests.matrix.world import World, undone

TITLE = re.compile(r"<title>(.*?) –\s[^–]*</title>", re.S)
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.S)
CRUMBS = re.compile(r'<nav class="crumbs".*?</nav>', re.S)
LINK = re.compile(r'<a (?:class="[^"]*" )?href="([^"]+)"[^>]*>(.*?)</a>', re.S)
MARKS = re.compile(r"<span class=\"(?:tag|count|visually-hidden).*?</span>|<svg.*?</svg>|<[^>]+>", re.S)


def words(html: str) -> str:
    return " ".join(unescape(MARKS.sub("", html)).split())


def names(page: str) -> set[str]:
    """In the tab and as a heading: of a case they differ, and both are right."""
    return {words(each) for pattern in (TITLE, HEADING) for each in pattern.findall(page)}


@pytest.mark.parametrize("name", sorted(ROWS))
def test_a_crumb_calls_the_page_above_as_it_calls_itself(world: World, name: str) -> None:
    otherwise = set()
    for number, trial in enumerate(trials_of(name, world)[:2]):
        for who in sorted(concerned(world, ROWS[name], trial, everybody=number == 0)):
            if expected(world, ROWS[name], trial, who, "get") != 200:
                continue
            with undone(world.clients[who]):
                answer = world.clients[who].get(trial.address(name), trial.query)
                is_page = "text" in answer.headers.get("Content-Type", "") and not answer.streaming
                page = answer.text if is_page else ""
                for href, label in LINK.findall("".join(CRUMBS.findall(page))):
                    above = world.clients[who].get(unescape(href), follow=True)
                    if above.status_code != 200 or words(label) not in names(above.text):
                        otherwise.add((who, href, words(label)))
    assert otherwise == set()


def test_the_administrations_row_calls_a_page_as_it_calls_itself(world: World) -> None:
    """And so does each of its pages, where it is the current one."""
    client = world.clients["adrien"]

    def row(page: str) -> list[tuple[str, str]]:
        found = re.findall(r'<nav class="row" aria-label="Administration">.*?</nav>', page, re.S)
        return [(href, words(label)) for each in found for href, label in LINK.findall(each)]

    with undone(client):
        links = row(client.get("/administration/").text)
        pages = {href: client.get(href).text for href, _ in links}
    assert {href: names(page) for href, page in pages.items()} == {href: {label} for href, label in links}
    assert all(row(page) == links for page in pages.values())
    assert len(links) == 10
    with undone(client):
        own = client.get("/charte/").text
    assert names(own) == {"Charte d’usage du portail"}


def test_the_menu_calls_a_page_as_it_calls_itself(world: World) -> None:
    otherwise, seen = set(), set()
    for who, client in world.clients.items():
        with undone(client):
            menu = client.get("/convention/").text.split('<nav aria-label="Principale">')[1].split('class="who"')[0]
            for href, label in LINK.findall(menu):
                page = client.get(href, follow=True).text
                seen.add(href)
                if names(page) != {words(label)}:
                    otherwise.add((who, href, words(label), *sorted(names(page))))
    assert otherwise == set()
    assert len(seen) > 12
