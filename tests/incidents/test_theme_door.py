"""Violence at home, suicide, radicalisation: no door into the facts, whatever the category and the place; and nothing
lost for whoever meant something else."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from acting.refusals import Refused
from incidents.enums import Between, PlaceType
from incidents.filing_rules import concern_of
from incidents.models import Category, Incident
from incidents.services.facts import file_incident
from journal.models import Entry, Message
from signatories.theme_guard import Concern
from tests.incidents.test_facts_filing import NEW, entries_of, facts_seen_by, six_fields
from tests.people import Cast, acting

AT_HOME = "Un homme frappe sa compagne."
SUICIDE = "Il menace de se jeter du toit."
RADICAL = "Vidéos de propagande djihadiste dans la cave."
THEMED = {Concern.HOUSEHOLD: AT_HOME, Concern.SUICIDE: SUICIDE, Concern.RADICALISATION: RADICAL}
FIRST = {
    Concern.HOUSEHOLD: ["tel:17", "sms:114", "tel:3919"],
    Concern.SUICIDE: ["tel:15", "sms:114", "tel:3114"],
    Concern.RADICALISATION: ["tel:17", "sms:114", "tel:0800005696"],
}
AT_A_DOOR = {"place": "dwelling", "category": "menace", "facts": "Menaces devant une porte, après une remarque."}


def sent_on(page: str) -> dict[str, str]:
    """The hidden fields of the page, as its buttons send them."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def answers_on(page: str) -> list[str]:
    return re.findall(r'name="between" value="(\w+)"', page)


# The rule


def square() -> Iterator[tuple[str, bool, str, str]]:
    for place in PlaceType.values:
        for is_violence in (False, True):
            for facts in ("Porte cassée.", AT_HOME):
                for between in ("", "inconnu", *Between.values):
                    yield place, is_violence, facts, between


def test_the_whole_square_of_places_words_and_answers() -> None:
    """Nobody passes who says "même foyer", nor who leaves the question open where it is asked."""
    for place, is_violence, facts, between in square():
        found = concern_of(place=place, is_violence=is_violence, texts=[facts], between=between)
        is_asked = place == "dwelling" or facts == AT_HOME
        passes = between in ("neighbours", "staff") or (between == "nobody" and not is_violence) or not is_asked
        expected = None if passes and between != "household" else Concern.HOUSEHOLD
        assert (place, is_violence, facts, between, found) == (place, is_violence, facts, between, expected)


@pytest.mark.parametrize("concern", [Concern.SUICIDE, Concern.RADICALISATION])
def test_the_other_themes_pass_only_for_whoever_did_not_mean_them(concern: Concern) -> None:
    asked: dict[str, Any] = {"place": "hall", "is_violence": False, "texts": ["Entrée B", THEMED[concern]]}
    assert concern_of(**asked) == concern
    assert concern_of(**asked, between="neighbours") == concern
    assert concern_of(**asked, not_meant=[concern]) is None
    assert concern_of(**asked, not_meant=[other for other in Concern if other != concern]) == concern


# The page


@pytest.mark.parametrize("concern", Concern)
def test_every_category_comes_to_the_numbers_and_files_nothing(cast: Cast, concern: Concern) -> None:
    client = cast.gilles.client()
    for category in Category.objects.values_list("pk", flat=True):
        page = client.post(NEW, six_fields(cast, category=category, facts=THEMED[concern])).text
        assert re.findall(r'class="call" href="([^"]+)"', page)[:3] == FIRST[concern], category
        assert page.index('class="call"') < page.index("Rien n’a été enregistré")
        assert sent_on(page)["facts"] == THEMED[concern]
    assert facts_seen_by(cast.sarah) == []
    with acting(cast.gilles) as actor:
        assert not Entry.objects.filter(user_id=actor.user_id).exists()


@pytest.mark.parametrize("field", ["facts", "building"])
def test_both_texts_of_a_fact_are_read(cast: Cast, field: str) -> None:
    cast.gilles.client().post(NEW, six_fields(cast, **{field: "Violence conjugale"}))
    assert facts_seen_by(cast.sarah) == []


@pytest.mark.parametrize(
    ("category", "offered"),
    [("bruit", ["household", "neighbours", "staff", "nobody"]), ("menace", ["household", "neighbours", "staff"])],
)
def test_a_dwelling_is_asked_about(cast: Cast, category: str, offered: list[str]) -> None:
    page = cast.gilles.client().post(NEW, six_fields(cast, place="dwelling", category=category)).text
    assert answers_on(page) == offered
    assert facts_seen_by(cast.sarah) == []


def test_before_the_answer_neither_page_nor_tab_says_what_it_was(cast: Cast) -> None:
    """The question is the one that the answers answer; the theme is named once it is known."""
    client = cast.gilles.client()
    asked = client.post(NEW, six_fields(cast, facts=AT_HOME)).text
    head = r"<title>\s*(.*?) – .*?</title>|<h1>(.*?)</h1>|aria-label=\"Fil d’Ariane\">.*<li>(.*?)</li>\s*</ol>"
    said = {next(filter(None, found)).replace("\u00a0", " ") for found in re.findall(head, asked, re.DOTALL)}
    assert said == {"Entre qui cela s’est-il passé ?"}
    told = client.post(NEW, sent_on(asked) | {"between": "household"}).text
    assert {next(filter(None, found)) for found in re.findall(head, told, re.DOTALL)} == {Concern.HOUSEHOLD.label}


@pytest.mark.parametrize("answer", ["neighbours", "staff"])
def test_a_threat_at_a_door_is_filed_once_it_is_said_between_whom(cast: Cast, answer: str) -> None:
    client = cast.gilles.client()
    asked = client.post(NEW, six_fields(cast, **AT_A_DOOR, building="Entrée B", damage_euros="12")).text
    assert client.post(NEW, sent_on(asked) | {"between": answer}).status_code == 302
    [fact] = facts_seen_by(cast.sarah)
    assert (fact.place, fact.category_id, fact.facts) == ("dwelling", "menace", AT_A_DOOR["facts"])
    assert (fact.building, fact.damage_euros) == ("Entrée B", 12)
    assert Message.objects.filter(kind="agent_vise").exists() == (answer == "staff")


def test_noise_in_a_dwelling_is_filed_once_it_is_said_that_nobody_was_hurt(cast: Cast) -> None:
    client = cast.gilles.client()
    asked = client.post(NEW, six_fields(cast, place="dwelling", category="bruit", facts="Perceuse à 23 h.")).text
    client.post(NEW, sent_on(asked) | {"between": "nobody"})
    assert [fact.facts for fact in facts_seen_by(cast.sarah)] == ["Perceuse à 23 h."]


def test_what_comes_back_from_the_question_is_what_was_typed(cast: Cast) -> None:
    client, typed = cast.gilles.client(), "Cris : « assez » ! Qui ? 100 %"
    asked = client.post(NEW, six_fields(cast, **AT_A_DOOR | {"facts": typed})).text
    assert client.post(NEW, sent_on(asked) | {"between": "neighbours"}).status_code == 302
    [fact] = facts_seen_by(cast.sarah)
    assert fact.facts == typed


def test_a_category_of_violence_without_violence_is_asked_again(cast: Cast) -> None:
    page = cast.gilles.client().post(NEW, six_fields(cast, **AT_A_DOOR, between="nobody")).text
    assert answers_on(page) == ["household", "neighbours", "staff"]
    assert facts_seen_by(cast.sarah) == []


def test_the_same_household_is_shown_the_way_and_nothing_is_filed(cast: Cast) -> None:
    client = cast.gilles.client()
    asked = client.post(NEW, six_fields(cast, facts=AT_HOME)).text
    page = client.post(NEW, sent_on(asked) | {"between": "household"}).text
    assert answers_on(page) == []
    assert "Le circuit et les contacts" in page
    assert "Orientation faite" in page
    assert "N’adressez aucun courrier au logement." in page
    assert facts_seen_by(cast.sarah) == []
    with acting(cast.gilles) as actor:
        assert not Entry.objects.filter(user_id=actor.user_id).exists()


def test_radicalisation_offers_no_orientation(cast: Cast) -> None:
    page = cast.gilles.client().post(NEW, six_fields(cast, facts=RADICAL)).text
    assert "Le circuit et les contacts" in page
    assert "Orientation faite" not in page


@pytest.mark.parametrize("concern", Concern)
def test_that_was_not_it_brings_the_fact_back_whole(cast: Cast, concern: Concern) -> None:
    client = cast.gilles.client()
    written = six_fields(cast, facts=THEMED[concern], building="Hall 2", damage_euros="30", police_called="came")
    written |= {"submission": str(uuid4())}
    stopped = client.post(NEW, written).text
    form = client.post(NEW, sent_on(stopped) | {"back": concern}).context["form"]
    assert {name: form[name].value() for name in written} == written
    assert not form.errors
    assert facts_seen_by(cast.sarah) == []


@pytest.mark.parametrize("concern", [Concern.SUICIDE, Concern.RADICALISATION])
def test_what_was_not_meant_is_filed_and_the_journal_does_not_say_which_theme(cast: Cast, concern: Concern) -> None:
    client = cast.gilles.client()
    stopped = client.post(NEW, six_fields(cast, facts=THEMED[concern])).text
    form = client.post(NEW, sent_on(stopped) | {"back": concern}).context["form"]
    again = {name: form[name].value() for name in form.fields if form[name].value()}
    client.post(NEW, again)
    assert [fact.facts for fact in facts_seen_by(cast.sarah)] == [THEMED[concern]]
    [entry] = entries_of(cast.gilles, "fait.depose")
    assert entry.reason == "texte maintenu : objet de travail"


def test_after_coming_back_the_question_is_asked_again(cast: Cast) -> None:
    """What was said of one text must not open the door for another."""
    client = cast.gilles.client()
    asked = client.post(NEW, six_fields(cast, facts=AT_HOME)).text
    client.post(NEW, sent_on(asked) | {"back": "household"})
    page = client.post(NEW, sent_on(asked) | {"not_meant": "household"}).text
    assert "household" in answers_on(page)
    assert facts_seen_by(cast.sarah) == []


def test_the_guard_of_the_words_still_asks_to_read_again(cast: Cast) -> None:
    sent = six_fields(
        cast, place="dwelling", category="menace", facts="M. Durand menace son voisin.", between="neighbours"
    )
    client = cast.gilles.client()
    shown = client.post(NEW, sent).context
    assert [advice.passage for found in shown["form"].warned.values() for advice in found] == ["M. Durand"]
    assert shown["form"]["between"].value() == "neighbours"
    again = sent | {"answered_for": shown["form"].words, "reviewed": "on"}
    assert answers_on(client.post(NEW, again | {"facts": AT_HOME}).text) == ["household", "neighbours", "staff"]
    assert facts_seen_by(cast.sarah) == []
    client.post(NEW, again)
    assert [fact.facts for fact in facts_seen_by(cast.sarah)] == [sent["facts"]]


# The service


@pytest.mark.parametrize("concern", Concern)
def test_the_service_refuses_what_the_page_would_not_take(cast: Cast, concern: Concern) -> None:
    with acting(cast.gilles) as gilles:
        given: dict[str, Any] = {
            "residence": cast.tilleuls,
            "place": "hall",
            "category": Category.objects.get(pk="proprete"),
            "started_at": gilles.now,
            "recurrence": "isolated",
            "facts": THEMED[concern],
        }
        with pytest.raises(Refused, match="ne passe pas par le portail"):
            file_incident(by=gilles, submission=uuid4(), **given)
        with pytest.raises(Refused):
            file_incident(by=gilles, submission=uuid4(), between="household", **given)
        assert not Incident.objects.exists()
