"""Who reads something, as its page tells it, is exactly who gets it from the rule: every thing × everybody who asks."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from acting.actor import Actor, machine_actor
from acting.sight import seen_by
from correspondents.models import Designation
from correspondents.readers import Reader, people_asked
from incidents.case_readers import (
    readers_of_fact,
    readers_of_letter,
    readers_of_person,
    readers_of_situation,
)
from incidents.permissions import incidents_visible_to, letters_visible_to, persons_visible_to, situations_visible_to
from referrals.lifecycle import Side
from referrals.permissions import disclosures_visible_to, injunctions_visible_to, referrals_visible_to, side_of
from referrals.referral_readers import RESERVED, STUB, copies_of, own_reading, readers_at_senders, readers_of_injunction
from reports.permissions import reports_visible_to
from reports.report_readers import readers_of_report
from tests.people import acting
from tests.reach.house import House
from tests.reach.reading import name_of

Rule = Callable[[Actor], Iterable[Any]]
Told = Callable[[Actor, Any, list[Designation]], list[Reader]]

OF_THE_HOUSE: dict[str, tuple[Rule, Told]] = {
    "fact": (incidents_visible_to, readers_of_fact),
    "situation": (situations_visible_to, readers_of_situation),
    "person": (persons_visible_to, readers_of_person),
    "letter": (letters_visible_to, readers_of_letter),
    "report": (reports_visible_to, readers_of_report),
}


def names(house: House, designations: Iterable[Designation]) -> set[str]:
    held = {person.designation.pk: who for who, person in house.people.items()}
    return {held[each.pk] for each in designations}


def seen_by_each(house: House, rule: Rule) -> dict[str, dict[Any, Any]]:
    seen = {}
    for who, person in house.people.items():
        with acting(person) as actor:
            seen[who] = {row.pk: row for row in rule(actor)}
    return seen


@pytest.mark.parametrize("thing", OF_THE_HOUSE)
def test_whoever_reads_a_thing_of_the_house_is_told_of_to_all_who_read_it(house: House, thing: str) -> None:
    rule, told = OF_THE_HOUSE[thing]
    seen = seen_by_each(house, rule)
    found: dict[str, set[str]] = {}
    for who, rows in seen.items():
        with acting(house[who]) as actor:
            people = people_asked(actor)
            for pk, row in rows.items():
                readers = names(house, [each.designation for each in told(actor, row, people)])
                assert readers == {other for other in seen if pk in seen[other]}, f"{who} about {name_of(house, row)}"
                found[name_of(house, row)] = readers
    assert len({frozenset(readers) for readers in found.values()}) > 1, "somebody must be left out"


def test_of_an_injunction_the_prefecture_is_told_posts_of_the_landlord_and_no_name(house: House) -> None:
    seen = seen_by_each(house, injunctions_visible_to)
    for who, rows in seen.items():
        with acting(house[who]) as actor:
            people = people_asked(actor)
            for pk, injunction in rows.items():
                told, reading = readers_of_injunction(actor, injunction, people), {x for x in seen if pk in seen[x]}
                named = names(house, [each.designation for each in told if not each.instead])
                own = (
                    reading if actor.signatory_id == injunction.landlord_id else reading & at(house, actor.signatory_id)
                )
                assert named == own, f"{who} about {house.names[pk]}"
                posts = {each.designation.post_id for each in told}
                assert posts == {house[each].post.pk for each in reading}, f"{who} about {house.names[pk]}"
                assert len(told) == len(named) + len({house[each].post.pk for each in reading - own})


def test_whoever_declared_is_told_by_the_post_alone_where_nothing_else_lets_them_in(house: House) -> None:
    """Gilles declared one away from the Tilleuls, where Gaston stands; at the Tilleuls he is read like any gardien."""
    with acting(house["sarah"]) as sarah:
        people = people_asked(sarah)
        unnamed = {
            key: names(house, [each.designation for each in readers_of_fact(sarah, fact, people) if each.instead])
            for key, fact in house.facts.items()
            if key in ("hall", "roof", "away", "melun")
        }
    assert unnamed == {"hall": set(), "roof": set(), "away": {"gilles"}, "melun": set()}


def test_the_sender_is_told_who_reads_a_referral_on_both_sides(house: House) -> None:
    rows, contents = seen_by_each(house, referrals_visible_to), contents_seen(house)
    for who, asked in house.people.items():
        with acting(asked) as actor:
            people = people_asked(actor)
            for referral in [each for each in rows[who].values() if side_of(actor, each) == Side.SENDER]:
                about = f"{who} about {house.names[referral.pk]}"
                here, there = at(house, referral.sender_id), at(house, referral.recipient_id)
                told = [each.designation for each in readers_at_senders(actor, referral, people)]
                assert names(house, told) == {each for each in here if referral.pk in rows[each]}, about
                copies = copies_of(actor, [referral], people)
                told = [each.designation for copy in copies for each in copy.readers]
                assert names(house, told) == {each for each in there if referral.pk in contents[each]}, about
                assert bool(copies) == (bool(told) or referral.is_live_on(actor.today)), about


def test_the_recipient_is_told_the_own_reading_alone(house: House) -> None:
    """With the content while it lives, and then as a stub."""
    rows, contents = seen_by_each(house, referrals_visible_to), contents_seen(house)
    for who, asked in house.people.items():
        with acting(asked) as actor:
            people = people_asked(actor)
            for referral in [each for each in rows[who].values() if side_of(actor, each) != Side.SENDER]:
                about = f"{who} about {house.names[referral.pk]}"
                own = own_reading(actor, referral, people)
                assert own is not None, about
                assert own.designation == asked.designation, about
                assert (own.ground.part in (STUB, RESERVED)) == (referral.pk not in contents[who]), about


def test_what_was_communicated_of_several_is_told_of_each(house: House) -> None:
    with acting(house["sarah"]) as sarah:
        referrals = referrals_visible_to(sarah).filter(pk__in=[house.referrals[key].pk for key in READ_BY])
        copies = copies_of(sarah, list(referrals.for_display()), people_asked(sarah))
        told = {house.names[copy.referral.pk]: [each.designation for each in copy.readers] for copy in copies}
    expected = {key: readers for key, readers in READ_BY.items() if readers is not None}
    assert {key: names(house, readers) for key, readers in told.items()} == expected


# Of referrals of the house, who reads what they communicated; nobody where the grant is gone; None: no longer said.
READ_BY: dict[str, set[str] | None] = {
    "to maud": {"maud", "perrine"},
    "to bruno": {"bruno"},
    "answered": {"karim", "pierre"},
    "without grant": set(),
    "withdrawn": None,
    "past": None,
    "draft": None,
}


def at(house: House, signatory: Any) -> set[str]:
    return {who for who, person in house.people.items() if person.signatory.pk == signatory}


def contents_seen(house: House) -> dict[str, set[Any]]:
    seen = {}
    for who, person in house.people.items():
        with acting(person) as actor:
            seen[who] = {each.referral_id for each in disclosures_visible_to(actor)}
    return seen


def test_who_does_not_see_a_thing_is_told_nobody(house: House) -> None:
    """Whatever identifier is asked about; and whoever asked acts again as before."""
    with acting(house["zoe"]) as zoe:
        people = people_asked(zoe)
        for fact, expected in (("hall", set()), ("neighbour", {"victor", "zoe"})):
            told = [each.designation for each in readers_of_fact(zoe, house.facts[fact], people)]
            assert names(house, told) == expected
            assert {house.names[each.pk] for each in incidents_visible_to(zoe)} == {"neighbour"}


def test_asking_in_another_s_name_opens_nothing_more(house: House) -> None:
    """Nor in the machine's, which the database obeys in the worker's role alone; and what was asked is over at once."""
    with acting(house["sarah"]) as sarah:
        asked = [machine_actor(sarah.now), Actor(now=sarah.now), house["victor"].actor(), house["roxane"].actor()]
        wanted = [house.facts[key].pk for key in ("hall", "neighbour")]
        found = {
            house.names[pk]: [each.designation_id for each in seen]
            for pk, seen in seen_by("incidents_incident", wanted, asked).items()
        }
        assert found == {"hall": [house["roxane"].designation.pk], "neighbour": []}
        assert incidents_visible_to(sarah).filter(pk__in=wanted).count() == 1
