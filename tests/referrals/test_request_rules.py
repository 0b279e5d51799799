"""What a request needs to be answered, subject by subject: each piece that is missing is said at its field."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from referrals.asked import as_kept, lines_of, pieces_of, refusals_of_asked
from referrals.models import Subject
from referrals.prefilled import hours_around
from referrals.request_rules import NEEDS, refusals_of_request
from referrals.sharing_rules import refusals
from tests.people import ASKED
from tests.referrals.test_sharing_rules import FAIR, TERMS, TODAY

COMPLAINT = {"service": "", "pv_number": "", "prosecution_number": ""}
PLACE, FACTS, CONTACT = {"residence": "Tilleuls"}, [{"text": "Vitre."}], {"name": "Sarah"}
PRESENCE = {"place": PLACE, "contact": CONTACT, "asked": ASKED["presence"]}
FROM_PARTNERS = ("suite-donnee", "avis-audience", "prejudice-pieces", "remise-etat")
MEETING = {"place": PLACE, "contact": CONTACT, "asked": ASKED["rendez-vous-plainte"]}


def asked_without(subject: str, name: str) -> dict[str, Any]:
    return {"asked": {key: value for key, value in ASKED[subject].items() if key != name}}


ENOUGH: dict[str, tuple[str, dict[str, Any]]] = {
    "by the parquet's number": ("suite-plainte", {"complaint": COMPLAINT | {"prosecution_number": "26077"}}),
    "by PV and service": ("suite-plainte", {"complaint": COMPLAINT | {"service": "Meaux", "pv_number": "12"}}),
    "by service, place and facts": (
        "suite-plainte",
        {"complaint": COMPLAINT | {"service": "Meaux"}, "place": PLACE, "facts": FACTS},
    ),
    "a copy by number": ("copie-decision", {"complaint": COMPLAINT | {"prosecution_number": "26077"}}),
    "a copy by court and day": ("copie-decision", {"complaint": COMPLAINT, "asked": ASKED["copie-decision"]}),
    "a patrol": ("presence", PRESENCE),
    "a visit": ("visite-surete", {"place": PLACE, "contact": CONTACT}),
    "a contact": ("prise-contact", {"place": PLACE, "contact": CONTACT}),
    "a meeting at the place": ("rendez-vous-plainte", MEETING),
    "a meeting at an agency": (
        "rendez-vous-plainte",
        {"contact": CONTACT, "asked": {"nature": "Vol", "agency": "Agence de Meaux"}},
    ),
    "force publique": ("force-publique", {"asked": ASKED["force-publique"]}),
    "images": ("conservation-images", {"asked": ASKED["conservation-images"]}),
    "an opinion": ("avis-parquet", {"facts": FACTS}),
    **{f"all of {subject}": (subject, {"asked": ASKED[subject]}) for subject in FROM_PARTNERS},
}
MISSING: dict[str, tuple[str, dict[str, Any], set[str]]] = {
    "no number": ("suite-plainte", {"complaint": COMPLAINT}, {"complaint"}),
    "PV without service": ("suite-plainte", {"complaint": COMPLAINT | {"pv_number": "12"}}, {"complaint"}),
    "service and place": ("suite-plainte", {"complaint": COMPLAINT | {"service": "M"}, "place": PLACE}, {"complaint"}),
    "service and facts": ("suite-plainte", {"complaint": COMPLAINT | {"service": "M"}, "facts": FACTS}, {"complaint"}),
    "facts and place": ("suite-plainte", {"complaint": COMPLAINT, "place": PLACE, "facts": FACTS}, {"complaint"}),
    "copy of nothing": ("copie-decision", {"complaint": COMPLAINT}, {"asked_court", "asked_decided_on"}),
    "copy without a day": (
        "copie-decision",
        {"complaint": COMPLAINT} | asked_without("copie-decision", "decided_on"),
        {"asked_decided_on"},
    ),
    "patrol nowhere": ("presence", PRESENCE | {"place": {}}, {"field_sets"}),
    "patrol for nobody": ("presence", PRESENCE | {"contact": {}}, {""}),
    **{
        f"patrol without {name}": ("presence", PRESENCE | asked_without("presence", name), {f"asked_{name}"})
        for name in ASKED["presence"]
    },
    "visit nowhere": ("visite-surete", {"contact": CONTACT}, {"field_sets"}),
    "visit for nobody": ("visite-surete", {"place": PLACE}, {""}),
    "contact nowhere": ("prise-contact", {"contact": CONTACT, "facts": FACTS}, {"field_sets"}),
    "contact with nobody": ("prise-contact", {"place": PLACE}, {""}),
    "meeting nowhere": ("rendez-vous-plainte", MEETING | {"place": {}, "asked": {"nature": "Vol"}}, {"asked_agency"}),
    "meeting about nothing": ("rendez-vous-plainte", MEETING | {"asked": {}}, {"asked_nature"}),
    "meeting with nobody": ("rendez-vous-plainte", MEETING | {"contact": {}}, {""}),
    **{
        f"{subject} without {name}": (subject, asked_without(subject, name), {f"asked_{name}"})
        for subject in ("force-publique", "conservation-images", *FROM_PARTNERS)
        for name in ASKED[subject]
    },
}


@pytest.mark.parametrize("case", ENOUGH)
def test_what_is_enough_is_not_refused(case: str) -> None:
    subject, content = ENOUGH[case]
    assert list(refusals_of_request(subject, content)) == []


@pytest.mark.parametrize("case", MISSING)
def test_what_is_missing_is_said_at_its_field(case: str) -> None:
    subject, content, fields = MISSING[case]
    assert {refusal.field for refusal in refusals_of_request(subject, content)} == fields


def test_each_subject_with_needs_is_tried_both_ways(db: None) -> None:
    assert {subject for subject, _, _ in MISSING.values()} == set(NEEDS)
    assert {subject for subject, _ in ENOUGH.values()} == {*NEEDS, "avis-parquet"}
    assert set(NEEDS) <= set(Subject.objects.values_list("pk", flat=True))


def test_the_rules_of_sharing_ask_for_it() -> None:
    """Of a set that is missing its box speaks first; an addition repeats nothing, but names no complaint in vain."""
    bare = replace(FAIR, content={"complaint": COMPLAINT})
    assert {refusal.field for refusal in refusals(bare, TODAY)} == {"complaint"}
    patrol = replace(FAIR, terms=replace(TERMS, subject="presence", minimum=("place",), usual=("place", "complaint")))
    assert {refusal.field for refusal in refusals(replace(patrol, content={}), TODAY)} == {"field_sets"}
    assert refusals(replace(patrol, content={}, is_addition=True), TODAY) == []
    added = replace(bare, is_addition=True)
    assert {refusal.field for refusal in refusals(added, TODAY)} == {"complaint"}
    assert refusals(replace(bare, is_addition=True, content={"facts": FACTS}), TODAY) == []
    known = {"complaint": COMPLAINT | {"prosecution_number": "1"}, "place": PLACE, "facts": FACTS}
    named = {"complaint": COMPLAINT | {"service": "Meaux"}}
    assert refusals(replace(added, content=named, read_before=known), TODAY) == []


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no piece": ({"plate": "AB"}, "asked_plate"),
    "a day to come": ({"since": "2026-03-03"}, "asked_since"),
    "a day of another century": ({"since": "1999-12-31"}, "asked_since"),
    "no day": ({"since": "hier"}, "asked_since"),
    "no hour": ({"hours_from": "25:00"}, "asked_hours_from"),
    "an hour with seconds": ({"hours_from": "20:00:01"}, "asked_hours_from"),
    "an hour that lasts nothing": ({"hours_from": "20:00", "hours_to": "20:00"}, "asked_hours_to"),
    "no day of the week": ({"days": ["friday", "holiday"]}, "asked_days"),
    "days that are a text": ({"days": "friday"}, "asked_days"),
    "a text that is a list": ({"nature": ["x"]}, "asked_nature"),
    "a long nature": ({"nature": "x" * 121}, "asked_nature"),
    "a long way in": ({"access": "x" * 201}, "asked_access"),
    "a long number": ({"exploc_number": "1" * 41}, "asked_exploc_number"),
    "two lines": ({"access": "Badge\nCode"}, "asked_access"),
    "nothing at all": ({"access": "Badge\0"}, "asked_access"),
    "turned round": ({"court": "Meaux\u202e"}, "asked_court"),
    "blanks around": ({"court": " Meaux"}, "asked_court"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_piece_has_its_bounds_whoever_writes_it(case: str) -> None:
    asked, field = WRONG[case]
    assert {refusal.field for refusal in refusals_of_asked(asked, TODAY)} == {field}


@pytest.mark.parametrize("subject", ASKED)
def test_what_the_tests_ask_is_within_bounds(subject: str) -> None:
    assert list(refusals_of_asked(ASKED[subject], TODAY)) == []


def test_what_cannot_be_read_is_not_kept() -> None:
    given = {
        "nature": "  Vol ",
        "days": ["sunday", "monday", "x"],
        "hours_from": "20:30:00",
        "hours_to": "x",
        "since": "x",
    }
    kept = as_kept(pieces_of("presence"), given | {"court": "Meaux"})
    assert kept == {"nature": "Vol", "days": ["monday", "sunday"], "hours_from": "20:30"}


def test_it_reads_as_somebody_says_it() -> None:
    said = [(line, words.replace("\u00a0", " ")) for line, words in lines_of(ASKED["presence"])]
    assert said == [
        ("Nature", "Dégradation"),
        ("Quand", "vendredi et samedi, de 20 h à 2 h, depuis le 5 janvier 2024"),
        ("Accès", "Badge remis au service."),
    ]
    assert lines_of({}) == []
    assert lines_of({"days": list(dict.fromkeys(["monday"])), "unknown": "x"}) == [("Quand", "lundi")]


@pytest.mark.parametrize(
    ("minutes", "hours"),
    [
        ([20 * 60 + 15], ("20:00", "21:00")),
        ([22 * 60 + 40, 70], ("22:00", "02:00")),
        ([9 * 60, 11 * 60 + 59, 10 * 60], ("09:00", "12:00")),
        ([23 * 60 + 59], ("23:00", "00:00")),
        ([hour * 60 for hour in range(24)], ("00:00", "23:59")),
    ],
)
def test_the_hours_of_the_facts_are_the_shortest_stretch_around_them(
    minutes: list[int], hours: tuple[str, str]
) -> None:
    assert hours_around(minutes) == hours


def test_today_is_a_day_that_may_be_said() -> None:
    assert (
        list(refusals_of_asked({"since": TODAY.isoformat(), "decided_on": date(2000, 1, 1).isoformat()}, TODAY)) == []
    )
