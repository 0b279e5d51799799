"""Each attack on the published cells, and each succeeding once its protection is taken away.

Worst interval: for every count of a month from 0 to 4 (of the others, where the attacker is a landlord), what the
attacker can make of it must still hold 0 to 4.
"""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from acting.days import months_from
from reports.protection import Base, Protection, Stream, open_communes
from tests.reports.attacks import Cell, Published, Reading, excluded, exhaustion, narrowed, programme
from tests.reports.published_worlds import FAMILIES, FIRST, PARTS, World, world

EVEN = {"Deux Morins": 1.0, "Val de Brie": 0.8, "Seine et Loing": 0.6, "Plateau": 0.4}
UNEVEN = {"Deux Morins": 3.0, "Val de Brie": 0.5, "Plateau": 0.1}
TWO = {"Deux Morins": 1.0, "Val de Brie": 0.7}
WORLDS = [(1, EVEN), (2, UNEVEN), (3, TWO)]
MANY_WORLDS = [(seed, landlords) for seed in range(10, 16) for landlords in (EVEN, UNEVEN, TWO)]
STREAM = Stream("facts", family="occupation")
SECRET = Protection(4, 80, b"secret")


def small(found: World) -> list[tuple[tuple[str, str], date]]:
    return [cell for cell, count in found.truth.items() if count < found.protection.step]


@pytest.fixture(scope="module", params=WORLDS, ids=lambda each: f"seed {each[0]}")
def published(request: pytest.FixtureRequest) -> World:
    """Seven months: two quarters end, and three publications in a row lie behind any of them."""
    seed, landlords = request.param
    return world(seed, landlords=landlords, months=7)


# 1. An outsider with everything that was published


def test_an_outsider_learns_no_small_count(published: World) -> None:
    cells = small(published)
    assert len(cells) > 15
    found = programme(published.reading, cells=cells)
    assert narrowed(found, published.truth) == {}


def test_an_outsider_learns_one_where_totals_are_rounded_by_themselves() -> None:
    """Beside its parts, the total of a month is one number more about the same facts."""
    told, chances = 0, 0
    for seed in range(40):
        found = world(seed, landlords=EVEN, months=1)
        families = [cell for cell in found.truth if cell[0][0] == "facts" and cell[0][1] in FAMILIES]
        total = sum(found.truth[cell] for cell in families)
        rounded = found.protection.rounded(total, Stream("total"), FIRST)
        bounds = {number.row: found.reading.bounds(number) for number in found.numbers}
        for cell in families:
            if found.truth[cell] > 4 or cell not in found.reading.held:
                continue
            chances += 1
            others = [each for each in families if each != cell]
            least = rounded - 4 - sum(bounds.get(each[0], (0, 4))[1] for each in others)
            most = rounded + 4 - sum(bounds.get(each[0], (0, 4))[0] for each in others)
            told += least > 0 or most < 4
    assert told > 0
    assert chances > 20


def test_an_outsider_learns_one_where_all_communes_but_one_are_told() -> None:
    """The one that is missing is the rest: so two are never told."""
    month = FIRST
    facts, told, last = ("facts", "all"), ("commune", "Meaux"), ("commune", "Nemours")
    numbers = (Published(facts, (month,), 40), Published(told, (month,), 30))
    reading = Reading(numbers, frozenset(((facts, month), (told, month), (last, month))))
    found = programme(reading, cells=[(last, month)], all_communes=True)
    assert found[last, month][0] > 0
    closed = replace(reading, cells=reading.cells | {(("commune", "Provins"), month)})
    assert programme(closed, cells=[(last, month)], all_communes=True)[last, month][0] == 0
    assert open_communes({"Meaux": 5, "Melun": 4, "Nemours": 3}, {"Meaux": 9, "Melun": 8, "Nemours": 1}) == {"Meaux"}


# 2. A landlord with its own exact figures


@pytest.mark.parametrize("place", range(2))
def test_a_landlord_learns_no_small_count_of_the_others(published: World, place: int) -> None:
    landlord = (*EVEN, *UNEVEN)[place]
    known, beside = published.known_to(landlord), published.beside(landlord)
    cells = [cell for cell, count in beside.items() if count < 5]
    assert narrowed(programme(published.reading, known, cells=cells), beside) == {}
    assert excluded(exhaustion(published.reading, known, share=80), beside) == {}


def test_a_landlord_learns_it_from_a_band(published: World) -> None:
    """ "< 5" where it had three of its own leaves the others at most one."""
    landlord = "Deux Morins"
    known, truth = published.known_to(landlord), published.truth
    narrow = [cell for cell in published.reading.held if truth[cell] < 5 and known[cell] > 0]
    assert len(narrow) > 1
    assert all(4 - known[cell] < 4 for cell in narrow)


def test_a_landlord_learns_it_where_only_the_size_of_a_count_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Protection, "tells", lambda self, shares, fewest=2: sum(shares.values()) >= self.step)
    found = world(2, landlords=UNEVEN, months=7)
    known, beside = found.known_to("Deux Morins"), found.beside("Deux Morins")
    cells = [cell for cell, count in beside.items() if count < 5]
    reading = replace(found.reading, margin=0)
    assert len(narrowed(programme(reading, known, cells=cells), beside)) > 5


# 3. An insider who chooses what it files


OWN = (0, 3, 5, 12, 40)


def outcome(protection: Protection, others: tuple[int, ...], own: tuple[int, ...]) -> Reading:
    """Three months of one row that begins a quarter, between an insider and one other landlord."""
    held: list[Base] = []
    months, numbers, row = months_from(FIRST, len(own)), [], ("facts", "occupation")
    for month, each, mine in zip(months, others, own, strict=True):
        told, held = protection.turn(STREAM, held, Base(month, {"other": each, "insider": mine}))
        if told.value is not None and told.months == 1:
            numbers.append(Published(row, (month,), told.value))
        elif told.value is not None:
            done = {each for number in numbers for each in number.months}
            waiting = tuple(each for each in months if each not in done)
            numbers.append(Published(row, waiting, told.value))
    return Reading(tuple(numbers), frozenset((row, month) for month in months))


def test_an_insider_learns_no_small_count_whatever_it_files() -> None:
    """Every count of another landlord in three months from 0 to 4, beside all that an insider may file."""
    row, months = ("facts", "occupation"), months_from(FIRST, 3)
    for others, own in product(product((0, 1, 2, 4), repeat=3), product(OWN, repeat=3)):
        reading = outcome(SECRET, others, own)
        known = {(row, month): mine for month, mine in zip(months, own, strict=True)}
        truth = {(row, month): each for month, each in zip(months, others, strict=True)}
        assert excluded(exhaustion(reading, known, share=80), truth) == {}, (others, own)


def test_an_insider_learns_it_where_what_was_held_need_not_blur(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve in three months, none of which was told: four in each."""
    monkeypatch.setattr(Protection, "blurs", lambda self, bases: True)
    row, months = ("facts", "occupation"), months_from(FIRST, 3)
    found: dict[Cell, set[int]] = {}
    for own in product((5, 6, 7), repeat=3):
        known = {(row, month): mine for month, mine in zip(months, own, strict=True)}
        truth = {(row, month): 4 for month in months}
        found |= excluded(exhaustion(outcome(SECRET, (4, 4, 4), own), known, share=80), truth)
    assert found != {}


def test_a_release_at_any_month_would_tell_that_its_last_is_not_zero() -> None:
    """With quarters, a count more or less in the last month leaves what was told at the same moment."""
    base = {"a": 3, "b": 2, "c": 2}
    months = months_from(FIRST, 3)
    for last in range(5):
        held: list[Base] = []
        for month, shares in zip(months, (base, {"a": 1}, {"c": last}), strict=True):
            told, held = SECRET.turn(STREAM, held, Base(month, shares))
            assert (told.value is None) == (month != months[-1] or not SECRET.tells({"a": 4, "b": 2, "c": 2 + last}))
    anytime = [SECRET.tells({"a": 3, "b": 2, "c": 2 + last}) for last in range(5)]
    assert anytime == [False, True, True, True, True]


def test_a_quarter_that_adds_one_held_count_waits_for_another() -> None:
    """What was too little with nine would, told with the tenth, say that the tenth is not zero."""
    tried = [Base(month, {"a": 2, "b": 2}, tried=True) for month in months_from(FIRST, 1)]
    june = date(2025, 6, 1)
    told, held = SECRET.turn(STREAM, tried, Base(june, {"a": 2, "b": 2, "c": 2}))
    assert (told.value, len(held)) == (None, 2)


# 4. Parts of what is told beside them: subjects of what was sent, and agents' facts by occasion and by place


DOUBLED = {name: 2 * weight for name, weight in TWO.items()}


def beside_parts(found: World, landlord: str, *, covered: bool = True) -> dict[Cell, tuple[int, int]]:
    """Small counts of the others in the parts, narrowed by what their wholes tell."""
    beside = found.beside(landlord)
    cells = [cell for cell, count in beside.items() if count < 5 and cell[0][0] in PARTS]
    assert len(cells) > 40
    return narrowed(programme(found.reading, found.known_to(landlord), cells=cells, covered=covered), beside)


def test_a_landlord_learns_nothing_from_parts_and_their_whole() -> None:
    """Of what was sent to the parquet nearly all is one subject: the rest would be what is left."""
    told = set()
    for seed, landlords in ((105, DOUBLED), (106, {name: 3 * weight for name, weight in EVEN.items()})):
        found = world(seed, landlords=landlords, months=6)
        told |= {number.row[0] for number in found.numbers}
        assert beside_parts(found, "Deux Morins") == {}
        cells = [cell for cell, count in found.truth.items() if count < 5 and cell[0][0] in PARTS]
        assert narrowed(programme(found.reading, cells=cells), found.truth) == {}
    assert told > set(PARTS)


def test_a_landlord_learns_it_where_what_is_never_told_need_not_cover_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Protection, "covers", lambda self, rest: True)
    assert beside_parts(world(105, landlords=DOUBLED, months=6), "Deux Morins", covered=False) != {}


def test_an_outsider_learns_it_where_all_parts_but_one_are_told() -> None:
    """By occasion all but one, beside the family: what is missing is the rest."""
    whole, told, last = ("facts", "agents"), ("occasion", "règles"), ("occasion", "loyer")
    numbers = (Published(whole, (FIRST,), 40), Published(told, (FIRST,), 30))
    reading = Reading(numbers, frozenset(((whole, FIRST), (told, FIRST), (last, FIRST))))
    assert programme(reading, cells=[(last, FIRST)])[last, FIRST][0] > 0
    closed = replace(reading, cells=reading.cells | {(("occasion", "closed"), FIRST)})
    assert programme(closed, cells=[(last, FIRST)])[last, FIRST][0] == 0


def test_a_second_part_that_could_be_told_would_be_what_the_first_leaves() -> None:
    """Of 38 that were sent 26 are told as one subject: that it is told leaves the others a step in what never is."""
    whole, told, contact = ("sent", "forces"), ("subject", "forces/presence"), ("subject", "forces/closed contact")

    def others(name: str) -> tuple[int, int]:
        part = ("subject", f"forces/{name}")
        cells = frozenset((row, FIRST) for row in (whole, told, contact, part))
        reading = Reading((Published(whole, (FIRST,), 35), Published(told, (FIRST,), 30)), cells)
        own = {(whole, FIRST): 20, (told, FIRST): 13, (contact, FIRST): 6, (part, FIRST): 1}
        return programme(reading, own, cells=[(part, FIRST)])[part, FIRST]

    assert others("visite")[1] < 4
    assert others("closed visite")[1] >= 4


# Together, and for long


def test_large_counts_stay_displayed() -> None:
    """Of counts of 20 and more, whatever their kind, four in five are told in their month."""
    large, told = 0, 0
    for seed, landlords in ((1, EVEN), (4, EVEN), (5, TWO)):
        found = world(seed, landlords={name: 3 * weight for name, weight in landlords.items()}, months=12)
        alone = {(number.row, number.months[0]) for number in found.numbers if len(number.months) == 1}
        of_size = {cell for cell, count in found.truth.items() if count >= 20}
        large, told = large + len(of_size), told + len(of_size & alone)
    assert large > 100
    assert told >= 0.8 * large


@pytest.mark.long
@pytest.mark.parametrize(("seed", "landlords"), MANY_WORLDS)
def test_all_attacks_on_two_years(seed: int, landlords: dict[str, float]) -> None:
    found = world(seed, landlords=landlords, months=24)
    assert narrowed(programme(found.reading, cells=small(found)), found.truth) == {}
    for landlord in landlords:
        known, beside = found.known_to(landlord), found.beside(landlord)
        cells = [cell for cell, count in beside.items() if count < 5]
        assert narrowed(programme(found.reading, known, cells=cells), beside) == {}
        assert excluded(exhaustion(found.reading, known, share=80), beside) == {}
