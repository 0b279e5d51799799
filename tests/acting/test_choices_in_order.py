"""What a list may be narrowed by stands as a reader looks for it: by the alphabet as it is printed; where the domain
has an order of its own, in that, and it is named here."""

import re
from html import unescape

import pytest
from django.urls import reverse

from acting.fold import fold
from tests.convention77.test_list_addresses import LISTS
from tests.people import Cast, make_fact, make_residence

DOMAIN = {
    "couleur": "from the mildest to the gravest",
    "etat": "as it goes, from beginning to end",
    "famille": "the grid's",
    "fonction": "landlords first, then who answers them",
    "objet": "the table of subjects",
    "nature": "landlords first, then who answers them; of meetings and situations as the domain has them",
    "periode": "the shortest first",
    "suivi": "one's own first",
    "sujet": "cases first",
    "theme": "the convention's own",
}
FILTERS = re.compile(r'<form class="filters[^>]*>.*?</form>', re.S)
SELECT = re.compile(r'<select name="(\w+)".*?</select>', re.S)
OPTION = re.compile(r'<option value="[^"]+"[^>]*>(.*?)</option>', re.S)
OPENED = sorted({(name, who) for name, who, _ in LISTS} | {("mail_list", "adrien"), ("gap_list", "delphine")})


def offered(page: str) -> dict[str, list[str]]:
    """The labels of each list of choices among the filters, but for the one that narrows nothing."""
    selects = (found for form in FILTERS.findall(page) for found in SELECT.finditer(form))
    return {found[1]: [unescape(label).strip() for label in OPTION.findall(found[0])] for found in selects}


@pytest.fixture
def filled(cast: Cast) -> Cast:
    for number, code in enumerate(("77468", "77152", "77118", "77288")):
        make_fact(cast.gilles, make_residence(cast.sarah.signatory, f"Résidence {number}", code))
    return cast


@pytest.mark.parametrize(("name", "who"), OPENED)
def test_each_list_of_choices_is_in_an_order(filled: Cast, name: str, who: str) -> None:
    found = offered(filled.people()[who].client().get(reverse(name)).content.decode())
    assert {
        each: labels for each, labels in found.items() if each not in DOMAIN and labels != sorted(labels, key=fold)
    } == {}


def test_what_is_asked_here_is_there(filled: Cast) -> None:
    asked = {
        (name, each)
        for name, who in OPENED
        for each, labels in offered(filled.people()[who].client().get(reverse(name)).content.decode()).items()
        if len(labels) > 1
    }
    assert {("journal", "verb"), ("journal", "person"), ("incident_all", "commune"), ("directory", "nature")} <= asked
    assert {each for _, each in asked} >= {"commune", "etat", "famille", "fonction", "periode", "verb"}
