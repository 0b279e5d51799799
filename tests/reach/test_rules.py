"""Each rule alone, the walls lowered: exactly what it gives each person. The table is `rules.txt`."""

from pathlib import Path

import pytest
from django.utils import timezone

from acting.actor import Actor
from correspondents.actors import actor_of_designation, running_designations
from correspondents.gardiens import gardien_posts
from correspondents.models import Designation
from signatories.models import Decision
from signatories.permissions import can_follow_decision, signatories_public, signed_texts_public
from tests.people import acting
from tests.reach.house import House
from tests.reach.reading import Reach, named, table, written
from tests.reach.rules import POSTS, RULES

EXPECTED = table(Path(__file__).with_name("rules.txt"))


def reach_of(house: House, name: str) -> Reach:
    found: Reach = {}
    for who, person in house.people.items():
        with acting(person) as actor:
            found[who] = named(house, RULES[name](actor, house))
    return {who: rows for who, rows in found.items() if rows}


def test_every_rule_has_its_table() -> None:
    assert set(EXPECTED) == {*RULES, *POSTS}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_alone_gives_each_person_exactly_theirs(house: House, name: str) -> None:
    found = reach_of(house, name)
    assert found == EXPECTED[name], f"\n{name}\n{written(found)}"


@pytest.mark.parametrize("name", POSTS)
def test_who_stands_at_a_post_today(house: House, name: str) -> None:
    """Not who has left, is suspended, or comes tomorrow."""
    today = Actor(now=timezone.now())
    found = {who: named(house, POSTS[name](house[who].post, today)) for who in ("sarah", "karim", "maud", "bruno")}
    assert found == EXPECTED[name], f"\n{name}\n{written(found)}"


def test_nobody_acts_before_after_or_between(house: House) -> None:
    """Ended, suspended, not yet begun, of a party that left or has not joined: no designation runs, nor in a job."""
    now = timezone.now()
    away = house.colleagues.people().keys() - house.people.keys()
    assert away == {"estelle", "carla", "simon", "tania", "luc", "nora"}
    for name in away:
        person = house.colleagues.people()[name]
        assert running_designations(person.user, now) == [], name
        assert actor_of_designation(person.designation.pk, now) is None, name
    both = running_designations(house["denise"].user, now)
    assert {each.pk for each in both} == {house["denise"].designation.pk, house["denise_dpo"].designation.pk}


def test_the_public_reads_the_signed_texts_that_stand(house: House) -> None:
    assert named(house, signed_texts_public()) == {"77 signed", "91 signed"}
    assert "Foyer du Loing (fictif)" not in {party.name for party in signatories_public()}


def test_who_is_over_stands_on_no_list(house: House) -> None:
    """Ended, or of a party that left; not who is suspended, comes tomorrow, or has a closed account."""
    listed = set(Designation.objects.not_over_on(timezone.localdate()))
    assert {name for name, person in house.colleagues.people().items() if person.designation not in listed} == {
        "estelle",
        "luc",
    }


def test_a_residence_is_shared_among_the_gardiens_of_its_landlord(house: House) -> None:
    for who in ("sarah", "victor"):
        with acting(house[who]) as actor:
            assert {post.signatory_id for post in gardien_posts(actor)} == {actor.signatory_id}, who


def test_a_decision_is_followed_by_who_answers_for_the_house_that_owes_it(house: House) -> None:
    (decision,) = Decision.objects.filter(meeting__convention=house["sarah"].signatory.convention)
    decision.owner = house["sarah"].signatory
    may = set()
    for who, person in house.people.items():
        with acting(person) as actor:
            if person.signatory == decision.owner and can_follow_decision(actor, decision):
                may.add(who)
    assert may == {"sarah", "roxane", "denise"}
