"""What a request needs to be answered, subject by subject: each piece that is missing is said at its field."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from referrals.asked import as_kept, in_one_line, lines_of, pieces_of, refusals_of_asked
from referrals.asked_pieces import ASKED_BY, PIECES, WITH_PERSONS
from referrals.models import Subject
from referrals.prefilled import hours_around
from referrals.request_rules import BETTER_SAID, NEEDS, left_to_ask, refusals_of_request
from referrals.sharing_rules import refusals
from tests.people import ASKED
from tests.referrals.test_sharing_rules import FAIR, TERMS, TODAY

COMPLAINT = {"service": "", "pv_number": "", "prosecution_number": ""}
PLACE, FACTS, CONTACT = {"residence": "Tilleuls"}, [{"text": "Vitre."}], {"name": "Sarah"}
PRESENCE = {"place": PLACE, "contact": CONTACT, "asked": ASKED["presence"]}
FROM_PARTNERS = ("suite-donnee", "avis-audience", "prejudice-pieces")
# What may be left open, beside what may not.
OPEN = {
    "situation-prefecture": {"nature", "since", "expected"},
    "intervention-site": {"planned_on", "planned_at", "todo"},
    "avis-parquet": {"question"},
    "acces-badges": {"access_to", "access_count", "access_for", "wanted_by"},
    "contact-astreinte": {"standby_for", "standby_from", "standby_to", "hours_from", "hours_to"},
    "remise-etat": {"repair_at", "wanted_by"},
    "point-etape": {"about", "wanted_by"},
}
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
    **{f"all of {subject}": (subject, {"asked": ASKED[subject]}) for subject in (*FROM_PARTNERS, *OPEN)},
    **{
        f"{subject} without {name}": (subject, asked_without(subject, name))
        for subject, names in OPEN.items()
        for name in sorted(names)
    },
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
    "nothing to repair": ("remise-etat", asked_without("remise-etat", "equipment"), {"asked_equipment"}),
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
    assert {subject for subject, _ in ENOUGH.values()} == {*NEEDS, *OPEN}
    assert {*NEEDS, *ASKED_BY, *BETTER_SAID, *ASKED} <= set(Subject.objects.values_list("pk", flat=True))


def test_every_subject_asks_for_content_of_its_own_or_draws_on_the_place(db: None) -> None:
    """But the three whose field sets say it all."""
    assert {each.pk for each in Subject.objects.all()} - set(ASKED_BY) == {
        "suite-plainte", "visite-surete", "prise-contact",
    }  # fmt: skip
    assert {name.removesuffix("?") for names in ASKED_BY.values() for name in names} | {*WITH_PERSONS} == set(PIECES)


@pytest.mark.parametrize("subject", BETTER_SAID)
def test_what_is_left_open_is_told_to_whoever_asks(subject: str) -> None:
    assert left_to_ask(subject, ASKED[subject] | {"images_on": "2026-01-04", "cameras": "Hall."}) == ""
    for name, words in BETTER_SAID[subject].items():
        others = {other: "x" for other in BETTER_SAID[subject] if other != name}
        assert left_to_ask(subject, others) == words
    every = left_to_ask(subject, {})
    assert all(words in every for words in BETTER_SAID[subject].values())
    assert set(BETTER_SAID[subject]) <= {piece.name for piece in pieces_of(subject)}


def test_what_must_be_said_is_not_called_optional() -> None:
    """By subject: of the fields that a rule asks for, each; one that depends on another says on which."""
    for subject, needs in NEEDS.items():
        optional = {piece.field for piece in pieces_of(subject) if piece.is_optional and not piece.needed}
        assert optional.isdisjoint(need.field for need in needs), subject
    assert {name for name, piece in PIECES.items() if piece.needed} == {
        "agency", "court", "decided_on", "told_motive", "told_on", "planned_on",
    }  # fmt: skip


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
    "no count": ({"access_count": "0"}, "asked_access_count"),
    "a count of many": ({"access_count": "100"}, "asked_access_count"),
    "a count in words": ({"access_count": "trois"}, "asked_access_count"),
    "a night that is past": ({"standby_from": "2026-03-01"}, "asked_standby_from"),
    "nights the wrong way round": ({"standby_from": "2099-01-05", "standby_to": "2099-01-04"}, "asked_standby_to"),
    "a question without words": ({"question": ""}, "asked_question"),
    "no day, and none to be agreed": ({"planned_on": ""}, "asked_planned_on"),
    "an empty day": ({"wanted_by": ""}, "asked_wanted_by"),
    "a long question": ({"question": "x" * 241}, "asked_question"),
    "blanks around": ({"court": " Meaux"}, "asked_court"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_piece_has_its_bounds_whoever_writes_it(case: str) -> None:
    asked, field = WRONG[case]
    assert {refusal.field for refusal in refusals_of_asked(asked, TODAY)} == {field}


@pytest.mark.parametrize("subject", ASKED)
def test_what_the_tests_ask_is_within_bounds(subject: str) -> None:
    assert list(refusals_of_asked(ASKED[subject], TODAY)) == []


def test_a_day_to_be_agreed_needs_no_day() -> None:
    assert list(refusals_of_asked({"planned_on": "", "planned_open": ["open"]}, TODAY)) == []


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
    assert in_one_line(ASKED["presence"]).replace("\u00a0", " ") == (
        "Nature : dégradation ; vendredi et samedi, de 20 h à 2 h, depuis le 5 janvier 2024 ; "
        "Accès : badge remis au service"
    )
    assert in_one_line({}) == ""
    assert lines_of({}) == []
    assert lines_of({"days": list(dict.fromkeys(["monday"])), "unknown": "x"}) == [("Quand", "lundi")]


SAID: dict[str, list[tuple[str, str]]] = {
    "avis-parquet": [("Question", "Ce fait relève-t-il d’une contravention ?")],
    "situation-prefecture": [
        ("Nature", "Dégradation"),
        ("Quand", "depuis le 5 janvier 2024"),
        ("Attendu", "Une réunion sur place."),
    ],
    "intervention-site": [
        ("Intervention", "5 janvier 2099 à 6 h 30"),
        ("À faire par le bailleur", "Ouvrir le local technique."),
    ],
    "acces-badges": [
        ("Accès demandé", "Hall et parking."),
        ("Combien", "4"),
        ("Pour qui", "Patrouille de nuit."),
        ("Pour le", "5 janvier 2099"),
    ],
    "contact-astreinte": [
        ("Quand", "du 5 janvier 2099 au 8 janvier 2099, de 20 h à 6 h"),
        ("Pour quoi", "Ouvrir le local technique."),
    ],
    "remise-etat": [("À remettre en état", "porte"), ("Où", "Porte du hall B."), ("Pour le", "5 janvier 2099")],
    "point-etape": [("Sur quoi", "La porte du hall B."), ("Pour le", "5 janvier 2099")],
}


@pytest.mark.parametrize("subject", SAID)
def test_each_request_says_what_its_reader_acts_upon(subject: str) -> None:
    said = {(line, words.replace("\u00a0", " ")) for line, words in lines_of(ASKED[subject])}
    assert said == set(SAID[subject])
    assert len(lines_of(ASKED[subject])) == len(said)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"planned_on": "2099-01-05"}, "5 janvier 2099"),
        ({"planned_open": ["open"]}, "jour à convenir"),
        ({"planned_open": ["open"], "planned_at": "06:00"}, "à 6 h, jour à convenir"),
        (
            {"planned_on": "2099-01-05", "planned_at": "06:00", "planned_open": ["open"]},
            "5 janvier 2099 à 6 h, à convenir",
        ),
        ({"standby_from": "2099-01-05"}, "à partir du 5 janvier 2099"),
        ({"standby_to": "2099-01-05", "hours_from": "20:00"}, "jusqu’au 5 janvier 2099, à partir de 20 h"),
        (
            {"standby_from": "2099-01-05", "standby_to": "2099-01-05", "hours_to": "06:00"},
            "le 5 janvier 2099, jusqu’à 6 h",
        ),
    ],
)
def test_what_is_said_in_part_is_read_in_part(asked: dict[str, Any], words: str) -> None:
    assert [said.replace("\u00a0", " ") for _, said in lines_of(asked)] == [words]


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
