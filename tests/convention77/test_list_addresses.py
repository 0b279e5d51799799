"""Every address of a list keeps to the same: positions instead of numbers of pages, few statements, its state in it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone
from pytest_django import Settings

from acting.checks import own_patterns
from acting.lists import Page
from tests.people import Cast, make_fact, make_injunction, make_referral, make_residence

MOST_STATEMENTS = 8
OF_SEVERAL_KINDS = {"due_list": 21}  # eleven kinds of rows, each by its own index
ROWS = 30  # more than a page of facts or referrals

# The name of an address, who opens it, and its states.
LISTS = (
    ("incident_all", "sarah", ("", "tri=date", "tri=lieu", "tri=-lieu", "tri=categorie", "tri=-etat", "etat=filed")),
    ("incident_all", "sarah", ("commune=77284", "famille=voisinage", "periode=30&tri=lieu&commune=77284")),
    ("incident_list", "gilles", ("", "tri=lieu", "tri=etat&etat=filed")),
    ("fact_import_list", "sarah", ("",)),
    ("situation_list", "sarah", ("", "etat=toutes", "couleur=red&nature=place", "suivi=moi")),
    ("referral_list", "karim", ("", "boite=envoyees", "boite=recues&etat=terminees", "boite=recues&etat=attente")),
    ("referral_list", "karim", ("etat=moi", "etat=revoir", "boite=recues&objet=presence&commune=77284")),
    ("referral_list", "sarah", ("boite=envoyees&etat=attente&objet=presence&commune=77284",)),
    ("referral_list", "sarah", ("", "boite=recues", "boite=envoyees&etat=brouillons")),
    ("handover", "karim", ("",)),
    ("injunction_list", "sarah", ("", "etat=terminees", "etat=toutes")),
    ("injunction_list", "pascale", ("", "etat=toutes")),
    ("exceptional_ask", "adrien", ("",)),
    ("exceptional_list", "sarah", ("",)),
    ("residence_list", "sarah", ("", "tri=nom", "tri=-logements", "etat=toutes", "q=tilleuls")),
    ("residence_list", "karim", ("", "tri=-bailleur")),
    ("access_list", "sarah", ("", "etat=tous")),
    ("directory", "delphine", ("", "nature=police")),
    ("directory", "sarah", ("commune=Meaux", "commune=Dammarie", "fonction=gardien")),
    ("post_list", "delphine", ("",)),
    ("post_list", "sarah", ("",)),
    ("account_list", "adrien", ("",)),
    ("job_list", "adrien", ("", "etat=failed")),
    ("mail_list", "adrien", ("", "etat=failed")),
    ("journal", "dina", ("", "verb=fait.lu")),
    ("journal", "adrien", ("",)),
    ("journal", "gilles", ("",)),
    ("report_list", "karim", ("",)),
    ("review_list", "delphine", ("",)),
    ("meeting_list", "delphine", ("", "quand=passees&nature=gpo")),
    ("decision_list", "delphine", ("",)),
    ("publication_list", "delphine", ("",)),
    ("convention_settings", "karim", ("",)),
)
# Lists that are whole by nature, with who opens them: a table of the convention, or some dozens of rows.
NO_PAGES = {
    "charter_list": ("adrien", "the versions of one text"),
    "gap_list": ("delphine", "what is missing, to be mended and not to be paged"),
    "due_list": ("sarah", "what is nearest to today, of several kinds"),
    "demo_mail_list": ("adrien", "the latest mails of a demonstration"),
    "letter_template_list": ("sarah", "the six kinds of letter"),
    "signatory_list": ("adrien", "the parties of one convention"),
    "subject_list": ("adrien", "the table of subjects"),
    "theme_list": ("delphine", "the objets de travail of one convention"),
}
# Whole too, within one case; how little they ask is measured by the bench's own test.
OF_ONE_CASE = {"addressee_list", "evidence_list", "letter_list", "person_list"}
# What is searched is posted.
SEARCHES = (
    ("referral_list", "karim", "number=2026/00417"),
    ("directory", "sarah", "text=hellebore"),
    ("directory", "sarah", "text=parquet melum"),
    ("directory", "sarah", "text=police meaux"),
    ("directory", "sarah", "text=77284"),
    ("account_list", "adrien", "name=fictif"),
    ("mail_list", "adrien", "name=fictif"),
)


def test_each_list_of_the_portal_is_here() -> None:
    named = {str(pattern.name) for pattern in own_patterns(get_resolver()) if str(pattern.name).endswith("_list")}
    assert named == {name for name, _, _ in LISTS if name.endswith("_list")} | set(NO_PAGES) | OF_ONE_CASE


@pytest.fixture(scope="module")
def _filled(standing_cast: Cast, django_db_blocker: pytest.FixtureRequest) -> Cast:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        fill(standing_cast)
    return standing_cast


@pytest.fixture
def filled(_filled: Cast, db: None) -> Cast:
    return _filled


def fill(cast: Cast) -> None:
    """More than one page of facts and of referrals, some with a complaint, in several residences and states."""
    others = (make_residence(cast.sarah.signatory, f"Résidence des {name}") for name in ("Saules", "Hêtres"))
    homes = (cast.tilleuls, *others)
    now = timezone.now()
    for number in range(ROWS):
        at = now - timedelta(hours=number)
        category = ("degradation", "bruit")[number % 2]
        fact = make_fact(cast.gilles, homes[number % 3], at=at, category=category)
        make_referral(cast.sarah, cast.karim, homes[number % 3], incident=fact, send=number % 10 > 0)
        make_injunction(cast.pascale, homes[number % 3], days_ago=number % 4)


def statements(captured: CaptureQueriesContext) -> list[str]:
    """Without what only a test asks: its savepoints, its roles, and the context given back inside its transaction."""
    of_tests = r"SAVEPOINT|RELEASE|ROLLBACK|SELECT current_user|SELECT set_config\('role'"
    asked = [query["sql"] for query in captured if not re.match(of_tests, query["sql"])]
    contexts = [sql for sql in asked if sql.startswith("SELECT current_setting")]
    return [sql for sql in asked if sql not in contexts[1:]]


def asked_by(client: Client, address: str, posted: str) -> list[str]:
    """Of the second visit: what a first one finds out for all is known by then."""
    data = QueryDict(posted).dict()
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            page = client.post(address, data) if posted else client.get(address)
        assert page.status_code == 200, address
    return statements(captured)


def test_no_list_counts_rows_off_and_each_asks_little(filled: Cast, settings: Settings) -> None:
    settings.DEMO = True
    pages = [(name, who, state, "") for name, who, states in LISTS for state in states]
    pages += [(name, who, "", "") for name, (who, _) in NO_PAGES.items()]
    pages += [("gap_list", who, "", "") for who in ("sarah", "karim")]
    too_many = {}
    for name, who, state, posted in [*pages, *((name, who, "", posted) for name, who, posted in SEARCHES)]:
        address = f"{reverse(name)}?{state}"
        asked = asked_by(filled.people()[who].client(), address, posted)
        assert not [sql for sql in asked if " OFFSET " in sql.upper()], address
        assert len(set(asked)) == len(asked), (address, "\n".join(sorted(asked)))
        if len(asked) > OF_SEVERAL_KINDS.get(name, MOST_STATEMENTS):
            too_many[who, address, posted] = "\n".join(sql[:150] for sql in asked)
    assert not too_many, "\n\n".join(f"{key} {len(text.splitlines())}\n{text}" for key, text in too_many.items())


PAGED = (
    ("incident_all", "sarah", "tri=lieu&etat=attached"),
    ("incident_all", "sarah", "periode=30"),
    ("incident_list", "gilles", "tri=categorie"),
    ("referral_list", "karim", ""),
    ("referral_list", "sarah", "boite=envoyees"),
    ("injunction_list", "sarah", ""),
    ("injunction_list", "pascale", "etat=toutes"),
)


def test_the_state_of_a_list_stays_in_its_address(filled: Cast) -> None:
    """Its pages hold each row once, there and back, and the way back leads to the same first page."""
    for name, who, state in PAGED:
        client, address = filled.people()[who].client(), reverse(name)
        first = client.get(f"{address}?{state}")
        on = unescape(re.findall(r'rel="next"\s+href="([^"]*)"', first.text)[0])
        assert on.startswith(f"?{state}&apres=" if state else "?apres="), (name, state)
        second = client.get(address + on)
        back = unescape(re.findall(r'rel="prev"\s+href="([^"]*)"', second.text)[0])
        pages: list[Page] = [response.context["page_obj"] for response in (first, second, client.get(address + back))]
        assert pages[0].rows == pages[2].rows, (name, state)
        assert not set(pages[0]) & set(pages[1]), (name, state)
        assert f'href="?{state}"'.replace("&", "&amp;") in second.text, (name, state)


def test_what_an_address_does_not_mean_is_left_out(filled: Cast) -> None:
    for name, who, _ in LISTS:
        client = filled.people()[who].client()
        usual = client.get(reverse(name))
        odd = client.get(f"{reverse(name)}?apres=x&avant=%00&tri=facts&page=9999&boite=x&etat=x&quand=x")
        assert odd.status_code == 200, name
        if name not in ("journal", "handover"):  # each visit of the one adds an entry; the other has several lists
            assert odd.context["page_obj"].rows == usual.context["page_obj"].rows, name
